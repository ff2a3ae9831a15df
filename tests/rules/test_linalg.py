"""Products and linear algebra, for every combination of ranks."""

import operator
from itertools import product

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import (
    cofactor,
    cross_left,
    cross_right,
    dot_left,
    dot_right,
    inner_left,
    inner_right,
    kron_left,
    kron_right,
    matmul_left,
    matmul_right,
    norm_gradient,
    outer_like,
    restore_axes,
    solve_like,
    tensordot_left,
    tensordot_right,
    times_like,
)
from srcdiff.runtime.misuse import Misuse
from tests.rules.harness import check
from tests.rules.samples import SQUARE, SQUARES


def array(*shape):
    return np.random.default_rng(len(shape)).uniform(0.5, 2.0, shape)


LEFT = [
    array(3),
    array(2, 3),
    array(2, 3).astype("f4"),
    array(5, 2, 3),
    array(4, 1, 2, 3),
]
RIGHT = [array(3), array(3, 4), np.asfortranarray(array(3, 4)), array(5, 3, 4)]
INNER = [array(3), array(2, 3), array(3, 2).T, array(5, 2, 3)]
EMPTY_PAIRS = [
    (array(2, 0), array(0, 3)),
    (array(0, 3), array(3, 2)),
    (array(0, 2, 3), array(3)),
]
FACTORS = [array(2), array(2, 3), array(1, 2, 2)]
SINGULAR = np.outer([1.0, 2.0, 3.0], [1.0, -1.0, 2.0])
POSITIVE = SQUARE @ SQUARE.T
POSITIVES = SQUARES @ np.swapaxes(SQUARES, 1, 2)
VECTORS = array(4, 3)

CASES = [
    *((np.matmul, pair, {}) for pair in product(LEFT, RIGHT)),
    *((np.matmul, pair, {}) for pair in EMPTY_PAIRS),
    (operator.matmul, (array(2, 3), array(3, 4)), {}),
    (operator.matmul, (array(3, 3), np.arange(9).reshape(3, 3)), {}),
    (operator.matmul, (np.arange(3), array(3)), {}),
    (operator.matmul, (array(3, 3).astype("f4"), np.arange(3)), {}),
    *((np.dot, pair, {}) for pair in product([*LEFT, 2.0], [*RIGHT, np.array(1.5)])),
    *((np.dot, pair, {}) for pair in EMPTY_PAIRS),
    (np.dot, (2.0, 3.0), {}),
    (np.dot, (np.float64(2.0), array(2, 3)), {}),
    ("dot", (array(2, 3), array(3)), {}),
    ("dot", (array(2, 3), 2.0), {}),
    *((np.inner, pair, {}) for pair in product([*INNER, 2.0], [*INNER, 1.5])),
    (np.vdot, (array(3), array(3)), {}),
    (np.vdot, (array(2, 3), np.asfortranarray(array(3, 2))), {}),
    (np.vdot, (2.0, 3.0), {}),
    (np.vdot, (array(3).astype("f4"), array(3)), {}),
    *(
        (np.outer, p, {})
        for p in product([array(3), array(2, 3), 2.0, array(0)], repeat=2)
    ),
    (np.outer, (array(3).astype("f4"), array(2)), {}),
    (np.tensordot, (array(2, 3, 4), array(3, 4, 5)), {}),
    (np.tensordot, (array(2, 3), array(3, 4), 1), {}),
    (np.tensordot, (array(2, 3), array(4), 0), {}),
    (np.tensordot, (array(2, 3).astype("f4"), array(3), 1), {}),
    (np.tensordot, (array(2, 3, 4), array(4, 5, 2)), {"axes": ([0, 2], [2, 0])}),
    (np.tensordot, (array(2, 3, 4), array(4, 5, 2)), {"axes": ((-1, 0), (0, -1))}),
    (np.tensordot, (array(2, 3), array(3, 2)), {"axes": ([1, 0], [0, 1])}),
    (np.tensordot, (array(2, 3), array(3, 5)), {"axes": (1, 0)}),
    *((np.kron, pair, {}) for pair in product(FACTORS, FACTORS)),
    (np.kron, (array(2), 2.0), {}),
    (np.cross, (array(3), array(3) + 1), {}),
    (np.cross, (VECTORS, array(3)), {}),
    (np.cross, (array(3), VECTORS), {}),
    (np.linalg.solve, (SQUARE, array(3)), {}),
    (np.linalg.solve, (SQUARE, array(3, 2)), {}),
    (np.linalg.solve, (SQUARE.astype("f4"), array(3, 2)), {}),
    (np.linalg.solve, (SQUARES, array(3)), {}),
    (np.linalg.solve, (SQUARES, array(2, 3, 4)), {}),
    (np.linalg.solve, (SQUARES, array(3, 4)), {}),
    (np.linalg.solve, (SQUARE, array(2, 3, 1)), {}),
    *((f, (x,), {}) for f in (np.linalg.inv, np.linalg.det) for x in (SQUARE, SQUARES)),
    (np.linalg.slogdet, (SQUARE,), {}),
    (np.linalg.slogdet, (-SQUARES,), {}),
    *((np.linalg.det, (x,), {}) for x in (SINGULAR, 0 * SINGULAR, array(1, 1))),
    (np.linalg.cholesky, (POSITIVE,), {}),
    (np.linalg.cholesky, (POSITIVES,), {}),
    *((np.linalg.norm, (x,), {}) for x in (array(3), array(2, 3), array(2, 3, 4))),
    *((np.linalg.norm, (array(2, 3),), {"axis": k}) for k in (0, -1, (0, 1))),
    (np.linalg.norm, (array(2, 3),), {"keepdims": True}),
    (np.linalg.norm, (array(2, 3), None, 1, True), {}),
    (np.linalg.norm, (array(2, 3), "fro"), {}),
    (np.linalg.norm, (array(2, 3, 4),), {"ord": "fro", "axis": (0, 2)}),
    *(
        (np.linalg.norm, (array(3) - 1.2, p), {})
        for p in (1, 2, 3, 1.5, np.inf, -np.inf)
    ),
    *((np.linalg.norm, (array(2, 3) - 1.2, p, 0), {}) for p in (1, 2, 3, np.inf)),
]

