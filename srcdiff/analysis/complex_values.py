"""Whether an object is, holds or names complex numbers, or makes them when called."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterable
from typing import Any

import numpy as np

from srcdiff.rules.registry import REGISTRY, Nondifferentiable
from srcdiff.runtime.objects import is_object

MODULES = ("numpy.fft", "numpy.lib.scimath", "cmath", "scipy.fft")
"""The modules whose functions may make complex numbers of real ones."""

MAKERS = (np.roots, np.linalg.eig, np.linalg.eigvals)
NAMES = {"complex", "complex64", "complex128", "fft"}
"""What a function that makes complex numbers may read as an attribute of a module."""


def is_complex_dtype(value: Any) -> bool:
    """Tell whether a value is the dtype of complex numbers, or names it as a class.

    >>> list(map(is_complex_dtype, (complex, np.dtype("c8"), float, "complex")))
    [True, True, False, False]
    """
    if isinstance(value, np.dtype):
        return value.kind == "c"
    return isinstance(value, type) and issubclass(value, complex | np.complexfloating)


def holds_complex(value: Any) -> bool:
    """Tell whether a value is, holds or names complex numbers, or makes them if called.

    >>> list(map(holds_complex, ([1.0, {"k": 1j}], np.ones(2), np.fft.fft)))
    [True, False, True]
    """
    return _Search().holds(value)


class _Search:
    """A search through objects that looks at none of them twice."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def holds(self, value: Any) -> bool:
        if isinstance(value, np.ndarray | np.generic):
            return value.dtype.kind == "c"
        if isinstance(value, complex) or is_complex_dtype(value):
            return True
        if value is None or isinstance(value, str | bytes | float | int):
            return False
        if isinstance(value, types.ModuleType) or id(value) in self.seen:
            return False
        self.seen.add(id(value))
        if isinstance(value, list | tuple | set | frozenset):
            return self.any(value)
        if isinstance(value, dict):
            return self.any(value.values())
        if is_object(value):
            return self.any(vars(value).values()) or self.holds(type(value))
        return callable(value) and self.makes(value)

    def any(self, values: Iterable[Any]) -> bool:
        return any(map(self.holds, values))

    def makes(self, function: Any) -> bool:
        """Tell whether a function, or the methods of a class, may make complex ones."""
        if isinstance(function, staticmethod | classmethod):
            return self.holds(function.__func__)
        if isinstance(function, functools.partial):
            given = (function.func, *function.args, *function.keywords.values())
            return self.any(given)
        module = getattr(function, "__module__", None) or "builtins"
        if isinstance(REGISTRY.of(function), Nondifferentiable):
            return False
        if module in MODULES or any(function is maker for maker in MAKERS):
            return True
        package = module.partition(".")[0]
        if package in ("builtins", "numpy", "math", "srcdiff"):
            return False
        if isinstance(function, type):
            return self.any(v for v in vars(function).values() if callable(v))
        function = getattr(function, "__wrapped__", function)
        if not isinstance(function, types.FunctionType):
            return False
        return self.reads(function.__code__, function)

    def reads(self, code: types.CodeType, function: types.FunctionType) -> bool:
        """Tell whether code of a function reads anything that leads to complex ones."""
        inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
        if NAMES & set(code.co_names) or self.any(code.co_consts):
            return True
        if any(self.reads(c, function) for c in inner):
            return True
        return self.any(_outside(code, function))


def _outside(code: types.CodeType, function: types.FunctionType) -> list[Any]:
    """Return the objects that the names of code stand for outside of a function."""
    names, cells = function.__code__.co_freevars, function.__closure__ or ()
    found = dict(function.__globals__)
    for name, cell in zip(names, cells, strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            # Not bound yet.
            found.pop(name, None)
    return [found[n] for n in (*code.co_names, *code.co_freevars) if n in found]
