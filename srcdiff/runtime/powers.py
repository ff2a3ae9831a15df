"""The two partial derivatives of ``x ** y``, right at zero and for negative bases."""

import numpy as np


def base_factor(x, y):
    """Return the derivative of ``x ** y`` with respect to ``x``: y x^(y-1).

    Where y is 0 the power is constant in x, so the result is 0 even at x = 0.

    >>> float(base_factor(3.0, 2.0)), float(base_factor(0.0, 0.0))
    (6.0, 0.0)
    """
    if isinstance(y, (int, float)) and y != 0:
        return y * np.power(x, y - 1.0)
    constant = np.equal(y, 0)
    return np.where(constant, 0.0, y * np.power(x, np.where(constant, 1.0, y - 1.0)))


def exponent_factor(x, out):
    """Return the derivative of ``out = x ** y`` with respect to ``y``: out log(x).

    At x = 0 the limit from y > 0 is 0, not 0 times minus infinity.

    >>> float(exponent_factor(1.0, 1.0)), float(exponent_factor(0.0, 0.0))
    (0.0, 0.0)
    """
    return out * np.log(np.where(np.equal(x, 0), 1.0, x))
