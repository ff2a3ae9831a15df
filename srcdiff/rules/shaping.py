"""Rules of functions that rearrange an array without joining it to others."""

import numpy as np

from srcdiff.core import types
from srcdiff.rules import shaping_types as shapes
from srcdiff.rules.effects import MaybeView, View
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, nondifferentiable, rule
from srcdiff.rules.result_types import of_argument
from srcdiff.rules.shape_types import (
    dtype_literal,
    ndim,
    same,
    same_dtype,
    shape_items,
    size_of,
)
from srcdiff.runtime import (
    diag_adjoint,
    diagonal_adjoint,
    inverse_axes,
    negated,
    pad_adjoint,
    pad_value_adjoint,
    repeat_adjoint,
    rolled_to,
    tile_adjoint,
    unbroadcast,
)

VIEW = View(0)
MAYBE_VIEW = MaybeView(0)

nondifferentiable(np.shape, attributes=("shape",), result=shape_items)
nondifferentiable(np.ndim, attributes=("ndim",), result=ndim)
nondifferentiable(np.size, attributes=("size",), result=size_of)
nondifferentiable(attributes=("dtype",), result=dtype_literal)
nondifferentiable(inverse_axes, rolled_to, negated)


def _method_shape(x, *shape):
    return shapes.reshape(x, _one_or_all(shape))


def _method_transpose(x, *axes):
    return shapes.transpose(x, _one_or_all(axes)) if axes else shapes.transpose(x)


def _one_or_all(arguments):
    """The methods take a sequence, or its items one by one."""
    if len(arguments) != 1 or isinstance(arguments[0], types.Number):
        return types.Items(arguments)
    return arguments[0]


@multilinear(np.reshape, result=shapes.reshape, effect=MAYBE_VIEW)
def reshape(a, shape, *, out, g):
    return np.reshape(g, np.shape(a))


@multilinear(methods=("reshape",), result=_method_shape, effect=MAYBE_VIEW)
def reshape_method(x, *shape, out, g):
    return np.reshape(g, np.shape(x))


@multilinear(np.ravel, methods=("ravel",), result=shapes.ravel, effect=MAYBE_VIEW)
def ravel(a, *, out, g):
    return np.reshape(g, np.shape(a))


@multilinear(methods=("flatten",), result=shapes.ravel)
def flatten(x, *, out, g):
    return np.reshape(g, np.shape(x))


@multilinear(np.transpose, result=shapes.transpose, effect=VIEW)
def transpose(a, axes=None, *, out, g):
    if np.ndim(a) == 2 and axes is None:
        return g.T
    if axes is None:
        return np.transpose(g)
    return np.transpose(g, inverse_axes(axes))


@multilinear(methods=("transpose",), result=_method_transpose, effect=VIEW)
def transpose_method(x, *axes, out, g):
    if np.ndim(x) == 2 and axes == ():
        return g.T
    if axes == ():
        return np.transpose(g)
    return np.transpose(g, inverse_axes(axes))


@multilinear(attributes=("T",), result=shapes.transpose, effect=VIEW)
def transpose_attribute(x, *, out, g):
    if np.ndim(x) == 2:
        return g.T
    return np.transpose(g)


@multilinear(
    attributes=("mT",),
    effect=VIEW,
    result=lambda x: shapes.swapaxes(x, types.Literal(-1), types.Literal(-2)),
)
def matrix_transpose(x, *, out, g):
    if np.ndim(x) == 2:
        return g.T
    return np.swapaxes(g, -1, -2)


@multilinear(np.swapaxes, methods=("swapaxes",), result=shapes.swapaxes, effect=VIEW)
def swapaxes(a, axis1, axis2, *, out, g):
    return np.swapaxes(g, axis1, axis2)


@multilinear(np.moveaxis, result=shapes.moveaxis, effect=VIEW)
def moveaxis(a, source, destination, *, out, g):
    return np.moveaxis(g, destination, source)


@multilinear(np.rollaxis, result=same_dtype, effect=VIEW)
def rollaxis(a, axis, start=0, *, out, g):
    return np.moveaxis(g, rolled_to(a, axis, start), axis)


@multilinear(np.expand_dims, result=shapes.expand_dims, effect=VIEW)
def expand_dims(a, axis, *, out, g):
    return np.squeeze(g, axis)


@multilinear(np.squeeze, methods=("squeeze",), result=shapes.squeeze, effect=VIEW)
def squeeze(a, axis=None, *, out, g):
    return np.reshape(g, np.shape(a))


@multilinear(np.broadcast_to, result=shapes.broadcast_to, effect=VIEW)
def broadcast_to(array, shape, *, out, g):
    return unbroadcast(g, array)


