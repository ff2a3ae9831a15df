"""Iterators read by number: ``next(it)`` is the item at a number that then moves on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    name,
    stamped,
    subscript,
)
from srcdiff.core.traverse import map_children
from srcdiff.frontend.resolve import Scope
from srcdiff.runtime import sequence

Block = list[gast.AST]


class Stepped:
    """Rewrites the statements of a function that read some iterators.

    walked: the names of these, each with the names of its items and of the number of
    the next one. ends: the places of loops behind which nothing asks for an item.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> scope = Scope(find_source(find_source))
    >>> steps = Stepped({"it": ("items", "at")}, (), scope)
    >>> for new in steps.walk(gast.parse("x = f(next(it), 1)").body[0]):
    ...     print(statement(new))
    x = f(items[(at := at + 1) - 1], 1)
    """

    def __init__(
        self,
        walked: Mapping[str, tuple[str, str]],
        ends: Collection[tuple[int, int]],
        scope: Scope,
    ) -> None:
        self.walked = walked
        self.ends = ends
        self.scope = scope

    def walk(self, node: gast.AST) -> Block:
        """Return a statement in which items are read by their number."""
        if isinstance(node, gast.Assign):
            target = node.targets[0]
            if isinstance(target, gast.Name) and target.id in self.walked:
                return self.begun(node, *self.walked[target.id])
            title = self.asked_name(node.value)
            if title is not None and len(node.value.args) == 1:
                items, at = self.walked[title]
                node.value = subscript(name(items), name(at))
                more = gast.BinOp(name(at), gast.Add(), constant(1))
                return [node, stamped(assign(at, more), node)]
        over = node.iter if isinstance(node, gast.For) else None
        if isinstance(over, gast.Name) and over.id in self.walked:
            return self.run_over(node, *self.walked[over.id])
        return [map_children(node, self.item)]

    def begun(self, node: gast.Assign, items: str, at: str) -> Block:
        value = node.value
        made = self.scope.known(value.func) if isinstance(value, gast.Call) else None
        if made is iter:
            whole = call("sequence", value.args[0], target=sequence)
        else:
            whole = call("list", value, target=list)
        targets = gast.Tuple([name(items, True), name(at, True)], gast.Store())
        both = gast.Tuple([gast.copy_location(whole, value), constant(0)], gast.Load())
        return [stamped(gast.Assign([targets], both, None), node)]

    def run_over(self, node: gast.For, items: str, at: str) -> Block:
        rest = gast.Slice(name(at), None, None)
        node.iter = gast.copy_location(subscript(name(items), rest), node.iter)
        if place_of(node.iter) in self.ends:
            return [node]
        length = gast.Call(name("len"), [name(items)], [])
        length.func.provided = length.target = len
        return [node, stamped(assign(at, length), node)]

    def asked_name(self, node: gast.AST) -> str | None:
        """Return the name of the iterator that a call of ``next`` asks."""
        return next((t for t in self.walked if asks(node, t, self.scope)), None)

    def item(self, node: gast.AST) -> gast.AST:
        """Return an expression in which items are read by their number."""
        if isinstance(node, gast.stmt):
            return node
        new = map_children(node, self.item)
        title = self.asked_name(new)
        if title is None:
            return new
        items, at = self.walked[title]
        more = gast.BinOp(name(at), gast.Add(), constant(1))
        moved = gast.NamedExpr(name(at, True), more)
        place = gast.BinOp(moved, gast.Sub(), constant(1))
        found: gast.AST = subscript(name(items), place)
        if len(new.args) == 2:
            length = gast.Call(name("len"), [name(items)], [])
            length.func.provided = length.target = len
            test = gast.Compare(name(at), [gast.Lt()], [length])
            found = gast.IfExp(test, found, clone(new.args[1]))
        return gast.copy_location(found, node)


def asks(node: gast.AST, title: str, scope: Scope) -> bool:
    """Tell whether a node is ``next`` of an iterator, with a default or without."""
    called = isinstance(node, gast.Call) and scope.known(node.func) is next
    if not called or node.keywords:
        return False
    return 1 <= len(node.args) <= 2 and is_named(node.args[0], title)


def is_named(node: gast.AST, title: str) -> bool:
    """Tell whether a node is a certain name."""
    return isinstance(node, gast.Name) and node.id == title


def place_of(node: gast.AST) -> tuple[int, int]:
    """Return where a node stands in the user's file."""
    return node.lineno, node.col_offset
