"""Which calls have large arrays: those where new memory costs as much as arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from srcdiff.core.types import Array, Dim, Fields, Items, Type

LARGE_BYTES = 2**18
"""From so many bytes on NumPy, too, computes in the memory of unnamed operands."""

Place = tuple[Any, ...]
"""Where an array is among arguments: a parameter, then the keys on the way to it."""


def deciding(known: Mapping[str, Type], shapes: set[tuple[Dim, ...]]) -> Place | None:
    """Return which of the arguments tells whether arrays of some shapes are large.

    known: the types of the arguments, by name. That is the first of those that have
    most sizes in common with one of the shapes. None where no array has any.

    >>> x, w = Array(None, ("n", "d")), Array(None, ("d", "k"))
    >>> deciding({"w": w, "pair": Items((x, x))}, {("n", "k"), ("n", "d")})
    ('pair', 0)
    """
    found, most = None, 0
    for path, dims in _shapes(known):
        named = [d for d in dims if not isinstance(d, int)]
        common = max((sum(d in s for d in named) for s in shapes), default=0)
        if common > most:
            found, most = path, common
    return found


def _shapes(known: Mapping[Any, Type]) -> Iterator[tuple[Place, tuple[Dim, ...]]]:
    for key, kind in known.items():
        inner: Mapping[Any, Type] = {}
        if isinstance(kind, Array) and kind.shape:
            yield (key,), kind.shape
        elif isinstance(kind, Items):
            inner = dict(enumerate(kind.items))
        elif isinstance(kind, Fields):
            inner = dict(zip(kind.keys, kind.items, strict=True))
        for path, shape in _shapes(inner):
            yield (key, *path), shape


def arrays_in(values: Mapping[Any, Any]) -> Iterator[tuple[Place, np.ndarray]]:
    """Yield the arrays among arguments, and in their tuples, lists and dicts.

    >>> [path for path, _ in arrays_in({"x": np.ones(3), "p": [1.0, np.ones(2)]})]
    [('x',), ('p', 1)]
    """
    for key, value in values.items():
        inner: Mapping[Any, Any] = {}
        if type(value) is np.ndarray:
            yield (key,), value
        elif type(value) in (tuple, list):
            inner = dict(enumerate(value))
        elif type(value) is dict:
            inner = value
        for path, array in arrays_in(inner):
            yield (key, *path), array


def is_large(values: Mapping[str, Any], path: Place | None = None) -> bool:
    """Tell whether arguments are ones for which a text is made that reuses memory.

    path: the array that tells how large they are; None for any of them. All arrays
    have to lie in C order, which that text relies on.

    >>> is_large({"x": np.zeros((256, 256))}), is_large({"x": np.zeros((256, 256)).T})
    (True, False)
    """
    arrays = dict(arrays_in(values))
    sized = list(arrays.values()) if path is None else [arrays[path]]
    large = any(a.nbytes >= LARGE_BYTES for a in sized)
    return large and all(a.flags.c_contiguous for a in arrays.values() if a.ndim > 1)
