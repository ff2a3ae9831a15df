"""Iterators as arguments: ``list(map(f, xs))`` is ``list(f(v) for v in xs)``."""

from __future__ import annotations

import builtins
import dataclasses
import itertools

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    shallow,
    tuple_of,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.comprehensions import CONSUMERS
from srcdiff.frontend.desugar.walks import ENDLESS, items_a_turn
from srcdiff.frontend.resolve import Scope
from srcdiff.runtime import with_field

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

    def replaced(self, node: gast.Call) -> gast.AST | None:
        """Return ``p._replace(w=e)`` and ``dataclasses.replace(p, w=e)`` by fields."""
        func, named = node.func, [k.arg for k in node.keywords]
        whole = None
        if isinstance(func, gast.Attribute) and func.attr == "_replace":
            whole = None if node.args else func.value
        elif self.scope.static(func) is dataclasses.replace and len(node.args) == 1:
            whole = node.args[0]
        if whole is None or not named or None in named:
            return None
        for keyword in node.keywords:
            given = (whole, constant(keyword.arg), keyword.value)
            new = call("with_field", *given, target=with_field)
            whole = gast.copy_location(new, node)
        return whole

    def call(self, node: gast.Call) -> gast.AST:
        whole = self.replaced(node)
        if whole is not None:
            return whole
        if self.is_call(node, max, min) and len(node.args) > 2:
            return self.like(node, [gast.List(node.args, gast.Load())])
        if self.is_call(node, *CONSUMERS) and len(node.args) == 1:
            found = self.generator(node.args[0])
            return node if found is None else self.like(node, [found])
        if self.is_walk(node):
            found = [self.generator(a) for a in node.args]
            if any(g is not None for g in found):
                pairs = zip(found, node.args, strict=True)
                lists = [a if g is None else _listed(g) for g, a in pairs]
                return self.like(node, lists)
        if self.is_call(node, dict) and len(node.args) == 1:
            found = self.generator(node.args[0])
            if found is not None:
                return self.like(node, [_listed(found)])
        return node

    def is_walk(self, node: gast.Call) -> bool:
        """Tell whether a node calls a function of ``itertools`` that walks."""
        called = self.scope.known(node.func)
        return callable(called) and items_a_turn(called, node) is not None

    def walk(self, node: gast.AST) -> int | None:
        """Return how many items a walk of ``itertools`` gives a turn, if it ends."""
        called = self.scope.known(node.func) if isinstance(node, gast.Call) else None
        if called in ENDLESS or not callable(called):
            return None
        return items_a_turn(called, node)

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
        elif (turn := self.walk(node)) is not None:
            items = [self.names.fresh("item") for _ in range(turn)]
            whole, test = node, None
            value = name(items[0]) if turn == 1 else tuple_of(list(map(name, items)))
        elif self.is_call(node, itertools.starmap) and len(node.args) == 2:
            taken = _arguments(node.args[0], self.scope)
            if taken is None:
                return None
            items = [self.names.fresh("item") for _ in range(taken)]
            value = gast.Call(clone(node.args[0]), list(map(name, items)), [])
            whole, test = node.args[1], None
        else:
            return None
        parts = [name(i, store=True) for i in items]
        several = len(parts) > 1 or self.is_call(node, itertools.starmap)
        target = tuple_of(parts, store=True) if several else parts[0]
        part = gast.comprehension(target, whole, [] if test is None else [test], False)
        made = gast.GeneratorExp(gast.copy_location(value, node), [part])
        return gast.copy_location(made, node)


def _listed(node: gast.GeneratorExp) -> gast.ListComp:
    return gast.copy_location(gast.ListComp(node.elt, node.generators), node)


def _arguments(function: gast.AST, scope: Scope) -> int | None:
    """Return how many arguments a function takes, None where that is not known."""
    if isinstance(function, gast.Lambda):
        plain = not any((function.args.vararg, function.args.kwarg))
        plain = plain and not (function.args.defaults or function.args.kwonlyargs)
        return len(function.args.args) if plain else None
    known = scope.known(function)
    code = getattr(known, "__code__", None)
    if code is None or known.__defaults__ or code.co_flags & 12:
        return None
    return None if code.co_kwonlyargcount else code.co_argcount
