"""Clipping by value and by norm, in place, in every layout."""

import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.nn import clipping


def gradients(dtype):
    rng = np.random.default_rng(0)
    whole = (10 * rng.standard_normal((6, 8))).astype(dtype)
    return [whole[::2, 1:5].copy(), whole.T.copy(order="F"), np.array(3.0, dtype)]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_values(dtype):
    given = gradients(dtype)
    wanted = [np.minimum(np.maximum(g, -2.5), 2.5) for g in given]
    clipping.clip_values(given, 2.5)
    for g, w in zip(given, wanted, strict=True):
        assert g.dtype == dtype
        np.testing.assert_array_equal(g, w)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("limit", [0.5, 1e6])
def test_norm(dtype, limit):
    given = gradients(dtype)
    every = np.concatenate([g.ravel() for g in given]).astype(float)
    wanted = every * min(1.0, limit / np.sqrt(every @ every))
    clipping.clip_norm(given, limit)
    found = np.concatenate([g.ravel() for g in given])
    assert found.dtype == dtype
    np.testing.assert_allclose(
        found, wanted, rtol=1e-12 if dtype is np.float64 else 1e-5
    )


@pytest.mark.parametrize("limit", [0, -1.0, float("nan"), float("inf"), "1"])
def test_limits_are_positive(limit):
    for make in (clipping.by_value, clipping.by_norm):
        with pytest.raises(InvalidArgument, match="positive"):
            make(limit)
