"""Result types of the functions that join arrays and split them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcdiff.core.atoms import Dim
from srcdiff.core.dims import divided, times
from srcdiff.core.slices import sliced
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Items,
    Literal,
    ResultType,
    Several,
    Type,
    Unknown,
    promote,
    shape_of,
)
from srcdiff.rules.shape_types import (
    NONE,
    agreed,
    axes_of,
    constant,
    dtype_of,
    integer,
    integers_of,
    joined,
    size,
)
from srcdiff.rules.shaping_types import at_least

ZERO = Literal(0)
XY = Literal("xy")


def items_of(arrays: Type) -> tuple[Type, ...] | None:
    """Return the types of the arrays in a sequence of them, None where unknown.

    >>> items_of(Array(None, (2, 3)))
    (Array(dtype=None, shape=(3,)), Array(dtype=None, shape=(3,)))
    """
    if isinstance(arrays, Items):
        return arrays.items
    if isinstance(arrays, Literal) and isinstance(arrays.value, tuple):
        return tuple(map(Literal, arrays.value))
    shape = shape_of(arrays)
    if shape and isinstance(shape[0], int):
        return (Array(dtype_of(arrays), shape[1:]),) * shape[0]
    return None


def _common_dtype(items: tuple[Type, ...]) -> np.dtype | None:
    """Joining makes arrays of Python numbers first: their dtype is not weak."""
    return promote(*items) if all(isinstance(item, Array) for item in items) else None


def concatenate(arrays: Type, axis: Type = ZERO) -> Type:
    """Return the type of ``np.concatenate(arrays, axis)``.

    >>> concatenate(Items((Array(None, (2, "n")), Array(None, (3, "n")))))
    Array(dtype=None, shape=(5, 'n'))
    """
    if isinstance(arrays, Several):
        return _along(arrays.item, axis)
    items = items_of(arrays)
    if not items:
        return Array(None, None)
    dtype, shapes = _common_dtype(items), [shape_of(item) for item in items]
    if constant(axis) is None:
        shapes = [(size(shape),) for shape in shapes]
        axis = ZERO
    elif isinstance(axis, Unknown):
        return Array(dtype, None)
    return Array(dtype, _join(shapes, axis))


def _along(item: Type, axis: Type, new: bool = False) -> Type:
    """Return the type of any number of arrays of one type, joined along an axis.

    new: the axis is one that they do not have.
    """
    dtype, shape = promote(item) if isinstance(item, Array) else None, shape_of(item)
    if shape is None or isinstance(axis, Unknown):
        return Array(dtype, None)
    if new:
        shape = (None, *shape)
    elif constant(axis) is None:
        return Array(dtype, (None,))
    axes = axes_of(axis, len(shape))
    if axes is None or not shape:
        return Array(dtype, (None,) * len(shape) or None)
    rest = shape[1:] if new else (*shape[: axes[0]], *shape[axes[0] + 1 :])
    return Array(dtype, (*rest[: axes[0]], None, *rest[axes[0] :]))


def _join(shapes: list[tuple[Dim, ...] | None], axis: Type) -> tuple[Dim, ...] | None:
    rank = next((len(shape) for shape in shapes if shape is not None), None)
    if rank is None:
        return None
    axes = axes_of(axis, rank)
    if axes is None or rank == 0:
        return (None,) * rank
    full = [(None,) * rank if shape is None else shape for shape in shapes]
    return joined(axes[0], full)


def stack(arrays: Type, axis: Type = ZERO) -> Type:
    """Return the type of ``np.stack(arrays, axis)``.

    >>> stack(Items((Array(None, (3,)), Array(None, (3,)))), Literal(-1))
    Array(dtype=None, shape=(3, 2))
    """
    if isinstance(arrays, Several):
        return _along(arrays.item, axis, new=True)
    items = items_of(arrays)
    if not items:
        return Array(None, None)
    shapes = [shape_of(item) for item in items]
    known = next((shape for shape in shapes if shape is not None), None)
    if known is None:
        return Array(_common_dtype(items), None)
    axes = axes_of(axis, len(known) + 1)
    if axes is None:
        return Array(_common_dtype(items), (None,) * (len(known) + 1))
    full = [known if shape is None else shape for shape in shapes]
    dims = list(map(agreed, zip(*full, strict=True)))
    dims.insert(axes[0], len(items))
    return Array(_common_dtype(items), tuple(dims))


def _lifted(lift: Callable[[Type], Type], axis: int) -> ResultType:
    def result(tup: Type) -> Type:
        items = items_of(tup)
        if not items:
            return Array(None, None)
        shapes = [shape_of(lift(item)) for item in items]
        return Array(_common_dtype(items), _join(shapes, Literal(axis)))

    return result


def _as_column(tup: Type) -> Type:
    shape = shape_of(tup)
    if shape is None or len(shape) > 1:
        return Array(None, shape)
    return Array(None, (shape[0] if shape else 1, 1))


vstack = _lifted(at_least(2), 0)
dstack = _lifted(at_least(3), 2)
column_stack = _lifted(_as_column, 1)


def hstack(tup: Type) -> Type:
    """Return the type of ``np.hstack(tup)``.

    >>> hstack(Items((Array(None, (2,)), Array(None, (3,)))))
    Array(dtype=None, shape=(5,))
    """
    items = items_of(tup) or ()
    shapes = [shape_of(at_least(1)(item)) for item in items]
    flat = any(shape is not None and len(shape) == 1 for shape in shapes)
    return _lifted(at_least(1), 0 if flat else 1)(tup)


def append(arr: Type, values: Type, axis: Type = NONE) -> Type:
    """Return the type of ``np.append(arr, values, axis)``.

    >>> append(Array(None, (3,)), Array(None, (2, 2)))
    Array(dtype=None, shape=(7,))
    """
    return concatenate(Items((arr, values)), axis)


def splitting(even: bool, axis: int = 0) -> ResultType:
    """Make the result type of ``np.split`` and its like.

    even: the parts are of one size, or NumPy has raised. axis: over which to split.

    >>> splitting(even=True)(Array(None, (4,)), Literal(2))
    Items(items=(Array(dtype=None, shape=(2,)), Array(dtype=None, shape=(2,))))
    """

    default = Literal(axis)

    def result(ary: Type, indices_or_sections: Type, axis: Type = default) -> Type:
        dtype, shape = dtype_of(ary), shape_of(ary)
        axes = None if shape is None else axes_of(axis, len(shape))
        whole = None if shape is None or axes is None else shape[axes[0]]
        parts = _parts(whole, indices_or_sections, even)
        if parts is None:
            return UNKNOWN
        if shape is None:
            return Items((Array(dtype, None),) * len(parts), list)
        if axes is None:
            return Items((Array(dtype, (None,) * len(shape)),) * len(parts), list)
        k = axes[0]
        shapes = [(*shape[:k], part, *shape[k + 1 :]) for part in parts]
        return Items(tuple(Array(dtype, s) for s in shapes), list)

    return result


def _parts(whole: Dim, cuts: Type, even: bool) -> list[Dim] | None:
    """Return the sizes of the parts, None where their number is unknown."""
    count = integer(cuts)
    if isinstance(count, int) and count > 0:
        part = divided(whole, count)
        return [part if even or times(part, count) == whole else None] * count
    if not isinstance(cuts, Items | Literal) or isinstance(count, int):
        return None
    places = integers_of(cuts)
    if places is None:
        return None
    starts, stops = [0, *places], [*places, None]
    known = [None not in (a, b) for a, b in zip(starts[:-1], places, strict=True)]
    known.append(starts[-1] is not None)
    return [
        sliced(whole, a, b, None) if sure else None
        for a, b, sure in zip(starts, stops, known, strict=True)
    ]


split = splitting(even=True)


def hsplit(ary: Type, indices_or_sections: Type) -> Type:
    """Return the type of ``np.hsplit(ary, ...)``: over the last axis of a vector.

    >>> hsplit(Array(None, (2, 4)), Literal(2)).items[0]
    Array(dtype=None, shape=(2, 2))
    """
    shape = shape_of(ary)
    axis = UNKNOWN if shape is None else Literal(0 if len(shape) == 1 else 1)
    return split(ary, indices_or_sections, axis)


def meshgrid(*xi: Type, indexing: Type = XY) -> Type:
    """Return the type of ``np.meshgrid(*xi, indexing=...)``.

    >>> meshgrid(Array(None, (2,)), Array(None, (3,))).items[1]
    Array(dtype=None, shape=(3, 2))
    """
    way = constant(indexing)
    dims = [size(shape_of(x)) for x in xi]
    if way == "xy" and len(dims) > 1:
        dims[:2] = dims[1::-1]
    elif way != "ij":
        dims = [None] * len(dims)
    return Items(tuple(Array(dtype_of(x), tuple(dims)) for x in xi))
