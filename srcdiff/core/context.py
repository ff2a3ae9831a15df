"""The contexts in which statements stand: what a ``with`` around them enters."""

from __future__ import annotations

from dataclasses import dataclass

import gast


@dataclass(frozen=True, eq=False)
class Context:
    """What one ``with`` of the user's enters.

    expression: the call that makes it. backward: whether the adjoints of the statements
    in it stand in it too.
    """

    expression: gast.AST
    backward: bool


def contexts_of(statement: gast.AST) -> tuple[Context, ...]:
    """Return the contexts that a statement stands in, outer ones first.

    >>> contexts_of(gast.parse("y = x").body[0])
    ()
    """
    return getattr(statement, "contexts", ())
