"""What is written through one name of a list or dict is known of no other name."""

import pytest

from srcdiff import grad


def list_by_another_name(x):
    flags = [0, 1.0]
    others = flags
    others[0] = 1
    y = x
    if flags[0] > 0:
        y = x * 2
    return y * flags[1]


def dict_by_another_name(x):
    state = {"n": 0, "v": 1.0}
    other = state
    other["n"] = 1
    y = x
    if state["n"] > 0:
        y = x * 2
    return y * state["v"]


def back_and_forth(x):
    state = {"n": None, "v": x}
    other = state
    state["v"] = x * x
    other["n"] = 2
    if state["n"] is None:
        return x
    return state["v"] * other["n"]


def chosen(x, first):
    one, two = {"on": False}, {"on": False}
    picked = one if first else two
    picked["on"] = True
    if one["on"]:
        return x * x
    return 3 * x


def in_a_loop(x):
    state = {"n": 0}
    total = 0.0
    for _ in range(3):
        if state["n"] > 1:
            total = total + x * x
        other = state
        other["n"] = other["n"] + 1
    return total


@pytest.mark.parametrize("specialise", [True, False])
@pytest.mark.parametrize(
    "program, wanted",
    [
        (list_by_another_name, 2.0),
        (dict_by_another_name, 2.0),
        (back_and_forth, 12.0),
        (in_a_loop, 6.0),
    ],
)
def test_a_test_asks_what_was_written_by_another_name(program, wanted, specialise):
    assert grad(program, specialise=specialise)(3.0) == wanted


@pytest.mark.parametrize("first, wanted", [(True, 6.0), (False, 3.0)])
def test_a_test_asks_one_of_two_that_may_have_been_written(first, wanted):
    assert grad(chosen)(3.0, first) == wanted
