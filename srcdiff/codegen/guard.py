"""Guards: generated tests that a call's arguments are of one signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Guard = Callable[[tuple], bool]


def guard_for(args: tuple) -> Guard:
    """Return a test whether other arguments have the signature of these.

    It costs little more than looking at each array once: no key is built or hashed.
    It may say no where the signature is the same, never yes where it is another.

    >>> same = guard_for((np.ones((3, 1)), 2.0))
    >>> same((np.zeros((5, 1)), 1.0)), same((np.zeros((1, 5)), 1.0)), same((1.0, 2.0))
    (True, False, False)
    """
    objects: dict[str, Any] = {"array": np.ndarray}
    conditions = list(_conditions(args, "args", objects))
    return eval(f"lambda args: {' and '.join(conditions)}", objects)


def _conditions(value: Any, place: str, objects: dict[str, Any]):
    kind = type(value)
    if kind is np.ndarray:
        yield f"type({place}) is array"
        yield f"{place}.dtype is {_named(value.dtype, objects)}"
        yield f"len(shape := {place}.shape) == {value.ndim}"
        for axis, size in enumerate(value.shape):
            yield f"shape[{axis}] {'==' if size == 1 else '!='} 1"
    else:
        yield f"type({place}) is {_named(kind, objects)}"
        if kind is dict:
            yield f"tuple({place}) == {_named(tuple(value), objects)}"
            for key, item in value.items():
                inner = f"{place}[{_named(key, objects)}]"
                yield from _conditions(item, inner, objects)
        elif kind in (tuple, list):
            yield f"len({place}) == {len(value)}"
            for position, item in enumerate(value):
                yield from _conditions(item, f"{place}[{position}]", objects)


def _named(value: Any, objects: dict[str, Any]) -> str:
    """Return an object's name in the guard's text, the same for the same object."""
    for name, known in objects.items():
        if known is value:
            return name
    name = f"object_{len(objects)}"
    objects[name] = value
    return name
