"""Starred targets bind what Python binds."""

import numpy as np
import pytest

from srcdiff import grad, value_and_grad
from srcdiff.testing import check_grads


def ends(x):
    a, *m, b = x
    return a * b + sum(m) * len(m)


@pytest.mark.parametrize("make", [np.array, tuple, list])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_sequences(make, count):
    x = make([float(k + 1) for k in range(count)])
    check_grads(ends, (x,))


def test_rows():
    def f(x):
        *rows, last = x
        return np.sum(rows[0] * last) * len(rows)

    check_grads(f, (np.arange(6.0).reshape(3, 2),))


def test_too_few():
    with pytest.raises(ValueError, match="not enough values to unpack"):
        grad(ends)(np.array([1.0]))


def test_the_middle_is_a_list():
    def f(x):
        a, *m = x
        return a * (3.0 if isinstance(m, list) else 5.0)

    assert value_and_grad(f)((2.0, 1.0)) == (6.0, (3.0, 0.0))
