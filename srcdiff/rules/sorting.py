"""Rules of sorting."""

import numpy as np

from srcdiff.core import types
from srcdiff.rules.registry import multilinear, rule
from srcdiff.rules.shape_types import constant, dtype_of, same
from srcdiff.runtime import sort_adjoint, sort_like

LAST = types.Literal(-1)


def _sorted(a, axis=LAST):
    if constant(axis) is None:
        return types.Array(dtype_of(a), (None,))
    known = isinstance(constant(axis), int)
    return types.Array(dtype_of(a), types.shape_of(a) if known else None)


@rule(np.sort, result=_sorted)
def sort(a, axis=-1, *, out, g):
    return sort_adjoint(g, a, axis)


@multilinear(sort_adjoint, result=lambda adjoint, a, axis=LAST: same(a))
def sort_adjoint_rule(adjoint, a, axis=-1, *, out, g):
    return sort_like(g, a, axis)


@multilinear(sort_like, result=lambda a, order_of, axis=LAST: _sorted(a, axis))
def sort_like_rule(a, order_of, axis=-1, *, out, g):
    return sort_adjoint(g, order_of, axis)
