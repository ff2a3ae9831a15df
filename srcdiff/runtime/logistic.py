"""The logistic function, while a program is differentiated."""

import numpy as np


def logistic(v):
    """Return ``1 / (1 + np.exp(-v))``.

    >>> logistic(np.array([0.0, np.log(3.0)]))
    array([0.5 , 0.75])
    """
    return 1 / (1 + np.exp(-v))


def falling_logistic(v):
    """Return ``1 / (1 + np.exp(v))``.

    >>> falling_logistic(np.array([0.0, np.log(3.0)]))
    array([0.5 , 0.25])
    """
    return 1 / (1 + np.exp(v))
