"""Result types of functions that carry no derivative: rounding, ordering, testing."""

from __future__ import annotations

import numpy as np

from srcdiff.core import types
from srcdiff.core.types import Array, Literal, Type
from srcdiff.rules.shape_types import constant, dtype_of

BOOL, INDEX = np.dtype(bool), np.dtype(np.intp)


def rounded(a: Type, *decimals: Type, **named: Type) -> Type:
    """Return the type of ``np.round(a)``: floats stay what they are.

    >>> rounded(Array(np.dtype("f4"), ("n",))), rounded(types.UNKNOWN)
    (Array(dtype=dtype('float32'), shape=('n',)), Array(dtype=None, shape=None))
    """
    dtype = dtype_of(a)
    floats = dtype is not None and dtype.kind == "f"
    return Array(dtype if floats else None, types.shape_of(a))


def positions(a: Type, axis: Type = Literal(-1), **named: Type) -> Type:  # noqa: B008
    """Return the type of ``np.argsort(a, axis)``.

    >>> positions(Array(None, (2, 3))).shape, positions(Array(), types.UNKNOWN)
    ((2, 3), Array(dtype=dtype('int64'), shape=None))
    """
    if isinstance(constant(axis), int):
        shape = types.shape_of(a)
        return Array(INDEX, (1,) if shape == () else shape)
    return Array(INDEX, (None,) if constant(axis) is None else None)


def close(a: Type, b: Type, *tolerances: Type, **named: Type) -> Type:
    """Return the type of ``np.isclose(a, b)``.

    >>> close(Array(None, ("n",)), Literal(1.0))
    Array(dtype=dtype('bool'), shape=('n',))
    """
    shapes = [types.shape_of(v) for v in (a, b)]
    only = not tolerances and set(named) <= {"equal_nan"}
    return Array(BOOL, types.broadcast_shapes(*shapes) if only else None)
