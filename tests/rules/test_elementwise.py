"""Functions of one number: smooth points in every form, then poles and kinks."""

import math

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from srcdiff.runtime import (
    falling_logistic,
    logistic,
    product,
    quotient,
    sinc_derivative,
)
from tests.rules.harness import check
from tests.rules.test_operators import positive

ANYWHERE = [
    *(np.exp, np.exp2, np.expm1, np.sin, np.cos, np.tan, np.arctan, np.sinh, np.cosh),
    *(np.tanh, np.arcsinh, np.square, np.reciprocal, np.cbrt, np.absolute, np.fabs),
    *(np.negative, np.positive, np.deg2rad, np.rad2deg, np.radians, np.degrees),
    *(np.sinc, np.conjugate, np.real, np.nan_to_num, "conj", "real"),
    *(logistic, falling_logistic),
]
ABOVE_ZERO = [np.log, np.log2, np.log10, np.log1p, np.sqrt]
INSIDE_ONE = [np.arcsin, np.arccos, np.arctanh]
IN_MATH = [
    *(math.sin, math.cos, math.tan, math.asin, math.acos, math.atan, math.sinh),
    *(math.cosh, math.tanh, math.asinh, math.atanh, math.exp, math.exp2, math.expm1),
    *(math.log, math.log2, math.log10, math.log1p, math.sqrt, math.cbrt, math.fabs),
    *(math.erf, math.erfc, math.radians, math.degrees),
]


def forms(values):
    yield values
    yield values[0]
    yield np.asfortranarray(values)
    yield np.repeat(values, 2, axis=1)[:, ::2]
    yield np.array(values[0, 0])
    yield values[0, 0]
    yield np.zeros((0, 3))


SIGNED = np.array([[0.3, -0.5, 0.7], [-0.2, 0.6, -0.4]])
CASES = [
    *((f, (x,), {}) for f in ANYWHERE for x in forms(SIGNED)),
    *((f, (x,), {}) for f in ABOVE_ZERO for x in forms(np.abs(SIGNED) + 0.2)),
    *((f, (x,), {}) for f in INSIDE_ONE for x in forms(SIGNED)),
    *((np.arccosh, (x,), {}) for x in forms(np.abs(SIGNED) + 1.2)),
    *((sinc_derivative, (x, 1), {}) for x in forms(SIGNED)),
    (sinc_derivative, (SIGNED / 10, 2), {}),
    (sinc_derivative, (SIGNED * 10, 3), {}),
    *((f, (0.4,), {}) for f in ANYWHERE if not isinstance(f, str)),
    *((f, (0.4,), {}) for f in IN_MATH),
    (math.acosh, (1.4,), {}),
    (math.hypot, (3.0, -4.0), {}),
    (math.atan2, (3.0, -4.0), {}),
    (math.copysign, (3.0, -4.0), {}),
    (math.ldexp, (3.0, 2), {}),
    (abs, (-0.4,), {}),
    (abs, (SIGNED,), {}),
    (np.ldexp, (SIGNED, np.array([1, 2, -3])), {}),
    (quotient, (SIGNED, positive((2, 1))), {}),
    (quotient, (0.5, 2.0), {}),
    (product, (SIGNED, positive((2, 1))), {}),
    (product, (0.5, 2.0), {}),
]


@pytest.mark.parametrize("target, args, options", CASES)
def test_rule(target, args, options):
    check(target, *args, **options)


def slope(function, x, g=1.0):
    with np.errstate(all="ignore"):
        return REGISTRY.of(function).body(x, out=function(x), g=g)


@pytest.mark.parametrize("function", [math.sqrt, np.sqrt, np.cbrt])
def test_roots_have_infinite_slope_at_zero(function):
    assert slope(function, 0.0) == np.inf


@pytest.mark.parametrize("function", [np.abs, abs, math.fabs, np.sinc])
def test_slope_is_zero_at_zero(function):
    assert slope(function, 0.0) == 0


@pytest.mark.parametrize(
    "function, x",
    [
        *((f, 0.0) for f in (np.sqrt, np.log, np.log2, np.log10, np.cbrt)),
        *((f, 1.0) for f in (np.arcsin, np.arccos, np.arctanh, np.arccosh)),
        *((np.log1p, -1.0), (np.reciprocal, 0.0), (np.sqrt, -1.0), (np.log, -1.0)),
    ],
)
def test_pole_under_a_mask_contributes_nothing(function, x):
    masked = np.array([x, x])
    assert slope(function, masked, np.zeros(2)).tolist() == [0, 0]
    assert slope(function, np.float64(x), 0.0) == 0


@pytest.mark.parametrize("x", [0.0, 1e-8, 1e-3, 0.4999, 0.5, -0.5001, 7.3])
def test_derivatives_of_sinc_are_right_near_zero_too(x):
    t, weight = np.polynomial.legendre.leggauss(60)
    t, weight = (t + 1) / 2, weight / 2
    for order in range(4):
        # sinc(x) is the integral of cos(pi x t) over t from 0 to 1.
        terms = (np.pi * t) ** order * np.cos(np.pi * x * t + order * np.pi / 2)
        want = np.sum(weight * terms)
        assert sinc_derivative(x, order) == pytest.approx(want, rel=1e-11, abs=1e-12)


def test_tails_stay_accurate():
    assert slope(np.arcsin, 1 - 1e-12) == pytest.approx(1 / math.sqrt(2e-12), rel=1e-4)
    assert slope(np.arcsinh, 1e200) == pytest.approx(1e-200)


def test_direction_and_length_of_the_zero_vector():
    hypot, arctan2 = REGISTRY.of(np.hypot).body, REGISTRY.of(math.atan2).body
    assert hypot(0.0, 0.0, out=0.0, g=1.0) == (0, 0)
    assert arctan2(0.0, 0.0, out=0.0, g=1.0) == (0, 0)
