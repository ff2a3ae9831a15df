"""Rules of functions that choose between values, element by element.

At a tie ``np.maximum`` and ``np.minimum`` give half the adjoint to each operand, and
Python's ``max`` and ``min`` all of it to the first, which they return. ``np.clip``
passes the adjoint where it changes nothing, bounds included.
"""

import builtins

import numpy as np

from srcdiff.core import types
from srcdiff.rules.registry import HOLOMORPHIC, elementwise, nondifferentiable, rule
from srcdiff.rules.result_types import of_argument, python_type, where_result
from srcdiff.runtime import place, position, unbroadcast


@elementwise(np.where, result=where_result, over_complex=HOLOMORPHIC)
def where(condition, x=None, y=None, *, out, g):
    return None, np.where(condition, g, 0.0), np.where(condition, 0.0, g)


@elementwise(np.maximum)
def maximum(x, y, *, out, g):
    if x == 0:
        return g * np.heaviside(-y, 0.5), g * np.heaviside(y, 0.5)
    if y == 0:
        return g * np.heaviside(x, 0.5), g * np.heaviside(-x, 0.5)
    tie = np.where(x == y, g / 2, 0.0)
    return np.where(x > y, g, tie), np.where(y > x, g, tie)


@elementwise(np.minimum)
def minimum(x, y, *, out, g):
    if x == 0:
        return g * np.heaviside(y, 0.5), g * np.heaviside(-y, 0.5)
    if y == 0:
        return g * np.heaviside(-x, 0.5), g * np.heaviside(x, 0.5)
    tie = np.where(x == y, g / 2, 0.0)
    return np.where(x < y, g, tie), np.where(y < x, g, tie)


@elementwise(np.fmax)
def fmax(x, y, *, out, g):
    tie = np.where(x == y, g / 2, 0.0)
    return (
        np.where((x > y) | np.isnan(y), g, tie),
        np.where((y > x) | np.isnan(x), g, tie),
    )


@elementwise(np.fmin)
def fmin(x, y, *, out, g):
    tie = np.where(x == y, g / 2, 0.0)
    return (
        np.where((x < y) | np.isnan(y), g, tie),
        np.where((y < x) | np.isnan(x), g, tie),
    )


def _clip_result(a, *bounds, **named):
    given = [b for b in (*bounds, *named.values()) if b != types.Literal(None)]
    known = [types.Array(types.promote(v), types.shape_of(v)) for v in (a, *given)]
    dtype = types.promote(a, *given)
    return types.Array(dtype, types.broadcast_shapes(*(v.shape for v in known)))


@elementwise(np.clip, result=_clip_result)
def clip(a, a_min=None, a_max=None, *, out, g):
    inside = np.equal(out, a)
    raised = ~inside & np.equal(out, a_min)
    return (
        np.where(inside, g, 0.0),
        np.where(raised, g, 0.0),
        np.where(inside | raised, 0.0, g),
    )


@elementwise(methods=("clip",), result=_clip_result)
def clip_method(a, min=None, max=None, *, out, g):
    inside = np.equal(out, a)
    raised = ~inside & np.equal(out, min)
    return (
        np.where(inside, g, 0.0),
        np.where(raised, g, 0.0),
        np.where(inside | raised, 0.0, g),
    )


def _choice_result(x, y=None):
    if y is None:
        if isinstance(x, types.Array) and x.shape is not None and len(x.shape) == 1:
            return types.Array(x.dtype, ())
        return types.UNKNOWN
    kind = python_type(x)
    if kind is not None and kind is python_type(y):
        return types.Number(kind)
    return types.UNKNOWN


@rule(builtins.max, result=_choice_result)
def max(x, y=None, *, out, g):
    if y is None:
        return place(g, x, out), None
    return unbroadcast(g * (y <= x), x), unbroadcast(g * (y > x), y)


@rule(builtins.min, result=_choice_result)
def min(x, y=None, *, out, g):
    if y is None:
        return place(g, x, out), None
    return unbroadcast(g * (x <= y), x), unbroadcast(g * (y < x), y)


@rule(place, result=of_argument(1))
def derivative_of_place(adjoint, items, value, *, out, g):
    return unbroadcast(g[position(items, value)], adjoint)


nondifferentiable(position)
