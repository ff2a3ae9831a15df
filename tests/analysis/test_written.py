"""What may share memory with something written in place is found, in any order."""

import gast
import pytest

from srcdiff.analysis.written import Memory
from srcdiff.core.text import parse_block
from srcdiff.runtime import accumulate_at

CASES = {
    "a = x * y\nb = a": set(),
    "a = x[1:]\na[0] += y": {"a", "x"},
    "b = a\nc = b.T\na[0] += y": {"a", "b", "c"},
    "a = x * y\na[0] += y": {"a"},
    "c = (x, y)\na = c[0]\na[0] += 1": {"a", "c", "x", "y"},
    "a[0] += 1\nb = a.T": {"a", "b"},
    "f(x)": {"x", "f"},
    "a = accumulate_at(a, i, y)": {"a", "i", "y"},
}


@pytest.mark.parametrize("text", CASES)
def test_written(text):
    node = parse_block("def f(x, y):\n    pass")[0]
    node.body = parse_block(text)
    for each in gast.walk(node):
        named = isinstance(each, gast.Call) and isinstance(each.func, gast.Name)
        if named and each.func.id == "accumulate_at":
            each.target = accumulate_at
    assert Memory(node).written - {"accumulate_at"} == CASES[text]


def test_a_tape_hands_on_what_was_pushed():
    node = parse_block("def f(x):\n    xs.append(x)\n    a = xs.pop()\n    a[0] += 1")[
        0
    ]
    for statement in node.body[:2]:
        statement.value.tape = True
    assert Memory(node).written == {"a", "x", "xs"}
