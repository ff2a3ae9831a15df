"""Classes whose objects only keep attributes: what a call of one does is known."""

from __future__ import annotations

import abc
import contextlib
import dataclasses
import types
import typing
from typing import Any

from srcdiff.frontend.source import FunctionSource
from srcdiff.rules.records import is_frozen

ORDINARY = (object, typing.Generic, typing.Protocol)


def keeps_attributes(kind: type) -> bool:
    """Tell whether objects of a class are written in Python, and store plainly.

    >>> class Cell:
    ...     def __init__(self, w):
    ...         self.w = w
    >>> keeps_attributes(Cell), keeps_attributes(type("Row", (list,), {}))
    (True, False)
    """
    if kind.__new__ is not object.__new__ or not isinstance(kind, type):
        return False
    if any(not _is_ordinary(each) for each in kind.__mro__):
        return False
    stores = kind.__setattr__ is object.__setattr__ or (
        dataclasses.is_dataclass(kind) and is_frozen(kind)
    )
    reads = kind.__getattribute__ is object.__getattribute__
    return stores and reads and not hasattr(kind, "__getattr__")


def is_made_plainly(kind: type) -> bool:
    """Tell whether a call of a class makes an object, and runs its ``__init__``.

    >>> is_made_plainly(int)
    False
    """
    made = type(kind) in (type, abc.ABCMeta)
    init = initialiser(kind)
    known = isinstance(init, types.FunctionType) or init is object.__init__
    return made and known and keeps_attributes(kind)


def is_from_fields(kind: type) -> bool:
    """Tell whether the ``__init__`` of a class is that of a dataclass.

    >>> is_from_fields(dataclasses.make_dataclass("Point", ["x"]))
    True
    """
    file = getattr(getattr(initialiser(kind), "__code__", None), "co_filename", "")
    return dataclasses.is_dataclass(kind) and file == "<string>"


def initialiser(kind: type) -> Any:
    """Return what a class initialises its objects with, as it stands there.

    >>> initialiser(int) is object.__init__
    True
    """
    found = (vars(each) for each in kind.__mro__ if "__init__" in vars(each))
    return next(found)["__init__"]


def _is_ordinary(kind: Any) -> bool:
    return kind in ORDINARY or bool(kind.__flags__ & 512)


def class_data(kind: type) -> set[str]:
    """Return the names under which a class holds values, and no code.

    >>> class Cell:
    ...     gain = 2.0
    ...     def step(self): ...
    >>> class_data(Cell)
    {'gain'}
    """
    held = {n: t for each in reversed(kind.__mro__) for n, t in vars(each).items()}
    plain = {n for n, t in held.items() if not hasattr(type(t), "__get__")}
    return {n for n in plain if not n.startswith("__")}


def in_some_class(kind: type, attribute: str) -> bool:
    """Tell whether a class, or one that it is made from, holds something by a name.

    >>> in_some_class(bool, "real"), in_some_class(bool, "weights")
    (True, False)
    """
    return any(attribute in vars(each) for each in kind.__mro__)


def named_in(kind: type, source: FunctionSource) -> str | None:
    """Return the name that a class has in a function, None where it has none there."""
    try:
        found = source.lookup(kind.__name__)
    except KeyError:
        return None
    return kind.__name__ if found is kind else None


def makes_objects(function: types.FunctionType) -> bool:
    """Tell whether a function mentions a class whose objects are made plainly.

    >>> makes_objects(makes_objects)
    False
    """
    found = [function.__globals__.get(name) for name in function.__code__.co_names]
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):
            found.append(cell.cell_contents)
    return any(isinstance(each, type) and is_made_plainly(each) for each in found)
