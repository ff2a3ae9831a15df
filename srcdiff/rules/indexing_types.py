"""Result types of subscripts and of functions that take elements by their indices."""

from __future__ import annotations

import functools

import numpy as np

from srcdiff.core.atoms import Dim
from srcdiff.core.join import join
from srcdiff.core.slices import sliced
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Fields,
    Items,
    Literal,
    Number,
    Several,
    Type,
    Unknown,
    broadcast_shapes,
    shape_of,
)
from srcdiff.rules.result_types import array_of
from srcdiff.rules.shape_types import NONE, axes_of, constant, dtype_of, integer

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
    if isinstance(x, Several):
        return _of_several(x, index)
    if isinstance(x, Fields):
        key = constant(index)
        if key is UNKNOWN and x.items:
            return functools.reduce(join, x.items)
        return x.items[x.keys.index(key)] if key in x.keys else UNKNOWN
    if not isinstance(x, Array):
        return UNKNOWN
    parts = _parts(index)
    return Array(x.dtype, None if parts is None else _subshape(x.shape, parts))


def _item(x: Items, index: Type) -> Type:
    where = constant(index)
    if type(where) is int and -len(x.items) <= where < len(x.items):
        return x.items[where]
    if isinstance(where, slice):
        bounds = [b if b is None else constant(_typed(b)) for b in _bounds(where)]
        if not all(b is None or type(b) is int for b in bounds):
            return UNKNOWN
        python = list if x.python is list else tuple
        return Items(x.items[slice(*bounds)], python)
    if isinstance(index, Number) and index.python is int and x.items:
        return functools.reduce(join, x.items)
    return UNKNOWN


def _of_several(x: Several, index: Type) -> Type:
    if isinstance(constant(index), slice):
        return x
    one = type(constant(index)) is int or isinstance(index, Number)
    return x.item if one else UNKNOWN


def _parts(index: Type) -> tuple[Type, ...] | None:
    """Return the parts of an index, None if it may be of any number of parts."""
    if isinstance(index, Literal) and isinstance(index.value, tuple):
        index = Items(tuple(map(_typed, index.value)))
    if isinstance(index, Items) and issubclass(index.python, tuple):
        return index.items
    return None if isinstance(index, Unknown) else (index,)


def _typed(value: object) -> Type:
    return value if isinstance(value, Type) else Literal(value)


def _subshape(
    shape: tuple[Dim, ...] | None, parts: tuple[Type, ...]
) -> tuple[Dim, ...] | None:
    """Return the shape that an index picks out of an array, None where unknown.

    Arrays and lists in an index broadcast together, integers with them. The axes that
    they make stand where they stood if nothing is between them, else in front.
    """
    read = [_axes_read(part) for part in parts]
    if shape is None or None in read or parts.count(DOTS) > 1:
        return None
    used = sum(n for n in read if n is not None)
    if used > len(shape):
        return None
    if DOTS not in parts:
        parts = (*parts, DOTS)
    gathers = any(map(_gathered, parts))
    dims: list[Dim] = []
    taken: list[tuple[Dim, ...] | None] = []
    place, apart, last = None, False, -1
    position = 0
    for k, part in enumerate(parts):
        size = len(shape) - used if part == DOTS else _axes_read(part) or 0
        if part == NONE:
            dims.append(1)
        elif part == DOTS:
            dims += shape[position : position + size]
        elif isinstance(part, Literal) and isinstance(part.value, slice):
            dims.append(_sliced(shape[position], part.value))
        elif gathers:
            place = len(dims) if place is None else place
            apart = apart or (bool(taken) and last != k - 1)
            taken.append((None,) if _is_mask(part) else _index_shape(part))
            last = k
        position += size
    if not gathers:
        return tuple(dims)
    inner = broadcast_shapes(*taken)
    if inner is None or place is None:
        return None
    where = 0 if apart else place
    return (*dims[:where], *inner, *dims[where:])


def _axes_read(part: Type) -> int | None:
    """Return how many axes a part of an index takes up, None where unknown."""
    if part in (NONE, DOTS):
        return 0
    if _is_mask(part):
        shape = shape_of(part)
        return None if not shape else len(shape)
    sliced = isinstance(part, Literal) and isinstance(part.value, slice)
    return 1 if sliced or _index_shape(part) is not None else None


def _is_mask(part: Type) -> bool:
    return isinstance(part, Array) and part.dtype == np.bool_


def _gathered(part: Type) -> bool:
    """Tell whether a part makes the index one that gathers elements."""
    return bool(_index_shape(part)) or _is_mask(part)


def _index_shape(part: Type) -> tuple[Dim, ...] | None:
    """Return the shape of an integer, or of an array or list of integers."""
    if isinstance(part, Number):
        return () if part.python is int else None
    if isinstance(part, Literal):
        return () if type(part.value) is int else None
    found = array_of(part)
    whole = found.dtype is not None and found.dtype.kind in "iu"
    return found.shape if whole else None


def _bounds(where: slice) -> tuple:
    return where.start, where.stop, where.step


def _sliced(dim: Dim, where: slice) -> Dim:
    bounds = _bounds(where)
    found = [None if b in (None, NONE) else integer(_typed(b)) for b in bounds]
    if any(
        b not in (None, NONE) and f is None for b, f in zip(bounds, found, strict=True)
    ):
        return None
    return sliced(dim, *found)


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


def grown(x_bar: Type, index: Type, adjoint: Type) -> Type:
    """Return the type of an adjoint to an item of which something has been added.

    >>> grown(Array(None, ("n",)), Literal(0), Array(None, ()))
    Array(dtype=None, shape=('n',))
    """
    return x_bar if isinstance(x_bar, Array) and x_bar.shape else UNKNOWN
