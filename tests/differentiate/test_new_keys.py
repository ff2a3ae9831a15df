"""Dicts that get keys from functions that are called; others are refused."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads
from tests.programs import numbers

X, Y = numbers(3), numbers(3, seed=1)


def put(d, key, value):
    d[key] = value


def filled(x, y):
    d = {}
    put(d, "a", x * y)
    for i in range(3):
        put(d, i, y * i)
        put(d, "a", d["a"] * x)
    return np.sum(d["a"] * d[1] * d[2])


def on_one_path(x, y):
    d = {"a": x}

    def store(value):
        if np.sum(value) > 1e3:
            d["large"] = -value
        else:
            d["small"] = value * x

    store(y)
    d["small"] = d["small"] * y
    return np.sum(d["small"] * d["a"])


@pytest.mark.parametrize("f", [filled, on_one_path])
@pytest.mark.parametrize("specialise", [True, False])
def test_gradients_agree_with_differences(f, specialise):
    check_grads(f, (X, Y))
    general = grad(f, (0, 1), specialise=specialise)(X, Y)
    for one, other in zip(general, grad(f, (0, 1))(X, Y), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13)


def of_two_names(x, y):
    d = {"a": x}
    e = d
    put(d, "b", y)
    return np.sum(e["b"] * d["a"])


def of_the_caller(d, y):
    put(d, "b", y)
    return np.sum(d["b"] * d["a"])


@pytest.mark.parametrize(
    ("f", "point", "reason"),
    [
        (of_two_names, X, "'b' is a new key of a dict that has another name"),
        (of_the_caller, {"a": X}, "'b' is a new key of a dict that the caller gave"),
    ],
)
def test_refused(f, point, reason):
    with pytest.raises(UnsupportedSyntax, match=reason):
        grad(f)(point, Y)
