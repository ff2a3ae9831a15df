"""Functions that only read what they are given, known by module or name alone."""

from __future__ import annotations

import logging

import numpy as np

_KINDS = (
    *(str, bytes, int, float, tuple, list, dict, set, np.ndarray, logging.Logger),
    *(np.random.Generator, np.random.RandomState),
)
_WRITING = {
    *("add", "append", "clear", "difference_update", "discard", "extend", "fill"),
    *("insert", "intersection_update", "itemset", "partition", "pop", "popitem"),
    *("put", "remove", "resize", "reverse", "setdefault", "setfield", "setflags"),
    *("shuffle", "sort", "symmetric_difference_update", "update"),
}

READING_METHODS = {
    name for kind in _KINDS for name in dir(kind) if not name.startswith("_")
} - _WRITING
"""Drawing random numbers and logging count as reading: no array changes."""

READING = (set, frozenset)
"""Functions without a rule that only read their arguments."""

READING_MODULES = (
    *("builtins", "math", "cmath", "numpy", "numpy.linalg", "numpy.fft"),
    *("operator", "time", "statistics"),
)
"""Of these, only the functions that the front end lists write into arrays."""
