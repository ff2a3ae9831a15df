"""Optimisers: their rules applied by themselves, their state, bad numbers."""

import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.nn import Optimiser, adam, adamw, momentum, nesterov, rmsprop, sgd
from tests.nn.losses import Dense, Layer
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
