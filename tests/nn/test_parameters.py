"""What cannot be updated in place is said in one error, before anything is changed."""

from dataclasses import dataclass

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import (
    momentum,
    training_step,
)


def shared(p):
    return np.sum(p[0]) + np.sum(p[1])


W = np.ones((2, 3))


READ_ONLY = np.ones(3)


READ_ONLY.flags.writeable = False


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ([W, 2.0], r"p\[1\] is a float, .*np.array\(2.0\)"),
        ([W, 3], r"p\[1\] is a int, .*np.array\(3.0\)"),
        ([W, np.float32(2)], r"p\[1\] is a float32, which no update"),
        ([W, np.arange(3)], r"p\[1\] is an array of int64.*astype\(float\)"),
        ([W, np.ones(3, complex)], r"p\[1\] is an array of complex128"),
        ([W, W], r"p\[0\] and p\[1\] share memory"),
        ([W, W.T], r"p\[0\] and p\[1\] share memory"),
        ([W[0], W[:, 1]], r"p\[0\] and p\[1\] share memory"),
        ({0: W, 1: {"a": W}}, r"p\[0\] and p\[1\]\['a'\] share memory"),
        ([W, READ_ONLY], r"p\[1\] is read-only"),
        ([W, np.ones(3).view(np.recarray)], r"p\[1\] is a recarray"),
        ({0: W, 1: {(1, 2): np.ones(3)}}, r"under a key"),
        (["a", None], r"holds no array"),
    ],
)
def test_what_cannot_be_updated_is_said_in_one_error(params, message):
    optimiser = momentum(0.1)
    with pytest.raises(InvalidArgument, match=message):
        training_step(shared, optimiser)({"t": 0}, params)
    with pytest.raises(InvalidArgument, match=message.replace(r"p\[", r"params\[")):
        optimiser.init(params)
    np.testing.assert_array_equal(W, np.ones((2, 3)))


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        {"t": 0},
        {"t": 0, "v": None},
        {"t": 0, "v": [np.zeros(3)]},
        {"t": 0, "v": [np.zeros(3), np.zeros(2)]},
        {"t": 0, "v": {"a": np.zeros(3), "b": np.zeros(3)}},
    ],
)
def test_a_state_of_other_parameters_is_refused(state):
    params = [np.ones(3), np.ones(3)]
    with pytest.raises(InvalidArgument, match=r"pass what optimiser\.init gives"):
        training_step(shared, momentum(0.1))(state, params)
    np.testing.assert_array_equal(params, np.ones((2, 3)))


@dataclass
class Strided:
    W: np.ndarray
    stride: int
    rows: np.ndarray


def of_some_rows(layer, x):
    return np.sum((x[layer.rows] @ layer.W)[:: layer.stride] ** 2)


def test_integers_of_objects_are_settings():
    layer = Strided(np.ones((3, 2)), 2, np.array([0, 2, 3]))
    optimiser = momentum(0.1)
    state = optimiser.init(layer)
    step = training_step(of_some_rows, optimiser)
    x = np.arange(12.0).reshape(4, 3)
    _, bars = value_and_grad(of_some_rows)(layer, x)
    wanted = layer.W - 0.1 * bars.W
    step(state, layer, x)
    np.testing.assert_allclose(layer.W, wanted, rtol=1e-13)
    assert layer.stride == 2
    np.testing.assert_array_equal(layer.rows, [0, 2, 3])
    layer.stride = 0.5
    with pytest.raises(InvalidArgument, match=r"layer\.stride is a float"):
        step(state, layer, x)
