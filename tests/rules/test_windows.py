"""Sliding windows over every kind of array."""

import numpy as np
import pytest

from srcdiff import grad, vjp
from srcdiff.runtime import windows_adjoint
from srcdiff.testing import check_grads
from tests.rules.harness import check
from tests.rules.samples import (
    BATCH,
    FORTRAN,
    HOLLOW,
    MATRIX,
    ONE,
    ROW,
    STRIDED,
    VECTOR,
)

sliding_window_view = np.lib.stride_tricks.sliding_window_view

CASES = [
    *((sliding_window_view, (x, (1, 2)), {}) for x in (MATRIX, FORTRAN, STRIDED, ROW)),
    *((sliding_window_view, (x, n), {}) for x in (VECTOR, ONE) for n in (1, (1,))),
    (sliding_window_view, (VECTOR, 2), {}),
    (sliding_window_view, (VECTOR, 3), {}),
    (sliding_window_view, (VECTOR, 0), {}),
    (sliding_window_view, (MATRIX, (2, 3)), {}),
    (sliding_window_view, (MATRIX, 2, -1), {}),
    (sliding_window_view, (MATRIX, 2), {"axis": 0}),
    (sliding_window_view, (HOLLOW, 2, 1), {}),
    (sliding_window_view, (BATCH, (3, 2), (2, 1)), {}),
    (sliding_window_view, (BATCH, (2, 2)), {"axis": (-1, -2)}),
    (sliding_window_view, (BATCH, (2, 2)), {"axis": (2, 2)}),
]
CASES += [
    (windows_adjoint, (sliding_window_view(*args, **kwargs).copy(), *args), kwargs)
    for _, args, kwargs in CASES
]


@pytest.mark.parametrize("target, args, kwargs", CASES)
def test_rule(target, args, kwargs):
    check(target, *args, **kwargs)


def convolved(W, x, stride):
    size = W.shape[0]
    windows = sliding_window_view(x, (size, size), axis=(1, 2))
    patches = windows[:, ::stride, ::stride]
    return np.sum(np.tanh(np.tensordot(patches, W, axes=((3, 4), (0, 1)))) ** 2)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_convolution_is_differentiated_twice(stride):
    rng = np.random.default_rng(0)
    W, x = rng.normal(size=(3, 3)), rng.normal(size=(2, 7, 6))
    check_grads(convolved, (W, x, stride), wrt=(0, 1), order=2)
    W_bar, x_bar = grad(convolved, (0, 1))(W.astype("f4"), x.astype("f4"), stride)
    assert W_bar.dtype == x_bar.dtype == np.float32


def test_windows_of_an_array_that_is_written_before_and_behind():
    def smoothed(x):
        y = x * x
        y[1] = 3.0 * x[0]
        windows = sliding_window_view(y, 2)
        z = windows.sum(axis=1) * x[1:]
        y[0] = x[2]
        return np.sum(z * windows[:, 0]) + y[0]

    check_grads(smoothed, (VECTOR,), order=2)


def test_the_adjoint_of_windows_is_memory_of_its_own():
    value, pullback = vjp(lambda x: sliding_window_view(x, 2, axis=1), MATRIX)
    (first,), (second,) = pullback(np.ones(value.shape)), pullback(np.ones(value.shape))
    np.testing.assert_array_equal(first, [[1.0, 2.0, 1.0]] * 2)
    assert not np.shares_memory(first, second) and first.flags.writeable
