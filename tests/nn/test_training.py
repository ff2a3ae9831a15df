"""A step is value_and_grad, then the rule for each array, in one text."""

import copy
import functools
import inspect
import tracemalloc

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import (
    adam,
    adamw,
    clipping,
    momentum,
    nesterov,
    rmsprop,
    schedules,
    sgd,
    training_step,
)
from tests.nn.losses import arrays, losses

OPTIMISERS = {
    "sgd": sgd(0.05),
    "momentum": momentum(0.05),
    "nesterov": nesterov(schedules.cosine(0.05, 5)),
    "rmsprop": rmsprop(0.01),
    "adam": adam(0.01),
    "adamw": adamw(schedules.warm_up(0.01, 2)),
}


def by_hand(name, w, g, kept, t):
    """Change one array as the optimiser of a name does, in the words of its inventor.

    kept: what the optimiser keeps for the array, by name; none at first.
    """
    rate = {
        "nesterov": 0.025 * (1 + np.cos(np.pi * min((t - 1) / 5, 1))),
        "rmsprop": 0.01,
        "adam": 0.01,
        "adamw": 0.01 * min(t / 2, 1),
    }.get(name, 0.05)
    if name == "sgd":
        w -= rate * g
    elif name == "momentum":
        kept["v"] = 0.9 * kept.get("v", 0) + g
        w -= rate * kept["v"]
    elif name == "nesterov":
        kept["v"] = 0.9 * kept.get("v", 0) + g
        w -= rate * (g + 0.9 * kept["v"])
    elif name == "rmsprop":
        kept["v"] = 0.9 * kept.get("v", 0) + (1 - 0.9) * g**2
        w -= rate * g / (np.sqrt(kept["v"]) + 1e-8)
    else:
        if name == "adamw":
            w -= rate * 0.01 * w
        kept["m"] = 0.9 * kept.get("m", 0) + (1 - 0.9) * g
        kept["v"] = 0.999 * kept.get("v", 0) + (1 - 0.999) * g**2
        m, v = kept["m"] / (1 - 0.9**t), kept["v"] / (1 - 0.999**t)
        w -= rate * m / (np.sqrt(v) + 1e-8)


SINGLE = ["tuples", "layers", "names", "objects", "transposed", "linear", "a scalar"]
CASES = [(name, np.float64) for name in losses()]
CASES += [(name, np.float32) for name in SINGLE]


