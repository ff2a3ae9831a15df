"""Symbolic sizes against the sizes that Python and NumPy find."""

import numpy as np
from hypothesis import given

from srcdiff.core import dims
from srcdiff.core.atoms import NOT_ONE
from tests.core.expressions import EXPRESSIONS, MANY, VALUES
from tests.sizes import integer, size


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


def test_what_grows_too_large_is_unknown():
    value = dims.of_parameter("k")
    for _ in range(20):
        value = dims.times(dims.plus(value, 1), value)
    assert value is None


def test_what_is_not_known_to_be_equal_is_never_computed_with():
    assert dims.plus(NOT_ONE, 1) is None
    assert dims.times(NOT_ONE, 2) is None
    assert dims.as_integer(NOT_ONE) is None
