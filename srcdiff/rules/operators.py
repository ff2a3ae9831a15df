"""Rules of Python's arithmetic operators and the NumPy functions behind them."""

import math
import operator

import numpy as np

from srcdiff.core.types import Number, ufunc_result
from srcdiff.rules.registry import (
    AS_WRITTEN,
    HOLOMORPHIC,
    elementwise,
    nondifferentiable,
    rule,
)
from srcdiff.rules.result_types import (
    always,
    operator_result,
    power_result,
    python_float,
)
from srcdiff.runtime import (
    base_factor,
    exponent_factor,
    product,
    quotient,
    unbroadcast,
    zeros_like,
)


@elementwise(np.add, over_complex=HOLOMORPHIC)
@elementwise(
    operator.add,
    result=operator_result(operator.add, np.add),
    over_complex=HOLOMORPHIC,
)
def add(x, y, *, out, g):
    return g, g


@elementwise(np.subtract, over_complex=HOLOMORPHIC)
@elementwise(
    operator.sub,
    result=operator_result(operator.sub, np.subtract),
    over_complex=HOLOMORPHIC,
)
def subtract(x, y, *, out, g):
    return g, -g


@elementwise(np.multiply, over_complex=HOLOMORPHIC)
@elementwise(
    operator.mul,
    result=operator_result(operator.mul, np.multiply),
    over_complex=HOLOMORPHIC,
)
def multiply(x, y, *, out, g):
    return g * y, g * x


@elementwise(np.divide, over_complex=HOLOMORPHIC)
@elementwise(
    operator.truediv,
    result=operator_result(operator.truediv, np.divide),
    over_complex=HOLOMORPHIC,
)
def divide(x, y, *, out, g):
    return g / y, -g * out / y


@elementwise(np.negative, over_complex=HOLOMORPHIC)
@elementwise(
    operator.neg,
    result=operator_result(operator.neg, np.negative),
    over_complex=HOLOMORPHIC,
)
def negative(x, *, out, g):
    return -g


@elementwise(np.positive, over_complex=HOLOMORPHIC)
@elementwise(
    operator.pos,
    result=operator_result(operator.pos, np.positive),
    over_complex=HOLOMORPHIC,
)
def positive(x, *, out, g):
    return g


@elementwise(np.absolute, over_complex=AS_WRITTEN)
@elementwise(np.fabs)
@elementwise(
    operator.abs,
    abs,
    result=operator_result(abs, np.absolute),
    over_complex=AS_WRITTEN,
)
@elementwise(math.fabs, result=python_float)
def absolute(x, *, out, g):
    if np.isrealobj(x):
        return g * np.sign(x)
    return quotient(g * x, out)


@elementwise(np.power, over_complex=HOLOMORPHIC)
@elementwise(np.float_power, over_complex=HOLOMORPHIC)
@elementwise(operator.pow, pow, result=power_result, over_complex=HOLOMORPHIC)
@elementwise(math.pow, result=python_float)
def power(x, y, *, out, g):
    if y == 0:
        return zeros_like(x), product(g, exponent_factor(x, out))
    if y == 1:
        return g, product(g, exponent_factor(x, out))
    if y == 2:
        return g * (2 * x), product(g, exponent_factor(x, out))
    if y == 3:
        return g * (3 * x * x), product(g, exponent_factor(x, out))
    return product(g, base_factor(x, y)), product(g, exponent_factor(x, out))


@elementwise(base_factor, over_complex=HOLOMORPHIC)
def derivative_of_base_factor(x, y, *, out, g):
    slope = np.power(x, y - 1.0) + exponent_factor(x, out)
    return product(g, y * base_factor(x, y - 1.0)), product(g, slope)


@elementwise(exponent_factor, over_complex=HOLOMORPHIC)
def derivative_of_exponent_factor(x, out_of_power, *, out, g):
    logarithm = np.log(np.where(np.equal(x, 0), 1.0, x))
    return quotient(g * out_of_power, x), product(g, logarithm)


@elementwise(np.remainder)
@elementwise(operator.mod, result=operator_result(operator.mod, np.remainder))
def remainder(x, y, *, out, g):
    return g, -g * (x // y)


@elementwise(np.fmod)
@elementwise(math.fmod, result=python_float)
def fmod(x, y, *, out, g):
    return g, -g * np.trunc(x / y)


@rule(np.divmod, divmod)
def divmod(x, y, *, out, g):
    return unbroadcast(g[1], x), unbroadcast(-g[1] * out[0], y)


def _operators(ufuncs):
    for ufunc, functions in ufuncs.items():
        nondifferentiable(ufunc, result=_of_ufunc(ufunc))
        for function in functions:
            nondifferentiable(function, result=operator_result(function, ufunc))


def _of_ufunc(ufunc):
    return lambda *values, **named: ufunc_result(ufunc, *values)


_operators(
    {
        np.floor_divide: [operator.floordiv],
        np.bitwise_and: [operator.and_],
        np.bitwise_or: [operator.or_],
        np.bitwise_xor: [operator.xor],
        np.invert: [operator.invert],
        np.left_shift: [operator.lshift],
        np.right_shift: [operator.rshift],
        np.equal: [operator.eq],
        np.not_equal: [operator.ne],
        np.less: [operator.lt],
        np.less_equal: [operator.le],
        np.greater: [operator.gt],
        np.greater_equal: [operator.ge],
        np.logical_and: [],
        np.logical_or: [],
        np.logical_xor: [],
        np.logical_not: [],
    }
)
nondifferentiable(
    operator.not_,
    operator.is_,
    operator.is_not,
    operator.contains,
    result=always(Number(bool)),
)
