"""Derivatives by differences, each with an estimate of its error."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

FIRST = 1 / 64
ROWS = 12
ENOUGH = 1e-12


@dataclass(frozen=True)
class Slope:
    """A derivative found by differences, and the estimated size of its error."""

    value: float
    error: float


def slope(function: Callable[[float], float]) -> Slope:
    """Return the derivative of a function at zero, by extrapolated central differences.

    function: from a number near zero to a number. Steps are halved from 1/64, and from
    all the extrapolations the one is taken that agrees best with its neighbours. The
    value and the error are NaN where the function is not finite.

    C. J. F. Ridders, Accurate computation of F'(x) and F'(x) F''(x), Advances in
    Engineering Software 4 (1982), 75-76; Press et al., Numerical Recipes (2007), 5.7.

    >>> found = slope(lambda t: math.exp(2 * t))
    >>> abs(found.value - 2) < 1e-11, found.error < 1e-10
    (True, True)
    """
    best = Slope(math.nan, math.inf)
    above: list[float] = []
    step = FIRST
    for _ in range(ROWS):
        ahead, behind = function(step), function(-step)
        row = [(ahead - behind) / (2 * step)]
        rounding = sys.float_info.epsilon * max(abs(ahead), abs(behind)) / step
        for column, old in enumerate(above, start=1):
            factor = 4.0**column
            row.append((factor * row[-1] - old) / (factor - 1))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - old)) + rounding
            if error < best.error:
                best = Slope(row[-1], error)
        if best.error <= ENOUGH * abs(best.value):
            break
        above = row if math.isfinite(row[0]) else []
        step /= 2
    return best if math.isfinite(best.error) else Slope(math.nan, math.nan)
