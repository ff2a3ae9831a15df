"""Which arguments say that a call is one of large arrays."""

import numpy as np

from srcdiff.analysis.bulk import LARGE_BYTES, arrays_in, deciding, is_large
from srcdiff.core.types import Array, Fields, Items, Number

MATRIX, ROW = Array(None, ("n", "m")), Array(None, ("m",))


def test_the_argument_that_decides():
    known = {"k": Number(float), "w": ROW, "x": MATRIX}
    assert deciding(known, {("n", "m")}) == ("x",)
    assert deciding(known, {("m",)}) == ("w",)
    assert deciding(known, {("k", 3)}) is None
    assert deciding({"x": Array(None, (3, 3))}, {(3, 3)}) is None
    nested = {"p": Fields(("a", "b"), (Number(int), Items((ROW, MATRIX))))}
    assert deciding(nested, {("n", "m")}) == ("p", "b", 1)


def test_sizes_and_layouts():
    side = int((LARGE_BYTES / 8) ** 0.5) + 1
    large, small = np.zeros((side, side)), np.zeros((9, 9))
    assert is_large({"x": small, "p": {"a": [large]}})
    assert not is_large({"x": small, "p": {"a": [large]}}, ("x",))
    assert is_large({"x": small, "p": {"a": [large]}}, ("p", "a", 0))
    assert not is_large({"x": large, "y": small.T[1:]})
    assert is_large({"x": large, "y": np.zeros(9)[::2]})
    assert not is_large({"x": "text", "n": 10**9})
    assert not is_large({"x": np.zeros(2 * side * side, np.int8)[: side * side]})


def test_arrays_of_subclasses_are_left_out():
    assert not dict(arrays_in({"x": np.ma.array([1.0]), "s": "text", "o": object()}))