HELPERS = {
    np.matmul: (matmul_left, matmul_right),
    np.dot: (dot_left, dot_right),
    np.inner: (inner_left, inner_right),
    np.tensordot: (tensordot_left, tensordot_right),
    np.kron: (kron_left, kron_right),
    np.cross: (cross_left, cross_right),
}
CASES += [
    (helper, (target(*args, **kwargs), *args), kwargs)
    for target, args, kwargs in CASES
    for helper in HELPERS.get(target, ())
]
SOLVES = [args for target, args, _ in CASES if target is np.linalg.solve]
for a, b in SOLVES:
    x = np.linalg.solve(a, b)
    square = a + outer_like(x, x, a, b)
    CASES += [
        (solve_like, (square, x, b), {}),
        (outer_like, (x, x + 1, a, b), {}),
        (times_like, (square, x, a, b), {}),
    ]
CASES += [
    *((cofactor, (x,), {}) for x in (SQUARE, SQUARES)),
    (restore_axes, (array(2), array(2, 3), 1), {}),
    *(
        (norm_gradient, (array(2, 3), array(2) + 2, p, 1), {})
        for p in (2, 3, 1, np.inf)
    ),
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


def test_a_norm_has_derivative_zero_at_zero():
    x = np.zeros((2, 3))
    for arguments in ({}, {"axis": 0}, {"ord": 2, "axis": 1}, {"ord": 3, "axis": 1}):
        out = np.linalg.norm(x, **arguments)
        x_bar = REGISTRY.of(np.linalg.norm).body(
            x, **arguments, out=out, g=np.ones_like(out)
        )
        assert np.array_equal(x_bar, x)


@pytest.mark.parametrize(
    "target, args",
    [(np.linalg.norm, (np.eye(2), 2)), (np.cross, (np.ones(2), np.ones(2)))],
)
def test_what_has_no_derivative_says_what_to_write(target, args):
    # Newer NumPys have no cross product of 2-vectors: its shape is that of a number.
    with pytest.raises(Misuse):
        REGISTRY.of(target).body(*args, out=np.float64(0.0), g=np.float64(1.0))
