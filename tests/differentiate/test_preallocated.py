"""Records in arrays: for the loops and shapes that allow it, and only for those."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads
from tests.scientific.samples import numbers


def product(u, n):
    for k in range(n):
        u[1:-1] = u[1:-1] * (u[:-2] + k * u[2:])
    return np.sum(u)


def from_two_on(u, n):
    for _ in range(2, n):
        u[1:] = u[1:] * u[:-1]
    return np.sum(u)


def rows_of_two(u, v, n):
    for k in range(n):
        u[k, 1:-1] *= v[k, :-2]
        v[:, 1:] *= u[:, :-1] * v[:, 1:]
        u[0] = u[1] * u[2]
    return np.sum(u * v)


def single(u, n):
    for _ in range(len(u) - n):
        u[2:] = u[2:] * u[:-2]
    return np.sum(u)


IN_ARRAYS = [
    (product, (numbers(9), 3), "np.empty((max(n, 0), u.shape[0] - 2))"),
    (from_two_on, (numbers(9), 5), "np.empty((max(n - 2, 0), u.shape[0] - 1))"),
    (
        rows_of_two,
        (numbers(9, 8), numbers(9, 8, seed=1), 3),
        "np.empty((max(n, 0), u.shape[1] - 2))",
    ),
]


def left_early(u, n):
    for k in range(n):
        if u[k] > 1.5:
            break
        u[1:] = u[1:] * u[:-1]
    return np.sum(u)


def in_another_loop(u, n):
    for _ in range(n):
        for _ in range(2):
            u[1:] = u[1:] * u[:-1]
    return np.sum(u)


def ends_that_move(u, n):
    for k in range(n):
        u[k:] = u[k:] * u[0]
    return np.sum(u)


def on_one_side(u, n):
    for k in range(n):
        if u[k] > 0.0:
            u[1:] = u[1:] * u[:-1]
    return np.sum(u)


def downwards(u, n):
    for k in range(n, 0, -1):
        u[1:] = u[1:] * u[:-1] * k
    return np.sum(u)


IN_LISTS = [left_early, in_another_loop, ends_that_move, on_one_side, downwards]


@pytest.mark.parametrize("function, arguments, made", IN_ARRAYS)
def test_records_in_arrays(function, arguments, made):
    text = grad(function).source_for(*arguments)
    assert made in text and ".append(" not in text
    check_grads(function, arguments, rtol=1e-7)


@pytest.mark.parametrize("function", IN_LISTS)
def test_records_in_lists(function):
    arguments = numbers(9), 3
    text = grad(function).source_for(*arguments)
    assert "np.empty" not in text and ".append(" in text
    check_grads(function, arguments, rtol=1e-7)


@pytest.mark.parametrize("turns", [-2, 0, 1])
def test_loops_of_few_turns(turns):
    u = numbers(9)
    for function in (product, from_two_on):
        general = grad(function, specialise=False)
        np.testing.assert_array_equal(grad(function)(u, turns), general(u, turns))


def test_the_dtype_is_that_of_the_array():
    u = numbers(9).astype("f4")
    assert "u.dtype)" in grad(single).source_for(u, 6)
    found = grad(single)(u, 6)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, grad(single)(u.astype(float), 6), rtol=1e-4)


def test_a_length_of_an_array_is_no_negative_number():
    def whole(u, v):
        for k in range(len(v)):
            u[1:] = u[1:] * u[:-1] * v[k]
        return np.sum(u)

    text = grad(whole, (0, 1)).source_for(numbers(9), numbers(8))
    assert "np.empty((len(v), u.shape[0] - 1))" in text


def from_the_second(u, a):
    for _ in range(1, len(u)):
        a[1:] = a[1:] * a[:-1]
    return a.sum()


def inner_cells(u, a):
    for _ in range(len(u)):
        a[2:-1] = a[2:-1] * a[1:-2]
    return a.sum()


@pytest.mark.parametrize("function", [from_the_second, inner_cells])
@pytest.mark.parametrize("length", [0, 1, 2, 9])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 9])
def test_no_length_is_negative(function, length, size):
    check_grads(function, (np.ones(length), np.arange(1.0, size + 1)), wrt=1)
