"""Rules of functions that reduce an array along axes, and of running sums.

Elements that tie for a maximum share its adjoint evenly. The standard deviation of
equal elements has the derivative 0.
"""

import builtins

import numpy as np

from srcdiff.core import types
from srcdiff.core.join import join
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.passive_types import INDEX, close, positions
from srcdiff.rules.registry import (
    AS_WRITTEN,
    HOLOMORPHIC,
    PASS_A_CONSTANT,
    multilinear,
    nondifferentiable,
    rule,
)
from srcdiff.rules.result_types import (
    always,
    of_argument,
    reduction_result,
    scan_result,
)
from srcdiff.rules.shape_types import dtype_of, same
from srcdiff.runtime import (
    count,
    expand,
    from_lanes,
    lanes,
    product_of_others,
    products_before,
    quotient,
    recurrence_back,
    spread,
    tie_shares,
    total,
    unbroadcast,
)


@multilinear(np.sum, methods=("sum",), result=reduction_result(np.sum))
def sum(a, axis=None, *, keepdims=False, out, g):
    if axis is None:
        return np.full_like(a, g)
    if keepdims:
        return np.broadcast_to(g, np.shape(a))
    if axis is not None and not keepdims:
        return np.broadcast_to(np.expand_dims(g, axis), np.shape(a))
    return expand(g, a, axis, keepdims)


@multilinear(np.mean, methods=("mean",), result=reduction_result(np.mean))
def mean(a, axis=None, *, keepdims=False, out, g):
    # Arrays are divided, not numbers: an empty one divided by 0 is empty.
    if axis is None:
        return np.full_like(a, g) / np.size(a)
    if np.ndim(a) == 1:
        return np.broadcast_to(g, np.shape(a)) / np.size(a)
    share = g / count(a, axis)
    if keepdims:
        return np.broadcast_to(share, np.shape(a))
    if axis is not None and not keepdims:
        return np.broadcast_to(np.expand_dims(share, axis), np.shape(a))
    return expand(g, a, axis, keepdims) / count(a, axis)


@rule(np.max, np.amax, methods=("max",), result=reduction_result(np.max))
def max(a, axis=None, *, keepdims=False, out, g):
    if axis is None:
        return g * tie_shares(a, out)
    if keepdims:
        return g * tie_shares(a, out, axis, True)
    if axis is not None and not keepdims:
        return np.expand_dims(g, axis) * tie_shares(a, out, axis)
    return expand(g, a, axis, keepdims) * tie_shares(a, out, axis, keepdims)


@rule(np.min, np.amin, methods=("min",), result=reduction_result(np.min))
def min(a, axis=None, *, keepdims=False, out, g):
    if axis is None:
        return g * tie_shares(a, out)
    if keepdims:
        return g * tie_shares(a, out, axis, True)
    if axis is not None and not keepdims:
        return np.expand_dims(g, axis) * tie_shares(a, out, axis)
    return expand(g, a, axis, keepdims) * tie_shares(a, out, axis, keepdims)


@rule(
    np.prod,
    methods=("prod",),
    result=reduction_result(np.prod),
    over_complex=HOLOMORPHIC,
)
def prod(a, axis=None, *, keepdims=False, out, g):
    if axis is None and np.ndim(a) == 1:
        return g * product_of_others(a)
    others = product_of_others(lanes(a, axis))
    return expand(g, a, axis, keepdims) * from_lanes(others, a, axis)


@rule(
    np.var,
    methods=("var",),
    result=reduction_result(np.var),
    over_complex=AS_WRITTEN,
    without_adjoint={"ddof": PASS_A_CONSTANT},
)
def var(a, axis=None, *, ddof=0, keepdims=False, out, g):
    if axis is None:
        return g * 2 * (a - np.mean(a)) / (np.size(a) - ddof)
    deviation = a - np.mean(a, axis=axis, keepdims=True)
    if keepdims:
        return g * 2 * deviation / (count(a, axis) - ddof)
    if axis is not None and not keepdims:
        return np.expand_dims(g, axis) * 2 * deviation / (count(a, axis) - ddof)
    wide = expand(g, a, axis, keepdims)
    return wide * 2 * deviation / (count(a, axis) - ddof)


