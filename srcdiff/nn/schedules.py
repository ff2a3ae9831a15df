"""Learning rates that depend on the number of the step: functions of t = 1, 2, ..."""

from __future__ import annotations

import math
from collections.abc import Callable

from srcdiff.errors import InvalidArgument

Schedule = Callable[[int], float]
Rate = float | Schedule


def constant(rate: float) -> Schedule:
    """Return the schedule of one rate for all steps.

    >>> constant(0.1)(5)
    0.1
    """
    return lambda t: rate


def stairs(rate: float, factor: float, every: int) -> Schedule:
    """Return the schedule that multiplies the rate by a factor every so many steps.

    >>> halved = stairs(0.8, factor=0.5, every=10)
    >>> halved(1), halved(10), halved(11), halved(21)
    (0.8, 0.8, 0.4, 0.2)
    """
    _check_count("every", every)
    return lambda t: rate * factor ** ((t - 1) // every)


def inverse(rate: float, decay: float) -> Schedule:
    """Return the schedule that falls like 1/t, at the speed of the decay.

    >>> slower = inverse(1.0, decay=0.5)
    >>> slower(1), slower(3)
    (1.0, 0.5)
    """
    return lambda t: rate / (1 + decay * (t - 1))


def cosine(rate: float, steps: int, final: float = 0.0) -> Schedule:
    """Return the schedule that falls along half a cosine, from a rate to a final one.

    steps: how many; later steps have the final rate.

    >>> falling = cosine(1.0, steps=100)
    >>> falling(1), round(falling(51), 12), falling(101), falling(200)
    (1.0, 0.5, 0.0, 0.0)
    """
    _check_count("steps", steps)
    half = (rate - final) / 2
    if final == 0:
        return lambda t: half * (1 + math.cos(math.pi * min((t - 1) / steps, 1.0)))
    return lambda t: final + half * (1 + math.cos(math.pi * min((t - 1) / steps, 1.0)))


def warm_up(rate: Rate, steps: int) -> Schedule:
    """Return a schedule whose rate grows linearly over its first steps.

    rate: a number or a schedule, to which the growth is a factor.

    >>> slow_start = warm_up(0.4, steps=4)
    >>> slow_start(1), slow_start(2), slow_start(4), slow_start(9)
    (0.1, 0.2, 0.4, 0.4)
    """
    _check_count("steps", steps)
    if callable(rate):
        return lambda t: min(t / steps, 1.0) * rate(t)
    return lambda t: min(t / steps, 1.0) * rate


def _check_count(name: str, value: int) -> None:
    if not isinstance(value, int) or value < 1:
        raise InvalidArgument(f"{name}={value!r}: give a number of steps, at least 1")
