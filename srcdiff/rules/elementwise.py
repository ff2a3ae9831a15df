"""Rules of functions of one number, and of a few of two."""

import math

import numpy as np

from srcdiff.core.types import Array, Number, shape_of, ufunc_result
from srcdiff.rules.passive_types import rounded
from srcdiff.rules.registry import (
    HOLOMORPHIC,
    PASS_A_CONSTANT,
    elementwise,
    nondifferentiable,
    rule,
)
from srcdiff.rules.result_types import always, python_float, quotient_result
from srcdiff.rules.shape_types import dtype_of, same
from srcdiff.runtime import (
    falling_logistic,
    logistic,
    product,
    quotient,
    sinc_derivative,
)

# A constant such as np.log(2.0) is a np.float64 and would promote float32 adjoints:
# the rules spell constants as Python floats.


def _float_result(x):
    dtype = dtype_of(x)
    known = dtype is not None and dtype.kind == "f"
    return Array(dtype if known else None, shape_of(x))


@elementwise(np.exp, over_complex=HOLOMORPHIC)
@elementwise(math.exp, result=python_float)
def exp(x, *, out, g):
    return g * out


def _like_exp(v):
    return ufunc_result(np.exp, v)


@elementwise(logistic, result=_like_exp, over_complex=HOLOMORPHIC)
def logistic_rule(v, *, out, g):
    return g * out * (1 - out)


@elementwise(falling_logistic, result=_like_exp, over_complex=HOLOMORPHIC)
def falling_logistic_rule(v, *, out, g):
    return -g * out * (1 - out)


@elementwise(np.exp2, over_complex=HOLOMORPHIC)
@elementwise(math.exp2, result=python_float)
def exp2(x, *, out, g):
    return g * out * 0.6931471805599453


@elementwise(np.expm1, over_complex=HOLOMORPHIC)
@elementwise(math.expm1, result=python_float)
def expm1(x, *, out, g):
    return g * (out + 1)


# The logarithms of ``math`` raise at their pole, so that no guard is needed there.


@elementwise(math.log, result=python_float)
def math_log(x, *, out, g):
    return g / x


@elementwise(np.log, over_complex=HOLOMORPHIC)
def log(x, *, out, g):
    return quotient(g, x)


@elementwise(math.log2, result=python_float)
def math_log2(x, *, out, g):
    return g / (x * 0.6931471805599453)


@elementwise(np.log2, over_complex=HOLOMORPHIC)
def log2(x, *, out, g):
    return quotient(g, x * 0.6931471805599453)


@elementwise(math.log10, result=python_float)
def math_log10(x, *, out, g):
    return g / (x * 2.302585092994046)


@elementwise(np.log10, over_complex=HOLOMORPHIC)
def log10(x, *, out, g):
    return quotient(g, x * 2.302585092994046)


@elementwise(math.log1p, result=python_float)
def math_log1p(x, *, out, g):
    return g / (1 + x)


@elementwise(np.log1p, over_complex=HOLOMORPHIC)
def log1p(x, *, out, g):
    return quotient(g, 1 + x)


@elementwise(np.logaddexp)
def logaddexp(x, y, *, out, g):
    return product(g, np.exp(x - out)), product(g, np.exp(y - out))


@elementwise(np.logaddexp2)
def logaddexp2(x, y, *, out, g):
    return product(g, np.exp2(x - out)), product(g, np.exp2(y - out))


@elementwise(np.sqrt, over_complex=HOLOMORPHIC)
@elementwise(math.sqrt, result=python_float)
def sqrt(x, *, out, g):
    return quotient(g, 2 * out)


@elementwise(np.cbrt)
@elementwise(math.cbrt, result=python_float)
def cbrt(x, *, out, g):
    return quotient(g, 3 * out * out)


@elementwise(np.square, over_complex=HOLOMORPHIC)
def square(x, *, out, g):
    return g * (2 * x)


@elementwise(np.reciprocal, over_complex=HOLOMORPHIC)
def reciprocal(x, *, out, g):
    return -product(g, out * out)


@elementwise(np.hypot)
@elementwise(math.hypot, result=python_float)
def hypot(x, y, *, out, g):
    return quotient(g * x, out), quotient(g * y, out)


@elementwise(np.sin, over_complex=HOLOMORPHIC)
@elementwise(math.sin, result=python_float)
def sin(x, *, out, g):
    return g * np.cos(x)


@elementwise(np.cos, over_complex=HOLOMORPHIC)
@elementwise(math.cos, result=python_float)
def cos(x, *, out, g):
    return -g * np.sin(x)


@elementwise(np.tan, over_complex=HOLOMORPHIC)
@elementwise(math.tan, result=python_float)
def tan(x, *, out, g):
    return g * (1 + out * out)


