"""Guards: generated tests that a call's arguments are of one signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from srcdiff.analysis.signature import is_flag, key_of
from srcdiff.core.atoms import LARGE
from srcdiff.runtime.objects import FUNCTIONS, callables, is_object


class Objects:
    """The objects that a generated text reads, under names that nothing else has.

    >>> objects = Objects(["array"])
    >>> objects.named(np.ndarray, "array"), objects.named(np.ndarray, "array")
    ('array_2', 'array_2')
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.values: dict[str, Any] = {}

    def named(self, value: Any, stem: str) -> str:
        """Return the name of an object, the same for the same object."""
        for name, known in self.values.items():
            if known is value:
                return name
        name = self.fresh(stem)
        self.values[name] = value
        return name

    def fresh(self, stem: str) -> str:
        """Return a name that is not in use."""
        name, number = stem, 1
        while name in self.taken:
            number += 1
            name = f"{stem}_{number}"
        self.taken.add(name)
        return name


def conditions(
    value: Any,
    place: str,
    objects: Objects,
    by_value: bool = False,
    arrays: dict[int, str] | None = None,
) -> Iterator[str]:
    """Yield the tests that another value has the signature of this one.

    value: an argument, or a part of one. place: the expression that gives the other
    value. by_value: let flags count by value. arrays: takes the name that each array
    of ``value`` goes by in later tests, by the identity of the array.

    Joined by ``and`` the tests hold only for values with the ``key_of`` of ``value``.
    Each relies on those before it. No key is built or hashed: for an array they cost
    about as much as asking it for its dtype and its shape.

    >>> for condition in conditions((np.ones((3, 1)), 2.0), "x", Objects(["x"])):
    ...     print(condition)
    type(x) is tuple
    len(x) == 2
    type(item := x[0]) is array
    (item.dtype is dtype or item.dtype == dtype)
    len(shape := item.shape) == 2
    1 < shape[0] < 8
    shape[1] == 1
    type(x[1]) is float
    """
    kind, ask = type(value), objects.named(type, "type")
    if by_value and is_flag(value):
        yield from _of_flag(value, place, objects)
        return
    if is_object(value):
        if any(map(is_object, vars(value).values())) or callables(value):
            key = objects.named(key_of(value, by_value), "key")
            yield f"{objects.named(key_of, 'key_of')}({place}, {by_value}) == {key}"
        else:
            yield from _of_object(value, place, objects)
        return
    if kind not in (np.ndarray, tuple, list, dict):
        yield f"{ask}({place}) is {objects.named(kind, kind.__name__)}"
        return
    bound = place
    if not place.isidentifier():
        bound = objects.fresh("item")
        place = f"{bound} := {place}"
    stem = "array" if kind is np.ndarray else kind.__name__
    yield f"{ask}({place}) is {objects.named(kind, stem)}"
    if kind is np.ndarray:
        if arrays is not None:
            arrays[id(value)] = bound
        yield from _of_array(value, bound, objects)
        return
    if kind is dict:
        keys = objects.named(tuple(value), "keys")
        yield f"{objects.named(tuple, 'tuple')}({bound}) == {keys}"
        places = [f"{bound}[{objects.named(key, 'key')}]" for key in value]
        items = list(value.values())
    else:
        yield f"{objects.named(len, 'len')}({bound}) == {len(value)}"
        places = [f"{bound}[{position}]" for position in range(len(value))]
        items = list(value)
    for item, inner in zip(items, places, strict=True):
        yield from conditions(item, inner, objects, by_value, arrays)


def _of_object(value: Any, place: str, objects: Objects) -> Iterator[str]:
    kind = objects.named(type(value), type(value).__name__)
    yield f"{objects.named(type, 'type')}({place}) is {kind}"
    kept = objects.fresh("kept")
    names = objects.named(tuple(vars(value)), "names")
    shown = f"{kept} := {objects.named(vars, 'vars')}({place})"
    yield f"{objects.named(tuple, 'tuple')}({shown}) == {names}"
    for name, item in vars(value).items():
        yield from _of_lasting(item, f"{kept}[{name!r}]", objects)


def _of_lasting(value: Any, place: str, objects: Objects) -> Iterator[str]:
    """Yield the tests that an attribute has the ``lasting_key`` of this one."""
    if type(value) is not tuple:
        if type(value) is np.ndarray or isinstance(value, FUNCTIONS):
            yield from conditions(value, place, objects, by_value=True)
        else:
            kind = objects.named(type(value), type(value).__name__)
            yield f"{objects.named(type, 'type')}({place}) is {kind}"
        return
    bound = objects.fresh("item")
    kind = objects.named(tuple, "tuple")
    yield f"{objects.named(type, 'type')}({bound} := {place}) is {kind}"
    yield f"{objects.named(len, 'len')}({bound}) == {len(value)}"
    for position, item in enumerate(value):
        yield from _of_lasting(item, f"{bound}[{position}]", objects)


def _of_flag(value: Any, place: str, objects: Objects) -> Iterator[str]:
    if isinstance(value, str):
        kind = objects.named(type(value), "kind")
        yield f"{objects.named(type, 'type')}({place}) is {kind}"
        yield f"{place} == {objects.named(value, 'flag')}"
    else:
        yield f"{place} is {objects.named(value, 'flag')}"


def _of_array(value: np.ndarray, bound: str, objects: Objects) -> Iterator[str]:
    # Equal dtypes may be several objects, as one that was unpickled is its own; most
    # often they are one, and to find that takes a third of the time.
    dtype = objects.named(value.dtype, "dtype")
    yield f"({bound}.dtype is {dtype} or {bound}.dtype == {dtype})"
    if value.ndim == 0:
        yield f"{bound}.ndim == 0"
        return
    shape = objects.fresh("shape")
    size = objects.named(len, "len")
    yield f"{size}({shape} := {bound}.shape) == {value.ndim}"
    for axis, length in enumerate(value.shape):
        size = f"{shape}[{axis}]"
        if length < 2:
            yield f"{size} == {length}"
        elif length < LARGE:
            yield f"1 < {size} < {LARGE}"
        else:
            yield f"{size} >= {LARGE}"
