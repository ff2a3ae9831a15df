"""A step is value_and_grad, then the rule for each array, in one text."""

import copy
import dataclasses
import tracemalloc

import numpy as np
import pytest

from srcdiff import InvalidArgument, value_and_grad
from srcdiff.nn import (
    Optimiser,
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
from tests.nn.losses import losses

OPTIMISERS = {
    "sgd": sgd(0.05),
    "momentum": momentum(0.05),
    "nesterov": nesterov(schedules.cosine(0.05, 5)),
    "rmsprop": rmsprop(0.01),
    "adam": adam(0.01),
    "adamw": adamw(schedules.warm_up(0.01, 2)),
}


def arrays(value):
    """Return the arrays in containers and objects, in order."""
    if isinstance(value, np.ndarray | np.generic):
        return [value]
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [a for item in value for a in arrays(item)]
    return []


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


@pytest.mark.parametrize("clip", [clipping.by_value(0.02), clipping.by_norm(0.05)])
@pytest.mark.parametrize(
    "name", ["tuples", "layers", "objects", "one", "a scalar", "sum", "transposed"]
)
def test_gradients_are_clipped_before_the_update(name, clip):
    loss, params, x, t = losses()[name]
    wanted = copy.deepcopy(params)
    _, bars = value_and_grad(loss)(wanted, x, t)
    bars = [np.array(g) for g in arrays(bars)]
    limit = clip.numbers["limit"]
    if clip.rule is clipping.clip_values:
        limited = [np.minimum(np.maximum(g, -limit), limit) for g in bars]
        assert max(abs(g).max() for g in limited) == limit
    else:
        norm = np.sqrt(sum(np.sum(g**2) for g in bars))
        assert norm > limit
        limited = [g * limit / norm for g in bars]
    for w, g in zip(arrays(wanted), limited, strict=True):
        w -= 0.5 * g
    optimiser = sgd(0.5)
    training_step(loss, optimiser, clip=clip)(optimiser.init(params), params, x, t)
    for found, w in zip(arrays(params), arrays(wanted), strict=True):
        np.testing.assert_allclose(found, w, rtol=1e-13)


def test_small_gradients_are_not_clipped():
    loss, params, x, t = losses()["tuples"]
    other = copy.deepcopy(params)
    optimiser = sgd(0.5)
    training_step(loss, optimiser)(optimiser.init(params), params, x, t)
    for clip in (clipping.by_value(1e6), clipping.by_norm(1e6)):
        again = copy.deepcopy(other)
        step = training_step(loss, optimiser, clip=clip)
        step(optimiser.init(again), again, x, t)
        for one, two in zip(arrays(params), arrays(again), strict=True):
            np.testing.assert_array_equal(one, two)


def logarithmic(t):
    slow = 1.0
    if t > 2:
        slow = np.log(t)
    return 0.1 / slow


RATES = {
    "number": 1,
    "constant": schedules.constant(0.3),
    "stairs": schedules.stairs(0.8, 0.5, 2),
    "inverse": schedules.inverse(0.5, 0.25),
    "cosine": schedules.cosine(0.5, 4),
    "cosine to a rate": schedules.cosine(0.5, 4, final=0.1),
    "warm-up": schedules.warm_up(0.5, 3),
    "warm-up of a cosine": schedules.warm_up(schedules.cosine(0.5, 4), 3),
    "statements": logarithmic,
    "lambda": lambda t: 1 / t**2,
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", RATES)
def test_rates_are_those_of_the_schedule(name, dtype):
    rate, w, x = RATES[name], np.zeros(3, dtype), np.ones(3, dtype)
    optimiser = sgd(rate)
    step = training_step(lambda w, x: np.sum(w * x), optimiser)
    state = optimiser.init(w)
    for number in range(1, 8):
        before = w.copy()
        step(state, w, x)
        wanted = rate(number) if callable(rate) else rate
        np.testing.assert_array_equal(w, before - dtype(wanted))
    assert w.dtype == dtype


def test_a_schedule_that_is_no_text_is_refused():
    class Rate:
        def __call__(self, t):
            return 0.1

    def early(t):
        if t > 3:
            return 0.1
        return 0.2

    table = [0.1, 0.2]
    for rate, message in (
        (Rate(), "not a function written with def"),
        (early, "early: it must run from start to end"),
        (lambda t: table[t], "it reads table, a list"),
        (lambda: 0.1, "takes the number of a step"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            training_step(shared, sgd(rate))({"t": 0}, [np.ones(2), np.ones(2)])


def signs(w, g, s, rate, weight):
    scale = rate * (1 - weight)
    np.sign(g, out=g)
    s *= weight
    s += g
    if rate > 0:
        np.multiply(s, scale, out=g)
        w -= g


def test_a_rule_of_ones_own():
    optimiser = Optimiser(signs, 0.1, ("s",), {"weight": 0.5})
    loss, params, x, t = losses()["layers"]
    other = copy.deepcopy(params)
    step = training_step(loss, optimiser)
    one, two = optimiser.init(params), optimiser.init(other)
    for _ in range(3):
        _, bars = value_and_grad(loss)(other, x, t)
        optimiser.update(two, other, bars)
        step(one, params, x, t)
    for found, wanted in zip(arrays([params, one]), arrays([other, two]), strict=True):
        np.testing.assert_array_equal(found, wanted)
    # What is the same for all arrays is computed once, ahead of them.
    assert step.source.index("scale = ") < step.source.index("for w, g, s in")


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
    step(kept, "s", g, m, v, 2.0, 3.0, 4.0, w, 5.0)
    for found, expected in zip(params, wanted, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14)


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
        training_step(shared, optimiser)({"t": 0, "v": params}, params)
    with pytest.raises(InvalidArgument, match=message.replace(r"p\[", r"params\[")):
        optimiser.init(params)
    np.testing.assert_array_equal(W, np.ones((2, 3)))


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
        training_step(lambda a, b: np.sum(a * b), optimiser, wrt=(0, 1))(state, W, W)


def test_an_object_that_changes_its_attributes_gets_a_text_of_its_own():
    class Model:
        pass

    def loss(model):
        return np.sum(model.w**2) + model.offset

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
