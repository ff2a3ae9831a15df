"""Products keep values, dtypes, NaN and infinities, with their types known or not."""

import itertools
import random
import warnings

import gast
import numpy as np
import pytest

from srcdiff import grad
from srcdiff.analysis.signature import types_of
from srcdiff.codegen.printer import expression
from srcdiff.core.dims import plus
from srcdiff.core.text import parse_block, parse_expression
from srcdiff.core.types import Array
from srcdiff.optimize.factors import merged
from srcdiff.optimize.products import products
from srcdiff.testing import check_grads

SPECIAL = [0.0, -0.0, 1.0, -2.5, np.inf, -np.inf, np.nan, 3.0]
VALUES = {
    "x": np.array(SPECIAL),
    "y": np.array(SPECIAL[::-1]),
    "u": np.array(SPECIAL, np.float32),
    "v": np.array(SPECIAL[3:] + SPECIAL[:3], np.float32),
    "k": np.arange(8),
    "m": np.arange(8, dtype=np.int8),
    "b": np.arange(8) % 3 == 0,
    "s": 0.75,
    "t": -1.5,
    "n": 8,
    "w": np.float64(1.25),
    "r": np.float32(0.5),
    "e": np.zeros(0),
    "c": np.array([[2.0], [0.5]]),
}
CALLS = {"full_like": np.full_like, "broadcast_to": np.broadcast_to}


def rewritten(text, known):
    body = parse_block(f"def f():\n    return {text}")
    node = body[0]
    node.known = known
    node.body[0].part = "backward"
    for each in gast.walk(node):
        if isinstance(each, gast.Call) and each.func.attr in CALLS:
            each.target = CALLS[each.func.attr]
    return expression(products(node).body[0].value)


def evaluated(text):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return eval(text, {"np": np, **VALUES})


def assert_alike(text, known, rtol=1e-6):
    after = rewritten(text, known)
    want, got = evaluated(text), evaluated(after)
    note = f"{text} became {after}"
    assert np.shape(got) == np.shape(want), note
    assert np.asarray(got).dtype == np.asarray(want).dtype, note
    assert isinstance(got, float) == isinstance(want, float), note
    np.testing.assert_allclose(got, want, rtol=rtol, err_msg=note)


def random_product(rng, depth, names):
    if depth == 0 or rng.random() < 0.15:
        if rng.random() < 0.35:
            return rng.choice(["2", "3.0", "0.5", "0.1", "-1.0", "4", "-2", "1.0", "1"])
        return rng.choice(names)
    left = random_product(rng, depth - 1, names)
    if rng.random() < 0.25:
        return f"-({left})"
    return f"({left}) {rng.choice('**/')} ({random_product(rng, depth - 1, names)})"


KINDS = {
    "doubles": "xysnt",
    "singles": "uvst",
    "mixed floats": "xuwrs",
    "whole numbers": "xknsu",
    "small whole numbers": "mus",
    "truth values": "xbs",
    "numbers": "stn",
    "columns": "xcs",
    "empty": "esn",
}


UNCERTAIN = [kind for kind in KINDS if not kind.endswith(("whole numbers", "values"))]
CASES = [(kind, True) for kind in KINDS] + [(kind, False) for kind in UNCERTAIN]


@pytest.mark.parametrize(("kind", "typed"), CASES)
def test_random_products(kind, typed):
    rng = random.Random(kind)
    known = types_of(VALUES) if typed else {}
    changed = 0
    for _ in range(300):
        text = random_product(rng, rng.randint(1, 3), list(KINDS[kind]))
        try:
            evaluated(text)
        except (ZeroDivisionError, OverflowError, TypeError):
            continue
        assert_alike(text, known)
        changed += rewritten(text, known) != expression(parse_expression(text))
    assert changed > (20 if "x" not in KINDS[kind] else 50)


