"""Functions that the tests of the interface differentiate and pickle by name."""

import math

import numpy as np

from srcdiff import grad, value_and_grad

SCALE = 2.0
TABLE = np.array([1.0, 2.0])


def cube(x):
    """Return the cube.

    Twice as many words as needed.
    """
    return x**3


def two(x, y=2.0, *, k=1.0):
    return np.sum(x * x) * y + k * y


def commented(x):
    total = np.sum(x)  # a comment
    return total * total


def scaled(x):
    return np.sum(x * SCALE * TABLE)


@grad
def decorated(x):
    """Return the square."""
    return x * x


@value_and_grad(wrt="y")
def decorated_with_options(x, y):
    return x * y * y


class Model:
    def __init__(self, gain):
        self.gain = gain

    def loss(self, w, x):
        return np.sum(w * x) ** 2 * GAIN

    @grad
    def slope(x):
        return x**4


GAIN = 0.5


def raises(x, limit):
    y = x * x
    if y > limit:
        raise ValueError(f"{y} is over the limit")
    return y


def divides(x, n):
    y = x * 2.0
    return y * math.log(n)


def matrix(a, b):
    return {"product": a @ b, "parts": (a * 2.0, [np.sum(b)])}
