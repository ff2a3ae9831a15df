"""Types of comparisons, and of the limits of floats, against NumPy's own."""

import gast
import numpy as np
import pytest

from srcdiff import grad
from srcdiff.analysis.expression_types import type_of
from srcdiff.core.text import parse_expression
from srcdiff.core.types import UNKNOWN, Array, Literal, Number
from srcdiff.testing import check_grads

SHAPES = [((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (3,)), ((0,), (1,))]
DTYPES = ["f8", "f4", "i8", "?"]


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_comparisons(op, shapes, dtype):
    x, y = np.ones(shapes[0], dtype), np.zeros(shapes[1])
    known = {"x": Array(x.dtype, x.shape), "y": Array(y.dtype, y.shape)}
    for text in (f"x {op} y", f"y {op} x", f"x {op} 0.5", f"2 {op} y"):
        value = eval(text, {"x": x, "y": y})
        assert type_of(parse_expression(text), known) == Array(
            value.dtype, value.shape
        ), text


@pytest.mark.parametrize(
    "text", ["x < z", "1 < 2", "1.0 < k", "x < y < 1", "x is None", "x in (y, y)"]
)
def test_comparisons_of_which_nothing_is_said(text):
    x = Array(np.dtype(float), (3,))
    known = {"x": x, "y": x, "k": Number(int)}
    assert type_of(parse_expression(text), known) == UNKNOWN


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("name", ["eps", "tiny", "max"])
def test_limits_of_floats(dtype, name):
    node = parse_expression(f"np.finfo(d).{name}")
    node.value.target = np.finfo
    value = getattr(np.finfo(dtype), name)
    known = {"d": Literal(np.dtype(dtype))}
    assert type_of(node, known) == Array(value.dtype, ())
    assert type_of(node, {}) == UNKNOWN
    assert isinstance(node, gast.Attribute)


def test_a_new_axis_by_either_name():
    def by_name(v, w):
        return np.sum(np.exp(v[:, np.newaxis] - w[np.newaxis, :]) ** 2)

    def by_none(v, w):
        return np.sum(np.exp(v[:, None] - w[None, :]) ** 2)

    v, w = np.array([0.3, -0.2]), np.array([0.1, 0.9, 0.4])
    check_grads(by_name, (v, w), (0, 1))
    texts = [grad(f, (0, 1)).source_for(v, w) for f in (by_name, by_none)]
    bodies = [t.split("# backward")[1].split("\n", 2)[2] for t in texts]
    assert bodies[0] == bodies[1]
