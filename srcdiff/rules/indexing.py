"""Rules of subscripts and of functions that take elements by their indices."""

import operator

import numpy as np

from srcdiff.rules import indexing_types as parts
from srcdiff.rules.effects import MaybeView, Writes
from srcdiff.rules.registry import multilinear, nondifferentiable
from srcdiff.rules.result_types import of_argument
from srcdiff.runtime import (
    accumulate_at,
    add_adjoints,
    choose_adjoint,
    extremes_so_far,
    item_adjoint,
    item_of,
    places_along,
    scatter,
    select_adjoint,
    select_default_adjoint,
    take_adjoint,
    take_along_axis_adjoint,
    unbroadcast,
    zeros_array,
)

nondifferentiable(zeros_array, places_along, extremes_so_far)


@multilinear(operator.getitem, result=parts.getitem, effect=MaybeView(0))
def getitem(x, index, *, out, g):
    return scatter(g, index, x)


@multilinear(np.take, methods=("take",), result=parts.take)
def take(a, indices, axis=None, *, mode="raise", out, g):
    return take_adjoint(g, a, indices, axis, mode)


@multilinear(np.take_along_axis, result=parts.take_along_axis)
def take_along_axis(arr, indices, axis=-1, *, out, g):
    return take_along_axis_adjoint(g, arr, indices, axis)


@multilinear(np.compress)
def compress(condition, a, axis=None, *, out, g):
    return None, take_adjoint(g, a, np.flatnonzero(condition), axis)


@multilinear(methods=("compress",))
def compress_method(a, condition, axis=None, *, out, g):
    return take_adjoint(g, a, np.flatnonzero(condition), axis)


@multilinear(np.extract, result=lambda condition, arr: parts.flat(arr))
def extract(condition, arr, *, out, g):
    return None, take_adjoint(g, arr, np.flatnonzero(condition))


@multilinear(np.choose)
def choose(a, choices, *, mode="raise", out, g):
    return None, choose_adjoint(g, a, choices, mode)


@multilinear(np.select)
def select(condlist, choicelist, default=0, *, out, g):
    return (
        None,
        select_adjoint(g, condlist, choicelist),
        select_default_adjoint(g, condlist, default),
    )


@multilinear(methods=("item",), result=parts.item)
def item(a, *index, out, g):
    return item_adjoint(g, a, index)


@multilinear(scatter, result=of_argument(2))
def scatter_rule(adjoint, index, x, *, out, g):
    return g[index]


@multilinear(accumulate_at, result=parts.grown, effect=Writes(0))
def accumulate_at_rule(x_bar, index, adjoint, *, out, g):
    return g, None, g[index]


@multilinear(add_adjoints)
def add_adjoints_rule(a, b, *, out, g):
    return g, g


@multilinear(take_adjoint, result=of_argument(1))
def take_adjoint_rule(adjoint, a, indices, axis=None, mode="raise", *, out, g):
    return np.take(g, indices, axis, mode=mode)


@multilinear(take_along_axis_adjoint, result=of_argument(1))
def take_along_axis_adjoint_rule(adjoint, arr, indices, axis=-1, *, out, g):
    return np.take_along_axis(g, indices, axis)


@multilinear(choose_adjoint)
def choose_adjoint_rule(adjoint, a, choices, mode="raise", *, out, g):
    return np.choose(a, g, mode=mode)


@multilinear(select_adjoint)
def select_adjoint_rule(adjoint, condlist, choicelist, *, out, g):
    return np.select(condlist, g, 0.0)


@multilinear(select_default_adjoint)
def select_default_adjoint_rule(adjoint, condlist, default, *, out, g):
    return np.select(condlist, [np.zeros_like(adjoint)] * len(condlist), g)


@multilinear(item_adjoint, result=of_argument(1))
def item_adjoint_rule(adjoint, a, index, *, out, g):
    return unbroadcast(item_of(g, index), adjoint)


@multilinear(item_of)
def item_of_rule(a, index, *, out, g):
    return item_adjoint(g, a, index)
