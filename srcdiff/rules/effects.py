"""What a primitive does to memory: the vocabulary that every rule declares in.

Argument positions count from 0 in the order of the call (a method's receiver is 0).
"""

from __future__ import annotations

from dataclasses import dataclass


class Effect:
    """What calling a function does to the memory of its arguments and result."""


@dataclass(frozen=True)
class Fresh(Effect):
    """The result is new memory (or an immutable number) that nobody else holds."""


@dataclass(frozen=True)
class Same(Effect):
    """The result may be the argument itself."""

    argument: int


@dataclass(frozen=True)
class View(Effect):
    """The result shares memory with the argument."""

    argument: int


@dataclass(frozen=True)
class MaybeView(Effect):
    """The result shares memory with the argument, or is a copy: NumPy decides.

    whole: it is one array of the argument's items in their order, not a list of parts.
    """

    argument: int
    whole: bool = True


@dataclass(frozen=True)
class Element(Effect):
    """The result is an item of the argument, which may be a container."""

    argument: int


@dataclass(frozen=True)
class Holds(Effect):
    """The result is a new container that holds the arguments themselves."""


@dataclass(frozen=True)
class Writes(Effect):
    """The argument is written in place; what is returned may be it."""

    argument: int


@dataclass(frozen=True)
class Stores(Effect):
    """One argument is stored inside another."""

    value: int
    container: int


@dataclass(frozen=True)
class Interacts(Effect):
    """The outside world is touched: printing, drawing random numbers."""


FRESH = Fresh()
HOLDS = Holds()
INTERACTS = Interacts()