@elementwise(np.arcsin)
@elementwise(math.asin, result=python_float)
def arcsin(x, *, out, g):
    return quotient(g, np.sqrt((1 - x) * (1 + x)))


@elementwise(np.arccos)
@elementwise(math.acos, result=python_float)
def arccos(x, *, out, g):
    return -quotient(g, np.sqrt((1 - x) * (1 + x)))


@elementwise(np.arctan, over_complex=HOLOMORPHIC)
@elementwise(math.atan, result=python_float)
def arctan(x, *, out, g):
    return g / (1 + x * x)


@elementwise(np.arctan2)
@elementwise(math.atan2, result=python_float)
def arctan2(y, x, *, out, g):
    square = x * x + y * y
    return quotient(g * x, square), -quotient(g * y, square)


@elementwise(np.sinh, over_complex=HOLOMORPHIC)
@elementwise(math.sinh, result=python_float)
def sinh(x, *, out, g):
    return g * np.cosh(x)


@elementwise(np.cosh, over_complex=HOLOMORPHIC)
@elementwise(math.cosh, result=python_float)
def cosh(x, *, out, g):
    return g * np.sinh(x)


@elementwise(np.tanh, over_complex=HOLOMORPHIC)
@elementwise(math.tanh, result=python_float)
def tanh(x, *, out, g):
    return g * (1 - out * out)


@elementwise(np.arcsinh)
@elementwise(math.asinh, result=python_float)
def arcsinh(x, *, out, g):
    return g / np.hypot(x, 1.0)


@elementwise(np.arccosh)
@elementwise(math.acosh, result=python_float)
def arccosh(x, *, out, g):
    return quotient(g, np.sqrt((x - 1) * (x + 1)))


@elementwise(np.arctanh)
@elementwise(math.atanh, result=python_float)
def arctanh(x, *, out, g):
    return quotient(g, (1 - x) * (1 + x))


@elementwise(np.sinc, result=_float_result)
def sinc(x, *, out, g):
    return g * sinc_derivative(x, 1)


@elementwise(sinc_derivative, result=lambda x, order: _float_result(x))
def sinc_derivative_rule(x, order, *, out, g):
    return g * sinc_derivative(x, order + 1), None


@elementwise(math.erf, result=python_float)
def erf(x, *, out, g):
    return g * 2 * np.pi**-0.5 * np.exp(-x * x)


@elementwise(math.erfc, result=python_float)
def erfc(x, *, out, g):
    return -g * 2 * np.pi**-0.5 * np.exp(-x * x)


@elementwise(np.deg2rad)
@elementwise(np.radians)
@elementwise(math.radians, result=python_float)
def radians(x, *, out, g):
    return g * (np.pi / 180)


@elementwise(np.rad2deg)
@elementwise(np.degrees)
@elementwise(math.degrees, result=python_float)
def degrees(x, *, out, g):
    return g * (180 / np.pi)


@elementwise(np.copysign)
@elementwise(math.copysign, result=python_float)
def copysign(x, y, *, out, g):
    return g * np.sign(x) * np.copysign(1.0, y), None


@elementwise(np.ldexp)
@elementwise(math.ldexp, result=python_float)
def ldexp(x, i, *, out, g):
    return np.ldexp(g, i), None


@rule(
    np.nan_to_num,
    result=same,
    without_adjoint=dict.fromkeys(("nan", "posinf", "neginf"), PASS_A_CONSTANT),
)
def nan_to_num(x, *, nan=0.0, posinf=None, neginf=None, out, g):
    return np.where(np.isfinite(x), g, 0.0)


@elementwise(quotient, result=quotient_result, over_complex=HOLOMORPHIC)
def derivative_of_quotient(a, d, *, out, g):
    return quotient(g, d), -quotient(g * out, d)


@elementwise(product, result=quotient_result, over_complex=HOLOMORPHIC)
def derivative_of_product(a, factor, *, out, g):
    return product(g, factor), g * a


def _of_ufunc(ufunc):
    return lambda *values, **named: ufunc_result(ufunc, *values)


for _ufunc in (
    np.sign,
    np.floor,
    np.ceil,
    np.trunc,
    np.rint,
    np.heaviside,
    np.signbit,
    np.isnan,
    np.isinf,
    np.isfinite,
):
    nondifferentiable(_ufunc, result=_of_ufunc(_ufunc))
nondifferentiable(np.round, np.around, np.fix, methods=("round",), result=rounded)
nondifferentiable(round)
nondifferentiable(math.floor, math.ceil, math.trunc, result=always(Number(int)))
nondifferentiable(
    math.isnan, math.isinf, math.isfinite, math.isclose, result=always(Number(bool))
)
