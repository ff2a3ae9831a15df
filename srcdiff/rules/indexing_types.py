"""Result types of subscripts and of functions that take elements by their indices."""

from __future__ import annotations

import functools

from srcdiff.core.join import join
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Dim,
    Fields,
    Items,
    Literal,
    Number,
    Type,
    broadcast_shapes,
    shape_of,
)
from srcdiff.rules.shape_types import NONE, axes_of, constant, dtype_of

LAST = Literal(-1)
DOTS = Literal(Ellipsis)


def getitem(x: Type, index: Type) -> Type:
    """Return the type of ``x[index]``.

    A slice comes as a Literal of a slice, a tuple display as a Literal of a tuple; what
    is not constant in them is a type.

    >>> getitem(Array(None, (5, "n")), Literal((slice(1, -1), None)))
    Array(dtype=None, shape=(3, 1, 'n'))
    >>> getitem(Items((Literal(1), UNKNOWN)), Literal(-1))
    Unknown()
    """
    if isinstance(x, Items):
        return _item(x, index)
    if isinstance(x, Fields):
        key = constant(index)
        return x.items[x.keys.index(key)] if key in x.keys else UNKNOWN
    if not isinstance(x, Array):
        return UNKNOWN
    parts = _parts(index)
    shape = None if parts is None else _subshape(x.shape, parts)
    return Array(x.dtype, shape)


def _item(x: Items, index: Type) -> Type:
    where = constant(index)
    if type(where) is int and -len(x.items) <= where < len(x.items):
        return x.items[where]
    if isinstance(where, slice) and _bounds(where) is not None:
        return Items(x.items[where], x.python)
    if isinstance(index, Number) and index.python is int and x.items:
        return functools.reduce(join, x.items)
    return UNKNOWN


def _parts(index: Type) -> list[Type] | None:
    """Return the parts of an index, None if it may be a list (which gathers)."""
    if isinstance(index, Items):
        return None
    if isinstance(index, Literal) and isinstance(index.value, tuple):
        return [p if isinstance(p, Type) else Literal(p) for p in index.value]
    return [index]


def _subshape(
    shape: tuple[Dim, ...] | None, parts: list[Type]
) -> tuple[Dim, ...] | None:
    """Apply an index of integers, slices, None and one ellipsis; else None."""
    if shape is None or not all(map(_is_basic, parts)):
        return _gathered(shape, parts)
    used = sum(part != NONE and part != DOTS for part in parts)
    if DOTS not in parts:
        parts = [*parts, DOTS]
    position = 0
    dims: list[Dim] = []
    for part in parts:
        if part == NONE:
            dims.append(1)
        elif part == DOTS:
            rest = len(shape) - used
            dims += shape[position : position + rest]
            position += rest
        else:
            if isinstance(part, Literal) and isinstance(part.value, slice):
                dims.append(_sliced(shape[position], part.value))
            position += 1
    return tuple(dims) if used <= len(shape) else None


def _gathered(
    shape: tuple[Dim, ...] | None, parts: list[Type]
) -> tuple[Dim, ...] | None:
    """Apply arrays of integers to the first axes: they broadcast together."""
    if shape is None or len(parts) > len(shape) or not all(map(_gathers, parts)):
        return None
    taken = broadcast_shapes(*(part.shape for part in parts if isinstance(part, Array)))
    return None if taken is None else (*taken, *shape[len(parts) :])


def _gathers(part: Type) -> bool:
    """Tell whether a part of an index is surely an array of integers."""
    return (
        isinstance(part, Array) and part.dtype is not None and part.dtype.kind in "iu"
    )


def _is_basic(part: Type) -> bool:
    if isinstance(part, Number):
        return part.python is int
    if isinstance(part, Array):
        integers = part.dtype is not None and part.dtype.kind in "iu"
        return part.shape == () and integers
    if not isinstance(part, Literal):
        return False
    return part in (NONE, DOTS) or type(part.value) in (int, slice)


def _bounds(where: slice) -> tuple | None:
    bounds = (where.start, where.stop, where.step)
    plain = [constant(b) if isinstance(b, Type) else b for b in bounds]
    if all(b is None or type(b) is int for b in plain):
        return tuple(plain)
    return None


def _sliced(dim: Dim, where: slice) -> Dim:
    bounds = _bounds(where)
    if bounds is None:
        return None
    if bounds in ((None, None, None), (None, None, -1)):
        return dim
    return len(range(dim)[slice(*bounds)]) if isinstance(dim, int) else None


def take(a: Type, indices: Type, axis: Type = NONE, **mode: Type) -> Type:
    """Return the type of ``np.take(a, indices, axis)``.

    >>> take(Array(None, (2, 3)), Array(None, ("n",)), Literal(1))
    Array(dtype=None, shape=(2, 'n'))
    """
    shape, taken = shape_of(a), shape_of(indices)
    if taken is None:
        return Array(dtype_of(a), None)
    if constant(axis) is None:
        return Array(dtype_of(a), taken)
    axes = None if shape is None else axes_of(axis, len(shape))
    if shape is None or axes is None:
        return Array(dtype_of(a), None)
    return Array(dtype_of(a), (*shape[: axes[0]], *taken, *shape[axes[0] + 1 :]))


def take_along_axis(arr: Type, indices: Type, axis: Type = LAST) -> Type:
    """Return the type of ``np.take_along_axis(arr, indices, axis)``.

    >>> take_along_axis(Array(None, (2, 3)), Array(None, (2, 1)))
    Array(dtype=None, shape=(None, None))
    """
    taken = shape_of(indices)
    return Array(dtype_of(arr), None if taken is None else (None,) * len(taken))


def flat(a: Type, *others: Type, **named: Type) -> Type:
    """Return that the result is a vector of unknown length.

    >>> flat(Array(None, (2, 3)))
    Array(dtype=None, shape=(None,))
    """
    return Array(dtype_of(a), (None,))


def item(a: Type, *index: Type) -> Type:
    """Return the type of ``a.item(*index)``.

    >>> import numpy as np
    >>> item(Array(np.dtype("f4"), (1,)))
    Number(python=<class 'float'>)
    """
    dtype = dtype_of(a)
    return Number(float) if dtype in ("f4", "f8") else UNKNOWN
