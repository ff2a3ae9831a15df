import numpy as np
from srcdiff.runtime import seed, unbroadcast


def convolution_grad(image, kernel, target):
    """Gradient of convolution (networks.py:99) with respect to image, kernel.

    image: f8[n, d], kernel: f8[h, k], target: f8[m, p]
    """
    # forward
    n = image.shape[0] - 2
    m = image.shape[1] - 2
    out = 0.0
    outs = []
    for i in range(3):
        for j in range(3):
            outs.append(out)
            out = out + kernel[i, j] * image[i : i + n, j : j + m]
    difference = out - target
    square = difference**2

    # backward
    # return np.mean((out - target) ** 2)
    square_bar = np.full_like(square, seed(np.mean(square))) / np.size(square)
    out_bar = unbroadcast(2 * square_bar * difference, out)
    image_bar = np.zeros_like(image)
    kernel_bar = np.zeros_like(kernel)
    for i in reversed(range(3)):
        for j in reversed(range(3)):
            # out = out + kernel[i, j] * image[i : i + n, j : j + m]
            out = outs.pop()
            image_part = image[i : i + n, j : j + m]
            out_product_bar = unbroadcast(out_bar, kernel[i, j] * image_part)
            out_bar = unbroadcast(out_bar, out)
            image_bar[i : i + n, j : j + m] += unbroadcast(
                kernel[i, j] * out_product_bar, image_part
            )
            kernel_bar[i, j] += (out_product_bar * image_part).sum()
    return image_bar, kernel_bar