SHOWN = {
    "-(-x * y)": "x * y",
    "x * 0.01 * (2 * y)": "0.02 * x * y",
    "x * -1.0": "-x",
    "1.0 * x": "x",
    "y * (s / 6)": "s / 6 * y",
    "x * -s": "-s * x",
    "-(-x * y / c * x)": "x * y * x / c",
    "2.0 * (x / (2 * y))": "x / y",
    "x / (3 * y)": "x / (3 * y)",
    "np.full_like(x, 1.0) / x.size * (2 * x)": "2 / x.size * x",
    "np.full_like(e, 1.0) / e.size * (2 * e)": "2 * e / e.size",
    "np.full_like(x, s / x.size)": "np.full_like(x, s / x.size)",
    "(-x).sum()": "-x.sum()",
    "(x * 0.5 * s).sum(axis=0)": "0.5 * s * x.sum(axis=0)",
    "x * 0.1 * 3": "0.1 * 3 * x",
    "-(k * x)": "-(k * x)",
}


@pytest.mark.parametrize("text", SHOWN)
def test_form(text):
    known = types_of(VALUES)
    known["y"] = known["x"]
    known["e"] = Array(np.dtype(float), (plus("n", -2),))
    known["c"] = types_of({"c": np.ones(8)})["c"]
    assert rewritten(text, known) == SHOWN[text]
    assert rewritten(SHOWN[text], known) == SHOWN[text]
    assert_alike(text, types_of(VALUES))


def test_a_size_that_may_be_zero_divides_an_array():
    known = types_of(VALUES) | {"e": Array(np.dtype(float), (plus("n", -2),))}
    found = rewritten("np.full_like(e, s / e.size)", known)
    assert found == "np.full_like(e, s) / e.size"


UNTYPED = {
    "1.0 * q": "1.0 * q",
    "q * 2": "2 * q",
    "-(-q)": "q",
    "-(q * p)": "-(q * p)",
    "-q * p": "-q * p",
    "0.0 * q": "0.0 * q",
    "np.full_like(q, 2.0) * p": "np.full_like(q, 2.0) * p",
    "(-q).sum()": "(-q).sum()",
}


@pytest.mark.parametrize("text", UNTYPED)
def test_form_of_unknown_types(text):
    assert rewritten(text, {}) == UNTYPED[text]


def test_constants_merge_where_the_product_is_short():
    assert merged(0.01, 2) == 0.02
    assert merged(0.1, 3) is None
    assert merged(1e300, 1e300) is None
    assert merged(1e-200, 1e-200) is None


def mean(x):
    return np.mean(x * 2)


def mean_square(x):
    return 0.5 * np.mean((x - 1.0) ** 2)


def negative_log(x):
    return -np.mean(np.log(x))


def divided_sum(x):
    return np.sum(x * x) / x.size


def by_length(x):
    return np.sum(x) / len(x)


def method(x):
    return (x * x).mean() + 1.0


def along(x):
    return np.sum(np.mean(x * 2, axis=0)) + np.sum(x.mean(axis=-1, keepdims=True))


def variance(x):
    return np.var(x * 2) + np.sum(np.var(x, axis=0))


def deviation(x):
    return np.std(x * 2)


MEANS = [
    mean,
    mean_square,
    negative_log,
    divided_sum,
    by_length,
    method,
    along,
    variance,
    deviation,
]
SHAPES = [(0,), (0, 3), (3, 0), (2, 0, 3)]


@pytest.mark.parametrize("f", MEANS)
@pytest.mark.parametrize("specialised", [True, False])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gradient_of_nothing_is_empty(f, specialised):
    for shape, dtype in itertools.product(SHAPES, [np.float64, np.float32]):
        if f is by_length and shape[0] == 3:
            continue
        derivative = grad(f)
        entry = derivative if specialised else derivative.generated_function()
        found = entry(np.zeros(shape, dtype))
        assert found.shape == shape
        assert found.dtype == dtype


@pytest.mark.parametrize("f", MEANS)
def test_gradients_of_means(f):
    check_grads(f, (np.array([[0.3, 1.2, 2.0], [0.7, 0.4, 1.1]]),), 0)


def negated_twice(x, n):
    for k in range(2, 0, -1):
        x[1:] -= -(x[1:] - x[k % n])
    return np.sum(np.sin(x))


def test_what_was_new_memory_stays_so_without_its_signs():
    x = np.linspace(0.5, 2.0, 4)
    check_grads(negated_twice, (x, 4), wrt=0, rtol=1e-7)
    derivative = grad(negated_twice)
    derivative(x, 4)
    assert "x_bar[1:].copy()" in derivative.source
