"""Arithmetic operators, over every pair of shapes that broadcast, and at zero."""

import math
import operator

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import base_factor, exponent_factor, unbroadcast
from tests.rules.harness import check
from tests.rules.text import variants


def positive(shape, seed=0):
    """Random multiples of 0.1; shifted by 0.02 no ratio of two is a whole number."""
    return 0.6 + 0.1 * np.random.default_rng(seed).integers(13, size=shape)


OPERANDS = {
    "numpy scalar": np.float64(1.3),
    "0-d": np.array(0.8),
    "python": 1.7,
    "1": positive(1),
    "3": positive(3, 1),
    "2x3": positive((2, 3), 2),
    "2x1": positive((2, 1), 3),
    "1x3": positive((1, 3), 4),
    "0": np.zeros(0),
    "0x3": np.zeros((0, 3)),
    "strided": positive((4, 6), 5)[::2, ::2],
    "reversed": positive((2, 3), 6)[::-1, ::-1],
    "fortran": np.asfortranarray(positive((2, 3), 7)),
}


def broadcastable(x, y):
    try:
        np.broadcast(x, y)
    except ValueError:
        return False
    return True


PAIRS = [
    (a, b)
    for a, x in OPERANDS.items()
    for b, y in OPERANDS.items()
    if broadcastable(x, y)
]
BINARY = [
    np.add,
    np.subtract,
    np.multiply,
    np.divide,
    np.power,
    np.float_power,
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.pow,
    pow,
    np.arctan2,
    np.hypot,
    np.logaddexp,
    np.logaddexp2,
    np.maximum,
    np.minimum,
    np.fmax,
    np.fmin,
    np.copysign,
    np.remainder,
    np.fmod,
    np.divmod,
    base_factor,
]
CASES = [
    *((f, (OPERANDS[a], OPERANDS[b] + 0.02), {}) for f in BINARY for a, b in PAIRS),
    *((f, (x,), {}) for f in (operator.neg, operator.pos) for x in (0.5, positive(3))),
    (operator.mod, (7.5, 2.0), {}),
    (operator.mod, (np.array([7.3, -7.3]), np.array([[2.0], [-2.0]])), {}),
    (math.fmod, (-7.5, 2.0), {}),
    (math.pow, (1.5, 2.5), {}),
    (divmod, (7.5, 2.0), {}),
    (exponent_factor, (positive(3), positive(3, 1)), {}),
    (operator.pow, (np.array([-2.0, 3.0]), 3), {"wrt": [0]}),
    (operator.pow, (np.array([-2.0, 0.0]), 2.0), {"wrt": [0]}),
    (operator.pow, (np.array([-2.0, 3.0]), -3), {"wrt": [0]}),
    (operator.pow, (np.array([-2.0, 3.0]), np.array([[2], [-1]])), {"wrt": [0]}),
    (operator.pow, (np.array([2.0, 3.0]), 1), {"wrt": [0]}),
    (operator.pow, (2, np.array([2.0, 3.0])), {"wrt": [1]}),
    (operator.pow, (2.5, 3.0), {}),
    (operator.mul, (2, positive(3)), {}),
    (operator.truediv, (1, positive(3)), {}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


def gradients(target, *args):
    body = variants(REGISTRY.of(target).body)[0]
    found = body(*args, out=target(*args), g=1.0)
    return [float(np.sum(unbroadcast(a, x))) for a, x in zip(found, args, strict=True)]


@pytest.mark.parametrize("x, y, want", [(0.0, 0.0, 0), (0.0, 1.0, 1), (0.0, 2.0, 0)])
def test_power_at_zero(x, y, want):
    assert gradients(operator.pow, x, y)[0] == want
    assert gradients(np.power, np.array([x, x]), np.array([y, y]))[0] == 2 * want


def test_zero_to_a_positive_power_does_not_depend_on_the_exponent():
    assert gradients(operator.pow, 0.0, 2.5)[1] == 0
    assert gradients(np.power, 0.0, 2.5)[1] == 0


def test_fractional_power_at_zero_is_infinite_unless_masked():
    x, body = np.array([0.0, 4.0]), REGISTRY.of(np.power).body
    with np.errstate(divide="ignore"):
        masked, _ = body(x, 0.5, out=np.sqrt(x), g=np.array([0.0, 1.0]))
        plain, _ = body(x, 0.5, out=np.sqrt(x), g=np.ones(2))
    assert masked.tolist() == [0.0, 0.25]
    assert plain.tolist() == [np.inf, 0.25]
