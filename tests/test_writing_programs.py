"""Random programs that write in place: gradients against differences, none wrong.

A usual run tries 1000, each version of Python its own. SRCDIFF_WRITING=100000 tries
that many, and others.
"""

import collections
import copy
import os
import sys

import numpy as np
import pytest

from srcdiff import SrcdiffError, value_and_grad
from srcdiff.testing.differences import slope
from tests.writing_programs import WritingProgram, smaller, writing_program

COUNT = int(os.environ.get("SRCDIFF_WRITING", "2000"))
LONG = "SRCDIFF_WRITING" in os.environ
START = 1_000_000 if LONG else 10_000 * sys.version_info.minor
PARTS = 8
WRT = (0, 1, 2)


def verdict(program):
    """Return right, refused or unsure for a program, or what is wrong with it."""
    main = program.load()
    try:
        with np.errstate(all="ignore"):
            return _verdict(program, main)
    finally:
        program.forget(main)


def _verdict(program, main):
    args = program.args
    try:
        value = main(*copy.deepcopy(args))
    except (ValueError, IndexError, UnboundLocalError):
        return "no program"
    if not np.isfinite(value) or abs(value) > 1e3:
        return "unsure"
    gradient = value_and_grad(main, WRT)
    try:
        found, gradients = gradient(*args)
    except SrcdiffError:
        return "refused"
    if not all(map(np.array_equal, args, program.args)):
        return "arguments changed"
    if not np.isclose(found, value, rtol=1e-9, atol=1e-9):
        return f"value {found}, not {value}"
    random = np.random.default_rng(program.seed + 1)
    directions = [random.standard_normal(np.shape(args[k])) for k in WRT]

    def along(step):
        moved = [a + step * d for a, d in zip(args[:3], directions, strict=True)]
        return float(main(*moved, *args[3:]))

    try:
        wanted = slope(along)
    except (ValueError, IndexError, UnboundLocalError):
        return "unsure"
    if not wanted.error < 1e-6 * max(1.0, abs(wanted.value)):
        return "unsure"
    got = projected(gradients, directions)
    if abs(got - wanted.value) > 1e-5 * max(1.0, abs(wanted.value)):
        # Where rounding alone decides (sizes of 1e17 cancel), last digits change it.
        beside = [a * (1 + 1e-14) for a in args[:3]]
        nearby = projected(gradient(*beside, *args[3:])[1], directions)
        if kinked(along) or abs(got - nearby) > 1e-6 * max(1.0, abs(got)):
            return "unsure"
        return f"gradient {got}, by differences {wanted.value}"
    return "right"


def projected(gradients, directions):
    """Return the derivative along directions that gradients give."""
    pairs = zip(gradients, directions, strict=True)
    return float(sum(np.sum(g * d) for g, d in pairs))


def kinked(along, step=1e-6):
    """Tell whether a function has two slopes at 0, as where operands of max meet."""
    below, here, above = map(along, (-step, 0.0, step))
    left, right = (here - below) / step, (above - here) / step
    return abs(left - right) > 1e-3 * max(1.0, abs(left))


ALLOWED = {"right", "refused", "unsure", "no program"}


def shrunk(program):
    """Return the smallest program that is wrong as this one is."""
    while True:
        for body in smaller(program.body):
            less = WritingProgram(body, program.seed)
            try:
                if verdict(less) not in ALLOWED:
                    program = less
                    break
            except Exception:
                continue
        else:
            return program


@pytest.mark.parametrize("part", range(PARTS))
def test_programs_that_write_in_place(part):
    tally = collections.Counter()
    for seed in range(START + part, START + COUNT, PARTS):
        program = writing_program(seed)
        found = verdict(program)
        if found not in ALLOWED:
            least = shrunk(program)
            raise AssertionError(f"{verdict(least)}, seed {seed}:\n{least.text}")
        tally[found] += 1
    assert tally["right"] > 0.8 * sum(tally.values())
