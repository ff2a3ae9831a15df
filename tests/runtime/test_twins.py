"""Lists that hold one array twice: which items are one."""

import numpy as np
import pytest

from srcdiff import NotDifferentiable, grad
from srcdiff.runtime import Misuse, places


def test_numbers_that_are_equal_are_not_one():
    assert places([1.0, 1.0, None]) == [0, 1, 2]
    assert places((np.float64(2.0),) * 2) == [0, 1]


def test_arrays_that_overlap_or_are_further_inside_are_refused():
    x = np.ones(4)
    with pytest.raises(Misuse, match="shares memory with another"):
        places([x[1:], x[:-1]])
    with pytest.raises(Misuse, match="containers in a container"):
        places([[x], [x]])


def overlapping(x):
    y = x * 2.0
    rows = [y[1:], y[:-1]]
    for k in range(2):
        rows[k] *= x[0]
    return np.sum(rows[0] * rows[1])


def test_overlapping_items_are_refused_when_the_program_runs():
    with pytest.raises(NotDifferentiable, match="shares memory with another"):
        grad(overlapping)(np.ones(4))
