"""What no turn of a loop changes is computed ahead of it, where that cannot raise."""

import re

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads
from tests.programs_loops import (
    unchanged_in_a_loop,
    unchanged_in_no_turn,
    written_in_the_loop,
)


def source(function, args, wrt=0):
    derivative = grad(function, wrt=wrt)
    derivative(*args)
    return derivative.source


def ahead(text):
    """Return the forward part of a text ahead of its first loop."""
    return text.partition("# forward")[2].partition("    for ")[0]


def test_temporaries_move_and_need_no_tape():
    args = (np.ones(9), 0.3, np.ones((9, 9)), 3)
    text = source(unchanged_in_a_loop, args, (0, 1, 2))
    assert "np.exp(k)" in ahead(text) and "np.linalg.norm(W)" in ahead(text)
    assert "np.tanh" not in ahead(text) and "np.sin" not in ahead(text)


def test_their_adjoints_are_used_once_behind_the_loop():
    args = (np.ones(9), 0.3, np.ones((9, 9)), 3)
    text = source(unchanged_in_a_loop, args, (0, 1, 2))
    backward = text.partition("# backward")[2]
    behind = backward[backward.index("np.outer") :]
    inside = backward.removesuffix(behind)
    assert re.search(r"\bk_bar\b", behind) and not re.search(r"\bk_bar\b", inside)


def solved_in_turns(x, A, turns):
    for _ in range(turns):
        x = x * np.sin(np.linalg.inv(A)).sum()
    return np.sum(x)


def widest_in_turns(x, w, turns):
    for _ in range(turns):
        x = x * np.exp(w.max())
    return np.sum(x)


@pytest.mark.parametrize(
    ("function", "w"),
    [(solved_in_turns, np.zeros((2, 2))), (widest_in_turns, np.ones(0))],
)
def test_what_may_raise_stays_in_its_loop(function, w):
    x = np.ones(3)
    np.testing.assert_array_equal(grad(function)(x, w, 0), np.ones(3))


def test_what_the_loop_changes_stays():
    assert "np.exp" not in ahead(source(written_in_the_loop, (np.ones(4), np.ones(4))))


def viewed_and_written(x, w):
    for _ in range(3):
        scaled = np.exp(w).T
        scaled[0] = scaled[0] * x[0]
        x = x + scaled
    return np.sum(x)


def in_one_branch(x, w, turns):
    for i in range(turns):
        if i > 0:
            x = x * np.exp(w)
    return np.sum(x)


@pytest.mark.parametrize(
    ("function", "rest"), [(viewed_and_written, ()), (in_one_branch, (3,))]
)
def test_memory_that_is_written_and_branches(function, rest):
    check_grads(function, (np.arange(1.0, 4.0), np.ones(3), *rest), wrt=(0, 1))


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_any_number_of_turns(turns):
    args = (np.arange(4.0), 0.3, np.eye(4), turns)
    check_grads(unchanged_in_a_loop, args, wrt=(0, 1, 2))
    check_grads(unchanged_in_no_turn, args, wrt=(0, 1, 2))


def methods_in_turns(w, x, items, turns):
    for _ in range(turns):
        w = w * x.sum() + x.mean() * np.sum(w) * items.count(2.0)
    return np.sum(w)


def test_methods_of_arrays_move():
    args = (np.ones(3), np.array([0.5, 0.2]), [2.0, 1.0], 3)
    check_grads(methods_in_turns, args, wrt=(0, 1))
    text = source(methods_in_turns, args, (0, 1))
    assert "x.sum()" in ahead(text) and "x.mean()" in ahead(text)
    general = grad(methods_in_turns, specialise=False)
    assert "x.sum()" not in ahead(general.source)
