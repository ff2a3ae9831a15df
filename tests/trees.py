"""Comparing nested containers of numbers and arrays."""

import numpy as np


def leaves(value):
    """Return all that is in nested containers, in order, with None for nothing."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value, key=repr) for leaf in leaves(value[key])]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def arrays(value):
    """Return the arrays in nested containers."""
    return [leaf for leaf in leaves(value) if isinstance(leaf, np.ndarray)]


def same_structure(one, other):
    """Tell whether a gradient has the containers, shapes and dtypes of its point."""
    if not is_number(other) and not isinstance(other, dict | list | tuple):
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(
            same_structure(one[key], other[key]) for key in one
        )
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same_structure, one, other))
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.dtype == other.dtype
    return True


def assert_same(one, other):
    """Assert that two values are equal to the last bit."""
    first, second = leaves(one), leaves(other)
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b, strict=True)


def assert_close(one, other, rtol):
    """Assert that two values have equal shapes and, to rounding, equal numbers."""
    first, second = leaves(one), leaves(other)
    assert len(first) == len(second)
    scale = max(
        (np.max(np.abs(b), initial=0.0) for b in second if is_number(b)), default=0.0
    )
    for a, b in zip(first, second, strict=True):
        if is_number(b):
            np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol * float(scale))
            assert np.shape(a) == np.shape(b)
        else:
            assert a == b


def is_number(value):
    return isinstance(value, int | float | np.ndarray | np.generic)
