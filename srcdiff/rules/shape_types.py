"""Reading the types of shape and axis arguments, for the result types of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from srcdiff.core.atoms import NOT_ONE, Dim
from srcdiff.core.dims import as_integer, as_size, plus, surely_not_one, times
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Items,
    Literal,
    Number,
    Other,
    Type,
    promote,
    shape_of,
)

NONE = Literal(None)


def dtype_of(value: Type) -> np.dtype | None:
    """Return the dtype of the array NumPy makes of a value, None where unknown.

    >>> dtype_of(Number(float)), dtype_of(UNKNOWN)
    (dtype('float64'), None)
    """
    return promote(value)


def constant(value: Type) -> Any:
    """Return the Python value that a type stands for, or UNKNOWN.

    >>> constant(Items((Literal(1), Literal(2)))), constant(Number(int))
    ((1, 2), Unknown())
    """
    if isinstance(value, Literal):
        return value.value
    if isinstance(value, Items):
        parts = tuple(constant(item) for item in value.items)
        return UNKNOWN if any(part is UNKNOWN for part in parts) else parts
    return UNKNOWN


def integer(value: Type) -> Dim:
    """Return which integer a value is, None where unknown, or where it is none.

    >>> integer(Literal(2)), integer(Number(int, "n")), integer(Number(float))
    (2, 'n', None)
    """
    if isinstance(value, Literal):
        return value.value if type(value.value) is int else None
    return value.value if isinstance(value, Number) else None


def length(size: Dim) -> Type:
    """Return the type of a size as the integer that the program computes with.

    >>> length(3), length("n").value
    (Literal(value=3), 'n')
    """
    return Literal(size) if isinstance(size, int) else Number(int, as_integer(size))


def integers_of(shape: Type) -> tuple[Dim, ...] | None:
    """Return the integers of a shape argument, which is a sequence or one integer.

    >>> integers_of(Items((Number(int), Literal(3)))), integers_of(Literal(4))
    ((None, 3), (4,))
    """
    if isinstance(shape, Literal) and isinstance(shape.value, tuple):
        return tuple(map(integer, map(Literal, shape.value)))
    if isinstance(shape, Items):
        return tuple(map(integer, shape.items))
    one = isinstance(shape, Array) and shape.shape == ()
    return (integer(shape),) if one or isinstance(shape, Number | Literal) else None


def dims_of(shape: Type) -> tuple[Dim, ...] | None:
    """Return the dimensions that a shape argument asks for.

    >>> dims_of(Items((Number(int, "n"), Literal(3)))), dims_of(Literal(4))
    (('n', 3), (4,))
    """
    asked = integers_of(shape)
    return None if asked is None else tuple(map(as_size, asked))


def axes_of(axis: Type, rank: int) -> tuple[int, ...] | None:
    """Return the axes, counted from the front, that an axis argument names.

    >>> axes_of(Literal(-1), 3), axes_of(Literal((0, 1)), 2), axes_of(Number(int), 2)
    ((2,), (0, 1), None)
    """
    value = constant(axis)
    if isinstance(value, int):
        value = (value,)
    if not isinstance(value, tuple) or not all(-rank <= k < rank for k in value):
        return None
    return tuple(k % rank for k in value)


def same(a: Type, *others: Type, **named: Type) -> Type:
    """Return that the result has the shape and dtype of the first argument.

    >>> same(Array(None, (2, 3)), Literal(1))
    Array(dtype=None, shape=(2, 3))
    """
    return Array(dtype_of(a), shape_of(a))


def same_dtype(a: Type, *others: Type, **named: Type) -> Type:
    """Return that the result has the dtype of the first argument and unknown shape.

    >>> same_dtype(Array(np.dtype("f4"), (2, 3)))
    Array(dtype=dtype('float32'), shape=None)
    """
    return Array(dtype_of(a), None)


def of_rank(a: Type, rank: int | None) -> Type:
    """Return an array of the dtype of ``a`` of which only the rank is known.

    >>> of_rank(UNKNOWN, 2)
    Array(dtype=None, shape=(None, None))
    """
    return Array(dtype_of(a), None if rank is None else (None,) * rank)


def size(shape: tuple[Dim, ...] | None) -> Dim:
    """Return the number of elements of an array of a shape, None where unknown.

    >>> size((2, 3)), size(("n",)), str(size((2, "n")))
    (6, 'n', '2 * n')
    """
    if shape is None:
        return None
    if len(shape) == 1:
        return shape[0]
    count: Dim = 1
    for dim in shape:
        count = times(count, as_integer(dim))
    return NOT_ONE if count is None and any(map(surely_not_one, shape)) else count


def agreed(dims: Sequence[Dim]) -> Dim:
    """Return the size that all of these are, NumPy has seen to it: the best known.

    >>> agreed([None, "n", 3]), agreed([None, "n"])
    (3, 'n')
    """
    known = [d for d in dims if d is not None]
    whole = [d for d in known if isinstance(d, int)]
    return next(iter([*whole, *filter(surely_not_one, known), *known]), None)


def joined(axis: int, parts: Sequence[tuple[Dim, ...]]) -> tuple[Dim, ...]:
    """Return the shape of parts of equal rank joined along an axis.

    >>> joined(0, [(2, "n"), (3, None)])
    (5, 'n')
    """
    columns = list(zip(*parts, strict=True))
    dims = list(map(agreed, columns))
    total: Dim = 0
    for dim in columns[axis]:
        total = plus(total, as_integer(dim))
    dims[axis] = as_size(total)
    return tuple(dims)


def shape_items(a: Type) -> Type:
    """Return the type of ``a.shape``.

    >>> shape_items(Array(None, ("n", 3)))
    Items(items=(Number(python=<class 'int'>), Literal(value=3)))
    """
    shape = shape_of(a)
    return UNKNOWN if shape is None else Items(tuple(map(length, shape)))


def dtype_literal(a: Type) -> Type:
    """Return the type of ``a.dtype``: the dtype itself where it is known.

    >>> dtype_literal(Array(np.dtype("f4"), None))
    Literal(value=dtype('float32'))
    """
    if isinstance(a, Array):
        return Other() if a.dtype is None else Literal(a.dtype)
    return UNKNOWN


def ndim(a: Type) -> Type:
    """Return the type of ``a.ndim``.

    >>> ndim(Array(None, (None, None))), ndim(Array(None, None))
    (Literal(value=2), Number(python=<class 'int'>))
    >>> ndim(Items((Literal(0.5), Number(float))))
    Literal(value=1)
    """
    if isinstance(a, Items) and a.python in (tuple, list):
        inside = set(map(ndim, a.items))
        only = inside.pop() if len(inside) == 1 else UNKNOWN
        return Literal(only.value + 1) if isinstance(only, Literal) else UNKNOWN
    shape = shape_of(a)
    if shape is None:
        return Number(int) if isinstance(a, Array) else UNKNOWN
    return Literal(len(shape))


def size_of(a: Type) -> Type:
    """Return the type of ``a.size``.

    >>> size_of(Array(None, (2, 3)))
    Literal(value=6)
    """
    if shape_of(a) is None and not isinstance(a, Array):
        return UNKNOWN
    return length(size(shape_of(a)))
