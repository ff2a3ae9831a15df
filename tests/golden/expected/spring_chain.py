import numpy as np


def spring_chain_grad(x, k, rest):
    """Gradient of spring_chain (mechanics.py:38) with respect to x.

    x: f8[n], k: float, rest: float
    """
    # forward
    stretch = x[1:] - x[:-1] - rest

    # backward
    # return 0.5 * k * np.sum(stretch**2)
    stretch_bar = k * stretch
    # stretch = x[1:] - x[:-1] - rest
    x_bar = np.zeros_like(x)
    x_bar[:-1] -= stretch_bar
    x_bar[1:] += stretch_bar
    return x_bar
