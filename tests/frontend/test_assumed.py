"""Derivatives are made again where a name outside stands for another function."""

import types

import numpy as np
import pytest

from srcdiff import grad, value_and_grad, vjp
from srcdiff.frontend.assumed import assumptions
from srcdiff.testing import check_grads

X = np.array([0.3, 0.7, -1.2])


def square(v):
    return v * v


def act(v):
    return square(v) + v


class Dense:
    def __init__(self, weights, act):
        self.weights = weights
        self.act = act

    def __call__(self, v):
        return self.act(self.weights * v)


ACTS = {"sin": np.sin, "square": square}
LAYERS = [(2.0, np.tanh), (0.5, square)]
MODEL = Dense(3.0, np.tanh)
UNARY = np.exp


def loss(x, kind="sin"):
    for weight, function in LAYERS:
        x = function(x * weight)
    return np.sum(act(x) * ACTS[kind](x) + MODEL(x) * UNARY(x))


def apart():
    """Return the loss in a module of its own, whose names may be changed."""
    names = {**globals(), "LAYERS": list(LAYERS), "ACTS": dict(ACTS)}
    names["MODEL"] = Dense(3.0, np.tanh)
    made = {}
    for each in (square, act, loss):
        made[each.__name__] = types.FunctionType(
            each.__code__, names, each.__name__, each.__defaults__
        )
    names.update(made)
    names["ACTS"]["square"] = made["square"]
    names["LAYERS"][1] = (0.5, made["square"])
    return names


def cube(v):
    return v**3


def changed_function(names):
    names["act"] = np.sin


def changed_inner_function(names):
    names["square"] = cube


def changed_in_a_dict(names):
    names["ACTS"]["sin"] = cube


def another_dict(names):
    names["ACTS"] = {"cos": np.cos, "sin": np.cos}


def changed_in_a_list(names):
    names["LAYERS"][0] = (0.3, np.sin)


def grown_list(names):
    names["LAYERS"].append((1.5, np.cos))


def changed_attribute(names):
    names["MODEL"].act = cube


def changed_object(names):
    names["MODEL"] = Dense(0.1, square)


def changed_ufunc(names):
    names["UNARY"] = np.cos


@pytest.mark.parametrize("specialise", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        changed_function,
        changed_inner_function,
        changed_in_a_dict,
        another_dict,
        changed_in_a_list,
        grown_list,
        changed_attribute,
        changed_object,
        changed_ufunc,
    ],
)
def test_what_changes_is_seen(change, specialise):
    names = apart()
    f = names["loss"]
    slope = value_and_grad(f, specialise=specialise)
    before = slope(X)
    assert vjp(f, X)[1](1.0)[0] == pytest.approx(before[1])
    check_grads(f, (X,))
    change(names)
    value, gradient = slope(X)
    assert value == pytest.approx(f(X))
    assert not np.allclose(gradient, before[1])
    check_grads(f, (X,))
    fresh = grad(types.FunctionType(f.__code__, names, "loss", f.__defaults__))(X)
    np.testing.assert_allclose(gradient, fresh, rtol=1e-12)
    np.testing.assert_allclose(vjp(f, X)[1](1.0)[0], fresh, rtol=1e-12)


def test_a_closure_is_seen_as_it_is_now():
    inner = np.sin

    def f(x):
        return np.sum(inner(x))

    slope = grad(f)
    np.testing.assert_allclose(slope(X), np.cos(X))
    inner = np.cos
    np.testing.assert_allclose(slope(X), -np.sin(X))


def test_numbers_and_modules_are_no_assumptions():
    assert {one.name for one in assumptions([loss])} == {
        "ACTS",
        "LAYERS",
        "MODEL",
        "UNARY",
        "act",
    }


def test_a_text_that_still_holds_is_not_made_again():
    names = apart()
    slope = grad(names["loss"])
    slope(X)
    text = slope.source
    names["K"] = 3.0
    slope(X)
    assert slope.fits(X) and slope.source is text
    changed_function(names)
    assert not slope.fits(X)
