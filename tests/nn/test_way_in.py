"""Which calls the text of the last one serves, and what each call is checked for."""

import copy
from collections import OrderedDict, defaultdict

import numpy as np
import pytest

from srcdiff import InvalidArgument, NotDifferentiable
from srcdiff.nn import (
    momentum,
    sgd,
    training_step,
)
from tests.nn.losses import losses


def shared(p):
    return np.sum(p[0]) + np.sum(p[1])


def test_shared_memory_is_found_in_every_call():
    optimiser = sgd(0.1)
    step = training_step(shared, optimiser)
    whole, apart = np.ones((2, 3)), [np.ones(3), np.ones(3)]
    state = optimiser.init(apart)
    step(state, apart)
    with pytest.raises(InvalidArgument, match="share memory"):
        step(state, [apart[0], apart[0]])
    with pytest.raises(InvalidArgument, match="share memory"):
        step(state, [whole[0], whole[0][:]])
    step(state, [whole[0], whole[1]])
    with pytest.raises(InvalidArgument, match="share memory"):
        step(state, [whole[0], whole[0][:]])
    assert state["t"] == 2
    with pytest.raises(InvalidArgument, match="a and b share memory"):
        training_step(lambda a, b: np.sum(a * b), optimiser, wrt=(0, 1))(
            state, whole, whole
        )


def test_an_object_that_changes_its_attributes_gets_a_text_of_its_own():
    class Model:
        pass

    model = Model()
    model.w, model.offset = np.ones(2), None
    optimiser = sgd(0.25)
    step = training_step(lambda model: np.sum(model.w**2), optimiser)
    state = optimiser.init(model)
    step(state, model)
    model.w = np.ones((1, 3), np.float32)
    step(state, model)
    np.testing.assert_array_equal(model.w, np.full((1, 3), 0.5))
    model.w = 2.0
    with pytest.raises(InvalidArgument, match=r"model.w is a float"):
        step(state, model)


def test_an_array_that_is_data_and_parameter_at_first_is_none_later():
    optimiser = sgd(0.1)
    step = training_step(lambda w, x: np.sum(w[0] * x) + np.sum(w[1]), optimiser)
    w, x = [np.ones(3), np.ones(3)], np.full(3, 2.0)
    state = optimiser.init(w)
    step(state, w, w[0])
    step(state, w, x)
    with pytest.raises(InvalidArgument, match="share memory"):
        step(state, [w[0], w[0]], x)
    assert state["t"] == 2


@pytest.mark.parametrize("kind", [OrderedDict, lambda d: defaultdict(float, d)])
def test_other_dicts(kind):
    loss, params, x, t = losses()["names"]
    params, other = kind(params), copy.deepcopy(params)
    optimiser = momentum(0.1)
    step = training_step(loss, optimiser)
    one, two = optimiser.init(params), optimiser.init(other)
    for _ in range(2):
        assert step(one, params, x, t) == pytest.approx(step(two, other, x, t))
    for name, array in params.items():
        np.testing.assert_allclose(array, other[name], rtol=1e-13)


def overwriting(w, x):
    x[0] = w[0]
    return np.sum(w * x)


def test_a_loss_that_writes_checks_each_call():
    optimiser = sgd(0.1)
    step = training_step(overwriting, optimiser)
    w, x = np.ones(3), np.ones(3)
    state = optimiser.init(w)
    for _ in range(2):
        step(state, w, x)
        np.testing.assert_array_equal(x, 1.0)
    before = w.copy()
    with pytest.raises(NotDifferentiable, match="shares memory"):
        step(state, w, w)
    np.testing.assert_array_equal(w, before)
