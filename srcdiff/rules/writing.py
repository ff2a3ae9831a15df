"""Rules of the runtime's helpers for writes in place."""

from srcdiff.core import types
from srcdiff.core.types import UNKNOWN, Array, Number, Type
from srcdiff.rules.effects import INTERACTS
from srcdiff.rules.indexing_types import getitem
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, nondifferentiable, rule
from srcdiff.rules.result_types import adjoint_result, always
from srcdiff.runtime import (
    array,
    buffered,
    private,
    same_order,
    scalar,
    shares_memory,
    store_at,
    stored_at,
)


def _same(x: Type) -> Type:
    return x if isinstance(x, Array | Number) else UNKNOWN


@rule(private, result=_same, over_complex=HOLOMORPHIC)
def derivative_of_private(x, *, out, g):
    return g


def _stored(x_bar: Type, index: Type, x: Type) -> Type:
    return getitem(x_bar, index) if isinstance(x, Array) else UNKNOWN


@multilinear(stored_at, result=_stored)
def derivative_of_stored_at(x_bar, index, x, *, out, g):
    return store_at(g, index, x_bar)


@multilinear(store_at, result=lambda adjoint, index, x: adjoint_result(x))
def derivative_of_store_at(adjoint, index, x, *, out, g):
    return stored_at(g, index, x)


nondifferentiable(shares_memory, result=always(Number(bool)))
nondifferentiable(
    buffered, array, same_order, scalar, effect=INTERACTS, result=always(types.Other())
)
