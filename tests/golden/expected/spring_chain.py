import numpy as np
from srcdiff.runtime import unbroadcast


def spring_chain_grad(x, k, rest):
    """Gradient of spring_chain (mechanics.py:38) with respect to x.

    x: f8[n], k: float, rest: float
    """
    # forward
    stretch = x[1:] - x[:-1] - rest

    # backward
    # return 0.5 * k * np.sum(stretch**2)
    stretch_bar = np.full_like(stretch**2, 0.5 * k) * (2 * stretch)
    # stretch = x[1:] - x[:-1] - rest
    x_bar = np.zeros_like(x)
    x_bar[:-1] += unbroadcast(-stretch_bar, x[:-1])
    x_bar[1:] += unbroadcast(stretch_bar, x[1:])
    return x_bar
