"""An array filled with a number that multiplies one of its own shape is the number."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.core.text import parse_expression
from srcdiff.optimize.roots import Roots
from srcdiff.testing import check_grads


def layers(params, x, t):
    for W, b in params:
        x = np.tanh(x @ W + b)
    return np.mean((x - t) ** 2)


def windows(x, n):
    for i in range(n):
        x = x[i:] * 1.5
    y = np.tanh(x)
    return np.mean(y**2) + np.sum(y)


@pytest.mark.parametrize("rows", [0, 1, 2, 9])
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_layers(rows, dtype):
    rng = np.random.default_rng(0)
    sizes = [(3, 4), (4, 5), (5, 2)]
    params = [
        (rng.normal(size=s).astype(dtype), rng.normal(size=s[1]).astype(dtype))
        for s in sizes
    ]
    x, t = rng.normal(size=(rows, 3)).astype(dtype), np.ones((rows, 2), dtype)
    slope = grad(layers, (0, 1))
    got = slope(params, x, t)
    want = grad(layers, (0, 1), specialise=False)(params, x, t)
    near = {
        "rtol": 1e-12 if dtype == "f8" else 1e-4,
        "atol": 1e-12 if dtype == "f8" else 1e-6,
    }
    for (W, b), (V, c) in zip(got[0], want[0], strict=True):
        assert W.dtype == b.dtype == dtype
        np.testing.assert_allclose(W, V, **near)
        np.testing.assert_allclose(b, c, **near)
    np.testing.assert_allclose(got[1], want[1], **near)
    assert "like" not in slope.source
    if dtype == "f8" and rows:
        check_grads(layers, (params, x, t), wrt=(0, 1))


def test_shapes_that_are_not_known():
    check_grads(windows, (np.linspace(-1.0, 1.0, 9), 3), wrt=0)
    slope = grad(windows)
    slope(np.linspace(-1.0, 1.0, 9), 3)
    assert "full_like" not in slope.source


@pytest.mark.parametrize(
    "text, root",
    [
        ("x", "x"),
        ("-x * 2.0 / n", "x"),
        ("np.sin(s) - x", "x"),
        ("x * y", None),
        ("x @ x", None),
        ("np.add(x, x)", None),
        ("n * 2.0", None),
        ("x[0]", None),
        ("s", "x"),
    ],
)
def test_roots(text, root):
    def is_number(node):
        return type(node).__name__ == "Constant" or getattr(node, "id", "") == "n"

    node = parse_expression(text)
    for call, function in ((node, np.add), (getattr(node, "left", None), np.sin)):
        if type(call).__name__ == "Call":
            call.target = function
    roots = Roots({"s": parse_expression("x**2")}.get, is_number)
    assert roots.of(node) == root
