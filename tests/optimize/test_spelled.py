"""New axes and arrays of ones, as people write them."""

import gast
import numpy as np
import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_block
from srcdiff.core.types import Array, Number
from srcdiff.optimize.spelled import spelled

X = {1: np.arange(3.0), 2: np.arange(6.0).reshape(2, 3), 3: np.ones((2, 3, 4))}


def after(text, known):
    (node,) = parse_block(f"def f(x):\n    return {text}")
    node.body[0].part, node.known = "backward", known
    for each in gast.walk(node):
        if isinstance(each, gast.Call):
            each.target = getattr(np, each.func.attr)
    return expression(spelled(node).body[0].value)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_axes(rank):
    known = {"x": Array(np.dtype(float), ("n",) * rank)}
    for axis in range(-rank - 1, rank + 1):
        text = f"np.expand_dims(x, {axis})"
        found = after(text, known)
        assert "None" in found and "np" not in found
        got = eval(found, {"x": X[rank]})
        np.testing.assert_array_equal(got, np.expand_dims(X[rank], axis))
    for axis in (rank + 1, -rank - 2):
        assert after(f"np.expand_dims(x, {axis})", known).startswith("np.")


@pytest.mark.parametrize("kind", [None, Number(float), Array(None, ()), Array(None)])
def test_what_may_be_no_array_stays(kind):
    known = {} if kind is None else {"x": kind}
    assert after("np.expand_dims(x, 0)", known) == "np.expand_dims(x, 0)"


def test_ones():
    assert after("np.full_like(x, 1.0)", {}) == "np.ones_like(x)"
    for text in ("np.full_like(x, 2.0)", "np.full_like(x, True)", "np.full_like(x, y)"):
        assert after(text, {}) == text
