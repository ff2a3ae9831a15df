import numpy as np
from srcdiff.runtime import seed, unbroadcast


def convolution_grad(image, kernel, target):
    """Gradient of convolution (networks.py:99) with respect to image, kernel.

    image: f8[n, n], kernel: f8[n, n], target: f8[n, n]
    """
    # forward
    n = image.shape[0] - 2
    m = image.shape[1] - 2
    out = 0.0
    out_ins = []
    outs = []
    for i in range(3):
        for j in range(3):
            out_in = kernel[i, j] * image[i : i + n, j : j + m]
            outs.append(out)
            out = out + out_in
            out_ins.append(out_in)
    value_in = out - target
    value_in_2 = value_in**2

    # backward
    # return np.mean((out - target) ** 2)
    value_bar = seed(np.mean(value_in_2))
    value_in_bar = np.full_like(value_in_2, value_bar) / np.size(value_in_2)
    out_bar = unbroadcast(2 * value_in_bar * value_in, out)
    image_bar = np.zeros_like(image)
    kernel_bar = np.zeros_like(kernel)
    for i in reversed(range(3)):
        for j in reversed(range(3)):
            out_in = out_ins.pop()
            out_in_2 = image[i : i + n, j : j + m]
            # out = out + kernel[i, j] * image[i : i + n, j : j + m]
            out = outs.pop()
            out_in_bar = unbroadcast(out_bar, out_in)
            out_bar = unbroadcast(out_bar, out)
            image_bar[i : i + n, j : j + m] += unbroadcast(
                kernel[i, j] * out_in_bar, out_in_2
            )
            kernel_bar[i, j] += (out_in_bar * out_in_2).sum()
    return image_bar, kernel_bar
