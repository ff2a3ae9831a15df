"""Functions as text: names looked up, numbers written in, everything else refused."""

import math

import gast
import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.codegen.printer import expression, statement
from srcdiff.core.build import constant, name
from srcdiff.core.names import NameTable
from srcdiff.update.formula import body_of, computed, number, value_of

HALF = np.float64(0.5)
NAMES = ["a", "b"]


def half(x):
    """Return the half."""
    return HALF * x


def text_of(function, **numbers):
    values = {k: number(v) for k, v in numbers.items()}
    body = body_of(function, {"w": "W", "g": "bars[0]"}, values, {}, NameTable(["m"]))
    return [statement(s) for s in body]


def test_numbers_modules_and_locals():
    def rule(w, g, rate):
        """Change w."""
        m = half(rate) + math.pi
        w -= np.maximum(g, -rate, out=g) * m

    assert text_of(rule, rate=0.1) == [
        "m_2 = 0.5 * 0.1 + math.pi",
        "W -= np.maximum(bars[0], -0.1, out=bars[0]) * m_2",
    ]


def test_negative_numbers_keep_their_sign():
    assert expression(number(-2)) == "-2"
    assert expression(number(-0.0)) == "-0.0"
    assert expression(value_of(lambda t: t**2, [number(-2.0)])) == "(-2.0) ** 2"


def test_numbers_of_numpy_in_a_rate_become_pythons():
    ahead, value = computed(lambda t: np.sqrt(t), name("t"), {}, NameTable())
    assert not ahead and expression(value) == "float(np.sqrt(t))"
    assert expression(computed(half, constant(3), {}, NameTable())[1]) == "0.5 * 3"


def test_what_is_no_text_is_refused():
    def returns(w, g):
        return w

    def nested(w, g):
        def inner():
            pass

    def assigns(w, g, rate):
        rate = 2 * rate
        w -= rate * g

    def rebinds(w, g, rate):
        w = w - rate * g

    def reads(w, g):
        w -= g * len(NAMES)

    def calls(w, g, rate):
        w -= g * longer(rate)

    for rule, message in (
        (returns, "run from start to end"),
        (nested, "run from start to end"),
        (assigns, "assigns: it changes rate"),
        (rebinds, "it gives w another value: change it in place"),
        (reads, "it reads NAMES, a list"),
        (calls, "longer is more than one return"),
        (len, "not a function written with def"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            text_of(rule, rate=0.1)


def longer(x):
    y = 2 * x
    return y


def test_what_reads_a_name_of_the_text_is_not_confused():
    # The number of the step is called m in the text, as a local of the rule is here.
    def rule(w, g, t):
        m = 2 * t
        w -= m * g

    body = body_of(rule, {"w": "w", "g": "g"}, {"t": name("m")}, {}, NameTable(["m"]))
    assert [statement(s) for s in body] == ["m_2 = 2 * m", "w -= m_2 * g"]
    assert all(isinstance(s, gast.Assign | gast.AugAssign) for s in body)
