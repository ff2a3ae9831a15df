"""Penalties over containers of every kind, against flattened arrays."""

import numpy as np
import pytest

from srcdiff import grad, nn
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)
W, B = RNG.normal(size=(3, 4)), RNG.normal(size=4)
CONTAINERS = {
    "array": W,
    "number": -1.5,
    "0-d": np.array(2.0),
    "size-1": np.array([[-2.0]]),
    "empty": np.zeros((0, 3)),
    "tuple": (W, B),
    "layers": [(W, B), (B[:, None], B[:1])],
    "dict": {"W": W, "b": [B, B[::2]]},
    "nested": ({"a": (W.T, 2.0)}, [[B], ()]),
}


def leaves(params):
    if isinstance(params, dict):
        params = list(params.values())
    if isinstance(params, (list, tuple)):
        return [leaf for each in params for leaf in leaves(each)]
    return [np.ravel(params)]


@pytest.mark.parametrize("params", CONTAINERS.values(), ids=CONTAINERS)
def test_any_container(params):
    flat = np.concatenate(leaves(params))
    assert np.isclose(nn.l1(params), np.sum(np.abs(flat)))
    assert np.isclose(nn.l2(params), np.sum(flat**2))
    for penalty, slope in ((nn.l1, np.sign), (nn.l2, lambda v: 2 * v)):
        gradient = grad(penalty)(params)
        assert type(gradient) is type(params)
        assert np.allclose(np.concatenate(leaves(gradient)), slope(flat))
        check_grads(penalty, (params,))


def test_float32_stays():
    params = [W.astype("f4"), (B.astype("f4"),)]
    assert nn.l2(params).dtype == np.float32
    first, (second,) = grad(nn.l2)(params)
    assert first.dtype == second.dtype == np.float32


@pytest.mark.parametrize("penalty", [nn.l1, nn.l2])
def test_in_a_loss(penalty):
    def loss(params, x):
        total = x
        for weights, bias in params:
            total = np.tanh(total @ weights + bias)
        return np.mean(total**2) + 0.1 * penalty(params)

    def of_weights(params, x):
        weights = [each for each, _ in params]
        return np.mean((x @ weights[0]) ** 2) + 0.1 * penalty(weights)

    params = [(W, B), (RNG.normal(size=(4, 2)), B[:2])]
    x = RNG.normal(size=(5, 3))
    check_grads(loss, (params, x))
    check_grads(of_weights, (params, x))
