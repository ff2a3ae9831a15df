"""Loops, and what names hold before every turn of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from srcdiff.core.build import clone, name, shallow
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import target_names
from srcdiff.frontend.callables import Argument, Known, Value
from srcdiff.frontend.expressions import joined
from srcdiff.frontend.objects import Objects
from srcdiff.frontend.returned import nothing


class Loops(Objects):
    """The walk over loops: until what is known before a turn holds before every one."""

    def visit_For(self, node: gast.For) -> None:
        node = self.transposed(node)
        turns = self.turns(node.iter)
        if turns is not None:
            self.unrolled(node, turns)
            return
        over = self.data(node.iter)
        target = self.target(node.target)

        def run() -> tuple[list[gast.AST], list[gast.AST]]:
            for each in target_names(node.target):
                self.bind(each, None)
            return self.block(node.body), self.block(node.orelse)

        body, orelse = self.repeated(run)
        self.put(gast.For(target, over, body or [nothing(node)], orelse, None), node)

    def transposed(self, node: gast.For) -> gast.For:
        """Return a loop over ``zip(*rows)`` with a row for each of its targets."""
        call, target = node.iter, node.target
        if not isinstance(call, gast.Call) or not isinstance(target, gast.Tuple):
            return node
        starred = len(call.args) == 1 and isinstance(call.args[0], gast.Starred)
        stars = any(isinstance(e, gast.Starred) for e in target.elts)
        if not starred or stars or self.items_of(call.args[0].value) is not None:
            return node
        called = self.visit(call.func).value
        if not isinstance(called, Known) or called.thing is not zip:
            return node
        rows = self.taken_apart(call.args[0].value, len(target.elts))
        new = shallow(node)
        new.iter = gast.Call(call.func, [name(r) for r in rows], call.keywords)
        return new

    def visit_While(self, node: gast.While) -> None:
        def run() -> tuple[gast.AST, list[gast.AST], list[gast.AST]]:
            with self.inside():
                test = self.data(node.test)
            return test, self.block(node.body), self.block(node.orelse)

        test, body, orelse = self.repeated(run)
        self.put(gast.While(test, body or [nothing(node)], orelse), node)

    def visit_Break(self, node: gast.Break | gast.Continue) -> None:
        self.exits.append(dict(self.values))
        self.out.append(node)

    visit_Continue = visit_Break

    def repeated(self, run: Callable):
        """Walk a loop until what is known before it holds before every turn."""
        while True:
            before = dict(self.values)
            outer, self.exits = self.exits, []
            done = run()
            merged = self.merged(before, self.values)
            for left in self.exits:
                merged = self.merged(merged, left)
            self.exits = outer
            self.values = merged
            if _keys(merged) == _keys(before):
                return done

    def unrolled(self, node: gast.For, turns: list[Argument]) -> None:
        """Write a loop over known functions out, turn by turn."""
        leaves = (gast.Break, gast.Continue)
        if any(isinstance(n, leaves) for s in node.body for n in nodes_in(s)):
            reason = "a loop over functions that is left early is not supported"
            self.refuse(node, reason, "write the calls one after the other")
            return
        for item in turns:
            self.unpack(node.target, item, node)
            self.out += map(clone, self.block(node.body))
        self.out += self.block(node.orelse)

    def merged(
        self, first: dict[str, Value], second: dict[str, Value]
    ) -> dict[str, Value]:
        """Return what names hold after either of two paths."""
        found: dict[str, Value] = {}
        for each in sorted({*first, *second}):
            one, other = first.get(each), second.get(each)
            if self.binders.get(each) == 1:
                one, other = one or other, other or one
            value = joined(one, other)
            if value is not None:
                found[each] = value
        return found


def _keys(values: dict[str, Value]) -> dict[str, Any]:
    return {name: value.key for name, value in values.items()}
