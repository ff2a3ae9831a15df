"""A scalar function made of one that returns arrays, with source of its own."""

from __future__ import annotations

import itertools
import linecache
from collections.abc import Callable
from typing import Any

import numpy as np

from srcdiff.testing.leaves import Path, at, leaves

_SERIAL = itertools.count(1)


def weighted_sum(
    f: Callable[..., Any], parameters: list[str], value: Any, weights: Any
) -> Callable[..., Any]:
    """Return the function that multiplies f's value by weights and sums everything.

    parameters: the names of f's parameters, all passed by name. value: what f returns
    at some point. weights: of the value's structure. The result can be differentiated.

    >>> total = weighted_sum(np.sin, ["x"], np.ones(2), np.array([1.0, 10.0]))
    >>> float(total(np.array([0.0, np.pi / 2])))
    10.0
    """
    namespace: dict[str, Any] = {"primal": f, "np": np}
    terms = []
    for number, (path, _) in enumerate(leaves(value)):
        weight = at(weights, path)
        namespace[f"weight_{number}"] = weight.conjugate()
        product = f"{_spelled(path)} * weight_{number}"
        if np.iscomplexobj(weight):
            product = f"({product}).real"
        terms.append(f"np.sum({product})")
    passed = ", ".join(
        parameters if isinstance(f, np.ufunc) else [f"{p}={p}" for p in parameters]
    )
    text = (
        f"def weighted_sum({', '.join(parameters)}):\n"
        f"    weighted_value = primal({passed})\n"
        f"    return {' + '.join(terms) or '0.0'}\n"
    )
    file = f"<srcdiff.testing weighted sum {next(_SERIAL)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), namespace)
    return namespace["weighted_sum"]


def _spelled(path: Path) -> str:
    return "weighted_value" + "".join(f"[{key!r}]" for key in path)
