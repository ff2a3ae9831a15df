"""The numbers in nested containers: found with their labels, replaced one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from srcdiff.runtime.objects import attributes, is_object, rebuilt

Path = tuple[Any, ...]


def leaves(value: Any, label: str = "", path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path and the label of each float and array of floats in a value.

    value: nested tuples, lists, dicts and objects. label: the expression for it.

    >>> [text for _, text in leaves({"w": [1.0, (2.0, "s")]}, "p")]
    ["p['w'][0]", "p['w'][1][0]"]
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{label}[{key!r}]", (*path, key))
    elif isinstance(value, list | tuple):
        fields = getattr(value, "_fields", None)
        for position, item in enumerate(value):
            part = f".{fields[position]}" if fields else f"[{position}]"
            yield from leaves(item, label + part, (*path, position))
    elif is_object(value):
        for key, item in attributes(value).items():
            yield from leaves(item, f"{label}.{key}", (*path, key))
    elif is_float(value):
        yield path, label


def is_float(value: Any) -> bool:
    """Tell whether a value is a float, an array of floats, or a complex one of these.

    >>> is_float(1.0), is_float(np.ones(2)), is_float(np.arange(2)), is_float(1j)
    (True, True, False, True)
    """
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fc"
    return isinstance(value, float | complex)


def at(value: Any, path: Path) -> Any:
    """Return the part of a nested value at a path.

    >>> at({"w": [1.0, 2.0]}, ("w", 1))
    2.0
    """
    for key in path:
        value = getattr(value, key) if is_object(value) else value[key]
    return value


def replaced(value: Any, path: Path, new: Any) -> Any:
    """Return a nested value with another part at a path; the rest is shared.

    >>> replaced({"w": (1.0, 2.0)}, ("w", 1), 5.0)
    {'w': (1.0, 5.0)}
    """
    if not path:
        return new
    key, *rest = path
    item = replaced(at(value, (key,)), tuple(rest), new)
    if is_object(value):
        return rebuilt(value, {key: item})
    if isinstance(value, dict):
        return {k: item if k == key else v for k, v in value.items()}
    items = [item if k == key else v for k, v in enumerate(value)]
    if isinstance(value, list):
        return items
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a nested value with each float and array of floats changed.

    >>> mapped((1.0, [2.0, "s"]), lambda x: 10 * x)
    (10.0, [20.0, 's'])
    """
    for path, _ in list(leaves(value)):
        value = replaced(value, path, change(at(value, path)))
    return value


def inner(first: Any, second: Any) -> float:
    """Return the sum of the products of all numbers in two values of one structure.

    Of complex numbers, the real parts and the imaginary parts are multiplied.

    >>> inner((1.0, np.ones(3)), (2.0, np.ones(3))), inner(1 + 2j, 3 + 4j)
    (5.0, 11.0)
    """
    total = 0.0
    for path, _ in leaves(first):
        one, other = (doubled(at(v, path)) for v in (first, second))
        total += float(np.sum((one * np.conj(other)).real))
    return total


def doubled(value: Any) -> np.ndarray:
    """Return an array of double precision, complex if the value is.

    >>> doubled(1j).dtype, doubled(np.ones(2, np.float32)).dtype
    (dtype('complex128'), dtype('float64'))
    """
    return np.asarray(value, complex if np.iscomplexobj(value) else float)
