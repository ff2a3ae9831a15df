"""Symbolic sizes against the sizes that Python and NumPy find."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from srcdiff.core import dims
from tests.sizes import integer, is_size, size

NAMES = ["n", "m"]
INTEGERS = st.integers(-4, 4)
VALUES = st.fixed_dictionaries(
    {**dict.fromkeys(NAMES, st.sampled_from([0, 2, 3, 4, 5, 9])), "k": INTEGERS}
)
ATOMS = st.sampled_from([*NAMES, dims.of_parameter("k")]) | INTEGERS


def extended(inner):
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(lambda p: dims.plus(*p))
        | pairs.map(lambda p: dims.plus(*p, -1))
        | pairs.map(lambda p: dims.times(*p))
        | inner.map(lambda a: dims.divided(a, 2))
        | inner.map(dims.as_integer)
    )


EXPRESSIONS = st.recursive(ATOMS, extended, max_leaves=5)
MANY = settings(max_examples=400, deadline=None, database=None, derandomize=True)


@given(EXPRESSIONS, EXPRESSIONS, VALUES)
@MANY
def test_arithmetic(first, second, values):
    if first is None or second is None:
        return
    a, b = integer(first, values.get), integer(second, values.get)
    for found, wanted in [
        (dims.plus(first, second), a + b),
        (dims.plus(first, second, -2), a - 2 * b),
        (dims.times(first, second), a * b),
        (dims.divided(first, 3), a // 3),
        (dims.as_integer(first), max(a, 0) if not isinstance(first, int) else a),
    ]:
        assert found is None or integer(found, values.get) == wanted
    if dims.nonnegative(first):
        assert a >= 0
    if dims.surely_not_one(first):
        assert size(first, values.get) != 1
    part = dims.quotient(dims.times(first, second), first)
    if a != 0 and part is not None:
        assert integer(part, values.get) == b
    made = dims.as_size(first)
    if a >= 0 and made is not None:
        assert size(made, values.get) == np.zeros(a).shape[0]


BOUNDS = st.none() | EXPRESSIONS


@given(EXPRESSIONS, BOUNDS, BOUNDS, st.sampled_from([None, 1, 2, -1, -2]), VALUES)
@MANY
def test_slices(whole, start, stop, step, values):
    if whole is None:
        return
    length = size(whole, values.get)
    bounds = [None if b is None else integer(b, values.get) for b in (start, stop)]
    found = dims.sliced(
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
    found = dims.sliced(whole, start, stop, None)
    bounds = slice(start, integer(stop, values.get))
    assert is_size(found, len(range(length)[bounds]), values.get)


def test_what_grows_too_large_is_unknown():
    value = dims.of_parameter("k")
    for _ in range(20):
        value = dims.times(dims.plus(value, 1), value)
    assert value is None


def test_what_is_not_known_to_be_equal_is_never_computed_with():
    assert dims.plus(dims.NOT_ONE, 1) is None
    assert dims.times(dims.NOT_ONE, 2) is None
    assert dims.as_integer(dims.NOT_ONE) is None
    assert dims.sliced(dims.NOT_ONE, 1, None, None) is None


def test_an_inner_slice_of_a_slice():
    inner = dims.sliced("n", 1, -1, None)
    assert str(dims.sliced(inner, 1, -1, None)) == "n - 4"
    assert dims.sliced("n", 0, -2, None) == dims.sliced("n", 2, None, None) == inner
