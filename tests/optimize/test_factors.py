"""Products put together again: short constants, signs in front."""

import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.optimize.factors import is_signed, negated, plain, reduced


@pytest.mark.parametrize(
    ("fraction", "form"),
    [
        ((2, 1), (2, 1)),
        ((1, 3), (1, 3)),
        ((2.0, 2), (1.0, 1)),
        ((6, 3), (2.0, 1)),
        ((2, 3), (2, 3)),
        ((1, 2), (1, 2)),
    ],
)
def test_reduced(fraction, form):
    assert reduced(*fraction) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [("2 * x / y", "-2 * x / y"), ("x * y", "-x * y"), ("x + y", "-(x + y)")],
)
def test_negated(text, form):
    assert expression(negated(parse_expression(text))) == form


@pytest.mark.parametrize(
    ("text", "signed"),
    [("-x * y", True), ("-(x * y)", False), ("x * -y", False), ("-x", True)],
)
def test_is_signed(text, signed):
    assert is_signed(parse_expression(text)) is signed


def test_whole_numbers_among_floats_are_written_as_such():
    assert repr(plain(2.0, floating=True)) == "2"
    assert repr(plain(2.0, floating=False)) == "2.0"
    assert repr(plain(2.5, floating=True)) == "2.5"
