"""Constants are computed; a new array stays a new array."""

import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.optimize.fold import fold, folded
from tests.in_place import changed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-(2.0 / n)", "-2.0 / n"),
        ("-(-2)", "2"),
        ("(a, b)[1]", "b"),
        ("(a, g(b))[0]", "(a, g(b))[0]"),
        ("{'k': a}['k']", "{'k': a}['k']"),
        ("2 * 3 + x", "6 + x"),
    ],
)
def test_folded(text, wanted):
    assert expression(folded(parse_expression(text))).replace('"', "'") == wanted


def test_a_sign_twice_is_a_copy():
    text = "def f(x, y):\n    a = - -x\n    a[0] = 0.0\n    return a, x"
    changed(text, lambda node, names: fold(node))
