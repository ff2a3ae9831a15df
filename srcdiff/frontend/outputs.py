"""Arguments that stand where NumPy's functions take the array for their result."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np


@functools.cache
def place_of_output(function: Any) -> int | None:
    """Return the position at which a NumPy function takes ``out``, None if it has none.

    >>> place_of_output(np.add), place_of_output(np.clip), place_of_output(np.outer)
    (2, 3, 2)
    >>> place_of_output(np.zeros) is None
    True
    """
    if isinstance(function, np.ufunc):
        return function.nin
    if not str(getattr(function, "__module__", "")).startswith("numpy"):
        return None
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    by_place = inspect.Parameter.POSITIONAL_OR_KEYWORD
    for position, parameter in enumerate(parameters):
        if parameter.name == "out" and parameter.kind is by_place:
            return position
    return None
