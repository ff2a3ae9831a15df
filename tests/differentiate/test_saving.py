"""Pairs of functions: what the forward one saves, and that it suffices."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def chebyshev(x, n):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return 2 * x * chebyshev(x, n - 1) - chebyshev(x, n - 2)


def polynomial(x, n):
    return chebyshev(x, n) ** 2


def tree(x, depth):
    half = x[: len(x) // 2]
    if depth == 0:
        return np.sum(np.sin(x))
    left = tree(half * x[0], depth - 1)
    if left > 0.1:
        right = tree(x[1:] * left, depth - 1)
        scale = 2.0 * left
    else:
        k = depth + 1
        right = np.cos(left) * k
        scale = right
    return left * right + scale * np.sum(x)


def countdown(x, n):
    while n > 1:
        n = n - 1
    m = n - 1
    if n > 0:
        return x * n + np.sin(x) * m
    return x * countdown(x + 1.0, n + 1) * m


def counted(x, n):
    return countdown(x * x, n)


def swapped(x, n):
    m = n + 1
    for _ in range(n):
        m = m - 1
        x = np.sin(x * m) if m > 1 else inner(x, m)
    return np.sum(x)


def inner(x, m):
    if m == 0:
        return x
    return np.tanh(inner(x, m - 1) * m + x)


CASES = [
    *((polynomial, (0.3, n)) for n in (0, 1, 4)),
    *((tree, (np.linspace(0.2, 1.3, n), depth)) for n in (4, 7) for depth in (0, 2)),
    *((counted, (0.7, n)) for n in (-2, 0, 1, 5)),
    *((swapped, (np.array([0.4, 1.1]), n)) for n in (1, 3)),
]


@pytest.mark.parametrize("function, args", CASES)
def test_gradient(function, args):
    check_grads(function, args, 0)


def test_paths_save_what_they_bind():
    derivative = grad(polynomial)
    derivative(0.3, 4)
    assert "None" not in derivative.source
    assert derivative.source.count("kept = ()") == 2


def test_text_of_a_pair_needs_no_helper_where_types_are_known():
    derivative = grad(polynomial)
    derivative(0.3, 4)
    assert "unbroadcast" not in derivative.source
    assert "seed" not in derivative.source


def test_conditions_on_numbers_are_computed_again():
    derivative = grad(polynomial)
    derivative(0.3, 4)
    backward = derivative.source.partition("def chebyshev_backward")[2]
    assert "kept, n, x = saved" in backward and "if n == 0:" in backward
