"""Schedules of rates, against their formulas."""

import math

import pytest

from srcdiff import InvalidArgument
from srcdiff.nn import schedules


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
