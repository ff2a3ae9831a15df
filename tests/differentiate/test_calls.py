"""A function that is called in one place is part of the text; others are pairs."""

import numpy as np

from srcdiff import grad
from srcdiff.testing import check_grads


def long(x):
    for k in range(3):
        y = np.sin(x) * np.cos(x) + np.exp(x) * k
        x = y / (1 + y * y) + np.tanh(x)
    return x


def one_call(x):
    return np.sum(long(x))


def two_calls(x):
    return np.sum(long(x)) + np.sum(long(x * x))


def again(x, n):
    if n == 0:
        return np.sum(np.sin(x) * x)
    return again(np.cos(x) * x, n - 1)


def test_one_call_is_inlined():
    x = np.array([0.3, -0.5])
    for f in (one_call, two_calls):
        check_grads(f, (x,))
    assert "def long" not in grad(one_call).source_for(x)
    assert grad(two_calls).source_for(x).count("def long_forward") == 1


def test_a_function_that_calls_itself_is_a_pair():
    check_grads(again, (np.array([0.3, -0.5]), 3), wrt=0)
    assert "def again_forward" in grad(again).source_for(np.ones(2), 3)
