"""Rules of functions that create arrays, and of those that only look."""

import warnings

import numpy as np

from srcdiff.core import types
from srcdiff.core.dims import as_size, plus
from srcdiff.core.join import python_number
from srcdiff.rules.effects import INTERACTS
from srcdiff.rules.registry import HOLOMORPHIC, nondifferentiable, rule
from srcdiff.rules.result_types import (
    FLOAT,
    always,
    array_of,
    created,
    created_like,
    named_dtype,
)
from srcdiff.rules.shape_types import dims_of, integer, length
from srcdiff.runtime import through_cast, unbroadcast

FIFTY, ZERO = types.Literal(50), types.Literal(0)
INTEGER = np.dtype(int)


def _full_result(shape, fill_value):
    return types.Array(array_of(fill_value).dtype, dims_of(shape))


def _full_like_result(a, fill_value):
    return created_like(a)


@rule(np.full, result=_full_result, over_complex=HOLOMORPHIC)
def full(shape, fill_value, *, out, g):
    return None, unbroadcast(g, fill_value)


@rule(np.full_like, result=_full_like_result, over_complex=HOLOMORPHIC)
def full_like(a, fill_value, *, out, g):
    return None, unbroadcast(through_cast(g, out), fill_value)


def _linspace_result(start, stop, num=FIFTY, endpoint=None):
    ends = types.broadcast_shapes(types.shape_of(start), types.shape_of(stop))
    count = dims_of(num)
    if ends is None or count is None:
        return types.Array(None, None)
    return types.Array(None, (*count, *ends))


@rule(np.linspace, result=_linspace_result, over_complex=HOLOMORPHIC)
def linspace(start, stop, num=50, endpoint=True, *, out, g):
    t = np.linspace(0.0, 1.0, num, endpoint)
    return (
        unbroadcast(np.tensordot(1 - t, g, 1), start),
        unbroadcast(np.tensordot(t, g, 1), stop),
    )


def _eye_result(n, m=None, **others):
    rows = dims_of(n)
    columns = rows if m is None or m == types.Literal(None) else dims_of(m)
    if others or rows is None or columns is None:
        return types.Array(None, (None, None))
    return types.Array(FLOAT, (*rows, *columns))


def _arange_result(*values, dtype=None, **named):
    whole = [python_number(v) for v in values] == [int] * len(values) and not named
    start, stop = (ZERO, *values) if len(values) == 1 else (*values, None)[:2]
    length = None
    if whole and len(values) <= 2:
        length = as_size(plus(integer(stop), integer(start), -1))
    if isinstance(length, int):
        length = max(length, 0)
    return types.Array(named_dtype(dtype, INTEGER if whole else None), (length,))


def _limits(dtype):
    """Return the type of ``np.finfo(dtype)``: the object itself, where it is known."""
    known = dtype.value if isinstance(dtype, types.Literal) else None
    floats = isinstance(known, np.dtype) and known.kind == "f"
    return types.Literal(np.finfo(known)) if floats else types.UNKNOWN


def _length(x):
    if isinstance(x, types.Items | types.Fields):
        return types.Literal(len(x.items))
    shape = types.shape_of(x)
    return length(shape[0]) if shape else types.Number(int)


@rule(np.ndarray, result=created, over_complex=HOLOMORPHIC)
def ndarray(shape, dtype=float, *, out, g):
    return None, None


nondifferentiable(np.zeros, np.ones, np.empty, result=created)
nondifferentiable(np.zeros_like, np.ones_like, np.empty_like, result=created_like)
nondifferentiable(np.arange, result=_arange_result)
nondifferentiable(np.finfo, result=_limits)
nondifferentiable(np.iinfo)
nondifferentiable(np.eye, np.identity, result=_eye_result)
nondifferentiable(len, result=_length)
nondifferentiable(isinstance, callable, hasattr, result=always(types.Number(bool)))
nondifferentiable(str, repr, format, type, result=always(types.Other()))
nondifferentiable(range)
nondifferentiable(print, effect=INTERACTS, result=always(types.Other()))
nondifferentiable(
    *(warnings.simplefilter, warnings.filterwarnings, warnings.warn),
    *(np.seterr, np.set_printoptions),
    effect=INTERACTS,
    result=always(types.Other()),
)
nondifferentiable(
    *(np.isscalar, np.iscomplexobj, np.isrealobj),
    result=always(types.Number(bool)),
)
