"""A saved text that is for some arguments says no to all others."""

import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.analysis.notation import parsed
from srcdiff.analysis.signature import types_of
from srcdiff.codegen.fitting import fitting
from srcdiff.core.types import UNKNOWN, Literal


def fits(known, *args):
    namespace = {"np": np}
    exec(fitting("fits", known), namespace)
    return namespace["fits"](*args)


VALUES = [
    *(1.0, 2, True, False, None, "relu", "tanh", np.float64(1.0), np.float32(1.0)),
    *(np.ones(()), np.ones(1), np.ones(2), np.ones(2, "f4"), np.ones(2, int)),
    *(np.ones((1, 2)), np.ones((2, 1)), np.ones((2, 2)), np.ones(2, ">f8")),
    *((), [], {}, (1.0,), [1.0], (1.0, 2.0), (np.ones(2), 1.0), {"a": 1.0}, {"b": 1.0}),
    *({"a": 1.0, "b": 2.0}, np.ma.ones(2), np.tanh, np.sin),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_only_arguments_of_the_signature_fit(value):
    flags = {"x"}
    known = types_of({"x": value}, flags)
    if known["x"] == UNKNOWN:
        return
    for other in VALUES:
        same = repr(types_of({"x": other}, flags)) == repr(known)
        same = same and (type(value) is type(other) or np.ndim(value) == 0)
        assert fits(known, other) == same, (value, other)


def test_sizes_of_one_name_are_equal():
    known = {"x": parsed("f8[n, d]"), "y": parsed("(f8[d], f8[n, 3])")}
    for n, d in [(1, 1), (1, 2), (4, 2)]:
        x, y, z = np.ones((n, d)), np.ones(d), np.ones((n, 3))
        assert fits(known, x, (y, z))
        assert not fits(known, x, (np.ones(d + 1), z))
        assert not fits(known, x, (y, np.ones((n + 1, 3))))
        assert not fits(known, x, (y, np.ones((n, 4))))
        assert not fits(known, x, [y, z])


def test_parameters_named_like_what_the_test_reads():
    names = ("type", "len", "np", "tuple", "isinstance", "dict", "str")
    known = {name: parsed("({'a': f8}, float)") for name in names}
    value = ({"a": np.ones(())}, 1.0)
    assert fits(known, *[value] * 7) and not fits(known, *[value] * 6, 2.0)


def test_what_is_not_known_always_fits():
    known = {"x": UNKNOWN, "y": parsed("f8[...]")}
    assert fits(known, object(), np.ones((2, 3))) and not fits(known, 1, 2.0)


def test_a_function_that_cannot_be_compared():
    with pytest.raises(InvalidArgument, match="save the general form"):
        fitting("fits", {"x": Literal(fits)})
