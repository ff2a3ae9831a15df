"""The derivatives of ``np.sinc``, right at and near 0 too."""

import math

import numpy as np

NEAR = 0.5
"""Below this the closed form loses digits, and the power series has few terms."""


def sinc_derivative(x, order):
    """Return a derivative of ``sin(pi x) / (pi x)``.

    x: a number or array. order: how many times it is differentiated. From ``x sinc(x) =
    sin(pi x) / pi``, differentiated k times; near 0, by the power series.

    >>> sinc_derivative(np.array([0.0, 1.0]), 1)
    array([ 0., -1.])
    >>> bool(abs(sinc_derivative(0.0, 2) + np.pi**2 / 3) < 1e-14)
    True
    """
    x = np.asarray(x)
    far = np.where(np.abs(x) < NEAR, NEAR, x)
    found = np.sinc(far)
    for k in range(1, order + 1):
        turned = np.sin(np.pi * far + k * np.pi / 2)
        found = (np.pi ** (k - 1) * turned - k * found) / far
    near = np.where(np.abs(x) < NEAR, x, 0.0)
    return np.where(np.abs(x) < NEAR, _series(near, order), found)[()]


def _series(x, order):
    """Return the sum of the power series, differentiated term by term."""
    first = (order + 1) // 2
    total = np.zeros_like(x)
    for m in range(first, first + 14):
        power = 2 * m - order
        factor = (-1) ** m * math.pi ** (2 * m)
        total = total + factor / ((2 * m + 1) * math.factorial(power)) * x**power
    return total
