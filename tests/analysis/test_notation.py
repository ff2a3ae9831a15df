"""Types as people write them, read and written."""

import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.analysis.notation import parsed, size
from srcdiff.analysis.signature import describe, types_of
from srcdiff.core.dims import surely_not_one
from srcdiff.core.types import UNKNOWN, Array, Literal, Number


@pytest.mark.parametrize(
    "text",
    [
        *("f8", "f4[n]", "f8[n, 784]", "i8[n, n, 1]", "f8[...]", "f8[_, 3]", "b1[0]"),
        *("float", "int", "bool", "None", "True", "'relu'", "any", "()", "[]", "{}"),
        *("(f8[n],)", "[float, (f8, None)]", "{'w': f8[n, m], 'b': {1: f8[m]}}"),
    ],
)
def test_what_is_written_is_what_was_read(text):
    assert describe(parsed(text)) == text


def test_other_spellings():
    assert parsed(" float64[n] ") == parsed("f8[n]")
    assert parsed("tuple[f8[n], float]") == parsed("(f8[n], float)")
    assert parsed("any") == UNKNOWN and parsed("int") == Number(int)
    evaluate = {"np.tanh": np.tanh}
    found = parsed("np.tanh", lambda node: np.tanh)
    assert found == Literal(np.tanh) and describe(found) == "tanh", evaluate


def test_a_named_size_may_be_1():
    kind = parsed("f8[n, n, m]")
    first, second, third = kind.shape
    assert first == second == size("n") != third
    assert not surely_not_one(first)


def test_it_agrees_with_the_types_of_calls():
    value = (np.ones((1, 1), "f4"), [2.0, 3, True], {"k": np.float64(1.0), "n": None})
    known = types_of({"x": value})["x"]
    assert parsed(describe(known)) == known
    assert parsed("f8[2]") == Array(np.dtype("f8"), (2,))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is no type"),
        ("f8[n", "'f8[n' is no type"),
        ("f9[n]", "f9 is no dtype; write one such as f8"),
        ("O[n]", "O is no dtype"),
        ("f8[n + 1]", "n + 1 is no size; write a number, a name, or _"),
        ("f8[-1]", "-1 is no size"),
        ("f8[2.5]", "2.5 is no size"),
        ("2.5", "2.5 is no type"),
        ("f(x)", "f(x) is no type"),
        ("nothing", "nothing is no type"),
        ("{w: f8}", "the keys of a dict must be written out"),
        ("{**w}", "the keys of a dict must be written out"),
    ],
)
def test_what_means_nothing(text, said):
    with pytest.raises(InvalidArgument) as caught:
        parsed(text)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_name_of_a_number_is_no_type():
    with pytest.raises(InvalidArgument, match="k is a float; write its type"):
        parsed("k", lambda node: 2.5)
