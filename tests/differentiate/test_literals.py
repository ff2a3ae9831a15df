"""Literal arguments stand where a function that became part of the text reads them."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

X = np.array([[0.3, -0.5, 0.9], [1.1, 0.2, -0.4]])


def norm(x, axis=None, eps=1e-8, keepdims=False):
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims) + eps)


def along_rows(x):
    return np.sum(norm(x, 1) ** 3)


def of_all(x):
    return norm(x)


def kept(x):
    return np.sum(x / norm(x, axis=(0, 1), keepdims=True))


def from_the_end(x):
    return np.sum(norm(x, axis=-1) ** 2)


def dense(x, b=None, kind="tanh"):
    if b is None:
        b = 0.5
    z = x * b
    if kind == "tanh":
        return np.tanh(z)
    return z


def by_default(x):
    return np.sum(dense(x) ** 2)


def by_kind(x):
    return np.sum(dense(x, kind="linear") * dense(x, 2.0))


def returned(x, start, use):
    total = np.sum(x)
    if total > 100:
        return start
    value = None if use is None else use * total
    return start + (total if value is None else value)


def returns_a_literal(x):
    return returned(x, 1.5, None) * returned(x * x, 0.0, 3)


def bound_again(x, n=2, step=1):
    while n < 5:
        x = np.sin(x) * n
        n += step
    return x


def counts(x):
    return np.sum(bound_again(x)) + np.sum(bound_again(x, 3, step=2))


def turns(x, n=3, scale=-1.0):
    for k in range(n):
        x = x + scale * np.sin(x) ** n / (k + 1)
    return x


def loops(x):
    return np.sum(turns(x) * turns(x, 2, 0.5))


def picked(x, place=0, cut=(0, 2)):
    low, high = cut
    return x[place] * np.sum(x[:, low:high])


def indexed(x):
    return np.sum(picked(x) + picked(x, -1, (1, 3)))


def passed_on(x, axis=None):
    return norm(x, axis=axis, keepdims=True) * np.max(x, axis=axis)


def through_two(x):
    return np.sum(passed_on(x)) + np.sum(passed_on(x, 0))


def descends(x, depth, axis=0):
    if depth == 0:
        return np.sum(x, axis=axis)
    return descends(np.sin(x) * depth, depth - 1, axis)


def recursion(x):
    return np.sum(descends(x, 2) ** 2)


def appended(x, first=1.0):
    parts = [first]
    parts.append(np.sum(x))
    parts.append(first)
    return parts[0] * parts[1] + parts[2]


def lists(x):
    return appended(x * x) + appended(x, -2.0)


PROGRAMS = [
    along_rows,
    of_all,
    kept,
    from_the_end,
    by_default,
    by_kind,
    returns_a_literal,
    counts,
    loops,
    indexed,
    through_two,
    recursion,
    lists,
]


@pytest.mark.parametrize("f", PROGRAMS)
@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize("specialise", [True, False])
def test_gradients_are_right(f, dtype, specialise):
    x = X.astype(dtype)
    before = x.copy()
    gradient = grad(f, specialise=specialise)(x)
    assert gradient.dtype == x.dtype
    np.testing.assert_array_equal(x, before)
    exact = grad(f)(X)
    np.testing.assert_allclose(gradient, exact, rtol=1e-5 if dtype == "f4" else 1e-12)
    check_grads(f, (X,))


def test_arguments_that_are_defaults_are_left_out():
    assert "np.sum(x * x, axis=1)" in grad(along_rows).source_for(X)
    assert "np.sum(x * x)" in grad(of_all).source_for(X)
    assert "axis=(0, 1), keepdims=True" in grad(kept).source_for(X)
    text = grad(through_two).source_for(X)
    assert "axis=None" not in text and "keepdims=False" not in text


def test_a_default_that_is_none_decides_tests():
    text = grad(by_default).source_for(X)
    assert "None" not in text and "from srcdiff" not in text
    assert "if " not in grad(by_kind).source_for(X)
