import numpy as np


def sigmoid_slope_grad(v, s):
    """Gradient of sigmoid_slope (networks.py:31) with respect to v.

    v: f8[n], s: float
    """
    # forward
    y = 1 / (1 + np.exp(-s * v))

    # backward
    # return np.sum(y)
    y_bar = np.ones_like(y)
    # y = 1 / (1 + np.exp(-s * v))
    v_bar = s * y_bar * y * (1 - y)
    return v_bar
