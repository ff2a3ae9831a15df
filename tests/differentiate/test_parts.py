"""Gradients of containers: the text without helpers, the results nobody shares."""

import itertools

import numpy as np
import pytest

from srcdiff import grad

RNG = np.random.default_rng(0)
PARAMS = {"w": RNG.normal(size=(3, 2)), "b": RNG.normal(size=2), "c": 0.5}


def model(params, x):
    h = np.tanh(x @ params["w"] + params["b"])
    return np.sum(h * h) + params["c"] * np.sum(params["b"])


def layers(params, x):
    for a, b in params:
        x = x * 2.0 + a + b
    return np.sum(x * x)


def leaves(tree):
    if isinstance(tree, np.ndarray):
        return [tree]
    return [leaf for item in tree for leaf in leaves(item)]


def test_a_dict_is_put_together_once():
    derivative = grad(model)
    found = derivative(PARAMS, np.ones((4, 3)))
    assert list(found) == list(PARAMS)
    assert 'return {"w": w_bar, "b": b_bar, "c": c_bar}' in derivative.source
    assert "zeros" not in derivative.source


def test_other_uses_of_the_dict_are_as_right():
    def both(params, x):
        return model(params, x) + np.sum(sum(params.values()))

    x = np.ones((4, 3))
    found, part = grad(both)(PARAMS, x), grad(model)(PARAMS, x)
    for key in PARAMS:
        np.testing.assert_allclose(
            found[key],
            part[key]
            + np.ones_like(part[key]) * (1 if key == "w" else 3 if key == "b" else 6),
        )


@pytest.mark.parametrize("kind", [list, tuple])
def test_a_loop_over_layers_appends_adjoints_that_share_nothing(kind):
    params = kind((RNG.normal(size=3), RNG.normal(size=3)) for _ in range(3))
    derivative = grad(layers)
    found = derivative(params, RNG.normal(size=3))
    assert type(found) is kind and [type(pair) for pair in found] == [tuple] * 3
    assert "params_bar.append(" in derivative.source
    pairs = itertools.combinations(leaves(found), 2)
    assert not any(np.shares_memory(a, b) for a, b in pairs)


def test_no_layers():
    assert grad(layers)([], np.ones(3)) == []


def test_a_loop_that_may_stop_early_fills_the_items_that_it_met():
    def stops(params, x):
        for w in params:
            x = x * w
            if x[0] > 3.0:
                break
        return np.sum(x * x)

    params = [np.array([2.0, 1.0]), np.array([3.0, 1.0]), np.array([4.0, 5.0])]
    found = grad(stops)(params, np.ones(2))
    wanted = [[36.0, 2.0], [24.0, 2.0], [0.0, 0.0]]
    np.testing.assert_allclose(found, wanted)
