"""Copies, conversions of dtype, and arrays made of numbers and nested lists."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.core import types
from srcdiff.rules import REGISTRY
from srcdiff.runtime import (
    broadcast_like,
    stack_like,
    through_cast,
    unbroadcast,
    unstack_like,
)
from tests.rules.harness import check

X = np.random.default_rng(5).uniform(-1, 1, (2, 3))
NESTED = [[0.5, 1.5], (2.5, np.float64(3.5)), X[0, :2]]
CASES = [
    *((f, (x,), {}) for f in (np.array, np.asarray) for x in (X, X.T, 0.5, NESTED)),
    (np.array, ([X, X + 1],), {}),
    (np.array, ([],), {}),
    (np.array, ((0.5, 1),), {}),
    (np.array, (X,), {"dtype": float}),
    *((np.copy, (x,), {}) for x in (X, X[:, ::2], np.array(0.5), [0.5, 1.5])),
    ("copy", (X.T,), {}),
    *(("tolist", (x,), {}) for x in (X[0], np.array(0.5), X[0, ::2])),
    *((np.ascontiguousarray, (x,), {}) for x in (X, X.T, np.array(0.5))),
    (np.asfortranarray, (X,), {}),
    (np.astype, (X, float), {}),
    ("astype", (X, "float64"), {}),
    ("astype", (np.float64(0.5), float), {}),
    *((f, (x,), {}) for f in (float, np.float64) for x in (0.5, np.array(0.5))),
    (np.float64, (X,), {}),
    (np.float32, (np.float32(0.5),), {}),
    *(("item", (x,), {}) for x in (np.array(0.5), X[:1, :1], np.float64(0.5))),
    *((unbroadcast, (X, x), {"wrt": [0]}) for x in (X, X[0], X[:, :1], 0.5)),
    *((broadcast_like, (x, X), {"wrt": [0]}) for x in (X, X[0], X[:, :1], 0.5)),
    (unstack_like, (X, [[0.0, 0.0, 0.0], X[0]]), {"wrt": [0]}),
    (stack_like, ([[0.5, 1.5, 2.5], X[0]], X), {"wrt": [0]}),
    (through_cast, (X, X), {"wrt": [0]}),
    *((np.ndarray, (shape,), {}) for shape in (3, (2, 0), ())),
    (np.full, (3, 0.5), {}),
    (np.full, ((2, 3), X[0]), {}),
    (np.full_like, (X, 0.5), {"wrt": [1]}),
    (np.full_like, (X, X[0]), {"wrt": [1]}),
    (np.linspace, (0.5, 2.5, 4), {}),
    (np.linspace, (X, 2.5), {"num": 3, "endpoint": False}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


@pytest.mark.parametrize("target", [np.array, np.asarray, np.astype])
def test_conversion_to_integers_cuts_the_derivative(target):
    body = REGISTRY.of(target).body
    assert body(X, int, out=X.astype(int), g=np.ones((2, 3))).tolist() == [[0] * 3] * 2


def test_conversion_back_to_float32():
    x = np.ones(2, np.float32)
    found = REGISTRY.of(np.astype).body(x, float, out=x.astype(float), g=np.ones(2))
    assert found.dtype == np.float32


F4 = types.Array(np.dtype("f4"), (2, "n"))
N = types.Number(int)


@pytest.mark.parametrize(
    "function, arguments, want",
    [
        (np.zeros, [types.Items((N, types.Literal(3)))], (np.dtype(float), (None, 3))),
        (np.ones, [types.Literal(3), types.Literal("f4")], (np.dtype("f4"), (3,))),
        (np.zeros, [N, types.UNKNOWN], (None, (None,))),
        (np.zeros_like, [F4], (F4.dtype, F4.shape)),
        (np.ones_like, [types.UNKNOWN], (None, None)),
        (np.eye, [types.Literal(3)], (np.dtype(float), (3, 3))),
        (np.arange, [N], (np.dtype(int), (None,))),
        (np.arange, [N, types.UNKNOWN], (None, (None,))),
    ],
)
def test_type_of_created_array(function, arguments, want):
    assert REGISTRY.of(function).result(*arguments) == types.Array(*want)


@pytest.mark.parametrize("x", [X, X[:, :0], X.astype(np.float32)])
def test_nested_lists_of_an_array(x):
    def f(x):
        rows = x.tolist()
        return sum(sum(v * v for v in row) * (k + 1) for k, row in enumerate(rows))

    want = 2 * x * np.arange(1, 3)[:, None]
    np.testing.assert_allclose(grad(f)(x), want, rtol=1e-6)
    assert grad(f)(x).dtype == x.dtype
