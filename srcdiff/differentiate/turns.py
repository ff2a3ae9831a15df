"""Loops that may stop early: the turns that were taken are those that are undone."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcdiff.core.build import call, clone, name
from srcdiff.core.traverse import bound_in, breaks, names_in


def turns_taken(loop: gast.For) -> gast.Call:
    """Return the range that a loop ran through before it stopped, in rising order.

    loop: over a range, or a reversed range of step 1, with the name of its count.

    >>> from srcdiff.codegen.printer import expression
    >>> loop = gast.parse("for i in range(a, n, 2): pass").body[0]
    >>> loop.turns, loop.iter.target = "turns", range
    >>> expression(turns_taken(loop))
    'range(a, a + turns * 2, 2)'
    """
    turns = name(loop.turns)
    backwards = loop.iter.target is reversed
    steps = [clone(a) for a in (loop.iter.args[0] if backwards else loop.iter).args]
    if backwards:
        stop = steps[-1]
        return call("range", _op(clone(stop), gast.Sub(), turns), stop, target=range)
    if len(steps) == 1:
        return call("range", turns, target=range)
    far = turns if len(steps) == 2 else _op(turns, gast.Mult(), clone(steps[2]))
    stop = _op(clone(steps[0]), gast.Add(), far)
    return call("range", steps[0], stop, *steps[2:], target=range)


def _op(left: gast.AST, op: gast.AST, right: gast.AST) -> gast.AST:
    if isinstance(left, gast.Constant) and left.value == 0:
        return right
    return gast.BinOp(left, op, right)


def undoing(loop: gast.AST, backwards: gast.For) -> gast.For:
    """Return the backward loop, marked with the count of the loop that it undoes."""
    backwards.undoes = loop.turns
    return backwards


def add_at_end(block: list[gast.AST], push: gast.Expr) -> None:
    """Add a push to the end of a turn, on each way that the turn may end."""
    last = block[-1] if block else None
    if isinstance(last, gast.Break):
        block.insert(-1, push)
    elif isinstance(last, gast.If) and breaks([last]):
        if names_in(push.value) & bound_in([last]):
            add_at_end(last.body, push)
            add_at_end(last.orelse, clone(push))
        else:
            block.insert(-1, push)
    else:
        block.append(push)


def headers(node: gast.AST) -> tuple[Callable, Callable]:
    """Return what builds the loop forward and the loop that runs it backwards."""
    if isinstance(node, gast.While):

        def backwards(body: list[gast.AST]) -> gast.AST:
            # A loop with nothing to undo does not count its turns.
            turns = call("range", name(node.turns), target=range)
            again = name("_", store=True)
            return undoing(node, gast.For(again, turns, body, [], None))

        return lambda body: gast.While(node.test, body, []), backwards
    if hasattr(node, "turns"):
        taken = call("reversed", turns_taken(node), target=reversed)
        if node.iter.target is reversed:
            taken = taken.args[0]
        return (
            lambda body: gast.For(node.target, node.iter, body, [], None),
            lambda body: undoing(
                node, gast.For(clone(node.target), taken, body, [], None)
            ),
        )
    ordered = clone(node.iter)
    if node.iter.target is reversed:
        backwards = ordered.args[0]
    else:
        backwards = call("reversed", ordered, target=reversed)
    return (
        lambda body: gast.For(node.target, node.iter, body, [], None),
        lambda body: gast.For(clone(node.target), backwards, body, [], None),
    )
