import numpy as np


def branch_grad(x, threshold):
    """Gradient of branch (control.py:22) with respect to x.

    x: f8[n], threshold: float
    """
    # forward
    y = x * x
    condition = np.sum(y) > threshold
    if condition:
        z = y * 3.0
    else:
        y_2 = np.sin(y)
        z = np.exp(-y_2)

    # backward
    if condition:
        # z = y * 3.0
        y_bar = 3 * x
    else:
        # z = np.exp(-y)
        y_2_bar = -x * z
        # y = np.sin(y)
        y_bar = y_2_bar * np.cos(y)
    # y = x * x
    x_bar = z + 2 * y_bar * x
    return x_bar
