"""The verifier: run after each pass, it catches a broken program at the pass's door."""

from __future__ import annotations

import gast

from srcdiff.core.build import parameters
from srcdiff.core.traverse import bound, bound_in, read, statements

Assigned = frozenset[str]


class BrokenProgram(AssertionError):
    """A pass produced a program that reads what nothing has bound, or is no tree.

    statement, name: what is read too early, and where, if it is that.
    """

    statement: gast.AST | None = None
    name: str = ""


def verify(node: gast.FunctionDef, title: str) -> None:
    """Check that locals are bound before they are read, and statements stand once.

    A local must be bound on some path to where it is read. A statement stands in one
    place: what is found for it holds there. title: the pass that produced the program.
    Raises BrokenProgram.

    >>> f = gast.parse("def f(x):\\n    y = z\\n    z = x\\n    return y").body[0]
    >>> verify(f, "example")
    Traceback (most recent call last):
    ...
    srcdiff.core.verify.BrokenProgram: after example: f reads z before it is bound
    """
    found = list(statements(node.body))
    if len(set(map(id, found))) < len(found):
        raise BrokenProgram(f"after {title}: {node.name} has a statement twice")
    local = frozenset(bound_in(node.body))
    _block(node.body, frozenset(parameters(node)), local, f"after {title}: {node.name}")


def _block(
    block: list[gast.AST], bound_so_far: Assigned, local: Assigned, where: str
) -> Assigned:
    for statement in block:
        bound_so_far = _statement(statement, bound_so_far, local, where)
    return bound_so_far


def _statement(
    node: gast.AST, bound_so_far: Assigned, local: Assigned, where: str
) -> Assigned:
    missing = (read(node) & local) - bound_so_far
    if missing:
        error = BrokenProgram(f"{where} reads {min(missing)} before it is bound")
        error.statement, error.name = node, min(missing)
        raise error
    after = bound_so_far | frozenset(bound(node))
    if isinstance(node, gast.If):
        first = _block(node.body, after, local, where)
        return first | _block(node.orelse, after, local, where)
    if isinstance(node, gast.For | gast.While):
        carried = after | frozenset(bound_in(node.body))
        _block(node.body, carried, local, where)
        return carried
    return after
