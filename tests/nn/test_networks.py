"""Networks in users' losses: the gradient is that of the layers written out."""

import itertools

import numpy as np
import pytest

from srcdiff import InvalidArgument, grad, nn
from srcdiff.nn import initialisers
from srcdiff.testing import check_grads

X = np.random.default_rng(0).normal(size=(6, 4))
T = np.array([0, 2, 1, 1, 0, 2])
network = nn.mlp([4, 5, 7, 3], nn.sigmoid)


def loss(params, x, t):
    return nn.cross_entropy(network.apply(params, x), t)


def by_hand(params, x, t):
    (W, b), (V, c), (U, d) = params
    h = 1 / (1 + np.exp(-(x @ W + b)))
    h = 1 / (1 + np.exp(-(h @ V + c)))
    z = h @ U + d
    z = z - np.max(z, axis=1, keepdims=True)
    logp = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    return -np.mean(logp[np.arange(len(t)), t])


def test_the_gradient_of_a_network():
    params = network.init(np.random.default_rng(1))
    gradient = grad(loss)(params, X, T)
    for (W, b), (V, c) in zip(gradient, grad(by_hand)(params, X, T), strict=True):
        assert np.allclose(W, V, 1e-12, 1e-15) and np.allclose(b, c, 1e-12, 1e-15)
    check_grads(loss, (params, X, T), wrt=(0, 1))


def swish(v):
    return v * nn.sigmoid(v, 2.0)


ACTIVATIONS = [
    *(nn.identity, nn.sigmoid, nn.tanh, nn.relu, nn.leaky_relu, nn.gelu, nn.softplus),
    *(np.tanh, np.sin, swish, lambda v: v * v),
]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("output", [nn.identity, nn.softmax])
@pytest.mark.parametrize("sizes", [(4, 3), (4, 1, 3), [4, 5, 5, 3]])
def test_functions_are_arguments(activation, output, sizes):
    own = nn.mlp(sizes, activation, output)

    def squares(params, x):
        return nn.squared_error(own.apply(params, x), np.ones((6, 3)))

    params = own.init(np.random.default_rng(2))
    assert [W.shape for W, b in params] == list(itertools.pairwise(sizes))
    check_grads(squares, (params, X), wrt=(0, 1))


def test_two_networks_in_one_loss():
    encoder, decoder = nn.mlp([4, 2], np.tanh), nn.mlp([2, 3, 4], nn.relu)

    def reconstruction(params, x):
        code = encoder.apply(params["encoder"], x)
        return nn.squared_error(decoder.apply(params["decoder"], code), x)

    rng = np.random.default_rng(3)
    params = {"encoder": encoder.init(rng), "decoder": decoder.init(rng)}
    check_grads(reconstruction, (params, X), wrt=(0, 1))


def test_float32_and_seeds():
    params = network.init(np.random.default_rng(1), "f4")
    again = network.init(np.random.default_rng(1), "f4")
    for (W, b), (V, c) in zip(params, again, strict=True):
        assert W.dtype == b.dtype == np.float32
        assert np.array_equal(W, V) and np.array_equal(b, c) and not b.any()
    for W, b in grad(loss)(params, X.astype("f4"), T):
        assert W.dtype == b.dtype == np.float32


def test_other_weights():
    own = nn.mlp([4, 4], weights=initialisers.orthogonal)
    ((W, _),) = own.init(np.random.default_rng(0))
    assert np.allclose(W.T @ W, np.eye(4))


@pytest.mark.parametrize("sizes", [(), (3,), (3, 0), (3, 2.0), (3, "2"), (3, -1)])
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(InvalidArgument, match="sizes="):
        nn.mlp(sizes)
