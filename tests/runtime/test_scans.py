"""Products and recurrences along an axis, against plain loops."""

import numpy as np
import pytest

from srcdiff.runtime import (
    from_lanes,
    lanes,
    product_of_others,
    recurrence,
    recurrence_back,
)

X = np.random.default_rng(0).integers(-2, 3, (2, 3, 4)).astype(float)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (2, 0), (0, 1, 2), ()])
def test_lanes_come_back(axis):
    merged = lanes(X, axis)
    assert np.array_equal(from_lanes(merged, X, axis), X)
    assert np.array_equal(np.sum(merged, axis=-1), np.sum(X, axis=axis))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 1)])
def test_empty_and_single_lanes(shape):
    for axis in (None, 0, -1):
        ones = np.ones(shape)
        others = product_of_others(lanes(ones, axis))
        assert np.array_equal(from_lanes(others, ones, axis), ones)


def test_product_of_others_leaves_one_out():
    found = product_of_others(X)
    for i in np.ndindex(X.shape):
        assert found[i] == np.prod(np.delete(X[i[:-1]], i[-1]))


def test_recurrences():
    a, b = X[0], X[1]
    forward, back = recurrence(a, b), recurrence_back(a, b)
    assert np.array_equal(forward[..., 0], b[..., 0])
    assert np.array_equal(back[..., -1], b[..., -1])
    for k in range(1, 4):
        assert np.array_equal(
            forward[..., k], b[..., k] + a[..., k] * forward[..., k - 1]
        )
        assert np.array_equal(
            back[..., k - 1], b[..., k - 1] + a[..., k] * back[..., k]
        )
