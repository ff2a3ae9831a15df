"""Tuples of layers, one of them apart from the others."""

import numpy as np
import pytest

from srcdiff import grad, nn
from srcdiff.testing import check_grads

RNG = np.random.default_rng(0)
LAYERS = tuple((RNG.normal(size=(3, 3)), RNG.normal(size=3)) for _ in range(4))
X = RNG.normal(size=(5, 3))


def last_apart(params, x):
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    W, b = params[-1]
    return np.sum((x @ W + b) ** 2)


def first_apart(params, x):
    W, b = params[0]
    x = x @ W + b
    for W, b in params[1:]:
        x = np.tanh(x) @ W + b
    return np.sum(x**2)


def in_the_other_order(params, x):
    V, c = params[-1]
    x = x @ V + c
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    return np.sum(x**2)


def bias_alone(params, x):
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    return np.sum((x + params[-1][1]) ** 2)


def some_twice(params, x):
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    W, b = params[-1]
    V, c = params[0]
    return np.sum((x @ W + b) ** 2) + np.sum(V) * np.sum(c)


def overlapping(params, x):
    for W, b in params[:-1]:
        x = np.tanh(x @ W + b)
    for W, b in params[1:]:
        x = np.tanh(x @ W + b)
    return np.sum(x**2)


def tied(params, x):
    h = x
    for W, _ in params[:-1]:
        h = h + W
    V, c = params[-1]
    return np.sum(h * np.sum(V)) + np.sum(h) * np.sum(c)


ALL = [last_apart, first_apart, in_the_other_order, bias_alone, some_twice, overlapping]


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("count", [1, 2, 4])
def test_gradients(f, count):
    check_grads(f, (LAYERS[:count], X), wrt=(0, 1))
    gradient = grad(f)(LAYERS[:count], X)
    assert type(gradient) is tuple and len(gradient) == count
    arrays = [a for pair in gradient for a in pair]
    assert all(a.flags.writeable for a in arrays)
    for k, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[:k])


def test_items_that_others_hold():
    square = tuple((np.eye(5, 3) + k, np.ones(3)) for k in range(3))
    check_grads(tied, (square, X))


@pytest.mark.parametrize("f", ALL[:3], ids=lambda f: f.__name__)
def test_no_zeros_are_filled_in(f):
    source = grad(f).source_for(LAYERS, X)
    assert "zeros_like" not in source and "accumulate_at" not in source


def test_lists_stay_lists():
    gradient = grad(last_apart)(list(LAYERS), X)
    assert type(gradient) is list
    check_grads(last_apart, (list(LAYERS), X))


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("make", [nn.sgd, nn.adam, nn.momentum])
@pytest.mark.parametrize("clip", [None, nn.clipping.by_norm(0.5)])
def test_steps_are_those_of_the_gradient(f, make, clip):
    optimiser = make(0.1)
    params, others = (tuple((W.copy(), b.copy()) for W, b in LAYERS) for _ in "ab")
    state, other = optimiser.init(params), optimiser.init(others)
    step = nn.training_step(f, optimiser, clip=clip)
    for _ in range(3):
        step(state, params, X)
        gradient = grad(f)(others, X)
        if clip is not None:
            nn.clipping.clip_norm([a for pair in gradient for a in pair], 0.5)
        optimiser.update(other, others, gradient)
    for (W, b), (V, c) in zip(params, others, strict=True):
        assert np.allclose(W, V, 1e-10, 1e-12) and np.allclose(b, c, 1e-10, 1e-12)
