"""The signature of a call: what is known of its arguments, and a key to look it up by.

Arrays are known by dtype, rank and which dimensions are 1; numbers by their class;
containers by their structure. A new batch size is no new signature.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from srcdiff.core.types import UNKNOWN, Array, Dim, Fields, Items, Literal, Number, Type

Key = Any


def key_of(value: Any) -> Key:
    """Return a hashable key; values with equal keys have equal types.

    >>> key_of(np.ones((3, 1))) == key_of(np.ones((5, 1))) != key_of(np.ones((1, 5)))
    True
    """
    kind = type(value)
    if kind is np.ndarray:
        return (value.dtype, *[n == 1 for n in value.shape])
    if kind is tuple or kind is list:
        return (kind, *map(key_of, value))
    if kind is dict:
        return (dict, *value, *map(key_of, value.values()))
    return kind


def types_of(values: dict[str, Any]) -> dict[str, Type]:
    """Return the types of named arguments.

    >>> types_of({"x": np.ones((4, 1)), "k": 2.0})
    {'x': Array(dtype=dtype('float64'), shape=('x_1', 1)),
     'k': Number(python=<class 'float'>)}
    """
    return {name: _type(value, name, count(1)) for name, value in values.items()}


def _type(value: Any, name: str, numbers: Iterator[int]) -> Type:
    kind = type(value)
    if kind is np.ndarray and value.dtype.kind in "fiub":
        return Array(value.dtype, tuple(_dim(n, name, numbers) for n in value.shape))
    if kind in (float, int, bool):
        return Number(kind)
    if isinstance(value, np.floating | np.integer | np.bool_):
        return Array(value.dtype, ())
    if kind in (tuple, list):
        return Items(tuple(_type(v, name, numbers) for v in value), kind)
    if kind is dict:
        items = tuple(_type(v, name, numbers) for v in value.values())
        return Fields(tuple(value), items)
    return Literal(None) if value is None else UNKNOWN


def _dim(size: int, name: str, numbers: Iterator[int]) -> Dim:
    return 1 if size == 1 else f"{name}_{next(numbers)}"


def describe_all(known: dict[str, Type]) -> str:
    """Return the types of named arguments as people write them.

    >>> describe_all({"x": Array(np.dtype("f4"), ("n", 3)), "k": Number(float)})
    'x: f4[n, 3], k: float'
    """
    return ", ".join(f"{name}: {describe(kind)}" for name, kind in known.items())


def describe(known: Type) -> str:
    """Return a type as people write it.

    >>> describe(Items((Array(np.dtype("f8"), ("n", 1)), Number(float))))
    '(f8[n, 1], float)'
    """
    if isinstance(known, Array):
        dtype = known.dtype.str[1:] if known.dtype is not None else "array"
        dims = "" if known.shape is None else ", ".join(_letter(d) for d in known.shape)
        return f"{dtype}[{dims}]" if known.shape else dtype
    if isinstance(known, Number):
        return known.python.__name__
    if isinstance(known, Items):
        inside = ", ".join(map(describe, known.items))
        if known.python is list:
            return f"[{inside}]"
        return f"({inside},)" if len(known.items) == 1 else f"({inside})"
    if isinstance(known, Fields):
        pairs = zip(known.keys, known.items, strict=True)
        return "{" + ", ".join(f"{k!r}: {describe(t)}" for k, t in pairs) + "}"
    return "None" if isinstance(known, Literal) else "any"


def _letter(dim: Dim) -> str:
    return "n" if isinstance(dim, str) else str(dim)
