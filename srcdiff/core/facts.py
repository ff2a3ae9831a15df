"""Facts of trees, found once: a node does not change after it has been made.

Passes build new nodes and share old ones, so that what was found of the parts that a
pass leaves alone serves the next one too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")

KEY = "_facts"
"""Where a node keeps its facts; copies of the node start without."""


def once(find: Callable[[Any], Fact]) -> Callable[[Any], Fact]:
    """Return a function of a node that remembers on the node what it found.

    >>> import gast
    >>> asked = []
    >>> kind = once(lambda node: asked.append(node) or type(node))
    >>> node = gast.Pass()
    >>> kind(node) is kind(node) is gast.Pass, len(asked)
    (True, 1)
    """

    def found(node: Any) -> Fact:
        own = node.__dict__
        try:
            return own[KEY][find]
        except KeyError:
            fact = find(node)
            own.setdefault(KEY, {})[find] = fact
            return fact

    found.__doc__, found.__name__ = find.__doc__, find.__name__
    found.__module__, found.__wrapped__ = find.__module__, find  # type: ignore[attr-defined]
    return found
