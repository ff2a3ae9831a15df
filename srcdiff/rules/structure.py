"""Rules of the runtime's functions on values of unknown structure."""

from srcdiff.core.types import UNKNOWN, Array, Items, Number, Type
from srcdiff.rules.effects import INTERACTS, Same
from srcdiff.rules.registry import nondifferentiable, rule
from srcdiff.runtime import like, number, own, seed, sequence


def _same(x: Type, *others: Type) -> Type:
    return x if isinstance(x, Array | Number | Items) else UNKNOWN


@rule(sequence, result=_same, effect=Same(0))
def derivative_of_sequence(x, *, out, g):
    return g


@rule(own, result=_same)
def derivative_of_own(adjoint, *, out, g):
    return g


@rule(like, effect=Same(0))
def derivative_of_like(adjoint, x, *, out, g):
    return like(g, adjoint)


nondifferentiable(seed)
nondifferentiable(number, effect=INTERACTS)
