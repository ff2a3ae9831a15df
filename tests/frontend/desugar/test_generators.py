"""Generators as arguments of functions: run before the call, where that is the same."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads

X = np.array([0.3, 0.7, -1.2, 0.4])


def longest(values, start=0.0):
    best = start
    for v in values:
        if abs(v) > abs(best):
            best = v * 1.5
    return best


def doubled(v):
    w = v * 2.0
    return w + np.sin(v)


def numbered(values):
    return sum(k * v for k, v in enumerate(values))


def twice(values):
    return sum(values) + sum(values)


def again(values):
    return [sum(values) for _ in range(2)][1]


def lazily(values):
    return longest(v for v in values)


def written(v):
    v *= 2.0
    return v


def noted(v, log=[]):  # noqa: B006
    log.append(v)
    return v


def test_functions_that_walk_once():
    def f(x):
        def total(values):
            return sum(v * x[0] for v in values)

        squares = (v * v for v in x)
        most = longest(squares)
        cubes = (doubled(v) for v in x)
        best = longest((doubled(v) for v in x), x[1]) * most
        rest = 1.0
        for c in cubes:
            rest = rest * c
        return best + total(v * v for v in x if v > 0) + numbered(v for v in x) * rest

    check_grads(f, (X,))
    assert "longest([doubled" not in grad(f).source


@pytest.mark.parametrize(
    "f",
    [
        lambda x: twice(v for v in x),
        lambda x: again(v for v in x),
        lambda x: lazily(v for v in x),
        lambda x: longest(written(v) for v in x),
        lambda x: longest(noted(v) for v in x),
        lambda x: np.vectorize(v for v in x),
    ],
)
def test_other_generators_are_refused(f):
    with pytest.raises(UnsupportedSyntax, match="this generator may not be run") as e:
        grad(f)(X)
    (refusal,) = e.value.refusals
    text, column = refusal.place.text, refusal.place.column
    assert text[column:].startswith("(")
    assert text[refusal.place.end_column - 1] == ")"
    assert refusal.remedy.startswith("assign a list comprehension to a name")
