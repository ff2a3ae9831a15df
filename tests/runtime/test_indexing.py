"""Adjoints of reading: accumulation into arrays and containers."""

import numpy as np
import pytest

from srcdiff.runtime import accumulate_at, add_adjoints, scatter


@pytest.mark.parametrize(
    "index",
    [
        0,
        slice(None, None, -1),
        (0, ..., None),
        np.array(1),
        [True, False],
        [1, 1, 0],
        ([True, False], [0, 0]),
        (slice(None), [0, 0, 2]),
        np.array([[True, False, True], [False, False, True]]),
    ],
)
def test_every_read_of_an_array_counts(index):
    numbers = np.arange(6).reshape(2, 3)
    expected = np.bincount(numbers[index].ravel(), minlength=6).reshape(2, 3)
    x_bar = np.ones((2, 3))
    assert accumulate_at(x_bar, index, np.ones(numbers[index].shape)) is x_bar
    assert np.array_equal(x_bar, 1 + expected)


def test_containers_are_updated_in_place_and_share_nothing():
    adjoint = np.ones(2)
    x_bar = {"w": [np.zeros(2), 0.0], "b": 1.0}
    assert accumulate_at(x_bar, "w", [adjoint, 2.0]) is x_bar
    accumulate_at(x_bar, "w", [adjoint, 2.0])
    assert x_bar["w"][0].tolist() == [2.0, 2.0] and x_bar["w"][1] == 4.0
    assert adjoint.tolist() == [1.0, 1.0]


def test_slices_of_lists_may_run_backwards():
    assert accumulate_at([0.0] * 4, slice(None, None, -2), [1.0, 2.0]) == [0, 2, 0, 1]


def test_scatter_gives_the_structure_of_a_container():
    x = [np.ones(2), (1.0, {"b": np.ones(1)})]
    (first, (second, third)) = scatter([3.0, {"b": np.full(1, 4.0)}], 1, x)
    assert first.tolist() == [0.0, 0.0] and second == 3.0 and third["b"] == [4.0]


def test_a_sum_of_adjoints_is_fresh():
    a = [np.ones(2), (1.0,)]
    total = add_adjoints(a, a)
    assert total[0].tolist() == [2.0, 2.0] and total[1] == [2.0]
    assert not np.shares_memory(total[0], a[0])
