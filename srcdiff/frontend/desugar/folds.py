"""``functools.reduce`` and ``itertools.accumulate`` become loops before their line."""

from __future__ import annotations

import functools
import itertools
import operator

import gast

from srcdiff.core.build import assign, call, clone, constant, name, stamped, subscript
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.ordered import Ordering
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.walrus import COMPREHENSIONS, HEADS, asked_inside, heads
from srcdiff.frontend.resolve import Scope

Block = list[gast.AST]


def spelled_folds(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with loops for ``reduce`` and ``accumulate``.

    Not in lambdas and comprehensions, which have no line before.

    >>> from functools import reduce
    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(g, xs):
    ...     return reduce(g, xs, 1.0)
    >>> source = find_source(f)
    >>> source.function.__globals__["reduce"] = reduce
    >>> names = NameTable(["g", "xs"])
    >>> print(statement(spelled_folds(source.node, Scope(source), names)))
    def f(g, xs):
        result = 1.0
        for item in xs:
            result = g(result, item)
        return result
    """
    folds = _Folds(scope, names)
    if not any(map(folds.kind, nodes_in(node))):
        return node
    return replaced(node, folds.statement)


class _Folds:
    def __init__(self, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.names = names
        self.ordering = Ordering(names, scope.pure)
        self.before: Block = []

    def kind(self, node: gast.AST) -> object:
        """Return which of the functions a node calls, None for any other."""
        if not isinstance(node, gast.Call):
            return None
        if any(isinstance(a, gast.Starred) for a in node.args):
            return None
        called = self.scope.static(node.func)
        if called is functools.reduce and not node.keywords:
            return called if len(node.args) in (2, 3) else None
        named = {k.arg for k in node.keywords}
        if called is itertools.accumulate and named <= {"func", "initial"}:
            return called if len(node.args) in (1, 2) else None
        return None

    def statement(self, node: gast.AST) -> Block:
        found = [n for root in heads(node) for n in _reached(root)]
        found = [n for n in found if self.kind(n) is not None]
        if not found:
            return [node]
        for each in found:
            each.moves = True
        whole = gast.FunctionDef(
            "line", None, self.ordering.statement(node), [], None, None, []
        )
        return replaced(whole, self.extracted).body

    def extracted(self, node: gast.AST) -> Block:
        """Return a statement behind the loops of what it folds."""
        outer, self.before = self.before, []
        for key in HEADS:
            if isinstance(found := node.__dict__.get(key), gast.AST):
                node.__dict__[key] = self.change(found)
        before, self.before = self.before, outer
        before = [gast.copy_location(stamped(s, node), node) for s in before]
        if before and isinstance(node, gast.While):
            return [asked_inside(node, before, node)]
        return [*before, node]

    def change(self, node: gast.AST) -> gast.AST:
        if isinstance(node, (*COMPREHENSIONS, gast.Lambda)):
            return node
        new = map_children(node, self.change)
        if not hasattr(new, "moves"):
            return new
        found = self.reduced(new) if self.kind(new) is functools.reduce else None
        return gast.copy_location(found or self.accumulated(new), node)

    def reduced(self, node: gast.Call) -> gast.AST:
        function, over, *first = node.args
        result = self.names.fresh("result")
        if first:
            self.before.append(assign(result, first[0]))
        else:
            items = self.items(over)
            self.before.append(assign(result, subscript(name(items), constant(0))))
            over = subscript(name(items), gast.Slice(constant(1), None, None))
        item = self.names.fresh("item")
        both = [name(result), name(item)]
        body = [assign(result, self.applied(function, both, node))]
        loop = gast.For(name(item, store=True), over, body, [], None)
        self.before.append(gast.copy_location(loop, node))
        return name(result)

    def accumulated(self, node: gast.Call) -> gast.AST:
        named = {k.arg: k.value for k in node.keywords}
        over, *rest = node.args
        function = rest[0] if rest else named.get("func")
        first = named.get("initial", constant(None))
        sums = self.names.fresh("sums")
        if getattr(first, "value", first) is None:
            items = self.items(over)
            start = subscript(name(items), gast.Slice(None, constant(1), None))
            self.before.append(assign(sums, call("list", start, target=list)))
            over = subscript(name(items), gast.Slice(constant(1), None, None))
        else:
            self.before.append(assign(sums, gast.List([first], gast.Load())))
        item = self.names.fresh("item")
        last = subscript(name(sums), constant(-1))
        value: gast.AST = gast.BinOp(last, gast.Add(), name(item))
        if function is not None and getattr(function, "value", 0) is not None:
            value = self.applied(function, [last, name(item)], node)
        append = gast.Attribute(name(sums), "append", gast.Load())
        body: Block = [gast.Expr(gast.Call(append, [value], []))]
        loop = gast.For(name(item, store=True), over, body, [], None)
        self.before.append(gast.copy_location(loop, node))
        return name(sums)

    def items(self, over: gast.AST) -> str:
        """Return a name for what is walked over."""
        if isinstance(over, gast.Name):
            return over.id
        items = self.names.fresh("items")
        self.before.append(assign(items, call("list", over, target=list)))
        return items

    def applied(self, function: gast.AST, args: Block, like: gast.AST) -> gast.AST:
        known = SIGNS.get(self.scope.known(function))
        if known is not None:
            return gast.BinOp(args[0], known(), args[1])
        return gast.copy_location(gast.Call(clone(function), args, []), like)


SIGNS = {operator.add: gast.Add, operator.mul: gast.Mult}


def _reached(node: gast.AST) -> Block:
    """Return an expression and all in it that its own line evaluates."""
    if isinstance(node, (*COMPREHENSIONS, gast.Lambda)):
        return []
    return [node, *(n for c in gast.iter_child_nodes(node) for n in _reached(c))]
