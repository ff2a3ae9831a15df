"""Constants are computed; a new array stays a new array."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.optimize.fold import fold, folded
from srcdiff.testing import check_grads
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


def by_method(x):
    return x.transpose(0, 2, 1)


def by_tuple(x):
    return x.transpose((1, 2, 0))


def from_the_end(x):
    return np.transpose(x, (-1, 0, 1))


def all_turned(x):
    return np.transpose(x)


@pytest.mark.parametrize("turn", [by_method, by_tuple, from_the_end, all_turned])
def test_axes_are_those_that_undo_a_transpose(turn):
    def f(x, y):
        return np.sum(turn(x)[0] ** 2 * y)

    x = np.linspace(0.1, 0.9, 24).reshape(2, 3, 4)
    check_grads(f, (x, np.ones(turn(x)[0].shape)), (0, 1))


def test_the_text_of_a_transpose():
    def f(x):
        return np.sum(x.transpose(1, 2, 0)[0] ** 2)

    x = np.linspace(0.1, 0.9, 24).reshape(2, 3, 4)
    check_grads(f, (x,))
    assert "np.transpose(transpose_x_bar, (2, 0, 1))" in grad(f).source_for(x)
