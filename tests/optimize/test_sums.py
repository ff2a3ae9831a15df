"""First contributions share a line where that is short, and pure, and of one line."""

import pytest

from srcdiff.optimize.sums import sums
from tests.in_place import changed

START = "def f(g, x):\n    "


def summed(body):
    text = START + body.replace("; ", "\n    ") + "\n    return a"
    after = changed(text, lambda node, names: sums(node))
    return after.removeprefix(START).removesuffix("\n    return a").split("\n    ")


@pytest.mark.parametrize(
    "body, after",
    [
        ("a = g * x; a = a + x * x", "a = g * x + x * x"),
        ("a = -g * x; a = a + x * x", "a = x * x - g * x"),
        ("a = -g * x; a = a - x * x", "a = -g * x - x * x"),
        ("a = -4 * g; a = a + 2 * x", "a = 2 * x - 4 * g"),
    ],
)
def test_short_ones(body, after):
    assert summed(body) == [after]


@pytest.mark.parametrize(
    "body",
    [
        "a = g * x; a = a + x",
        "a = g; a = a + x * x",
        "a = g * x; a = a + a * x",
        "a = g * x; b = a + x * x",
        "a = g * x; a = x * x + a",
        "a = g * x; x = g + g; a = a + x * x",
        "a = g * x * g * x * g; a = a + x * x * x * g",
        "a = g * x; a += x * x",
    ],
)
def test_what_stays(body):
    assert summed(body) == body.split("; ")
