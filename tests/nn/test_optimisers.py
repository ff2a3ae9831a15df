"""Optimisers: their rules applied by themselves, their state, bad numbers."""

import copy

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import (
    Optimiser,
    adam,
    adamw,
    momentum,
    nesterov,
    rmsprop,
    sgd,
    training_step,
)
from tests.nn.losses import Dense, Layer, arrays, losses
from tests.nn.test_training import OPTIMISERS, by_hand


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_update_is_the_rule_of_its_inventor(name, dtype):
    rng = np.random.default_rng(0)
    w = rng.standard_normal((3, 4)).astype(dtype)
    wanted, kept, optimiser = w.copy(), {}, OPTIMISERS[name]
    state = optimiser.init(w)
    for step in range(1, 6):
        g = rng.standard_normal((3, 4)).astype(dtype)
        by_hand(name, wanted, g.copy(), kept, step)
        optimiser.update(state, w, g)
        tolerance = 1e-14 if dtype is np.float64 else 1e-5
        np.testing.assert_allclose(w, wanted, rtol=tolerance, atol=tolerance)
    assert w.dtype == dtype and state["t"] == 5


def test_the_state_has_the_structure_of_the_parameters():
    params = {
        "layers": [Layer(np.ones((2, 3)), np.ones(3, np.float32))],
        "out": Dense(np.ones((3, 1)), np.ones(1), "none"),
        "name": "net",
    }
    state = adam().init(params)
    assert set(state) == {"t", "m", "v"} and state["t"] == 0
    for moment in (state["m"], state["v"]):
        (layer,) = moment["layers"]
        assert isinstance(layer, Layer) and isinstance(moment["out"], Dense)
        assert layer.w.shape == (2, 3) and layer.b.dtype == np.float32
        assert not layer.w.any() and not moment["out"].W.any()
        assert moment["name"] == "net" and moment["out"].kind == "none"
    assert params["out"].W.all()
    assert state["m"]["out"] is not state["v"]["out"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: sgd(float("nan")),
        lambda: sgd("fast"),
        lambda: sgd(True),
        lambda: momentum(0.1, decay=1.0),
        lambda: nesterov(0.1, decay=-0.1),
        lambda: rmsprop(epsilon=0.0),
        lambda: adam(decay_v=2),
        lambda: adamw(weight_decay=float("inf")),
        lambda: Optimiser(lambda w, g, rate, more: None, 0.1),
        lambda: Optimiser(lambda w, rate: None, 0.1),
        lambda: Optimiser(lambda w, g, rate: None, 0.1, ("v",)),
        lambda: Optimiser(lambda w, g, rate: None, 0.1, (), {"decay": 0.9}),
        lambda: Optimiser(lambda w, g, t: None, 0.1, ("t",)),
    ],
)
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InvalidArgument):
        wrong()


def signs(w, g, s, rate, weight):
    scale = rate * (1 - weight)
    np.sign(g, out=g)
    s *= weight
    s += g
    if rate > 0:
        np.multiply(s, scale, out=g)
        w -= g


def test_a_rule_of_ones_own():
    optimiser = Optimiser(signs, 0.1, ("s",), {"weight": 0.5})
    loss, params, x, t = losses()["layers"]
    other = copy.deepcopy(params)
    step = training_step(loss, optimiser)
    one, two = optimiser.init(params), optimiser.init(other)
    for _ in range(3):
        _, bars = value_and_grad(loss)(other, x, t)
        optimiser.update(two, other, bars)
        step(one, params, x, t)
    for found, wanted in zip(arrays([params, one]), arrays([other, two]), strict=True):
        np.testing.assert_array_equal(found, wanted)
    # What is the same for all arrays is computed once, ahead of them.
    assert step.source.index("scale = ") < step.source.index("for w, g, s in")


def in_two_goes(w, g, rate, part):
    scale = rate * part
    h = scale
    w -= scale * g
    scale = rate - h
    if scale > 0:
        h = scale
        w -= h * g


def test_what_a_rule_computes_twice_stays_where_it_is():
    optimiser = Optimiser(in_two_goes, 0.5, (), {"part": 0.25})
    step = training_step(lambda p: np.sum(p[0] ** 2) + np.sum(p[1] ** 2), optimiser)
    params = [np.full(3, 2.0), np.full(2, 3.0)]
    state = optimiser.init(params)
    for _ in range(2):
        wanted = [w - 0.5 * 0.25 * 2 * w - (0.5 - 0.125) * 2 * w for w in params]
        step(state, params)
        for found, expected in zip(params, wanted, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-14)
