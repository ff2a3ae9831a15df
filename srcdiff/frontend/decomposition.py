"""Which objects are taken apart, attribute by attribute: found by walking a function.

An object that is changed is taken apart where all that happens to it is known; one that
something else gets hold of stays whole. Neither is known before the function has been
walked. So it is walked until nothing new is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from srcdiff.core.names import NameTable
from srcdiff.frontend.lifted import Lifting

Origin = Any
"""A parameter, or where an object is made: file, line and column."""
Result = TypeVar("Result")
WALKS = 12


@dataclass
class Decomposition:
    """What is known of objects before a walk, and what the walk finds.

    apart: objects to take apart. whole: those to leave as they are. attributes: those
    that objects have, or get at some time, in order; bound: those that they get;
    unbound: those that may be read before that. changed: objects that the walk saw
    changed; escaped: those that something else may hold;
    mentioned: as attributes; stored: as bound; early: as unbound.
    """

    apart: frozenset[Origin] = frozenset()
    whole: frozenset[Origin] = frozenset()
    attributes: dict[Origin, tuple[str, ...]] = field(default_factory=dict)
    bound: dict[Origin, frozenset[str]] = field(default_factory=dict)
    unbound: frozenset[tuple[Origin, str]] = frozenset()
    changed: set[Origin] = field(default_factory=set)
    escaped: set[Origin] = field(default_factory=set)
    mentioned: dict[Origin, dict[str, None]] = field(default_factory=dict)
    stored: dict[Origin, set[str]] = field(default_factory=dict)
    early: set[tuple[Origin, str]] = field(default_factory=set)

    def mention(self, origin: Origin, attribute: str) -> None:
        """Note that an attribute of an object is read or bound."""
        self.mentioned.setdefault(origin, {})[attribute] = None

    def store(self, origin: Origin, attribute: str) -> None:
        """Note that an attribute of an object is bound."""
        self.stored.setdefault(origin, set()).add(attribute)

    def following(self) -> Decomposition:
        """Return what the next walk is to know."""
        whole = self.whole | self.escaped
        return Decomposition(
            (self.apart | self.changed) - whole,
            whole,
            {o: tuple(a) for o, a in self.mentioned.items() if o not in whole},
            {o: frozenset(a) for o, a in self.stored.items() if o not in whole},
            self.unbound | self.early,
        )

    @property
    def given(self) -> tuple[Any, ...]:
        """What is known before the walk."""
        return self.apart, self.whole, self.attributes, self.bound, self.unbound


def settled(
    walk: Callable[[Decomposition], Result], names: NameTable, lifting: Lifting
) -> Result:
    """Return the result of the walk that finds nothing new.

    walk: walks a function. names, lifting: what it changes.
    """
    restore = kept(names, lifting)
    current = Decomposition()
    for _ in range(WALKS):
        result = walk(current)
        following = current.following()
        if following.given == current.given:
            return result
        restore()
        current = following
    return walk(current)


def kept(names: NameTable, lifting: Lifting) -> Callable[[], None]:
    """Return a function that gives names and functions back as they are now."""
    tables = [(table, _copied(table)) for table in (names, lifting.titles)]
    made, outside = dict(lifting.made), dict(lifting.outside)
    values, refusals = list(lifting.values), list(lifting.refusals)

    def restore() -> None:
        for table, copied in tables:
            table.__dict__.update(_copied(copied))
        lifting.made, lifting.outside = dict(made), dict(outside)
        lifting.values, lifting.refusals = list(values), list(refusals)

    return restore


def _copied(table: Any) -> dict[str, Any]:
    parts = table if isinstance(table, dict) else vars(table)
    return {key: value.copy() for key, value in parts.items()}
