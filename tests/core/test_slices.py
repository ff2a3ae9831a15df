"""Lengths of slices in symbols against the slices that Python takes."""

from hypothesis import given
from hypothesis import strategies as st

from srcdiff.core import dims
from srcdiff.core.atoms import NOT_ONE
from srcdiff.core.slices import sliced
from tests.core.expressions import EXPRESSIONS, INTEGERS, MANY, VALUES
from tests.sizes import integer, is_size, size

BOUNDS = st.none() | EXPRESSIONS


@given(EXPRESSIONS, BOUNDS, BOUNDS, st.sampled_from([None, 1, 2, -1, -2]), VALUES)
@MANY
def test_slices(whole, start, stop, step, values):
    if whole is None:
        return
    length = size(whole, values.get)
    bounds = [None if b is None else integer(b, values.get) for b in (start, stop)]
    found = sliced(
        dims.as_size(max(whole, 0) if isinstance(whole, int) else whole),
        start,
        stop,
        step,
    )
    assert is_size(found, len(range(length)[slice(*bounds, step)]), values.get)


@given(EXPRESSIONS, INTEGERS, INTEGERS, VALUES)
@MANY
def test_slices_with_bounds_that_count_from_the_size(whole, start, removed, values):
    if whole is None or isinstance(whole, int):
        return
    length = size(whole, values.get)
    stop = dims.plus(dims.as_integer(whole), removed, -1)
    if stop is None:
        return
    found = sliced(whole, start, stop, None)
    bounds = slice(start, integer(stop, values.get))
    assert is_size(found, len(range(length)[bounds]), values.get)


def test_an_inner_slice_of_a_slice():
    inner = sliced("n", 1, -1, None)
    assert str(sliced(inner, 1, -1, None)) == "n - 4"
    assert sliced("n", 0, -2, None) == sliced("n", 2, None, None) == inner
    assert sliced(NOT_ONE, 1, None, None) is None


def test_parts_of_a_size_make_up_the_whole():
    cuts = [(None, 1), (1, -1), (-1, None)]
    lengths = [dims.as_integer(sliced("n", *cut, None)) for cut in cuts]
    total = dims.plus(dims.plus(*lengths[:2]), lengths[2])
    assert total == "n"
