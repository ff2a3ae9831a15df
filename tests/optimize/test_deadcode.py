"""Loops that do nothing go, also where the backward part counts with the same name."""

import numpy as np

from srcdiff import grad
from srcdiff.testing import check_grads


def sum_of_items(x, t):
    y = np.tanh(x)
    loss = 0.0
    for i in range(len(t)):
        loss -= y[i, t[i]]
    return loss


def counted(x, n):
    for i in range(n):
        x = x * 2.0 if n else x * i
    return np.sum(x) * i


def test_idle_loops_go():
    args = np.ones((4, 3)), np.array([0, 2, 1, 1])
    check_grads(sum_of_items, args, wrt=0)
    slope = grad(sum_of_items)
    slope(*args)
    assert slope.source.count("for ") == 1 and "pass" not in slope.source


def test_a_counter_that_is_read_later_stays():
    check_grads(counted, (np.array([1.0, 2.0]), 3), wrt=0)
