"""The reduce methods of ufuncs over every form of axis."""

import itertools

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads
from tests.rules.harness import check

X = np.random.default_rng(3).permutation(24).reshape(2, 3, 4) / 8 + 0.3
ARRAYS = [
    (X, [None, 0, -1, (0, 2), ()]),
    (X[0, :, ::2], [None, 0, (1,)]),
    (np.asfortranarray(X[0]), [None, 1]),
    (X[0, 0], [None, 0]),
]
UFUNCS = [np.add, np.multiply, np.maximum, np.minimum]
SHIFTED = np.array([[1000.0, 1000.5, -1000.0], [-3000.0, -3000.25, -3001.0]])

CASES = [
    *(
        (ufunc.reduce, (x, axis), {"keepdims": keepdims})
        for ufunc, (x, axes) in itertools.product(UFUNCS, ARRAYS)
        for axis, keepdims in itertools.product(axes, (False, True))
    ),
    *(
        (np.logaddexp.reduce, (x, axis), {"keepdims": keepdims})
        for x, axes in ARRAYS
        for axis, keepdims in itertools.product(axes, (False, True))
        if not isinstance(axis, tuple) and (axis is not None or x.ndim == 1)
    ),
    *((ufunc.reduce, (x,), {}) for ufunc in [*UFUNCS, np.logaddexp] for x in (X, X[0])),
    *((ufunc.reduce, (np.zeros((0, 3)), 1), {}) for ufunc in (np.add, np.logaddexp)),
    (np.logaddexp.reduce, (SHIFTED, 1), {}),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_rule(case):
    target, args, kwargs = CASES[case]
    check(target, *args, **kwargs)


def test_the_slope_of_a_sum_of_exponentials_is_the_softmax():
    def log_sum(z):
        return np.sum(np.logaddexp.reduce(z, axis=1))

    derivative = grad(log_sum)
    p = np.exp(SHIFTED - SHIFTED.max(axis=1, keepdims=True))
    expected = p / p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(derivative(SHIFTED), expected, rtol=1e-12)
    check_grads(log_sum, (X[0],), order=2)
