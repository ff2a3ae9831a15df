"""Branches, loops and recursion."""

import numpy as np

from tests.golden.programs.samples import Program, numbers


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def newton_square_root(a, tolerance):
    x = a
    while abs(x * x - a) > tolerance:
        x = 0.5 * (x + a / x)
    return x


def branch(x, threshold):
    y = x * x
    if np.sum(y) > threshold:
        z = y * 3.0
    else:
        y = np.sin(y)
        z = np.exp(-y)
    return np.sum(z * x)


def early_return(x, limit):
    s = np.sum(x)
    if s > limit:
        return limit * np.log(s / limit)
    r = s * s
    if r < 1.0:
        return r
    return np.sqrt(r)


def legendre(x, n):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return ((2 * n - 1) * x * legendre(x, n - 1) - (n - 1) * legendre(x, n - 2)) / n


def polynomial_energy(x, n):
    return 0.5 * legendre(x, n) ** 2


PROGRAMS = {
    "power": Program(power, 0, (1.2, 3)),
    "newton_square_root": Program(newton_square_root, 0, (2.0, 1e-9)),
    "branch": Program(branch, 0, (numbers(3), 0.5)),
    "early_return": Program(early_return, 0, (numbers(3), 0.8)),
    "recursion": Program(polynomial_energy, 0, (0.3, 4)),
}
"""By the name of the golden file."""