@pytest.mark.parametrize(("name", "dtype"), CASES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_step_is_gradient_and_rule(optimiser, name, dtype):
    loss, params, x, t = losses(dtype)[name]
    wanted = copy.deepcopy(params)
    before = copy.deepcopy((x, t))
    held = arrays(params)
    step = training_step(loss, OPTIMISERS[optimiser])
    state = OPTIMISERS[optimiser].init(params)
    gradient = value_and_grad(loss)
    kept = [{} for _ in held]
    tolerance = 1e-13 if dtype is np.float64 else 1e-5
    for number in (1, 2, 3):
        expected, bars = gradient(wanted, x, t)
        expected = copy.copy(expected)
        for w, g, own in zip(arrays(wanted), arrays(bars), kept, strict=True):
            by_hand(optimiser, w, np.array(g), own, number)
        value = step(state, params, x, t)
        np.testing.assert_allclose(value, expected, rtol=tolerance)
        for found, w, first in zip(arrays(params), arrays(wanted), held, strict=True):
            assert found is first and found.dtype == dtype
            np.testing.assert_allclose(found, w, rtol=tolerance, atol=tolerance)
    assert state["t"] == 3
    for array in arrays({k: v for k, v in state.items() if k != "t"}):
        assert array.dtype == dtype
    for data, first in zip((x, t), before, strict=True):
        np.testing.assert_array_equal(data, first)


def of_two(x, w, b, *, scale=1.0):
    return scale * np.mean((x @ w + b) ** 2)


def test_several_parameters_and_keywords():
    rng = np.random.default_rng(0)
    x, w, b = rng.random((9, 4)), rng.random(4), rng.random(1)
    optimiser = adam(0.1)
    step = training_step(of_two, optimiser, wrt=("b", 1))
    state = optimiser.init((b, w))
    expected, (b_bar, w_bar) = value_and_grad(of_two, ("b", 1))(x, w, b, scale=2.0)
    wanted = [w - 0.1 * np.sign(w_bar), b - 0.1 * np.sign(b_bar)]
    assert step(state, x, w, b=b, scale=2.0) == expected
    np.testing.assert_allclose(w, wanted[0], rtol=1e-6)
    np.testing.assert_allclose(b, wanted[1], rtol=1e-6)
    assert state["m"][0].shape == (1,) and state["m"][1].shape == (4,)


def test_names_of_the_loss_stay_apart_from_those_of_the_update():
    def loss(state, g, m, v, t, rate, root, w, math):
        np = g * m + v * t
        return (np * rate + root * w[0] * math).sum()

    rng = np.random.default_rng(0)
    g, m, v, w = (rng.random(3) for _ in range(4))
    params = (g, m, v, w)
    wanted = copy.deepcopy(params)
    optimiser = adam(0.1)
    step = training_step(loss, optimiser, wrt=("g", "m", "v", "w"))
    kept = optimiser.init(params)
    _, bars = value_and_grad(loss, wrt=("g", "m", "v", "w"))(
        "s", g, m, v, 2.0, 3.0, 4.0, w, 5.0
    )
    optimiser.update(optimiser.init(wanted), wanted, bars)
    step(kept, state="s", g=g, m=m, v=v, t=2.0, rate=3.0, root=4.0, w=w, math=5.0)
    for found, expected in zip(params, wanted, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_the_text_is_shown_saved_and_loaded(tmp_path):
    loss, params, x, t = losses()["tuples"]
    optimiser = adam(schedules.stairs(0.01, 0.5, 2))
    step = training_step(loss, optimiser, clip=clipping.by_norm(1.0))
    for ask in (lambda: step.source, lambda: step.save(tmp_path / "step.py")):
        with pytest.raises(InvalidArgument, match="call it first"):
            ask()
    text = step.source_for(params, x, t)
    for section in ("    # forward\n", "    # backward\n", "    # update\n"):
        assert section in text
    assert "def of_tuples_step(state, params, x, t):" in text
    step.save(tmp_path / "step.py", params, x, t)
    saved = (tmp_path / "step.py").read_text()
    assert "srcdiff" not in saved
    namespace = {}
    exec(compile(saved, "step.py", "exec"), namespace)
    other = copy.deepcopy(params)
    one, two = optimiser.init(params), optimiser.init(other)
    for _ in range(4):
        value = step(one, params, x, t)
        assert namespace["of_tuples_step"](two, other, x, t) == value
    assert step.source == text
    for a, b in zip(arrays([params, one]), arrays([other, two]), strict=True):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(TypeError, match="arguments must be"):
        namespace["of_tuples_step"](two, [1.0], x, t)


def test_errors_of_the_loss_name_its_line():
    def loss(w, x):
        return np.sum(x @ w)

    step = training_step(loss, sgd(0.1))
    w = np.ones(3)
    with pytest.raises(ValueError, match="mismatch") as caught:
        step({"t": 0}, w, np.ones((2, 4)))
    assert any("return np.sum(x @ w)" in note for note in caught.value.__notes__)
    np.testing.assert_array_equal(w, np.ones(3))


def test_the_update_of_large_arrays_allocates_nothing():
    rng = np.random.default_rng(0)
    n = 400
    for name, optimiser in OPTIMISERS.items():
        params = tuple((rng.random((n, n)), rng.random(n)) for _ in range(2))
        gradients = copy.deepcopy(params)
        step = training_step(linear_in_all, optimiser, clip=clipping.by_norm(1e9))
        state = optimiser.init(params)
        step(state, params, gradients)
        tracemalloc.start()
        try:
            step(state, params, gradients)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # The gradients themselves, and less than one array on top of them.
        own = 2 * (n * n + n) * 8
        assert own <= peak < own + n * n, name


def linear_in_all(params, g):
    (a, b), (c, d) = params
    (e, f), (h, i) = g
    return np.sum(a * e) + np.sum(b * f) + np.sum(c * h) + np.sum(d * i)


class Model:
    def __init__(self, scale):
        self.scale = scale

    def loss(self, params, x, *, power=2):
        return np.sum((self.scale * x @ params["W"]) ** power)


def test_methods_partials_and_defaults():
    x, optimiser = np.ones((4, 3)), sgd(0.01)
    for loss, scale, power in (
        (Model(2.0).loss, 2.0, 2),
        (functools.partial(Model(0.5).loss, power=3), 0.5, 3),
    ):
        params = {"W": np.ones(3)}
        step = training_step(loss, optimiser)
        state = optimiser.init(params)
        for _ in range(2):
            product = scale * x @ params["W"]
            bar = scale * x.T @ (power * product ** (power - 1))
            wanted = params["W"] - 0.01 * bar
            assert step(state, params, x) == pytest.approx(np.sum(product**power))
            np.testing.assert_allclose(params["W"], wanted, rtol=1e-13)


def deepening(params, x, depth):
    if depth == 0:
        return np.sum(x * params["b"])
    for _ in range(depth):
        x = np.tanh(x @ params["W"] + params["b"])
    return 0.5 * deepening(params, x, depth - 1) + np.sum(x)


def of_any(*ws, scale):
    return scale * np.sum(ws[0] ** 2) + np.sum(ws[1] ** 2)


def test_parameters_of_every_kind():
    a, b, optimiser = np.ones(3), np.ones(2), sgd(0.1)
    step = training_step(of_any, optimiser, wrt="ws")
    assert step(optimiser.init((a, b)), a, b, scale=2.0) == 8.0
    np.testing.assert_allclose([*a, *b], [0.6, 0.6, 0.6, 0.8, 0.8])
    assert str(inspect.signature(step)) == "(state, /, *ws, scale)"


def test_recursion():
    rng = np.random.default_rng(0)
    params = {"W": rng.random((3, 3)), "b": rng.random(3)}
    other, optimiser = copy.deepcopy(params), adam(0.01)
    step = training_step(deepening, optimiser)
    one, two = optimiser.init(params), optimiser.init(other)
    for _ in range(3):
        value, bars = value_and_grad(deepening)(other, np.ones((2, 3)), 3)
        optimiser.update(two, other, bars)
        assert step(one, params, np.ones((2, 3)), 3) == value
    for found, wanted in zip(arrays(params), arrays(other), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_a_step_is_copied_and_pickled_by_what_makes_it():
    step = training_step(of_both, momentum(0.1), clip=clipping.by_value(0.5))
    # Copying and pickling go the same way; doctests may have imported classes twice.
    make, parts = step.__reduce__()
    again = make(*parts)
    params, other = [np.ones(3), np.ones(2)], [np.ones(3), np.ones(2)]
    one, two = step.optimiser.init(params), again.optimiser.init(other)
    assert step(one, params) == again(two, other)
    np.testing.assert_array_equal(params[0], 1 - 0.1 * 0.5)
    np.testing.assert_array_equal(other[0], params[0])
    assert "momentum" in repr(again) and again.signatures == ("p: [f8[n], f8[n]]",)


def of_both(p):
    return np.sum(p[0]) + np.sum(p[1])
