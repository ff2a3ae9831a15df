"""Copies of what is written keep the order of their axes in memory."""

import numpy as np
import pytest

from srcdiff.runtime import private

WHOLE = np.arange(24.0).reshape(2, 3, 4)
LAYOUTS = [
    WHOLE,
    WHOLE.T,
    WHOLE[:, ::2],
    WHOLE[::-1, :, ::-2],
    WHOLE[:, ::-1].T,
    WHOLE.transpose(1, 0, 2)[::2],
    WHOLE[:, :0],
    WHOLE[0, 0, 1:2],
    np.broadcast_to(WHOLE[0], (2, 3, 4)),
]


@pytest.mark.parametrize("x", LAYOUTS)
def test_the_same_reshapes_of_a_copy_are_views(x):
    copied = private(x)
    np.testing.assert_array_equal(copied, x)
    assert copied.flags.writeable and not np.shares_memory(copied, x)
    if 0 not in x.strides:
        for order in ("C", "F"):
            of_copy = np.shares_memory(copied.ravel(order), copied)
            assert of_copy == np.shares_memory(x.ravel(order), x)
