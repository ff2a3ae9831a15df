"""Divisors that are surely above zero need no guard; all others keep theirs."""

import gast
import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 3))
POSITIVE = [
    "np.sqrt(np.mean(x**2, axis=0) + 1e-5)",
    "np.sqrt(np.var(x, axis=1, keepdims=True) + 1e-5)",
    "np.exp(x - np.max(x, axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
    "np.sum(np.exp(x - np.max(x)))",
    "1 + np.exp(x)",
    "2 * (np.abs(x) + 0.5)",
    "np.cosh(x)",
    "np.maximum(x, 0.1)",
    "np.maximum(np.abs(x), x * x + 1.0)",
    "np.sum(x**2 + 1.0, axis=0)",
]
UNSURE = [
    "np.sum(np.exp(x), axis=0)",
    "np.exp(x - np.max(x, axis=0, keepdims=True)).sum(axis=1, keepdims=True)",
    "np.exp(x - np.max(x, axis=1, keepdims=True)).sum(axis=0, keepdims=True)",
    "np.exp(x - np.min(x, axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
    "np.exp(x - np.max(y, axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
    "np.mean(x**2, axis=0)",
    "x**3 + 1.0",
    "x**2 - 0.1",
    "np.maximum(x, 0.0)",
    "np.maximum(x, -1.0)",
    "np.abs(x) * (np.abs(x) + 1.0)",
]


def function_of(text, tmp_path):
    lines = f"def f(x, y):\n    d = {text}\n    return np.sum((np.log(d) * y)[y > 0])\n"
    path = tmp_path / "made.py"
    path.write_text("import numpy as np\n\n\n" + lines)
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    return namespace["f"]


@pytest.mark.parametrize("text", [*POSITIVE, *UNSURE])
def test_guards(text, tmp_path):
    function = function_of(text, tmp_path)
    slope = grad(function)
    y = np.where(RNG.random((4, 3)) < 0.5, 0.0, 1.0)
    slope(X + 2.0, y)
    assert ("quotient" in slope.source) is (text in UNSURE), slope.source
    check_grads(function, (X + 2.0, y), wrt=0)


def test_values_are_what_is_said():
    from srcdiff.analysis.positive import Positive
    from srcdiff.core.text import parse_expression
    from srcdiff.core.types import Array

    f = gast.parse("def f(x, y):\n    return x").body[0]
    floats = Array(np.dtype(float), ("n",))
    ask = Positive(f, {"x": floats, "y": floats})
    for known in ({}, {"x": Array(np.dtype(complex), ("n",))}):
        assert not Positive(f, known).surely(parse_expression("x**2 + 1.0"))
    for text in ["x**2 + 1.0", "3.0", "2 * 3.0", "x**4 + x**2 + 0.5"]:
        assert ask.surely(parse_expression(text))
        assert np.all(eval(text, {"x": X}) > 0)
    for text in [
        "x",
        "0.0",
        "-1.0",
        "x**1",
        "x * x",
        "x * y",
        "1e-300 * 1e-300",
        "-1 + 2",
    ]:
        assert not ask.surely(parse_expression(text))


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_sums_of_nothing(rows, tmp_path):
    function = function_of("np.sum(x**2 + 1.0, axis=0)", tmp_path)
    x = np.ones((rows, 3))
    got = grad(function)(x, np.zeros((1, 3)))
    assert got.shape == x.shape and np.all(got == 0.0)