@multilinear(np.atleast_1d, result=shapes.at_least(1), effect=MAYBE_VIEW)
def atleast_1d(ary, *, out, g):
    return np.reshape(g, np.shape(ary))


@multilinear(np.atleast_2d, result=shapes.at_least(2), effect=MAYBE_VIEW)
def atleast_2d(ary, *, out, g):
    return np.reshape(g, np.shape(ary))


@multilinear(np.atleast_3d, result=shapes.at_least(3), effect=MAYBE_VIEW)
def atleast_3d(ary, *, out, g):
    return np.reshape(g, np.shape(ary))


@multilinear(np.flip, result=same, effect=VIEW)
def flip(m, axis=None, *, out, g):
    if axis is None:
        return np.flip(g)
    return np.flip(g, axis)


@multilinear(np.fliplr, result=same, effect=VIEW)
def fliplr(m, *, out, g):
    return np.fliplr(g)


@multilinear(np.flipud, result=same, effect=VIEW)
def flipud(m, *, out, g):
    return np.flipud(g)


@multilinear(np.roll, result=same)
def roll(a, shift, axis=None, *, out, g):
    if np.ndim(shift) == 0 and axis is None:
        return np.roll(g, -shift)
    if np.ndim(shift) == 0:
        return np.roll(g, -shift, axis)
    return np.roll(g, negated(shift), axis)


@multilinear(np.tile, result=same_dtype)
def tile(A, reps, *, out, g):
    return tile_adjoint(g, A, reps)


@multilinear(np.repeat, methods=("repeat",), result=same_dtype)
def repeat(a, repeats, axis=None, *, out, g):
    return repeat_adjoint(g, a, repeats, axis)


@multilinear(np.diag, result=shapes.diag, effect=MAYBE_VIEW)
def diag(v, k=0, *, out, g):
    if np.ndim(v) == 1:
        return np.diag(g, k)
    if np.ndim(v) == 2 and k == 0 and np.shape(v)[0] == np.shape(v)[1]:
        return np.diag(g)
    return diag_adjoint(g, v, k)


@multilinear(np.diagonal, methods=("diagonal",), result=shapes.diagonal, effect=VIEW)
def diagonal(a, offset=0, axis1=0, axis2=1, *, out, g):
    return diagonal_adjoint(g, a, offset, axis1, axis2)


@multilinear(np.trace, methods=("trace",), result=shapes.trace)
def trace(a, offset=0, axis1=0, axis2=1, *, out, g):
    square = np.ndim(a) == 2 and np.shape(a)[0] == np.shape(a)[1]
    if square and offset == 0 and axis1 == 0 and axis2 == 1 and a.dtype == "f8":
        return g * np.eye(np.shape(a)[0])
    return diagonal_adjoint(np.expand_dims(g, -1), a, offset, axis1, axis2)


@multilinear(np.tril, result=shapes.triangle)
def tril(m, k=0, *, out, g):
    if np.ndim(m) == 2:
        return np.tril(g, k)
    return unbroadcast(np.tril(g, k), m)


@multilinear(np.triu, result=shapes.triangle)
def triu(m, k=0, *, out, g):
    if np.ndim(m) == 2:
        return np.triu(g, k)
    return unbroadcast(np.triu(g, k), m)


@rule(np.pad, result=shapes.pad, over_complex=HOLOMORPHIC)
def pad(array, pad_width, mode="constant", *, constant_values=0, out, g):
    return (
        pad_adjoint(g, array, pad_width, mode),
        None,
        None,
        pad_value_adjoint(g, array, pad_width, constant_values),
    )


@multilinear(tile_adjoint)
def tile_adjoint_rule(adjoint, a, reps, *, out, g):
    return np.tile(g, reps)


@multilinear(repeat_adjoint)
def repeat_adjoint_rule(adjoint, a, repeats, axis=None, *, out, g):
    return unbroadcast(np.repeat(g, repeats, axis), adjoint)


@multilinear(diagonal_adjoint, result=of_argument(1))
def diagonal_adjoint_rule(adjoint, a, offset=0, axis1=0, axis2=1, *, out, g):
    return unbroadcast(np.diagonal(g, offset, axis1, axis2), adjoint)


@multilinear(diag_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def diag_adjoint_rule(adjoint, v, k=0, *, out, g):
    return np.diag(g, k)


@multilinear(pad_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def pad_adjoint_rule(adjoint, array, pad_width, mode="constant", *, out, g):
    return np.pad(g, pad_width, mode)


@multilinear(pad_value_adjoint)
def pad_value_adjoint_rule(adjoint, array, pad_width, constant_values, *, out, g):
    return np.pad(np.zeros_like(array), pad_width, constant_values=g)
