"""Reductions over every form of axis, running sums and products, and exact zeros."""

import itertools

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import (
    advance,
    delay,
    expand,
    from_lanes,
    lanes,
    product_of_others,
    products_after,
    products_before,
    recurrence,
    recurrence_back,
    spread,
    total,
)
from tests.rules.harness import check

X = np.random.default_rng(3).permutation(24).reshape(2, 3, 4) / 8 - 1.3
ARRAYS = [
    (X, [None, 0, 1, -1, (0, 2), (-1, 0), (0, 1, 2), ()]),
    (X[0, :, ::2], [None, 0, (1,)]),
    (np.asfortranarray(X[0]), [None, 0, 1]),
    (X[0, 0], [None, 0, -1]),
    (np.array(0.7), [None, ()]),
    (0.7, [None]),
]
EMPTY = [(np.zeros((0, 3)), 0), (np.zeros((0, 3)), None), (np.zeros((3, 0)), 0)]
SUMMING = [np.sum, np.mean, np.prod, np.var, np.std]
EXTREME = [np.max, np.amax, np.min, np.amin]
METHODS = ["sum", "mean", "prod", "max", "min", "var", "std"]
SCANS = [np.cumsum, np.cumprod]


def reductions():
    for function, (x, axes) in itertools.product(SUMMING + EXTREME, ARRAYS):
        if function is np.std and np.ndim(x) == 0:
            continue
        for axis, keepdims in itertools.product(axes, (False, True)):
            if function is not np.std or axis != ():
                yield function, (x, axis), {"keepdims": keepdims}


def with_zeros(*places):
    x = X.copy()
    x.reshape(-1)[list(places)] = 0
    return x


CASES = [
    *reductions(),
    *((f, (x, axis), {}) for f in (np.sum, np.prod) for x, axis in EMPTY),
    *((f, (x,), {"axis": 0}) for f in (np.sum, np.max) for x in (X, X[0])),
    *((f, (X, axis), {"ddof": 1}) for f in (np.var, np.std) for axis in (None, 1)),
    *((name, (X,), {}) for name in METHODS),
    *((name, (X, 1), {}) for name in METHODS),
    *((f, (x, a), {}) for f in SCANS for x, axes in ARRAYS[:4] for a in axes[:2]),
    *((f, (x, -1), {}) for f in SCANS for x, _ in ARRAYS[:4]),
    *((f, (np.zeros(0),), {}) for f in SCANS),
    *((f, (with_zeros(1, 7), a), {}) for f in (np.prod, *SCANS) for a in (None, 0, 2)),
    *((f, (with_zeros(0, 1), a), {}) for f in (np.prod, *SCANS) for a in (None, 0, 2)),
    *((name, (X, 1), {}) for name in ("cumsum", "cumprod")),
    (sum, (X[0, 0],), {}),
    (sum, (X,), {}),
    (sum, ([1.5, 2.5],), {}),
    (sum, ([X[0], X[1]], 0.5), {}),
    (expand, (X[0, 0], X[0], 0), {"wrt": [0]}),
    (expand, (X[0], X, 0), {"wrt": [0]}),
    (expand, (np.float64(2.0), X), {"wrt": [0]}),
    (expand, (X[:, :1], X, 1, True), {"wrt": [0]}),
    (spread, (2.0, [1.5, X]), {"wrt": [0]}),
    (spread, (X[0], X), {"wrt": [0]}),
    (total, ([1.5, 2.5], 0.5), {"wrt": [0]}),
    (total, (X, X[0]), {"wrt": [0]}),
    *((lanes, (X, axis), {}) for axis in (None, 1, (2, 0))),
    (from_lanes, (X.reshape(3, 8), X, (2, 0)), {"wrt": [0]}),
    (delay, (X, 1), {}),
    (advance, (X,), {}),
    *((f, (X, with_zeros(3, 9)), {}) for f in (recurrence, recurrence_back)),
    *((f, (X,), {}) for f in (products_before, products_after, product_of_others)),
    *(
        (f, (with_zeros(0, 5, 6),), {})
        for f in (products_before, products_after, product_of_others)
    ),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


def gradient(function, x, axis=None):
    out = function(x, axis)
    return REGISTRY.of(function).body(x, axis, out=out, g=np.ones_like(out)).tolist()


def test_product_with_zeros_is_exact():
    assert gradient(np.prod, np.array([0.0, 2.0, 3.0])) == [6, 0, 0]
    assert gradient(np.prod, np.array([0.0, 0.0, 3.0])) == [0, 0, 0]
    assert gradient(np.cumprod, np.array([2.0, 0.0, 3.0])) == [1, 8, 0]


@pytest.mark.parametrize("function", [np.max, np.min])
def test_ties_share_evenly(function):
    tied = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]) * (
        1 if function is np.max else -1
    )
    third = 1 / 3
    assert gradient(function, tied, 1) == [[0, 0.5, 0.5], [third, third, third]]
    assert gradient(function, tied) == [[0, 0.5, 0.5], [0, 0, 0]]


def test_deviation_of_equal_elements_has_slope_zero():
    assert gradient(np.std, np.full(3, 2.0)) == [0, 0, 0]
    assert gradient(np.std, np.full((2, 2), 2.0), 1) == [[0, 0], [0, 0]]


def test_nothing_to_average():
    with pytest.warns(RuntimeWarning):
        assert gradient(np.mean, np.zeros((0,))) == []


def test_reduction_of_an_unknown_is_a_scalar():
    from srcdiff.core.types import SCALAR, UNKNOWN, Literal

    for function in SUMMING + EXTREME:
        result = REGISTRY.of(function).result
        assert result(UNKNOWN) == result(UNKNOWN, axis=Literal(None)) == SCALAR
