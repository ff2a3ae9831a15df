"""What is said of the layout of arrays holds for the arrays that NumPy makes."""

import gast
import numpy as np
import pytest

from srcdiff.analysis.layout import Layout
from srcdiff.analysis.types import infer
from srcdiff.core.text import parse_block
from srcdiff.core.types import Array, Number

FLOATS = np.dtype(float)
KNOWN = {
    "x": Array(FLOATS, ("n", "m")),
    "y": Array(FLOATS, ("n", "m")),
    "q": Array(FLOATS, ("m", "m")),
    "v": Array(FLOATS, ("m",)),
    "t": Array(FLOATS, ("k", "n", "m")),
    "i": Number(int),
}
VALUES = {
    "x": np.arange(12.0).reshape(3, 4) + 1,
    "y": np.ones((3, 4)),
    "q": np.eye(4),
    "v": np.arange(4.0),
    "t": np.ones((2, 3, 4)),
    "i": 1,
}
PACKED = [
    *("x * y", "x + v", "-x", "np.exp(x)", "x[:, :1] * y[:1]", "x[::-1] * 2.0"),
    *("x[1:, :-1] + 1.0", "np.where(x > 2.0, x, 0.0)", "x @ q", "x.T @ x"),
    *("np.zeros_like(x)", "np.ones_like(x[1:])", "np.full_like(x, i)", "x.copy()"),
    *("x.T.copy()", "np.copy(x)", "np.roll(x, 1, 0)", "x > y", "t * x", "t[i] * 2.0"),
    *("np.sum(t, axis=1)", "np.mean(x, axis=1, keepdims=True)", "np.max(t, axis=0)"),
    *("np.sum(t, axis=1, keepdims=True)", "x.sum(axis=0, keepdims=True)", "v * 2.0"),
    *("np.maximum(x, v)", "x ** 2", "np.abs(x[:, ::-1])", "v[::-1] + 1.0"),
    *("np.mean(t, axis=(0, 2))", "x[None] * t"),
]
ROWS = [
    "x[1:]",
    "x[:, ::2]",
    "x[::-1]",
    "t[i]",
    "t[:, i]",
    "x[None]",
    "v[::2]",
    "(x, y)[0]",
]
NEITHER = [
    *("x.T", "x.T * 2.0", "np.exp(x.T)", "x[:, [0, 1]]", "x[:, [0, 1]] * 2.0"),
    *(
        "np.copy(x.T)",
        "np.zeros_like(x.T)",
        "np.sum(t.T, axis=0)",
        "t.transpose(0, 2, 1)",
    ),
    *("np.where(x.T > 0.0, x.T, 0.0)", "np.swapaxes(t, 0, 1) * 2.0", "q.T + q.T"),
]


def found(expression, start="a = "):
    (node,) = parse_block(
        f"def f(x, y, q, v, t, i):\n    {start}{expression}\n    return a"
    )
    for each in gast.walk(node):
        func = each.func if isinstance(each, gast.Call) else None
        if isinstance(func, gast.Attribute) and getattr(func.value, "id", "") == "np":
            each.target = getattr(np, func.attr)
    return Layout(node, infer(node, KNOWN))


def falls(array):
    """Tell whether the strides of an array's axes fall."""
    strides = [abs(s) for s, n in zip(array.strides, array.shape, strict=True) if n > 1]
    return strides == sorted(strides, reverse=True)


@pytest.mark.parametrize("expression", [*PACKED, *ROWS, *NEITHER])
def test_layouts(expression):
    layout = found(expression)
    assert ("a" in layout.packed) == (expression in PACKED)
    assert ("a" in layout.rows) == (expression not in NEITHER)
    array = eval(expression, {"np": np, **VALUES})
    if expression in PACKED:
        assert array.flags.c_contiguous
    assert falls(array) == (expression not in NEITHER)


def test_a_name_that_holds_another_layout_later():
    layout = found("x.T", "a = x * y\n    b = a + 1.0\n    a = ")
    assert "a" not in layout.rows
    assert "b" not in layout.rows
    assert "a" not in found("x[1:]", "a = x * y\n    a = ").packed
