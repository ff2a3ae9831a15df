"""Equal expressions are counted where an earlier value is still at hand."""

import gast
import pytest

from srcdiff.analysis.available import common
from srcdiff.core.text import parse_block

CASES = {
    "a = 1 + g * x\nb = 2 + g * x": [("g * x", None, 2)],
    "a = g * x\nb = 2 + g * x": [("g * x", "a", 2)],
    "a = g * x\na = 2 + a\nb = 3 + g * x": [],
    "a = 1 + g * x\nif a:\n    b = g * x": [("g * x", None, 2)],
    "if g:\n    a = 1 + g * x\nb = 2 + g * x": [],
    "a = 1 + g * x\nfor i in n:\n    b = 2 + g * x": [("g * x", None, 2)],
    "a = 1 + g * x\nfor i in n:\n    b = 2 + g * x\n    g = b": [],
    "a = 1 + g * x\nfor i in n:\n    g[i] += 2 + g * x": [],
    "a = (g * x) ** 2 - (g * x)": [("g * x", None, 2)],
}


@pytest.mark.parametrize("text", CASES)
def test_common(text):
    node = parse_block("def f(g, x, n):\n    pass")[0]
    node.body, node.known = parse_block(text), {}
    for each in gast.walk(node):
        each.part = "backward"
    found = [(gast.dump(c.expression), c.holder, c.places) for c in common(node)]
    wanted = [
        (gast.dump(parse_block(value)[0].value), holder, places)
        for value, holder, places in CASES[text]
    ]
    assert found == wanted
