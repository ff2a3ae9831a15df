"""Rules of copies and conversions: arrays of lists, dtypes, Python numbers."""

import numpy as np

from srcdiff.core import types
from srcdiff.core.join import listed
from srcdiff.rules.effects import MaybeView, Same
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, nondifferentiable, rule
from srcdiff.rules.result_types import (
    adjoint_result,
    always,
    array_of,
    named_dtype,
    of_argument,
    python_float,
)
from srcdiff.runtime import (
    broadcast_like,
    stack_like,
    through_cast,
    unbroadcast,
    unstack_like,
    zeros_like,
)


def _array_result(a, dtype=None):
    found = array_of(a)
    return types.Array(named_dtype(dtype, found.dtype), found.shape)


def _at_least_1d(a):
    found = array_of(a)
    return types.Array(found.dtype, (1,) if found.shape == () else found.shape)


def _of_second(adjoint, x):
    return adjoint_result(x)


@rule(np.array, result=_array_result, over_complex=HOLOMORPHIC)
def array(object, dtype=None, *, out, g):
    if isinstance(object, np.ndarray) and dtype is None:
        return g
    if dtype is None:
        return unstack_like(g, object)
    return unstack_like(through_cast(g, out), object)


@rule(np.asarray, result=_array_result, effect=Same(0), over_complex=HOLOMORPHIC)
def asarray(a, dtype=None, *, out, g):
    if isinstance(a, np.ndarray) and dtype is None:
        return g
    if dtype is None:
        return unstack_like(g, a)
    return unstack_like(through_cast(g, out), a)


@rule(
    np.ascontiguousarray,
    np.asfortranarray,
    result=_at_least_1d,
    effect=MaybeView(0),
    over_complex=HOLOMORPHIC,
)
def ascontiguousarray(a, *, out, g):
    return np.reshape(g, np.shape(a))


@rule(np.copy, result=_array_result, over_complex=HOLOMORPHIC)
def copy(a, *, out, g):
    if isinstance(a, np.ndarray):
        return g
    return unstack_like(g, a)


def _method_copy_result(a):
    return a if isinstance(a, types.Array) else types.UNKNOWN


@rule(methods=("copy",), result=_method_copy_result, over_complex=HOLOMORPHIC)
def copy_method(a, *, out, g):
    return g


def _listed_result(a):
    if types.shape_of(a) == ():
        return types.Array(None, ())
    flat = isinstance(a, types.Array) and a.shape is not None and len(a.shape) == 1
    floats = flat and a.dtype is not None and a.dtype.kind == "f"
    return listed(types.Number(float)) if floats else types.UNKNOWN


@rule(methods=("tolist",), result=_listed_result, over_complex=HOLOMORPHIC)
def tolist_method(a, *, out, g):
    return stack_like(g, a)


def _astype_result(x, dtype):
    return types.Array(named_dtype(dtype, None), types.shape_of(x))


@rule(np.astype, methods=("astype",), result=_astype_result, over_complex=HOLOMORPHIC)
def astype(x, dtype, *, out, g):
    if np.iscomplexobj(out) and x.dtype == out.real.dtype:
        return g.real
    return unbroadcast(through_cast(g, out), x)


def _scalar_type(dtype):
    return lambda x: types.Array(dtype, array_of(x).shape)


@rule(np.float64, result=_scalar_type(np.dtype(np.float64)), effect=Same(0))
def float64(x, *, out, g):
    return unbroadcast(g, x)


@rule(np.float32, result=_scalar_type(np.dtype(np.float32)), effect=Same(0))
def float32(x, *, out, g):
    return unbroadcast(g, x)


@rule(float, result=python_float)
def python_number(x, *, out, g):
    return broadcast_like(g, x)


@multilinear(unbroadcast, result=_of_second, effect=Same(0))
def derivative_of_unbroadcast(adjoint, x, *, out, g):
    return broadcast_like(g, adjoint)


@multilinear(broadcast_like, result=_of_second, effect=MaybeView(0))
def derivative_of_broadcast_like(a, like, *, out, g):
    return unbroadcast(g, a)


@multilinear(unstack_like, result=of_argument(1), effect=MaybeView(0))
def derivative_of_unstack_like(a, items, *, out, g):
    return stack_like(g, a)


@multilinear(stack_like)
def derivative_of_stack_like(items, like, *, out, g):
    return unstack_like(g, items)


@multilinear(through_cast, effect=Same(0))
def derivative_of_through_cast(a, converted, *, out, g):
    return through_cast(g, converted)


nondifferentiable(zeros_like, result=adjoint_result)
nondifferentiable(int, result=always(types.Number(int)))
nondifferentiable(bool, result=always(types.Number(bool)))
for _integer in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.bool_):
    nondifferentiable(_integer, result=_scalar_type(np.dtype(_integer)))
