"""Which names a block binds whatever path the program takes through it."""

from __future__ import annotations

import gast

from srcdiff.core.traverse import bound


def surely_bound(block: list[gast.AST]) -> set[str]:
    """Return the names that every path through a block binds.

    >>> body = gast.parse("a = 1\\nif a:\\n    b = 2\\nelse:\\n    b = 3").body
    >>> sorted(surely_bound(body))
    ['a', 'b']
    """
    found: set[str] = set()
    for statement in block:
        if isinstance(statement, gast.If):
            found |= surely_bound(statement.body) & surely_bound(statement.orelse)
        elif not isinstance(statement, gast.For):
            found |= set(bound(statement))
    return found
