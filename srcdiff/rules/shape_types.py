"""Reading the types of shape and axis arguments, for the result types of rules."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Dim,
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


def dims_of(shape: Type) -> tuple[Dim, ...] | None:
    """Return the dimensions that a shape argument asks for; -1 stays -1.

    >>> dims_of(Items((Number(int), Literal(3)))), dims_of(Literal(4))
    ((None, 3), (4,))
    """
    if isinstance(shape, Items):
        parts = [constant(item) for item in shape.items]
        return tuple(part if isinstance(part, int) else None for part in parts)
    value = constant(shape)
    if isinstance(value, int):
        return (value,)
    if isinstance(value, tuple):
        return value
    return (None,) if isinstance(shape, Number) else None


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

    >>> size((2, 3)), size(("n",)), size((2, "n"))
    (6, 'n', None)
    """
    if shape is None:
        return None
    if len(shape) == 1:
        return shape[0]
    whole = [d for d in shape if isinstance(d, int)]
    return prod(whole) if len(whole) == len(shape) else None


def joined(axis: int, parts: Sequence[tuple[Dim, ...]]) -> tuple[Dim, ...]:
    """Return the shape of parts of equal rank joined along an axis.

    >>> joined(0, [(2, "n"), (3, None)])
    (5, 'n')
    """
    columns = list(zip(*parts, strict=True))
    dims: list[Dim] = [next((d for d in c if d is not None), None) for c in columns]
    sizes = [d for d in columns[axis] if isinstance(d, int)]
    dims[axis] = sum(sizes) if len(sizes) == len(parts) else None
    return tuple(dims)


def shape_items(a: Type) -> Type:
    """Return the type of ``a.shape``.

    >>> shape_items(Array(None, ("n", 3)))
    Items(items=(Number(python=<class 'int'>), Literal(value=3)))
    """
    shape = shape_of(a)
    return UNKNOWN if shape is None else Items(tuple(map(_length, shape)))


def _length(dim: Dim) -> Type:
    return Literal(dim) if isinstance(dim, int) else Number(int)


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
    """
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
    return _length(size(shape_of(a)))
