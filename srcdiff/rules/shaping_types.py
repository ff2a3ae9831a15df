"""Result types of the functions that rearrange an array."""

from __future__ import annotations

import numpy as np

from srcdiff.core.atoms import Dim
from srcdiff.core.dims import (
    as_integer,
    as_size,
    nonnegative,
    plus,
    quotient,
    surely_not_one,
    times,
)
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Items,
    Literal,
    Number,
    ResultType,
    Type,
    is_complex,
    shape_of,
)
from srcdiff.rules.shape_types import (
    NONE,
    axes_of,
    constant,
    dims_of,
    dtype_of,
    integer,
    integers_of,
    of_rank,
    size,
)

ZERO = Literal(0)


def reshape(a: Type, shape: Type) -> Type:
    """Return the type of ``np.reshape(a, shape)``.

    >>> reshape(Array(None, (2, "n")), Literal((2, -1)))
    Array(dtype=None, shape=(2, 'n'))
    """
    asked = integers_of(shape)
    if asked is None:
        return Array(dtype_of(a), None)
    # An integer that may be negative may be -1, which asks for what is left.
    dims = [as_size(d) if nonnegative(d) else None for d in asked]
    if asked.count(-1) == 1:
        dims[asked.index(-1)] = _rest(shape_of(a), [d for d in asked if d != -1])
    return Array(dtype_of(a), tuple(dims))


def _rest(old: tuple[Dim, ...] | None, asked: list[Dim]) -> Dim:
    if not all(map(nonnegative, asked)):
        return None
    part: Dim = 1
    for dim in asked:
        part = times(part, dim)
    return as_size(quotient(as_integer(size(old)), part))


def ravel(a: Type) -> Type:
    """Return the type of ``np.ravel(a)``.

    >>> ravel(Array(None, (2, 3)))
    Array(dtype=None, shape=(6,))
    """
    return Array(dtype_of(a), (size(shape_of(a)),))


def transpose(a: Type, axes: Type = NONE) -> Type:
    """Return the type of ``np.transpose(a, axes)``.

    >>> transpose(Array(None, (2, 3))), transpose(Array(None, (2, 3)), Literal((0, 1)))
    (Array(dtype=None, shape=(3, 2)), Array(dtype=None, shape=(2, 3)))
    """
    shape = shape_of(a)
    if shape is None:
        return Array(dtype_of(a), None)
    if constant(axes) is None:
        return Array(dtype_of(a), shape[::-1])
    order = axes_of(axes, len(shape))
    if order is None:
        return of_rank(a, len(shape))
    return Array(dtype_of(a), tuple(shape[k] for k in order))


def swapaxes(a: Type, axis1: Type, axis2: Type) -> Type:
    """Return the type of ``np.swapaxes(a, axis1, axis2)``.

    >>> swapaxes(Array(None, (2, 3)), Literal(0), Literal(-1))
    Array(dtype=None, shape=(3, 2))
    """
    shape = shape_of(a)
    if shape is None:
        return Array(dtype_of(a), None)
    first, second = axes_of(axis1, len(shape)), axes_of(axis2, len(shape))
    if first is None or second is None:
        return of_rank(a, len(shape))
    dims = list(shape)
    dims[first[0]], dims[second[0]] = dims[second[0]], dims[first[0]]
    return Array(dtype_of(a), tuple(dims))


def moveaxis(a: Type, source: Type, destination: Type) -> Type:
    """Return the type of ``np.moveaxis(a, source, destination)``.

    >>> moveaxis(Array(None, (2, 3, 4)), Literal(0), Literal(-1))
    Array(dtype=None, shape=(3, 4, 2))
    """
    shape = shape_of(a)
    if shape is None:
        return Array(dtype_of(a), None)
    origins, goals = axes_of(source, len(shape)), axes_of(destination, len(shape))
    if origins is None or goals is None:
        return of_rank(a, len(shape))
    order = [k for k in range(len(shape)) if k not in origins]
    for goal, origin in sorted(zip(goals, origins, strict=True)):
        order.insert(goal, origin)
    return Array(dtype_of(a), tuple(shape[k] for k in order))


def expand_dims(a: Type, axis: Type) -> Type:
    """Return the type of ``np.expand_dims(a, axis)``.

    >>> expand_dims(Array(None, (2,)), Literal(0))
    Array(dtype=None, shape=(1, 2))
    """
    shape, value = shape_of(a), constant(axis)
    if shape is None or not isinstance(value, int | tuple):
        return Array(dtype_of(a), None)
    rank = len(shape) + (len(value) if isinstance(value, tuple) else 1)
    axes = axes_of(axis, rank) or ()
    dims = iter(shape)
    return Array(
        dtype_of(a), tuple(1 if k in axes else next(dims) for k in range(rank))
    )


def squeeze(a: Type, axis: Type = NONE) -> Type:
    """Return the type of ``np.squeeze(a, axis)``.

    >>> squeeze(Array(None, (1, 2)), Literal(0)), squeeze(Array(None, ("n", 1)))
    (Array(dtype=None, shape=(2,)), Array(dtype=None, shape=('n',)))
    """
    shape = shape_of(a)
    if shape is None:
        return Array(dtype_of(a), None)
    if constant(axis) is None:
        if all(d == 1 or surely_not_one(d) for d in shape):
            return Array(dtype_of(a), tuple(d for d in shape if d != 1))
        return Array(dtype_of(a), None)
    axes = axes_of(axis, len(shape))
    if axes is None:
        return Array(dtype_of(a), None)
    return Array(dtype_of(a), tuple(d for k, d in enumerate(shape) if k not in axes))


