"""Clipping by value and by norm, in place, in every layout."""

import copy

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import (
    clipping,
    sgd,
    training_step,
)
from tests.nn.losses import arrays, losses


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


@pytest.mark.parametrize("clip", [clipping.by_value(0.02), clipping.by_norm(0.05)])
@pytest.mark.parametrize(
    "name", ["tuples", "layers", "objects", "one", "a scalar", "sum", "transposed"]
)
def test_gradients_are_clipped_before_the_update(name, clip):
    loss, params, x, t = losses()[name]
    wanted = copy.deepcopy(params)
    _, bars = value_and_grad(loss)(wanted, x, t)
    bars = [np.array(g) for g in arrays(bars)]
    limit = clip.numbers["limit"]
    if clip.rule is clipping.clip_values:
        limited = [np.minimum(np.maximum(g, -limit), limit) for g in bars]
        assert max(abs(g).max() for g in limited) == limit
    else:
        norm = np.sqrt(sum(np.sum(g**2) for g in bars))
        assert norm > limit
        limited = [g * limit / norm for g in bars]
    for w, g in zip(arrays(wanted), limited, strict=True):
        w -= 0.5 * g
    optimiser = sgd(0.5)
    training_step(loss, optimiser, clip=clip)(optimiser.init(params), params, x, t)
    for found, w in zip(arrays(params), arrays(wanted), strict=True):
        np.testing.assert_allclose(found, w, rtol=1e-13)


def test_small_gradients_are_not_clipped():
    loss, params, x, t = losses()["tuples"]
    other = copy.deepcopy(params)
    optimiser = sgd(0.5)
    training_step(loss, optimiser)(optimiser.init(params), params, x, t)
    for clip in (clipping.by_value(1e6), clipping.by_norm(1e6)):
        again = copy.deepcopy(other)
        step = training_step(loss, optimiser, clip=clip)
        step(optimiser.init(again), again, x, t)
        for one, two in zip(arrays(params), arrays(again), strict=True):
            np.testing.assert_array_equal(one, two)
