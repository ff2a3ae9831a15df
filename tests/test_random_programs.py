"""Random programs: generated gradients against differences, and what always holds.

SRCDIFF_PROGRAMS=5000 tries that many programs, other ones each time.
"""

import copy
import os
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, reject, seed, settings

from srcdiff import NotDifferentiable, value_and_grad, vjp
from srcdiff.testing.differences import slope
from tests.generator import programs
from tests.trees import assert_close, assert_same, leaves, same_structure

LONG = "SRCDIFF_PROGRAMS" in os.environ
COUNT = int(os.environ.get("SRCDIFF_PROGRAMS", "500"))
PARTS = 4
UNSURE = 1e-6
SETTINGS = settings(
    max_examples=COUNT // PARTS,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def moved(value, direction, step):
    """Return nested numbers and arrays moved along a direction."""
    if isinstance(value, tuple):
        pairs = zip(value, direction, strict=True)
        return tuple(moved(v, d, step) for v, d in pairs)
    return value + step * direction


def direction_like(value, random):
    if isinstance(value, tuple):
        return tuple(direction_like(v, random) for v in value)
    found = random.standard_normal(np.shape(value))
    return found if isinstance(value, np.ndarray) else float(found)


def run(program):
    """Compare one program's gradients; return False where differences cannot tell."""
    function = program.load()
    args = copy.deepcopy(program.args)
    wrt = tuple(range(len(args)))
    primal = function(*copy.deepcopy(args))
    assume(np.all(np.isfinite(primal)) and abs(primal) < 1e3)

    derivative = value_and_grad(function, wrt)
    try:
        value, gradients = derivative(*args)
    except NotDifferentiable as error:
        # An array that a helper may have kept must not be written: a known refusal.
        assert "an augmented assignment writes into" in str(error)
        reject()
    assert_same(args, program.args)
    assert_same(value, primal)
    assert all(map(same_structure, gradients, args))

    direction = direction_like(args, np.random.default_rng(program.seed))
    found = slope(lambda step: float(function(*moved(args, direction, step))))
    products = [
        np.sum(g * d) for g, d in zip(leaves(gradients), leaves(direction), strict=True)
    ]
    sizes = [
        np.sqrt(np.sum(np.square(g * d)))
        for g, d in zip(leaves(gradients), leaves(direction), strict=True)
    ]
    scale = max(1.0, abs(found.value), *map(float, sizes))
    assume(found.error < UNSURE * scale)
    generated = float(sum(products))
    assert abs(generated - found.value) < 1e-6 * scale + 10 * found.error, (
        f"generated {generated}, by differences {found.value} ± {found.error}"
    )

    if program.seed % 6 == 0:
        general = value_and_grad(function, wrt, specialise=False)
        try:
            found = general(*copy.deepcopy(args))
        except NotDifferentiable as error:
            # Without types, an array that may have two names is the same refusal.
            assert "an augmented assignment writes into" in str(error)
        else:
            assert_close(found[1], gradients, 1e-9)
    elif program.seed % 6 == 1:
        value, pullback = vjp(function, *args, wrt=wrt)
        assert_same(value, primal)
        one = np.ones(np.shape(primal))
        assert_close(pullback(one), gradients, 1e-9)
        assert_close(pullback(2.0 * one), [2.0 * g for g in leaves(gradients)], 1e-9)
    program.forget(function)


@pytest.mark.parametrize("part", range(PARTS))
def test_random_programs(part):
    counted = {"tried": 0, "compared": 0}

    @given(programs())
    @SETTINGS
    def some(program):
        counted["tried"] += 1
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                run(program)
            except Exception as error:
                error.add_note(program.text.partition("    return r * p + d\n")[2])
                error.add_note(f"at {program.args}")
                raise
        counted["compared"] += 1

    (some if LONG else seed(part)(some))()
    assert counted["compared"] > 0.85 * counted["tried"]
