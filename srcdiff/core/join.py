"""What is known of a value that may be one of several: the joins of the lattice."""

from __future__ import annotations

import functools

import numpy as np

from srcdiff.core import types
from srcdiff.core.atoms import NOT_ONE, Dim
from srcdiff.core.dims import surely_not_one
from srcdiff.core.types import (
    NOTHING,
    UNKNOWN,
    Array,
    Double,
    Fields,
    Instance,
    Items,
    Literal,
    Number,
    Other,
    Several,
    Type,
)


def join(first: Type, second: Type) -> Type:
    """Return what is known of a value that has one type or the other.

    >>> join(Literal(1), Literal(2)), join(types.SCALAR, Array(None, (3,)))
    (Number(python=<class 'int'>), Array(dtype=None, shape=None))
    """
    if first is second or first == second or second == NOTHING:
        return first
    if first == NOTHING:
        return second
    number = python_number(first)
    if number is not None and number == python_number(second):
        return Number(number)
    if is_double(first) and is_double(second):
        return Double()
    if types.shape_of(first) == () and types.shape_of(second) == ():
        return Array(None, ())
    if isinstance(first, Array) and isinstance(second, Array):
        alike = types.same_dtype(first.dtype, second.dtype)
        dtype = first.dtype if alike else None
        return Array(dtype, _join_shapes(first.shape, second.shape))
    if isinstance(first, Items) and isinstance(second, Items):
        return _join_items(first, second)
    if isinstance(first, Several) or isinstance(second, Several):
        return _join_lists(each_of(first), each_of(second))
    if isinstance(first, Fields) and isinstance(second, Fields):
        return _join_fields(first, second)
    if isinstance(first, Instance) and isinstance(second, Instance):
        return _join_instances(first, second)
    return Other() if _is_text(first) and _is_text(second) else UNKNOWN


def _is_text(value: Type) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, str)


def is_double(value: Type) -> bool:
    """Tell whether a value is a Python float or a NumPy float64.

    >>> is_double(Literal(1.0)), is_double(Array(None, ()))
    (True, False)
    """
    if isinstance(value, Array):
        return value.shape == () and value.dtype == np.float64
    return isinstance(value, Double) or python_number(value) is float


def python_number(value: Type) -> type | None:
    """Return the class of a Python number, None for anything else.

    >>> python_number(Literal(2)), python_number(UNKNOWN)
    (<class 'int'>, None)
    """
    if isinstance(value, Number):
        return value.python
    if isinstance(value, Literal) and type(value.value) in (bool, int, float, complex):
        return type(value.value)
    return None


def _join_items(first: Items, second: Items) -> Type:
    if first.python is not second.python or len(first.items) != len(second.items):
        return UNKNOWN
    pairs = zip(first.items, second.items, strict=True)
    return Items(tuple(join(a, b) for a, b in pairs), first.python)


def _join_lists(one: Type | None, other: Type | None) -> Type:
    if one is None or other is None:
        return UNKNOWN
    return Several((join(one, other),))


def each_of(value: Type) -> Type | None:
    """Return what is known of each item of a list, None for what may be no list.

    >>> each_of(Items((Literal(1.0), Number(float)), list)), each_of(UNKNOWN)
    (Number(python=<class 'float'>), None)
    """
    if isinstance(value, Several):
        return value.item
    if isinstance(value, Items) and value.python is list:
        nothing: Type = NOTHING
        return functools.reduce(join, value.items, nothing)
    return None


def listed(item: Type) -> Several:
    """Return the type of a list of items of a type, which are no lists of lists.

    >>> listed(listed(listed(Number(float)))).item.item
    Unknown()
    """
    inner = item.item if isinstance(item, Several) else None
    return Several((Several((UNKNOWN,)) if isinstance(inner, Several) else item,))


def _join_fields(first: Fields, second: Fields) -> Type:
    if first.keys != second.keys:
        return UNKNOWN
    pairs = zip(first.items, second.items, strict=True)
    return Fields(first.keys, tuple(join(a, b) for a, b in pairs))


def _join_instances(first: Instance, second: Instance) -> Type:
    if first.python is not second.python or first.names != second.names:
        return UNKNOWN
    pairs = zip(first.items, second.items, strict=True)
    return Instance(first.python, first.names, tuple(join(a, b) for a, b in pairs))


def _join_shapes(
    first: tuple[Dim, ...] | None, second: tuple[Dim, ...] | None
) -> tuple[Dim, ...] | None:
    if first is None or second is None or len(first) != len(second):
        return None
    return tuple(_join_dims(a, b) for a, b in zip(first, second, strict=True))


def _join_dims(first: Dim, second: Dim) -> Dim:
    if first == second:
        return first
    return NOT_ONE if surely_not_one(first) and surely_not_one(second) else None
