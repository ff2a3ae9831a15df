"""Contributions with a common divisor are joined, others are not."""

from collections import Counter

import pytest

from srcdiff.codegen.printer import statement
from srcdiff.core.text import parse_block
from srcdiff.optimize.joins import joined

READS = Counter({"t": 1, "u": 2})

APART = {
    "divisors differ": "a = g / s\na = a - g.sum(axis=1) / t",
    "another name": "a = g / s\nb = a - g.sum(axis=1) / s",
    "the adjoint itself is read": "a = g / s\na = a - a.sum(axis=1) / s",
    "no reduction": "a = g / s\na = a - g / s",
    "a line between": "a = g / s\nc = a\na = a - g.sum(axis=1) / s",
    "an impure call": "a = g / s\na = a - f(g) / s",
}


def block(text):
    found = parse_block(text)
    for each in found:
        each.part = "backward"
    return found


def joined_with(given):
    return joined(given, READS)


def test_joined():
    done = joined_with(block("a = g / s\na = a + g.sum(axis=1) / s"))
    assert [statement(s) for s in done] == ["a = (g + g.sum(axis=1)) / s"]


def test_joined_with_the_value_of_what_it_alone_reads():
    line = "{0} = -g.sum(axis=1) / s\na = a + {0}"
    done = joined_with(block("a = g / s\n" + line.format("t")))
    assert [statement(s) for s in done] == ["a = (g + -g.sum(axis=1)) / s"]
    given = block("a = g / s\n" + line.format("u"))
    assert joined_with(given) == given


@pytest.mark.parametrize("case", APART)
def test_apart(case):
    given = block(APART[case])
    assert joined_with(given) == given


def test_a_product_added_twice_is_doubled():
    done = joined_with(block("a = g * s\na = a + g * s"))
    assert [statement(s) for s in done] == ["a = 2 * (g * s)"]


@pytest.mark.parametrize(
    "text",
    [
        "a = a * s\na = a + a * s",
        "a = g * s\na = a - g * s",
        "a = f(g) * s\na = a + f(g)*s",
    ],
)
def test_what_is_not_doubled(text):
    given = block(text)
    assert joined_with(given) == given


def test_lines_of_the_user_stay():
    given = block("a = g / s\na = a + g.sum(axis=1) / s")
    given[0].part = "forward"
    assert joined_with(given) == given
