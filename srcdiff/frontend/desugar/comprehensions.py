"""Comprehensions become loops that append to a fresh list."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    assign,
    branch,
    call,
    clone,
    constant,
    function,
    name,
    negated,
    stamped,
    tuple_of,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children, names_in, rename, target_names
from srcdiff.frontend.desugar.ordered import Ordering, Pure
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.walrus import (
    HEADS,
    asked_inside,
    heads,
    named_expressions,
)

Block = list[gast.AST]
CONSUMERS = (sum, min, max, list, tuple, set, frozenset, sorted, any, all)
"""Functions that take every item of a generator, in order, before they return."""


def loops_for_comprehensions(
    node: gast.FunctionDef, names: NameTable, pure: Pure
) -> gast.FunctionDef:
    """Return the function with a loop before each statement that has a comprehension.

    node: a function whose comprehensions are evaluated whenever their statement is.
    pure: tells of a call that it surely has no effect.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     return sum([v * v for v in x if v > 0.0])
    ... ''').body[0]
    >>> print(statement(loops_for_comprehensions(f, NameTable("fxv"), bool)))
    def f(x):
        values = []
        for v in x:
            if v > 0.0:
                values.append(v * v)
        return sum(values)
    """
    return function(node, _Comprehensions(node, names, pure).block(node.body))


class _Comprehensions:
    def __init__(self, node: gast.FunctionDef, names: NameTable, pure: Pure) -> None:
        self.names = names
        self.ordering = Ordering(names, pure)
        self.before: Block = []
        # A name that only one comprehension mentions may stay what it is.
        mentions = [n for n in nodes_in(node) if isinstance(n, gast.Name)]
        self.mentions = [n.id for n in mentions]
        self.bindings = [n.id for n in mentions if not isinstance(n.ctx, gast.Load)]

    def block(self, block: Block) -> Block:
        return [new for statement in block for new in self.statement(statement)]

    def inner(self, block: Block) -> Block:
        """Return the loops of a comprehension, whose inner ones are taken apart too."""
        whole = gast.FunctionDef("inner", None, block, [], None, None, [])
        whole = named_expressions(replaced(whole, self.ordering.statement))
        return self.block(whole.body)

    def statement(self, node: gast.AST) -> Block:
        new = clone(node)
        for key in ("body", "orelse"):
            if isinstance(inner := node.__dict__.get(key), list):
                new.__dict__[key] = self.block(inner)
        if not any(isinstance(n, COMPREHENSIONS) for h in heads(node) for n in _in(h)):
            return [new]
        if self.makes_list(new):
            return self.built(new.value, new.targets[0].id, node)
        outer, self.before = self.before, []
        for key in HEADS:
            if isinstance(found := new.__dict__.get(key), gast.AST):
                new.__dict__[key] = self.without(found, node)
        before, self.before = self.before, outer
        if isinstance(new, gast.While):
            return [asked_inside(new, before, node)]
        return [*before, new]

    def without(self, node: gast.AST, like: gast.AST) -> gast.AST:
        """Return an expression with names for its comprehensions, made before."""
        if _is_quantified(node):
            found = self.names.fresh("found")
            self.before += self.quantified(node, found, like)
            return name(found)
        if is_first(node):
            found = self.names.fresh("first")
            self.before += self.first(node, found, like)
            return name(found)
        if not isinstance(node, COMPREHENSIONS):
            return map_children(node, lambda child: self.without(child, like))
        values = self.names.fresh("values")
        if isinstance(node, gast.DictComp):
            pair = tuple_of([node.key, node.value])
            pairs = gast.ListComp(pair, node.generators)
            self.before += self.built(pairs, values, like)
            return call("dict", name(values), target=dict)
        self.before += self.built(node, values, like)
        return name(values)

    def makes_list(self, node: gast.AST) -> bool:
        """Tell whether a statement only gives a list that it makes its one name."""
        if not isinstance(node, gast.Assign) or not isinstance(
            node.value, gast.ListComp
        ):
            return False
        target = node.targets[0]
        if len(node.targets) > 1 or not isinstance(target, gast.Name):
            return False
        return self.bindings.count(target.id) == 1 and target.id not in names_in(
            node.value
        )

    def built(self, node: gast.AST, values: str, like: gast.AST) -> Block:
        """Return the statements that build the list of a comprehension."""
        append = gast.Attribute(name(values), "append", gast.Load())
        new = self.own_names(node)
        body: Block = [stamped(gast.Expr(call(append, new.elt)), like)]
        start = assign(values, gast.List([], gast.Load()), like=like)
        return [start, *self.inner(_looped(new, body, like))]

    def quantified(self, node: gast.Call, found: str, like: gast.AST) -> Block:
        """Return the statements that find out ``any(...)`` or ``all(...)``."""
        new = self.own_names(node.args[0])
        found_one = node.target is any
        test = new.elt if found_one else negated(new.elt)
        body: Block = [assign(found, constant(found_one), like=like)]
        if len(new.generators) == 1:
            body.append(stamped(gast.Break(), like))
        body = [branch(test, body, [], like)]
        if len(new.generators) > 1:
            still = name(found) if not found_one else negated(name(found))
            body = [branch(still, body, [], like)]
        start = assign(found, constant(not found_one), like=like)
        return [start, *self.inner(_looped(new, body, like))]

    def first(self, node: gast.Call, found: str, like: gast.AST) -> Block:
        """Return the statements that find ``next(...)`` of a generator."""
        new = self.own_names(node.args[0])
        body = [assign(found, new.elt, like=like), stamped(gast.Break(), like)]
        (loop,) = _looped(new, body, like)
        start: Block = []
        if len(node.args) > 1:
            start = [assign(found, node.args[1], like=like)]
        else:
            none = name("StopIteration")
            none.provided = StopIteration
            loop.orelse = [stamped(gast.Raise(none, None), like)]
        return [*start, *self.inner([loop])]

    def own_names(self, node: gast.AST) -> gast.AST:
        """Return a comprehension whose variables are nobody else's."""
        inside = [n.id for n in nodes_in(node) if isinstance(n, gast.Name)]
        bound = [v for part in node.generators for v in target_names(part.target)]
        chosen = {}
        for variable in dict.fromkeys(bound):
            if inside.count(variable) < self.mentions.count(variable):
                chosen[variable] = self.names.fresh(variable)
        first = node.generators[0].iter
        new = rename(node, chosen)
        new.generators[0].iter = clone(first)
        return new


def _looped(node: gast.AST, body: Block, like: gast.AST) -> Block:
    """Return the loops of a comprehension around what each turn does."""
    for part in reversed(node.generators):
        for test in reversed(part.ifs):
            body = [branch(test, body, [], like)]
        loop = gast.For(part.target, part.iter, body, [], None)
        body = [stamped(loop, like)]
    return body


def _is_quantified(node: gast.AST) -> bool:
    """Tell whether a node is ``any`` or ``all`` of a generator."""
    if getattr(node, "target", None) not in (any, all) or len(node.args) != 1:
        return False
    return isinstance(node.args[0], gast.GeneratorExp)


def is_first(node: gast.AST) -> bool:
    """Tell whether a node is ``next`` of a generator with one loop."""
    if getattr(node, "target", None) is not next or node.keywords:
        return False
    first = node.args[0]
    return isinstance(first, gast.GeneratorExp) and len(first.generators) == 1


COMPREHENSIONS = (gast.ListComp, gast.DictComp, gast.GeneratorExp)


def _in(node: gast.AST) -> list[gast.AST]:
    return list(nodes_in(node))
