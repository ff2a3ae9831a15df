"""Scalars go to broadcasting; a new array stays a new array."""

import numpy as np

from srcdiff import grad
from srcdiff.core.types import Array
from srcdiff.optimize.scalars import scalars
from srcdiff.testing import check_grads
from tests.in_place import changed

KNOWN = {n: Array(np.dtype(float), ("n",)) for n in "xy"}


def test_a_sum_with_a_spread_number_is_new_memory():
    text = (
        "def f(x, y):\n    a = x + np.broadcast_to(0.0, x.shape)\n"
        "    a[0] = 0.0\n    return a, x, np.size(x)"
    )
    after = changed(text, lambda node, names: scalars(node), known=KNOWN)
    assert "a = x + 0.0\n" in after and "x.size" in after


def test_products_with_what_is_not_zero_need_no_guard():
    def gradient_of(x, y):
        return np.sum(np.logaddexp(x, y)) / 3

    x = np.array([0.5, -1000.0, 1000.0])
    source = grad(gradient_of).source_for(x, x)
    assert "product(" not in source
    check_grads(gradient_of, (np.array([0.5, -10.0, 30.0]), np.ones(3)))
