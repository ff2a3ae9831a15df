"""What names outside of functions stood for when a derivative was made of them."""

from __future__ import annotations

import builtins
import functools
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from srcdiff.analysis.signature import key_of
from srcdiff.runtime.objects import FUNCTIONS, callables, called_in, is_object, members

CONTAINERS = (tuple, list, dict)
Place = dict[str, Any] | types.CellType


@dataclass(frozen=True, eq=False)
class Assumption:
    """A name that stands for a function, or an object of a class.

    place: the globals of a module, or a closure cell. key: what a container has in
    common with those that hold the same.
    """

    place: Place
    name: str
    value: Any
    key: Any = None

    @property
    def by_class(self) -> bool:
        """Whether only the class of the object matters: its attributes are read."""
        return is_object(self.value) and not holds_functions(self.value)

    @property
    def by_key(self) -> bool:
        """Whether the same functions have to be in what it stands for."""
        return holds_functions(self.value)

    def holds(self) -> bool:
        """Tell whether the name still stands for that.

        >>> names = {"act": len}
        >>> (one,) = [Assumption(names, "act", len)]
        >>> one.holds(), names.update(act=max), one.holds()
        (True, None, False)
        """
        if isinstance(self.place, dict):
            found = self.place.get(self.name)
        else:
            try:
                found = self.place.cell_contents
            except ValueError:
                return False
        if self.by_class:
            return type(found) is type(self.value)
        if self.by_key:
            return key_of(found, by_value=True) == self.key
        return found is self.value


def assumptions(read: Iterable[types.FunctionType]) -> tuple[Assumption, ...]:
    """Return what the names stand for that some functions of users' read.

    Those that stand for functions, classes and objects: their code went into the
    derivative. Other values are read when it runs.

    >>> def f(x):
    ...     return assumptions(x)
    >>> f.__globals__["assumptions"] = assumptions
    >>> [(one.name, one.holds()) for one in assumptions([f])]
    [('assumptions', True)]
    """
    found: dict[tuple[int, str], Assumption] = {}
    for function in read:
        for one in _read_by(function):
            found.setdefault((id(one.place), one.name), one)
    return tuple(found.values())


def _read_by(function: types.FunctionType) -> Iterator[Assumption]:
    code = function.__code__
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    for name, cell in cells.items():
        try:
            value = cell.cell_contents
        except ValueError:
            continue
        if _matters(value):
            yield _assumed(cell, name, value)
    for name in sorted(_names(code) - cells.keys()):
        if name in function.__globals__:
            value = function.__globals__[name]
            if _matters(value):
                yield _assumed(function.__globals__, name, value)


def _names(code: types.CodeType) -> set[str]:
    """Return the names that code reads, and that of functions inside it."""
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _assumed(place: Place, name: str, value: Any) -> Assumption:
    key = key_of(value, by_value=True) if holds_functions(value) else None
    return Assumption(place, name, value, key)


def holds_functions(value: Any) -> bool:
    """Tell whether a value is a container or object with functions or objects in it.

    >>> holds_functions({"a": len}), holds_functions([1.0]), holds_functions(len)
    (True, False, False)
    """
    if is_object(value):
        plain = any(isinstance(v, FUNCTIONS) for v in vars(value).values())
        inner = map(holds_functions, members(value).values())
        return plain or bool(callables(value)) or any(inner)
    return type(value) in CONTAINERS and any(True for _ in called_in(value))


def _matters(value: Any) -> bool:
    if type(value) in CONTAINERS:
        return holds_functions(value)
    if getattr(builtins, getattr(value, "__name__", ""), None) is value:
        return False
    if isinstance(value, tuple):
        return any(isinstance(item, FUNCTIONS) for item in value)
    kinds = (*FUNCTIONS, type, functools.partial)
    return isinstance(value, kinds) or is_object(value)
