"""Scalars go to broadcasting; a new array stays a new array."""

import numpy as np

from srcdiff.core.types import Array
from srcdiff.optimize.scalars import scalars
from tests.in_place import changed

KNOWN = {n: Array(np.dtype(float), ("n",)) for n in "xy"}


def test_a_sum_with_a_spread_number_is_new_memory():
    text = (
        "def f(x, y):\n    a = x + np.broadcast_to(0.0, x.shape)\n"
        "    a[0] = 0.0\n    return a, x, np.size(x)"
    )
    after = changed(text, lambda node, names: scalars(node), known=KNOWN)
    assert "a = x + 0.0\n" in after and "x.size" in after
