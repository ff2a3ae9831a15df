"""Iterators as arguments: ``list(map(f, xs))`` is ``list(f(v) for v in xs)``."""

from __future__ import annotations

import builtins

import gast

from srcdiff.core.build import assign, clone, function, name, shallow, tuple_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.comprehensions import CONSUMERS
from srcdiff.frontend.resolve import Scope

Block = list[gast.AST]
KEPT = (zip, enumerate, reversed)
"""What a loop may run over by itself, so that a generator over it may too."""


def spelled_iterators(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with generators for ``map``, ``filter``, ``zip`` and others.

    Where they are the argument of a function that takes all items, or what a loop runs
    over. ``max`` and ``min`` of three and more arguments become those of a list.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(xs, g):
    ...     for v in map(g, xs):
    ...         print(v)
    ...     return sum(filter(g, xs)) * max(1, 2, 3)
    >>> source = find_source(f)
    >>> names = NameTable(["xs", "g", "v"])
    >>> print(statement(spelled_iterators(source.node, Scope(source), names)))
    def f(xs, g):
        for item in xs:
            v = g(item)
            print(v)
        return sum(item_2 for item_2 in xs if g(item_2)) * max([1, 2, 3])
    """
    return function(node, _Iterators(scope, names).block(node.body))


class _Iterators:
    def __init__(self, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.names = names

    def block(self, block: Block) -> Block:
        return [self.change(s) for s in block]

    def change(self, node: gast.AST) -> gast.AST:
        """Return a node with what is in it spelled out."""
        if isinstance(node, gast.For):
            node = self.loop(node)
        new = map_children(node, self.change)
        return self.call(new) if isinstance(new, gast.Call) else new

    def is_call(self, node: gast.AST, *functions: object) -> bool:
        """Tell whether a node is a call of one of some builtins, without keywords.

        ``zip`` keeps its ``strict`` and ``enumerate`` its ``start``: the loop over them
        reads these.
        """
        if not isinstance(node, gast.Call):
            return False
        if any(isinstance(a, gast.Starred) for a in node.args):
            return False
        called = self.scope.static(node.func)
        if node.keywords and called is not zip and called is not enumerate:
            return False
        return any(called is f for f in functions)

    def loop(self, node: gast.For) -> gast.For:
        """Return a loop over ``map(f, xs)`` as one over ``xs`` that calls ``f``."""
        over = node.iter
        if not self.is_call(over, map) or len(over.args) != 2:
            return node
        item = self.names.fresh("item")
        value = gast.Call(over.args[0], [name(item)], [])
        new = shallow(node)
        new.target, new.iter = name(item, store=True), over.args[1]
        bound = assign(node.target, gast.copy_location(value, over), like=node)
        new.body = [gast.copy_location(bound, over), *node.body]
        return new

    def call(self, node: gast.Call) -> gast.AST:
        if self.is_call(node, max, min) and len(node.args) > 2:
            return self.like(node, [gast.List(node.args, gast.Load())])
        if self.is_call(node, *CONSUMERS) and len(node.args) == 1:
            found = self.generator(node.args[0])
            return node if found is None else self.like(node, [found])
        if self.is_call(node, dict) and len(node.args) == 1:
            found = self.generator(node.args[0])
            if found is not None:
                whole = gast.ListComp(found.elt, found.generators)
                return self.like(node, [gast.copy_location(whole, node)])
        return node

    def like(self, node: gast.Call, args: Block) -> gast.Call:
        new = shallow(node)
        new.args = [gast.copy_location(a, node) for a in args]
        return new

    def generator(self, node: gast.AST) -> gast.GeneratorExp | None:
        """Return the generator that an iterator is, None for any other."""
        if self.is_call(node, map) and len(node.args) >= 2:
            called, *over = node.args
            items = [self.names.fresh("item") for _ in over]
            value: gast.AST = gast.Call(clone(called), list(map(name, items)), [])
            whole, test = over[0], None
            if len(over) > 1:
                zipped = gast.Name("zip", gast.Load(), None, None)
                whole = gast.Call(zipped, over, [])
                whole.target = builtins.zip
        elif self.is_call(node, filter) and len(node.args) == 2:
            items = [self.names.fresh("item")]
            value, whole, test = name(items[0]), node.args[1], name(items[0])
            if getattr(node.args[0], "value", "") is not None:
                test = gast.Call(clone(node.args[0]), [test], [])
        elif self.is_call(node, *KEPT):
            one = self.is_call(node, reversed)
            count = len(node.args) if self.is_call(node, zip) else 1 if one else 2
            if not count:
                return None
            items = [self.names.fresh("item") for _ in range(count)]
            value, whole, test = tuple_of(list(map(name, items))), node, None
            if one:
                value = name(items[0])
            elif count == 1:
                return None
        else:
            return None
        parts = [name(i, store=True) for i in items]
        target = parts[0] if len(parts) == 1 else tuple_of(parts, store=True)
        part = gast.comprehension(target, whole, [] if test is None else [test], False)
        made = gast.GeneratorExp(gast.copy_location(value, node), [part])
        return gast.copy_location(made, node)
