"""The turn in which a loop is left is undone exactly where it has something to undo."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def idle(x):
    s = 0.0
    for i in range(4):
        if x[i] > 1.0:
            break
        s = s + x[i] * x[i]
    return s


def changed_before(x):
    s, y = 0.0, 1.0
    for i in range(4):
        y = y * x[i]
        if y > 1.0:
            break
        s = s + y
    return s * y


def changed_on_the_way_out(x):
    s = 1.0
    for i in range(4):
        s = s * x[i]
        if x[i] > 1.0:
            s = 3.0
            break
        s = s + x[i]
    return s * x[0]


def tape_before(x):
    s = 0.0
    for i in range(4):
        p = 1.0
        for k in range(2):
            p = p * x[k] * x[i]
        if p > 1.0:
            break
        s = s + p * p
    return s


def two_exits(x):
    s = 0.0
    for i in range(4):
        v = x[i] * x[i]
        if v > 1.5:
            break
        w = v * x[0]
        if w > 0.9:
            break
        s = s + w * v
    return s


PROGRAMS = [idle, changed_before, changed_on_the_way_out, tape_before, two_exits]
POINTS = [
    [0.5, 0.7, 2.0, 0.3],
    [2.0, 0.7, 0.4, 0.3],
    [0.5, 0.7, 0.2, 0.3],
    [0.9, 1.1, 1.05, 3.0],
]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("point", POINTS)
def test_gradients(program, point):
    check_grads(program, (np.array(point),))


def backward(function):
    derivative = grad(function)
    return derivative.source.partition("# backward")[2]


def test_an_idle_turn_is_not_undone():
    assert "if" not in backward(idle)
    assert "if" not in backward(two_exits)
    assert "conditions" not in grad(two_exits).source


@pytest.mark.parametrize("program", [changed_before, changed_on_the_way_out])
def test_any_other_turn_is(program):
    assert "if" in backward(program)
