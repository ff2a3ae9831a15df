"""Differences that turn round keep their values; other readers keep the sign."""

import gast
import numpy as np
import pytest

from srcdiff.codegen.printer import statement
from srcdiff.optimize.signs import signs

N = np.array([[1.5, -2.0, 0.0], [np.inf, np.nan, 3.0]])


def function(*lines):
    node = gast.parse("\n    ".join(["def f(n, p, t, w):", *lines])).body[0]
    for each in node.body:
        each.part = "backward"
    node.body[0].common = True
    return node


def value(node):
    space = {"np": np}
    exec(statement(node), space)
    rng = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        return space["f"](4, N, rng.standard_normal((2, 3)), rng.random((3, 3)))


@pytest.mark.parametrize(
    "total",
    [
        "v - p * v.sum(axis=1, keepdims=True)",
        "v / n - p * v.sum()",
        "(v @ w).sum() - v.sum(axis=0) * n",
        "v - v * p",
    ],
)
def test_turned_differences_keep_their_values(total):
    node = function("v = -t / n", f"z = {total}", "return z")
    after = signs(node)
    assert "-t" not in statement(after)
    np.testing.assert_array_equal(value(after), value(node))


@pytest.mark.parametrize(
    "lines",
    [
        ("v = -t / n", "z = v + p * v.sum()", "return z"),
        ("v = -t / n", "z = v - p", "return z"),
        ("v = -t / n", "z = v - p * v * v", "return z"),
        ("v = -t / n", "z = v - p * v.max()", "return z"),
        ("v = -t / n", "z = v - p * v.sum()", "return z, v"),
        ("v = -t / n", "v += p", "z = v - p * v.sum()", "return z"),
        ("v = -t[1:]", "z = v - v.sum() * 2", "v[0] = 1", "return z"),
        ("v = t / n", "z = v - p * v.sum()", "return z"),
    ],
)
def test_what_would_not_keep_its_value_stays(lines):
    node = function(*lines)
    assert signs(node) is node


def test_an_adjoint_keeps_its_sign():
    node = function("v = -t / n", "z = v - p * v.sum()", "return z")
    del node.body[0].common
    assert signs(node) is node
