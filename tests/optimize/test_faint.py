"""What feeds only itself goes; what anything else reads stays."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.optimize.faint import faint
from srcdiff.testing import check_grads
from tests.in_place import changed

START = "def f(x, y):\n    "
END = "\n    return x, y"


def left(body):
    after = changed(START + body + END, lambda node, names: faint(node))
    return after.removeprefix(START).removesuffix(END)


def test_a_cycle_goes():
    body = "s, n = 0.0, 1\n    for _ in range(3):\n        s = s + n\n        n = s\n"
    assert left(body + "        x = x * 2") == "for _ in range(3):\n        x = x * 2"


@pytest.mark.parametrize(
    "body",
    [
        "s = 0\n    while s < 3:\n        s = s + 1",
        "s = 0.0\n    for i in range(3):\n        s = s + i\n        x[0] = s",
        "s = 0.0\n    for i in range(3):\n        s = s + i\n        x = x * s",
        "s = 0\n    for _ in y:\n        s = s + 1\n    if s > 2:\n        x = y",
        "s = x.copy()\n    for i in range(3):\n        s[i] = s[i] + y[i]",
    ],
)
def test_what_is_read_stays(body):
    assert left(body) == body


def test_sums_that_only_the_value_needs_are_not_made():
    def energy(x):
        total = 0.0
        for i in range(len(x)):
            total = total + x[i] * x[i]
        return total

    derivative = grad(energy)
    derivative(np.arange(3.0))
    lines = derivative.source.splitlines()
    assert not any("total" in line.partition("#")[0] for line in lines)
    check_grads(energy, (np.arange(3.0),))


def test_loops_without_a_turn_to_take_are_gone():
    def unread(x, y):
        for _ in y:
            x = x * 2.0
        return np.sum(x) * 0.0 + np.sum(np.sign(y))

    derivative = grad(unread, "y")
    derivative(2.0, np.arange(3.0))
    assert "for" not in derivative.source
