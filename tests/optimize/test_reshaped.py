"""Changes of shape that lead back go, where the shapes are known to be the same."""

import gast
import numpy as np
import pytest

from srcdiff import grad
from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_block
from srcdiff.core.types import Array
from srcdiff.optimize.reshaped import reshaped
from srcdiff.testing import check_grads

FLOATS = np.dtype(float)
KNOWN = {
    "x": Array(FLOATS, ("n", 1)),
    "y": Array(FLOATS, ("n", "m")),
    "v": Array(FLOATS, ("n",)),
}
VALUES = {"x": np.arange(3.0)[:, None], "y": np.ones((3, 2)), "v": np.arange(3.0)}


def after(text, known):
    (node,) = parse_block(f"def f(x, y, v):\n    return {text}")
    node.body[0].part, node.known = "backward", known
    for each in gast.walk(node):
        func = each.func if isinstance(each, gast.Call) else None
        if isinstance(func, gast.Attribute) and getattr(func.value, "id", "") == "np":
            each.target = getattr(np, func.attr)
    return expression(reshaped(node).body[0].value)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x[:, 0][:, None]", "x"),
        ("(2 * x[:, 0])[:, None]", "2 * x"),
        ("np.expand_dims(-x[:, 0] / 3.0, 1)", "-x / 3.0"),
        ("np.reshape(np.squeeze(x, 1), np.shape(x))", "x"),
        ("np.reshape(v, (-1, 1))[:, 0]", "v"),
        ("v[:, None][:, 0]", "v"),
        ("y[:, 0][:, None]", None),
        ("x[:, 0]", None),
        ("x[:, 0][None]", None),
        ("np.expand_dims(x[:, 0], 0)", None),
        ("(x[:, 0] * v)[:, None]", None),
        ("y[:, 1][:, None]", None),
        ("y[1:][:1]", None),
    ],
)
def test_texts_and_values(text, want):
    found = after(text, KNOWN)
    assert found == (want or text)
    names = {"np": np, **VALUES}
    np.testing.assert_array_equal(eval(found, names), eval(text, names))
    assert after(text, {}) == text


def test_through_a_name():
    def f(z, w):
        p = z / np.sum(z * w, axis=1)[:, None]
        return np.sum(p**3) + np.sum(np.squeeze(np.mean(z, axis=0, keepdims=True)) ** 2)

    z = np.arange(1.0, 7.0).reshape(3, 2)
    for args in ((z, z + 1), (z[:, :1], z[:, :1]), (z[:1], z[:1]), (z[:0], z[:0])):
        if args[0].size:
            check_grads(f, args, (0, 1))
        general = grad(f, (0, 1), specialise=False)(*args)
        for one, other in zip(grad(f, (0, 1))(*args), general, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)
