"""Parameters in files: containers of arrays as npz, without pickle."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.nn.parameters import arrays_in

STRUCTURE = "structure"


def save(path: str | Path, params: Any) -> None:
    """Write parameters to a file: arrays as they are, in NumPy's npz format.

    params: an array, a number, a string or None, or tuples, lists and dicts of these,
    nested. Raises InvalidArgument for anything else in them.

    >>> import tempfile
    >>> params = {"layers": [(np.ones((2, 3)), np.zeros(3))], "rate": 0.1}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/params.npz", params)
    ...     load(f"{folder}/params.npz")["layers"][0][0].shape
    (2, 3)
    """
    arrays: list[np.ndarray] = []
    text = json.dumps(_taken_apart(params, arrays, "params"))
    named = {str(k): array for k, array in enumerate(arrays)}
    with open(path, "wb") as file:
        np.savez(file, **{STRUCTURE: np.array(text)}, **named)  # type: ignore[arg-type]


def load(path: str | Path, like: Any = None) -> Any:
    """Return what `save` has written to a file, equal to the last bit.

    like: parameters whose kind of container is wanted, such as a namedtuple, which is
    a tuple in the file. Raises InvalidArgument for a file that `save` did not write,
    and for arrays that differ from those of like in number, shape or dtype.
    """
    with np.load(path, allow_pickle=False) as found:
        if STRUCTURE not in found:
            raise InvalidArgument(f"{path} was not written by srcdiff.nn.save")
        params = _put_together(json.loads(str(found[STRUCTURE])), found)
    return params if like is None else poured(like, params)


def poured(like: Any, params: Any) -> Any:
    """Return a copy of a container with the arrays of another one, in their order.

    Raises InvalidArgument for arrays that differ in number, shape or dtype.

    >>> poured({"w": np.zeros(2)}, [np.ones(2)])
    {'w': array([1., 1.])}
    """
    new = copy.deepcopy(like)
    places, arrays = (
        [array for _, _, array in arrays_in({"params": each})] for each in (new, params)
    )
    expected, given = ([(a.shape, str(a.dtype)) for a in s] for s in (places, arrays))
    if expected != given:
        raise InvalidArgument(f"arrays of {given} where there should be {expected}")
    for place, array in zip(places, arrays, strict=True):
        place[...] = array
    return new


def _taken_apart(value: Any, arrays: list[np.ndarray], place: str) -> Any:
    """Return a container as JSON has it; arrays are noted, by their number."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fiubc":
        arrays.append(np.asarray(value))
        return {"array": len(arrays) - 1, "scalar": isinstance(value, np.generic)}
    if value is None or isinstance(value, bool | int | float | str):
        return {"value": value}
    if isinstance(value, tuple | list):
        items = [_taken_apart(v, arrays, f"{place}[{k}]") for k, v in enumerate(value)]
        return {"tuple" if isinstance(value, tuple) else "list": items}
    if isinstance(value, dict) and all(isinstance(k, str | int) for k in value):
        return {
            "dict": [
                (k, _taken_apart(v, arrays, f"{place}[{k!r}]"))
                for k, v in value.items()
            ]
        }
    raise InvalidArgument(
        f"{place} is a {type(value).__name__}, which no npz file holds; instead: "
        "save tuples, lists and dicts of arrays, numbers and strings"
    )


def _put_together(node: dict[str, Any], arrays: Any) -> Any:
    if "array" in node:
        array = arrays[str(node["array"])]
        return array[()] if node["scalar"] else array
    if "value" in node:
        return node["value"]
    if "dict" in node:
        return {k: _put_together(v, arrays) for k, v in node["dict"]}
    ((kind, items),) = node.items()
    return (tuple if kind == "tuple" else list)(_put_together(v, arrays) for v in items)
