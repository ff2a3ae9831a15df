"""Transposes of products: the same values, and only where both are matrices."""

import gast
import numpy as np
import pytest

from srcdiff.codegen.printer import expression, statement
from srcdiff.core.text import parse_block
from srcdiff.core.types import Array
from srcdiff.optimize.transposed import transposed

RNG = np.random.default_rng(0)
VALUES = {"a": RNG.normal(size=(3, 4)), "b": RNG.normal(size=(4, 3)), "v": np.ones(4)}
VALUES |= {"s": RNG.normal(size=(2, 3, 4)), "t": RNG.normal(size=(2, 4, 3))}
FLOATS = np.dtype(float)
KNOWN = {
    "a": Array(FLOATS, ("n", "m")),
    "b": Array(FLOATS, ("m", "n")),
    "v": Array(FLOATS, ("m",)),
    "s": Array(FLOATS, ("k", "n", "m")),
    "t": Array(FLOATS, ("k", "m", "n")),
}


def after(text, known=KNOWN):
    (node,) = parse_block(f"def f(a, b, v, s, t):\n    return {text}")
    node.body[0].part, node.known = "backward", known
    for each in gast.walk(node):
        func = each.func if isinstance(each, gast.Call) else None
        if isinstance(func, gast.Attribute) and getattr(func.value, "id", "") == "np":
            each.target = getattr(np, func.attr)
    return expression(transposed(node).body[0].value)


@pytest.mark.parametrize(
    "text, want",
    [
        ("(a @ b.T).T", None),
        ("(a.T @ b.T).T", "b @ a"),
        ("(b.T @ b).T", "b.T @ b"),
        ("(a @ a.T).T", "a @ a.T"),
        ("(a @ b).T", None),
        ("np.matmul(a, b)", "a @ b"),
        ("np.matmul(a, v)", None),
        ("np.swapaxes(a, -1, -2)", "a.T"),
        ("np.swapaxes(a, 0, 1) @ a", "a.T @ a"),
        ("np.swapaxes(a.T, 0, 1)", "a"),
        ("np.swapaxes(a, 0, 0)", None),
        ("(a @ v).T", None),
        ("np.swapaxes(np.swapaxes(s, -1, -2) @ s, -1, -2)", None),
        ("np.swapaxes(np.swapaxes(t, -1, -2) @ t, -1, -2)", None),
        ("np.swapaxes(np.swapaxes(s, 0, 1), -1, -2)", None),
        ("np.swapaxes(np.swapaxes(t, -1, -2) @ b, -1, -2)", None),
    ],
)
def test_texts_and_values(text, want):
    found = after(text)
    names = {"np": np, **VALUES}
    try:
        np.testing.assert_allclose(eval(found, names), eval(text, names), rtol=1e-14)
    except ValueError:
        assert want is None
    assert want is None or found == want
    assert after(text, {}) == text


def test_axes_that_are_swapped_twice_are_where_they_were():
    assert after("np.swapaxes(np.swapaxes(s, -1, -2), -2, -1)") == "s"
    assert after("np.swapaxes(np.swapaxes(s, -1, -2), 0, 1)") != "s"


def test_what_is_no_matrix_stays():
    known = {"a": Array(FLOATS, ("k", "n", "m")), "b": Array(FLOATS, None)}
    for text in ["(a.T @ b).T", "np.matmul(a, b)", "np.swapaxes(a, -1, -2)"]:
        assert after(text, known) == text


def test_the_forward_part_stays():
    (node,) = parse_block("def f(a, b):\n    c = (a.T @ b.T).T\n    return c")
    node.body[0].part, node.known = "forward", KNOWN
    assert "(a.T @ b.T).T" in statement(transposed(node))