@rule(
    np.std,
    methods=("std",),
    result=reduction_result(np.std),
    over_complex=AS_WRITTEN,
    without_adjoint={"ddof": PASS_A_CONSTANT},
)
def std(a, axis=None, *, ddof=0, keepdims=False, out, g):
    if axis is None:
        return quotient(g * (a - np.mean(a)), (np.size(a) - ddof) * out)
    deviation = a - np.mean(a, axis=axis, keepdims=True)
    scale = (count(a, axis) - ddof) * out
    if keepdims:
        return quotient(g * deviation, scale)
    if axis is not None and not keepdims:
        return quotient(
            np.expand_dims(g, axis) * deviation, np.expand_dims(scale, axis)
        )
    wide = expand(g, a, axis, keepdims)
    return quotient(wide * deviation, expand(scale, a, axis, keepdims))


@multilinear(np.cumsum, methods=("cumsum",), result=scan_result(np.cumsum))
def cumsum(a, axis=None, *, out, g):
    if axis is None and np.ndim(a) == 1:
        return np.cumsum(g[::-1])[::-1]
    sums = np.flip(np.cumsum(np.flip(g, axis), axis), axis)
    if axis is not None:
        return sums
    return np.reshape(sums, np.shape(a))


@rule(
    np.cumprod,
    methods=("cumprod",),
    result=scan_result(np.cumprod),
    over_complex=HOLOMORPHIC,
)
def cumprod(a, axis=None, *, out, g):
    factors = lanes(a, axis)
    sums = recurrence_back(factors, lanes(g, axis))
    return from_lanes(sums * products_before(factors), a, axis)


def _expanded(a, like, axis=None, keepdims=None):
    return types.Array(dtype_of(a), types.shape_of(like))


def _builtin_sum_result(iterable, start=None):
    if start is not None:
        return types.UNKNOWN
    if isinstance(iterable, types.Several):
        # The sum of no items is the integer 0.
        return join(types.Number(int), iterable.item)
    if not isinstance(iterable, types.Array):
        return types.UNKNOWN
    if iterable.shape is not None and len(iterable.shape) == 1:
        return types.SCALAR
    return types.UNKNOWN


@rule(builtins.sum, result=_builtin_sum_result, over_complex=HOLOMORPHIC)
def sum_of_items(iterable, start=0, *, out, g):
    return spread(g, iterable), unbroadcast(g, start)


@multilinear(spread, result=of_argument(1))
def derivative_of_spread(adjoint, items, *, out, g):
    return total(g, adjoint)


@multilinear(total)
def derivative_of_total(items, like, *, out, g):
    return spread(g, items)


@multilinear(expand, result=_expanded, effect=MaybeView(0))
def derivative_of_expand(a, like, axis=None, keepdims=False, *, out, g):
    return np.sum(g, axis=axis, keepdims=keepdims)


nondifferentiable(count, result=always(types.Number(int)))
nondifferentiable(tie_shares, result=same)
for _function in (np.argmax, np.argmin, np.all, np.any):
    nondifferentiable(
        _function,
        methods=(_function.__name__,),
        result=reduction_result(_function),
    )
nondifferentiable(np.argsort, methods=("argsort",), result=positions)
nondifferentiable(np.flatnonzero, result=always(types.Array(INDEX, (None,))))
nondifferentiable(np.isclose, result=close)
nondifferentiable(np.count_nonzero, np.nonzero, methods=("nonzero",))
nondifferentiable(np.argwhere, np.searchsorted, np.digitize, np.lexsort)
nondifferentiable(np.argpartition, methods=("searchsorted",))
nondifferentiable(np.allclose, np.array_equal, result=always(types.Number(bool)))
nondifferentiable(np.ndindex)
nondifferentiable(all, any, result=always(types.Number(bool)))
