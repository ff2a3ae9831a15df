"""The arrays of a container, and how each is reached: ``params[0]["w"]``, ``net.w``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.core.build import constant, subscript
from srcdiff.runtime.objects import is_object


@dataclass(frozen=True)
class Step:
    """One step from a container to what it holds."""

    key: int | str

    def of(self, whole: gast.AST) -> gast.AST:
        """Return the expression of what a container holds there."""
        return subscript(whole, constant(self.key))

    def taken(self, whole: Any) -> Any:
        """Return what a container holds there."""
        return whole[self.key]

    def __str__(self) -> str:
        return f"[{self.key!r}]"


class Position(Step):
    """A step into a tuple or list."""


class Key(Step):
    """A step into a dict."""


class Attribute(Step):
    """A step into an object."""

    def of(self, whole: gast.AST) -> gast.AST:
        """Return the expression of the attribute of an object."""
        return gast.Attribute(whole, self.key, gast.Load())

    def taken(self, whole: Any) -> Any:
        """Return the attribute of an object."""
        return getattr(whole, str(self.key))

    def __str__(self) -> str:
        return f".{self.key}"


Path = tuple[Step, ...]


@dataclass(frozen=True)
class Leaf:
    """An array to update: the parameter that holds it and the path to it.

    place: which of the parameters it is, None where there is only one. scalar: it has
    no axes, so that its gradient may be a number.
    """

    parameter: str
    place: int | None
    path: Path
    scalar: bool

    @property
    def in_state(self) -> Path:
        """The path in what an optimiser keeps for all parameters."""
        return self.path if self.place is None else (Position(self.place), *self.path)

    def array(self, arguments: Mapping[str, Any]) -> Any:
        """Return the array itself, from the arguments of a call."""
        found = arguments[self.parameter]
        for step in self.path:
            found = step.taken(found)
        return found


def leaves_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the leaves of nested containers and objects, each with the path to it.

    >>> for path, leaf in leaves_of(({"w": 1.0}, [2.0])):
    ...     print("".join(map(str, path)), leaf)
    [0]['w'] 1.0
    [1][0] 2.0
    """
    if isinstance(value, dict):
        steps: list[tuple[Step, Any]] = [(Key(k), v) for k, v in value.items()]
    elif isinstance(value, list | tuple):
        steps = [(Position(k), v) for k, v in enumerate(value)]
    elif is_object(value):
        steps = [(Attribute(k), v) for k, v in vars(value).items()]
    else:
        yield path, value
        return
    for step, inner in steps:
        yield from leaves_of(inner, (*path, step))


def reached(whole: gast.AST, path: Path) -> gast.AST:
    """Return the expression of what a path leads to from a whole.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.build import name
    >>> expression(reached(name("net"), (Attribute("layers"), Position(0))))
    'net.layers[0]'
    """
    for step in path:
        whole = step.of(whole)
    return whole


def stem_of(weight: gast.AST) -> str:
    """Return what to call what an expression reaches.

    >>> from srcdiff.core.build import name
    >>> stem_of(reached(name("p"), (Key("W"),)))
    'W'
    """
    if isinstance(weight, gast.Attribute):
        return weight.attr
    if isinstance(weight, gast.Subscript):
        key = weight.slice.value
        if isinstance(key, str) and key.isidentifier():
            return key
        return f"{stem_of(weight.value)}_{key}" if isinstance(key, int) else "w"
    return weight.id


def is_kept(value: Any) -> bool:
    """Tell whether a leaf is no number and stays as it is: a name, a function, None.

    >>> is_kept("tanh"), is_kept(abs), is_kept(2)
    (True, True, False)
    """
    return value is None or isinstance(value, str | bytes | bool) or callable(value)
