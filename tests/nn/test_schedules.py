"""Schedules of rates, against their formulas."""

import math

import numpy as np
import pytest

from srcdiff import InvalidArgument
from srcdiff.nn import (
    schedules,
    sgd,
    training_step,
)


@pytest.mark.parametrize("t", [1, 2, 7, 10, 11, 40, 1000])
def test_formulas(t):
    k = t - 1
    assert schedules.constant(0.3)(t) == 0.3
    assert schedules.stairs(0.3, 0.1, 5)(t) == pytest.approx(0.3 * 0.1 ** (k // 5))
    assert schedules.inverse(0.3, 2.0)(t) == pytest.approx(0.3 / (1 + 2.0 * k))
    part = min(k / 20, 1.0)
    falling = 0.1 + 0.2 * (1 + math.cos(math.pi * part)) / 2
    assert schedules.cosine(0.3, 20, final=0.1)(t) == pytest.approx(falling)
    grown = min(t / 10, 1.0)
    assert schedules.warm_up(0.3, 10)(t) == pytest.approx(0.3 * grown)
    both = schedules.warm_up(schedules.cosine(0.3, 20, final=0.1), 10)
    assert both(t) == pytest.approx(falling * grown)


@pytest.mark.parametrize("steps", [0, -1, 2.5])
def test_numbers_of_steps_are_checked(steps):
    for make in (
        lambda: schedules.stairs(0.1, 0.5, steps),
        lambda: schedules.cosine(0.1, steps),
        lambda: schedules.warm_up(0.1, steps),
    ):
        with pytest.raises(InvalidArgument, match="at least 1"):
            make()


def logarithmic(t):
    slow = 1.0
    if t > 2:
        slow = np.log(t)
    return 0.1 / slow


RATES = {
    "number": 1,
    "constant": schedules.constant(0.3),
    "stairs": schedules.stairs(0.8, 0.5, 2),
    "inverse": schedules.inverse(0.5, 0.25),
    "cosine": schedules.cosine(0.5, 4),
    "cosine to a rate": schedules.cosine(0.5, 4, final=0.1),
    "warm-up": schedules.warm_up(0.5, 3),
    "warm-up of a cosine": schedules.warm_up(schedules.cosine(0.5, 4), 3),
    "statements": logarithmic,
    "lambda": lambda t: 1 / t**2,
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", RATES)
def test_rates_are_those_of_the_schedule(name, dtype):
    rate, w, x = RATES[name], np.zeros(3, dtype), np.ones(3, dtype)
    optimiser = sgd(rate)
    step = training_step(lambda w, x: np.sum(w * x), optimiser)
    state = optimiser.init(w)
    for number in range(1, 8):
        before = w.copy()
        step(state, w, x)
        wanted = rate(number) if callable(rate) else rate
        np.testing.assert_array_equal(w, before - dtype(wanted))
    assert w.dtype == dtype


def test_a_schedule_that_is_no_text_is_refused():
    class Rate:
        def __call__(self, t):
            return 0.1

    def early(t):
        if t > 3:
            return 0.1
        return 0.2

    table = [0.1, 0.2]
    for rate, message in (
        (Rate(), "not a function written with def"),
        (early, "early: it must run from start to end"),
        (lambda t: table[t], "it reads table, a list"),
        (lambda: 0.1, "takes the number of a step"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            training_step(np.sum, sgd(rate))({"t": 0}, np.ones(2))
