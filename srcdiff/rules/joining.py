"""Rules of functions that join arrays into one, and of those that split one."""

import numpy as np

from srcdiff.rules import joining_types as joins
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import multilinear
from srcdiff.rules.result_types import of_argument
from srcdiff.runtime import (
    column_stack_adjoint,
    concatenate_adjoint,
    dstack_adjoint,
    hstack_adjoint,
    meshgrid_adjoint,
    meshgrid_of,
    stack_adjoint,
    unbroadcast,
    vstack_adjoint,
)

MAYBE_VIEW = MaybeView(0)
MAYBE_VIEWS = MaybeView(0, whole=False)


@multilinear(np.concatenate, result=joins.concatenate)
def concatenate(arrays, axis=0, *, out, g):
    return concatenate_adjoint(g, arrays, axis)


@multilinear(np.stack, result=joins.stack)
def stack(arrays, axis=0, *, out, g):
    return stack_adjoint(g, arrays, axis)


@multilinear(np.vstack, result=joins.vstack)
def vstack(tup, *, out, g):
    return vstack_adjoint(g, tup)


@multilinear(np.hstack, result=joins.hstack)
def hstack(tup, *, out, g):
    return hstack_adjoint(g, tup)


@multilinear(np.column_stack, result=joins.column_stack)
def column_stack(tup, *, out, g):
    return column_stack_adjoint(g, tup)


@multilinear(np.dstack, result=joins.dstack)
def dstack(tup, *, out, g):
    return dstack_adjoint(g, tup)


@multilinear(np.append, result=joins.append)
def append(arr, values, axis=None, *, out, g):
    return (
        concatenate_adjoint(g, (arr, values), axis)[0],
        concatenate_adjoint(g, (arr, values), axis)[1],
    )


@multilinear(np.array_split, result=joins.splitting(even=False), effect=MAYBE_VIEWS)
@multilinear(np.split, result=joins.split, effect=MAYBE_VIEWS)
def split(ary, indices_or_sections, axis=0, *, out, g):
    return np.concatenate(g, axis)


@multilinear(np.hsplit, result=joins.hsplit, effect=MAYBE_VIEWS)
def hsplit(ary, indices_or_sections, *, out, g):
    return np.hstack(g)


@multilinear(np.vsplit, result=joins.splitting(True, 0), effect=MAYBE_VIEWS)
def vsplit(ary, indices_or_sections, *, out, g):
    return np.concatenate(g, 0)


@multilinear(np.dsplit, result=joins.splitting(True, 2), effect=MAYBE_VIEWS)
def dsplit(ary, indices_or_sections, *, out, g):
    return np.concatenate(g, 2)


@multilinear(np.meshgrid, result=joins.meshgrid)
def meshgrid(*xi, indexing="xy", out, g):
    return meshgrid_adjoint(g, xi, indexing)


@multilinear(concatenate_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def concatenate_adjoint_rule(adjoint, arrays, axis=0, *, out, g):
    return unbroadcast(np.concatenate(g, axis), adjoint)


@multilinear(stack_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def stack_adjoint_rule(adjoint, arrays, axis=0, *, out, g):
    return unbroadcast(np.stack(g, axis), adjoint)


@multilinear(vstack_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def vstack_adjoint_rule(adjoint, tup, *, out, g):
    return unbroadcast(np.vstack(g), adjoint)


@multilinear(hstack_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def hstack_adjoint_rule(adjoint, tup, *, out, g):
    return unbroadcast(np.hstack(g), adjoint)


@multilinear(column_stack_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def column_stack_adjoint_rule(adjoint, tup, *, out, g):
    return unbroadcast(np.column_stack(g), adjoint)


@multilinear(dstack_adjoint, result=of_argument(1), effect=MAYBE_VIEW)
def dstack_adjoint_rule(adjoint, tup, *, out, g):
    return unbroadcast(np.dstack(g), adjoint)


@multilinear(meshgrid_adjoint, result=of_argument(1))
def meshgrid_adjoint_rule(adjoint, xi, indexing="xy", *, out, g):
    return meshgrid_of(g, indexing)


@multilinear(meshgrid_of)
def meshgrid_of_rule(xi, indexing="xy", *, out, g):
    return meshgrid_adjoint(g, xi, indexing)
