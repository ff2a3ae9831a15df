"""A maximum is left out of the gradient only where it surely cancels."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def bound_again_in_a_branch(z, c):
    m = np.max(z)
    a = z - m
    if c > 0:
        a = z * 1.0
    return np.sum(a + m)


def written_in_place(z, c):
    m = np.max(z)
    a = z - m
    a[0] = c
    return np.sum(a + m)


def written_through_a_view(z, c):
    m = np.max(z)
    a = z - m
    b = a[1:]
    b *= c
    return np.sum(a + m)


def bound_again_in_a_loop(z, c):
    m = np.max(z)
    a = z - m
    for _ in range(2):
        a = z * c
    return np.sum(a + m)


def cancels_in_each_turn(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        t += m + np.log(np.sum(np.exp(z * c - m))) + t * 0.1
    return t


def needed_by_the_next_turn(z, c):
    t, last = 0.0, 0.0
    for _ in range(3):
        m = np.max(z * c)
        e = np.exp(z * c - m)
        t += m + np.log(np.sum(e)) + np.sum(last)
        last = e
    return t


def needed_after_the_loop(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        t += np.log(np.sum(np.exp(z * c - m))) + m
    return t + m


def needed_after_a_break(z, c):
    t = 0.0
    while True:
        m = np.max(z * c)
        e = np.exp(z * c - m)
        t += m + np.log(np.sum(e))
        if t > 3.0:
            break
        e = z * 1.0
    return t + np.sum(e)


def read_in_a_branch(z, c):
    t = 0.0
    for _ in range(3):
        m = np.max(z * c)
        if t > 0:
            t += np.sum(np.exp(z * c - m))
        else:
            t += np.log(np.sum(np.exp(z * c - m))) + m
    return t


PROGRAMS = [
    bound_again_in_a_branch,
    written_in_place,
    written_through_a_view,
    bound_again_in_a_loop,
    cancels_in_each_turn,
    needed_by_the_next_turn,
    needed_after_the_loop,
    needed_after_a_break,
    read_in_a_branch,
]


@pytest.mark.parametrize("function", PROGRAMS)
def test_gradients(function):
    check_grads(function, (np.array([0.3, 1.2, -0.4]), 0.7), wrt=(0, 1))


def test_the_text_of_what_cancels_in_a_loop():
    slope = grad(cancels_in_each_turn)
    slope(np.array([0.3, 1.2, -0.4]), 0.7)
    assert "tie_shares" not in slope.source
