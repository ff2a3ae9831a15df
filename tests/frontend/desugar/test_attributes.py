"""Assignments to attributes: of the caller's objects, and of those that others hold."""

import copy

import numpy as np
import pytest

from srcdiff import NotDifferentiable, SrcdiffError, UnsupportedSyntax, grad
from tests.programs import PROGRAMS  # noqa: F401
from tests.programs_objects import State


class Cell:
    """A recurrent cell that keeps its state."""

    def __init__(self, weights, state):
        self.weights = weights
        self.state = state

    @property
    def twice(self):
        return 2.0 * self.state

    @twice.setter
    def twice(self, value):
        self.state = value / 2.0


def run(cell, xs):
    for x in xs:
        cell.state = np.tanh(cell.weights @ cell.state + x)
    return np.sum(cell.state**2)


def example():
    return Cell(np.array([[0.5, 0.1], [0.2, 0.3]]), np.array([0.1, -0.2]))


XS = np.array([[0.1, 0.2], [0.3, -0.4]])


def by_differences(name, step=1e-6):
    found = np.zeros_like(getattr(example(), name))
    for index in np.ndindex(found.shape):
        for sign in (1, -1):
            cell = example()
            getattr(cell, name)[index] += sign * step
            found[index] += sign * run(cell, XS) / (2 * step)
    return found


@pytest.mark.parametrize("specialise", [True, False])
def test_an_object_of_the_caller_stays_as_it_is(specialise):
    cell = example()
    before = copy.deepcopy(vars(cell))
    got = grad(run, specialise=specialise)(cell, XS)
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(cell, name), value)
        want = by_differences(name)
        np.testing.assert_allclose(getattr(got, name), want, rtol=1e-7)


def two_names(p):
    q = p
    p.x = 2.0 * p.x
    return q.x


def in_a_list(p):
    states = [p]
    p.x = 2.0 * p.x
    return states[0].x


def from_inside(p):
    def change():
        p.x = 2.0 * p.x

    change()
    return p.x


def changed(p):
    p.x = 2.0 * p.x
    return p.x


def by_a_helper(p):
    return 0.5 * changed(p) * p.x


@pytest.mark.parametrize("function", [two_names, in_a_list, from_inside, by_a_helper])
def test_an_object_of_many_names_is_one_object(function):
    p = State(1.0, np.ones(2))
    assert grad(function)(p).x == (4.0 if function is by_a_helper else 2.0)
    assert p.x == 1.0


@pytest.mark.parametrize("function", [two_names, in_a_list, from_inside, by_a_helper])
def test_refused_where_others_may_hold_an_object_of_unknown_class(function):
    with pytest.raises(UnsupportedSyntax, match="changes its object"):
        grad(function, specialise=False)(State(1.0, np.ones(2)))


def test_a_function_that_calls_itself_may_not_change_what_it_is_given():
    with pytest.raises(SrcdiffError, match="calls itself changes an object"):
        grad(again)(State(1.0, np.ones(2)), 2)


def again(p, n):
    p.x = p.x * 2.0
    return p.x if n == 0 else again(p, n - 1) * p.x


def test_an_array_is_not_written_through_an_attribute_of_an_unknown_object():
    def f(p):
        p.v += 1.0
        return np.sum(p.v**2)

    p = State(1.0, np.ones(2))
    np.testing.assert_array_equal(grad(f)(p).v, [4.0, 4.0])
    np.testing.assert_array_equal(p.v, [1.0, 1.0])
    with pytest.raises(NotDifferentiable, match="writes into a ndarray"):
        grad(f, specialise=False)(p)


def test_a_property_is_set():
    def f(cell):
        cell.twice = 3.0 * cell.state
        cell.twice += cell.twice
        return np.sum(cell.state)

    np.testing.assert_allclose(grad(f)(example()).state, [3.0, 3.0])
