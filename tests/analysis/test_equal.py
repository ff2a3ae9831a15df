"""Sizes are taken for equal only where every call needs them to be."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.analysis.equal import unified
from srcdiff.analysis.signature import types_of
from srcdiff.compilation import Compilation
from srcdiff.core.atoms import Large
from srcdiff.testing import check_grads


def sizes(function, **arguments):
    """Return the symbols of the arguments' sizes, each as the number of its class."""
    known = types_of(arguments)
    found = unified(Compilation(function, known=known).main.node, known)
    dims = [d for kind in found.values() for d in getattr(kind, "shape", ())]
    seen = list(dict.fromkeys(d for d in dims if isinstance(d, str)))
    return [seen.index(d) if isinstance(d, str) else str(d) for d in dims]


def differing(x, t):
    return np.sum((x - t) ** 2)


def layer(x, W, b):
    return np.sum(x @ W + b)


def solved(A, b):
    return np.sum(np.linalg.solve(A, b))


def in_a_branch(x, t, s):
    if s > 0:
        x = x * t
    return np.sum(x) + np.sum(t)


def in_a_loop(x, t, n):
    for _ in range(n):
        x = x * t
    return np.sum(x) + np.sum(t)


def attempted(x, t):
    try:
        y = x * t
    except ValueError:
        y = x
    return np.sum(y) + np.sum(t)


def after_a_return(x, t, s):
    if s > 0:
        return np.sum(x) + np.sum(t)
    return np.sum(x * t)


@pytest.mark.parametrize(
    ("function", "shapes", "wanted"),
    [
        (differing, [(3, 4), (3, 4)], [0, 1, 0, 1]),
        (differing, [(3, 1), (1, 4)], [0, "1", "1", 1]),
        (differing, [(9, 4), (4,)], [0, 1, 1]),
        (differing, [(0, 4), (4,)], ["0", 0, 0]),
        (layer, [(5, 3), (3, 2), (2,)], [0, 1, 1, 2, 2]),
        (layer, [(3,), (3, 2), (2,)], [0, 0, 1, 1]),
        (solved, [(3, 3), (3, 2)], [0, 0, 0, 1]),
        (solved, [(3, 3), (3,)], [0, 0, 0]),
        (attempted, [(3,), (4,)], [0, 1]),
    ],
)
def test_which_sizes_are_equal(function, shapes, wanted):
    names = function.__code__.co_varnames
    arguments = {n: np.ones(s) for n, s in zip(names, shapes, strict=False)}
    assert sizes(function, **arguments) == wanted


@pytest.mark.parametrize("function", [in_a_branch, in_a_loop, after_a_return])
def test_what_may_not_run_makes_nothing_equal(function):
    last = {"n": 0} if function is in_a_loop else {"s": 1.0}
    assert sizes(function, x=np.ones(3), t=np.ones(4), **last) == [0, 1]


@pytest.mark.parametrize("function", [in_a_branch, in_a_loop, after_a_return])
def test_sizes_that_differ_on_the_path_taken(function):
    last = {in_a_branch: -1.0, in_a_loop: 0, after_a_return: 1.0}[function]
    check_grads(function, (np.arange(3.0), np.arange(4.0), last), wrt=(0, 1))


def test_large_sizes_stay_large():
    known = types_of({"x": np.ones(9), "t": np.ones(9)})
    node = Compilation(differing, known=known).main.node
    found = unified(node, known)
    assert all(isinstance(kind.shape[0], Large) for kind in found.values())


def test_equal_sizes_need_no_array_of_ones():
    derivative = grad(lambda x, y: np.sum(np.sin(x - y) * x * y))
    derivative(np.ones(9), np.ones(9))
    assert "full_like" not in derivative.source