def broadcast_to(array: Type, shape: Type) -> Type:
    """Return the type of ``np.broadcast_to(array, shape)``.

    >>> broadcast_to(Literal(1.0), Literal((2, 3)))
    Array(dtype=dtype('float64'), shape=(2, 3))
    """
    return Array(dtype_of(array), dims_of(shape))


def at_least(rank: int) -> ResultType:
    """Return the result type of ``np.atleast_1d`` and its like.

    >>> at_least(2)(Array(None, ("n",)))
    Array(dtype=None, shape=(1, 'n'))
    """

    def result(ary: Type) -> Type:
        shape = shape_of(ary)
        if shape is None or len(shape) >= rank:
            return Array(dtype_of(ary), shape)
        if rank == 3:
            wide = (1, *shape, 1) if len(shape) == 1 else (*shape, 1)
            return Array(dtype_of(ary), wide if shape else (1, 1, 1))
        return Array(dtype_of(ary), (1,) * (rank - len(shape)) + shape)

    return result


def diag(v: Type, k: Type = ZERO) -> Type:
    """Return the type of ``np.diag(v, k)``.

    >>> diag(Array(None, (3,))), diag(Array(None, (3, 3)))
    (Array(dtype=None, shape=(3, 3)), Array(dtype=None, shape=(None,)))
    """
    shape = shape_of(v)
    if shape is None:
        return Array(dtype_of(v), None)
    if len(shape) == 2:
        return of_rank(v, 1)
    return Array(dtype_of(v), shape * 2) if k == ZERO else of_rank(v, 2)


def diagonal(
    a: Type, offset: Type = ZERO, axis1: Type = ZERO, axis2: Type = NONE
) -> Type:
    """Return the type of ``np.diagonal(a, offset, axis1, axis2)``.

    >>> diagonal(Array(None, (3, 3)))
    Array(dtype=None, shape=(None,))
    """
    shape = shape_of(a)
    return of_rank(a, None if shape is None else len(shape) - 1)


def trace(a: Type, offset: Type = ZERO, axis1: Type = ZERO, axis2: Type = NONE) -> Type:
    """Return the type of ``np.trace(a, offset, axis1, axis2)``.

    >>> import numpy as np
    >>> trace(Array(np.dtype("f4"), (3, 3)))
    Array(dtype=dtype('float32'), shape=())
    """
    shape, dtype = shape_of(a), dtype_of(a)
    summed = dtype if dtype is not None and dtype.kind in "fc" else None
    return Array(summed, None if shape is None else (None,) * (len(shape) - 2))


def triangle(m: Type, k: Type = ZERO) -> Type:
    """Return the type of ``np.tril(m, k)``.

    >>> triangle(Array(None, (3,)))
    Array(dtype=None, shape=(3, 3))
    """
    shape = shape_of(m)
    if shape is not None and len(shape) == 1:
        shape = shape * 2
    return Array(dtype_of(m), shape)


def pad(array: Type, pad_width: Type = UNKNOWN, *others: Type, **named: Type) -> Type:
    """Return the type of ``np.pad(array, pad_width, ...)``.

    >>> print(*pad(Array(None, ("n", 3)), Literal(((0, 0), (1, 2)))).shape)
    n 6
    """
    shape = shape_of(array)
    if shape is None:
        return Array(dtype_of(array), None)
    pairs = _widths(pad_width, len(shape))
    if pairs is None:
        return of_rank(array, len(shape))
    dims = []
    for dim, (before, after) in zip(shape, pairs, strict=True):
        dims.append(as_size(plus(plus(as_integer(dim), before), after)))
    return Array(dtype_of(array), tuple(dims))


def _widths(pad_width: Type, rank: int) -> list[tuple[Dim, Dim]] | None:
    """Return how much goes before and behind each axis, None for less usual forms."""
    items = _items(pad_width)
    if items is None:
        whole = integer(pad_width)
        return None if whole is None else [(whole, whole)] * rank
    inner = list(map(_items, items))
    if len(items) == 2 and inner == [None, None]:
        before, after = map(integer, items)
        return [(before, after)] * rank
    if len(items) != rank:
        return None
    pairs = []
    for pair in inner:
        if pair is None or len(pair) != 2:
            return None
        pairs.append((integer(pair[0]), integer(pair[1])))
    return pairs


def _items(kind: Type) -> tuple[Type, ...] | None:
    if isinstance(kind, Literal) and isinstance(kind.value, tuple):
        return tuple(map(Literal, kind.value))
    return kind.items if isinstance(kind, Items) else None


def real(x: Type) -> Type:
    """Return the type of ``x.real``.

    >>> import numpy as np
    >>> real(Array(np.dtype("c8"), (3,)))
    Array(dtype=dtype('float32'), shape=(3,))
    >>> real(Number(complex))
    Number(python=<class 'float'>)
    """
    if is_complex(x) and not isinstance(x, Array):
        return Number(float)
    dtype = dtype_of(x)
    if dtype is not None and dtype.kind == "c":
        dtype = np.empty(0, dtype).real.dtype
    return Array(dtype, shape_of(x))
