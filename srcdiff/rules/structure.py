"""Rules of containers, and of the runtime's functions on unknown structure."""

from srcdiff.core.join import listed, python_number
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Double,
    Items,
    Number,
    Other,
    ResultType,
    Several,
    Type,
)
from srcdiff.rules.effects import HOLDS, INTERACTS, Element, Same
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, nondifferentiable, rule
from srcdiff.rules.result_types import always
from srcdiff.runtime import (
    copied_adjoint,
    default_adjoint,
    equal_length,
    field,
    get_adjoint,
    items_adjoint,
    like,
    number,
    own,
    rebind,
    seed,
    sequence,
    values_adjoint,
    with_attribute,
    with_field,
    without_attribute,
    without_field,
    zeros_like,
)


def _same(x: Type, *others: Type) -> Type:
    return x if isinstance(x, Array | Number | Items | Several) else UNKNOWN


def _owned(x: Type) -> Type:
    if isinstance(x, Items):
        return Items(tuple(map(_owned, x.items)), list)
    if isinstance(x, Several):
        return listed(_owned(x.item))
    number = python_number(x)
    if isinstance(x, Double) or number is not None:
        return x if number is None else Number(number)
    return _same(x)


@rule(sequence, result=_same, effect=Same(0), over_complex=HOLOMORPHIC)
def derivative_of_sequence(x, *, out, g):
    return g


nondifferentiable(equal_length, result=lambda length, *others: length)


@rule(own, result=_owned, over_complex=HOLOMORPHIC)
def derivative_of_own(adjoint, *, out, g):
    return g


@rule(like, effect=Same(0), over_complex=HOLOMORPHIC)
def derivative_of_like(adjoint, x, *, out, g):
    return like(g, adjoint)


@multilinear(methods=("values",), effect=Element(0))
def values(x, *, out, g):
    return values_adjoint(g, x)


@multilinear(methods=("items",), effect=Element(0))
def items(x, *, out, g):
    return items_adjoint(g, x)


@multilinear(methods=("get",), effect=Element(0))
def get(x, key, default=None, *, out, g):
    return get_adjoint(g, x, key), None, default_adjoint(g, x, key, default)


def _as(python: type) -> ResultType:
    """Return the result type of a call that copies a container into another class."""

    def result(x: Type) -> Type:
        if isinstance(x, Several) and python is list:
            return x
        return Items(x.items, python) if isinstance(x, Items) else UNKNOWN

    return result


@multilinear(list, effect=Element(0), result=_as(list))
def copied(x, *, out, g):
    return copied_adjoint(g, x)


@multilinear(tuple, effect=Element(0), result=_as(tuple))
def copied_tuple(x, *, out, g):
    return copied_adjoint(g, x)


@multilinear(values_adjoint, effect=Element(0))
def derivative_of_values_adjoint(adjoint, x, *, out, g):
    return list(g.values())


@multilinear(items_adjoint, effect=Element(0))
def derivative_of_items_adjoint(adjoint, x, *, out, g):
    return items_adjoint(g, adjoint)


@multilinear(get_adjoint, effect=Element(0))
def derivative_of_get_adjoint(adjoint, x, key, *, out, g):
    return like(g.get(key, zeros_like(adjoint)), adjoint)


@multilinear(default_adjoint, effect=Element(0))
def derivative_of_default_adjoint(adjoint, x, key, default, *, out, g):
    return default_adjoint(g, x, key, adjoint)


@multilinear(copied_adjoint, effect=Element(0))
def derivative_of_copied_adjoint(adjoint, x, *, out, g):
    return copied_adjoint(g, adjoint)


@multilinear(with_attribute, effect=HOLDS)
def derivative_of_with_attribute(x, name, value, *, out, g):
    return without_attribute(g, x, name), None, g[name]


@multilinear(without_attribute, effect=Element(0))
def derivative_of_without_attribute(adjoint, x, name, *, out, g):
    return without_attribute(g, x, name)


@multilinear(with_field, effect=HOLDS)
def derivative_of_with_field(x, name, value, *, out, g):
    return without_field(g, x, name), None, g[field(x, name)]


@multilinear(without_field, effect=Element(0))
def derivative_of_without_field(adjoint, x, name, *, out, g):
    return without_field(g, x, name)


def _seed(value: Type) -> Type:
    """A scalar of some float dtype has an adjoint of that dtype."""
    if not isinstance(value, Array) or value.dtype is None or value.shape != ():
        return UNKNOWN
    return value if value.dtype.kind == "f" else UNKNOWN


nondifferentiable(seed, result=_seed)
nondifferentiable(field)
nondifferentiable(number, effect=INTERACTS)
nondifferentiable(rebind, effect=INTERACTS, result=always(Other()))
nondifferentiable(methods=("keys",))
