"""Rules of the runtime's helpers for writes in place."""

from srcdiff.core.types import UNKNOWN, Array, Number, Type
from srcdiff.rules.effects import INTERACTS
from srcdiff.rules.registry import multilinear, nondifferentiable, rule
from srcdiff.runtime import (
    array,
    buffered,
    private,
    scalar,
    store_at,
    stored_at,
)


def _same(x: Type) -> Type:
    return x if isinstance(x, Array | Number) else UNKNOWN


@rule(private, result=_same)
def derivative_of_private(x, *, out, g):
    return g


@multilinear(stored_at)
def derivative_of_stored_at(x_bar, index, x, *, out, g):
    return store_at(g, index, x_bar)


@multilinear(store_at)
def derivative_of_store_at(adjoint, index, x, *, out, g):
    return stored_at(g, index, x)


nondifferentiable(buffered, array, scalar, effect=INTERACTS)
