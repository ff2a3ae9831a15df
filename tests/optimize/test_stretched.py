"""Broadcasts go only where something of the full shape is left to broadcast to."""

import gast
import numpy as np
import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.core.types import Array
from srcdiff.optimize.stretched import stretched
from tests.in_place import changed

SHAPES = {"v": ("m",), "u": ("m",), "x": ("n", "m"), "y": ("n", "m"), "c": ("n", 1)}
VALUES = {
    name: np.random.default_rng(k).normal(
        size=[{"n": 4, "m": 3}.get(d, d) for d in shape]
    )
    for k, (name, shape) in enumerate(SHAPES.items())
}
WIDE = "np.broadcast_to(np.expand_dims({}, 0), x.shape)"


def rewritten(text):
    node = gast.parse("def f(v, u, x, y, c):\n    return 0").body[0]
    node.body[0].value = parse_expression(text)
    node.body[0].part = "backward"
    for call in gast.walk(node):
        if isinstance(call, gast.Call) and call.func.attr in vars(np):
            call.target = getattr(np, call.func.attr)
    node.known = {n: Array(np.dtype(float), s) for n, s in SHAPES.items()}
    return expression(stretched(node).body[0].value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{WIDE.format('v')} * x", "v * x"),
        (f"2 * {WIDE.format('v')} / y", "2 * v / y"),
        ("np.broadcast_to(c, x.shape) * y", "c * y"),
        ("x + np.expand_dims(v, 0)", "x + v"),
        ("x - np.expand_dims(v / 2, 0)", "x - v / 2"),
    ],
)
def test_what_goes(text, wanted):
    assert rewritten(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        f"{WIDE.format('v')} * {WIDE.format('u')}",
        f"{WIDE.format('v')} * u",
        "np.expand_dims(v, 0) * np.expand_dims(u, 0)",
        "np.expand_dims(v, 0) + u",
        "np.expand_dims(v, 1) + np.expand_dims(u, 1)",
        "np.broadcast_to(c, x.shape) * c",
        "np.broadcast_to(v, x.shape) + 1",
    ],
)
def test_what_stays(text):
    values = {"np": np, **VALUES}
    before, after = eval(text, values), eval(rewritten(text), values)
    assert before.shape == after.shape
    np.testing.assert_array_equal(before, after)


def test_values_are_kept():
    for text in (f"3 * {WIDE.format('v')} * x / y", "y / np.expand_dims(v, 0)"):
        before = eval(text, {"np": np, **VALUES})
        after = eval(rewritten(text), {"np": np, **VALUES})
        assert before.shape == after.shape and before.dtype == after.dtype
        np.testing.assert_array_equal(before, after)


def test_what_is_written_stays_where_it_was_computed():
    text = (
        "def f(x, y):\n    v = x[1:]\n    t = np.broadcast_to(v, (2, 3))\n"
        "    a = t + 0.0\n    x[1] = 7.0\n    b = np.ones((2, 3))\n"
        "    c = t * b\n    return a, c"
    )
    known = {n: Array(np.dtype(float), (4,)) for n in "xy"}
    after = changed(text, lambda node, names: stretched(node), known=known)
    assert "np.broadcast_to(" in after
