"""A multilayer perceptron whose functions F and G are arguments, of any depth."""

import numpy as np
import pytest

from srcdiff import grad, vjp
from srcdiff.testing import check_grads
from tests.examples.loading import example

mlp = example("mlp_general")
NAMES = {"sigmoid", "tanh", "relu", "leaky_relu", "gelu", "softplus", "identity"}
SIZES = [(3, 2), (3, 5, 2), (3, 5, 4, 2), (3, 4, 4, 4, 4, 2)]


def slopes(F, v):
    """Return the derivatives of F at each element of v."""
    _, pullback = vjp(F, v)
    return pullback(np.ones_like(v))[0]


def by_hand(layers, x, F, last_bar):
    """Return the gradients of all layers, from that of what goes into G."""
    ins, values = [], [x]
    for w, b in layers[:-1]:
        ins.append(values[-1] @ w.T + b)
        values.append(F(ins[-1]))
    bar, found = last_bar, []
    for k in reversed(range(len(layers))):
        found.append((bar.T @ values[k], bar.sum(axis=0)))
        if k:
            bar = bar @ layers[k][0] * slopes(F, ins[k - 1])
    return found[::-1]


def case(sizes, seed=0):
    rng = np.random.default_rng(seed)
    layers = [(w, rng.normal(size=b.shape)) for w, b in mlp.untrained(sizes, rng)]
    return layers, rng.normal(size=(6, 3)), np.eye(2)[rng.integers(0, 2, 6)]


def compare(found, expected):
    for (W_bar, b_bar), (W_hand, b_hand) in zip(found, expected, strict=True):
        np.testing.assert_allclose(W_bar, W_hand, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(b_bar, b_hand, rtol=1e-11, atol=1e-13)


def test_the_seven_functions_are_there():
    assert {F.__name__ for F in mlp.ACTIVATIONS} == NAMES


@pytest.mark.parametrize("F", mlp.ACTIVATIONS, ids=lambda F: F.__name__)
@pytest.mark.parametrize("sizes", SIZES, ids=len)
def test_the_gradient_for_classes_is_that_by_hand(F, sizes):
    layers, x, t = case(sizes)
    p = mlp.network(layers, x, F, mlp.softmax)
    compare(grad(mlp.class_loss)(layers, x, t, F), by_hand(layers, x, F, (p - t) / 6))


@pytest.mark.parametrize("F", mlp.ACTIVATIONS, ids=lambda F: F.__name__)
@pytest.mark.parametrize("sizes", SIZES, ids=len)
def test_the_gradient_for_numbers_is_that_by_hand(F, sizes):
    layers, x, t = case(sizes, seed=1)
    y = mlp.network(layers, x, F, mlp.identity)
    compare(grad(mlp.number_loss)(layers, x, t, F), by_hand(layers, x, F, (y - t) / 6))


@pytest.mark.parametrize("F", mlp.ACTIVATIONS, ids=lambda F: F.__name__)
def test_a_function_of_ones_own_may_be_passed_too(F):
    def twice(v):
        return F(v) + 0.5 * v

    layers, x, t = case((3, 4, 2))
    check_grads(mlp.number_loss, (layers, x, t, twice), wrt=0)
    check_grads(mlp.class_loss, (layers, x, t, twice), wrt=0)


@pytest.mark.parametrize("F", mlp.ACTIVATIONS, ids=lambda F: F.__name__)
def test_the_functions_do_not_overflow(F):
    v = np.array([-1e5, -700.0, 700.0, 1e5])
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(F(v)).all() and np.isfinite(slopes(F, v)).all()


def test_hidden_layers_help_unless_they_are_linear():
    last = {}
    for F in (np.tanh, mlp.gelu, mlp.identity):
        layers = mlp.untrained((2, 8, 8, 2), np.random.default_rng(1))
        history = mlp.train("classes", layers, *mlp.data("classes"), F, steps=200)
        last[F.__name__] = history[-1]
    assert last.pop("identity") > 0.6
    assert max(last.values()) < 0.2


def test_it_prints_a_row_for_each_function_and_depth(capsys, monkeypatch):
    monkeypatch.setattr(mlp, "ACTIVATIONS", (np.tanh, mlp.identity))
    mlp.main(steps=5)
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.split(" ")[0] in NAMES for line in lines) == 4
