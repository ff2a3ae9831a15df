"""Parameters that are updated in place: which arrays they are, and what cannot be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.runtime.objects import holds_numbers, is_object, rebuilt
from srcdiff.runtime.structure import filled
from srcdiff.update.leaves import Attribute, Path, is_kept, leaves_of


def arrays_in(parameters: Mapping[str, Any]) -> list[tuple[str, Path, np.ndarray]]:
    """Return the arrays of parameters: the parameter, the path from it, the array.

    parameters: by the names that messages call them; arrays, or tuples, lists, dicts
    and objects of arrays. Strings, functions, booleans and None in them are no
    parameters, nor are attributes of objects that hold integers.

    Raises InvalidArgument for what cannot be updated in place, numbers and arrays of
    other than floats, and where two arrays share memory.

    >>> arrays_in({"params": (np.ones(2), 0.5)})
    Traceback (most recent call last):
    ...
    srcdiff.errors.InvalidArgument: params[1] is a float, which no update can change \
in place; instead: make it an array, np.array(0.5), or pass it apart from the parameters
    """
    found = []
    for name, value in parameters.items():
        arrays = [found for found in leaves_of(value) if not _is_setting(*found)]
        for path, leaf in arrays:
            _check(name, path, leaf)
            found.append((name, path, leaf))
        if not arrays:
            raise InvalidArgument(f"{name} holds no array: there is nothing to update")
    for one, other in combinations(found, 2):
        if one[2] is other[2] or np.shares_memory(one[2], other[2]):
            raise InvalidArgument(
                f"{_place(*one[:2])} and {_place(*other[:2])} share memory, and would "
                "be updated twice; instead: keep one, and use it twice in the loss"
            )
    return found


def _is_setting(path: Path, leaf: Any) -> bool:
    """Tell whether a leaf stays as it is: text and the like, an object's integer."""
    of_object = bool(path) and isinstance(path[-1], Attribute)
    return is_kept(leaf) or (of_object and not holds_numbers(leaf))


def _place(name: str, path: Path) -> str:
    return name + "".join(map(str, path))


def _check(name: str, path: Path, leaf: Any) -> None:
    place = _place(name, path)
    if any(not isinstance(step.key, int | str) for step in path):
        raise InvalidArgument(
            f"{place} is under a key that is no string and no integer; instead: "
            "name the parameters by strings"
        )
    if type(leaf) is not np.ndarray:
        if isinstance(leaf, np.ndarray):
            raise InvalidArgument(
                f"{place} is a {type(leaf).__name__}; instead: pass np.asarray of it"
            )
        shown = f", np.array({float(leaf)!r})" if isinstance(leaf, int | float) else ""
        raise InvalidArgument(
            f"{place} is a {type(leaf).__name__}, which no update can change in place; "
            f"instead: make it an array{shown}, or pass it apart from the parameters"
        )
    if leaf.dtype.kind != "f":
        raise InvalidArgument(
            f"{place} is an array of {leaf.dtype}, and updates are no whole numbers; "
            "instead: convert it with .astype(float), or leave it out of params"
        )
    if not leaf.flags.writeable:
        raise InvalidArgument(f"{place} is read-only; instead: pass a copy of it")


def zeros(params: Any) -> Any:
    """Return zeros in the structure of parameters.

    >>> zeros({"w": np.ones(2), "kind": "relu"})
    {'w': array([0., 0.]), 'kind': 'relu'}
    """
    if isinstance(params, np.ndarray):
        return np.zeros_like(params)
    if isinstance(params, dict):
        return filled(params, {key: zeros(item) for key, item in params.items()})
    if isinstance(params, list | tuple):
        items = [zeros(item) for item in params]
        if isinstance(params, list):
            return items
        return type(params)(*items) if hasattr(params, "_fields") else tuple(items)
    if is_object(params):
        return rebuilt(params, {k: zeros(v) for k, v in vars(params).items()})
    return params


def is_state(state: Any, params: Any, moments: Collection[str]) -> bool:
    """Tell whether a state holds a number of steps, and arrays like the parameters.

    moments: the names of what it holds in the structure of the parameters.

    >>> is_state({"t": 0, "v": np.zeros(2)}, np.ones(2), ["v"])
    True
    >>> is_state({"t": 0, "v": np.zeros(3)}, np.ones(2), ["v"])
    False
    """
    if not isinstance(state, dict) or not {"t", *moments} <= set(state):
        return False
    wanted = [(path, np.shape(leaf)) for path, leaf in leaves_of(params)]
    return all(
        [(path, np.shape(leaf)) for path, leaf in leaves_of(state[moment])] == wanted
        for moment in moments
    )
