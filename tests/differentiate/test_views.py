"""Parts of values of unknown kind: copies are checked when the program runs."""

import numpy as np
import pytest

from srcdiff import NotDifferentiable, UnsupportedSyntax, grad, vjp
from srcdiff.testing import check_grads


def swapped_buffers(x, work, n):
    for _ in range(n):
        for k in range(len(x)):
            work[k] = x[k] * x[k - 1]
        x[:] = work
    return x[0] * x[1] + x[2]


def test_a_part_takes_copies_of_what_is_stored_into_it():
    general = grad(swapped_buffers, ("x", "work"), specialise=False)
    arguments = np.array([0.5, 2.0, 3.0]), np.zeros(3), 2
    for found, known in zip(
        general(*arguments), grad(swapped_buffers, (0, 1))(*arguments), strict=True
    ):
        np.testing.assert_allclose(found, known, rtol=1e-14)


def test_a_part_of_a_list_may_not_be_what_is_stored_into_it():
    general = grad(swapped_buffers, ("x", "work"), specialise=False)
    with pytest.raises(
        NotDifferentiable, match=r"test_views\.py:\d+: a part of a list"
    ):
        general([0.5, 2.0, 3.0], [0.0, 0.0, 0.0], 2)


def written_beside_a_view(a):
    y = np.empty_like(a)
    y[0] = 2.0 * a[0]
    y[1] = a[0] * y[0]
    y[0] = a[1] * a[1] * y[1]
    return y


def test_a_pullback_saves_what_it_puts_back_behind_a_view():
    a = np.array([[0.5, 2.0], [3.0, 1.0]])
    _, pullback = vjp(written_beside_a_view, a)
    (found,) = pullback(np.ones((2, 2)))
    top, low = a
    np.testing.assert_allclose(found[0], 4 * top * (1 + low**2), rtol=1e-14)
    np.testing.assert_allclose(found[1], 4 * low * top**2, rtol=1e-14)


def turned_before_a_write(xs, k):
    y = np.flip(xs)
    xs[0] = k * 5.0
    return np.sum(y * np.arange(1.0, 4.0)) * xs[0]


def turned_in_a_loop(xs, k):
    total = 0.0
    for i in range(3):
        y = np.flip(xs)
        total = total + np.sum(y * y * y)
        xs[i] = k * xs[i] * xs[0]
    return total


@pytest.mark.parametrize("specialise", [True, False])
def test_what_numpy_makes_of_a_list_is_no_view_of_it(specialise):
    items = [1.0, 2.0, 3.0]
    derivative = grad(turned_before_a_write, (0, 1), specialise=specialise)
    if specialise:
        assert derivative(list(items), 2.0) == ([30.0, 20.0, 10.0], 50.0)
    else:
        with pytest.raises(NotDifferentiable, match=r"\.py:\d+: a part of a list is"):
            derivative(list(items), 2.0)
    check_grads(turned_before_a_write, (np.array(items), 2.0), order=2)
    looped = grad(turned_in_a_loop, (0, 1), specialise=specialise)
    for found, wanted in zip(
        looped(list(items), 2.0), looped(np.array(items), 2.0), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-13)
    check_grads(turned_in_a_loop, (np.array(items), 2.0), order=2)
    check_grads(turned_in_a_loop, (list(items), 2.0))


def through_methods(x, n):
    y = x * 1.0
    y.reshape(n, 2)[0] = y[2]
    return np.sum(y * y)


BUFFER = np.zeros(4)


def into_a_global(x, n):
    n = n + 0
    BUFFER.reshape(n, 2)[0] = x
    return np.sum(BUFFER)


def test_a_store_through_a_method_is_into_its_object():
    check_grads(through_methods, (np.array([1.0, 2.0, 3.0, 4.0]), 2), order=2)
    with pytest.raises(UnsupportedSyntax, match="from outside the function"):
        grad(into_a_global)(1.0, 2)
