"""Comprehensions and ``:=`` that come late, or on one path: their line is taken apart.

They become statements before the line that they stand in. So what the line evaluates
before them must stand before, too, and what is evaluated on one path in a branch.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import gast

from srcdiff.core.build import assign, branch, clone, name, negated, shallow
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.walrus import (
    COMPREHENSIONS,
    HEADS,
    MOVED,
    asked_inside,
    heads,
)
from srcdiff.frontend.lifted import Lifted

COMPUTED = gast.BinOp | gast.UnaryOp | gast.Compare | gast.Call | gast.Subscript
Block = list[gast.AST]
Pure = Callable[[gast.Call], bool]


def evaluated_in_order(
    node: gast.FunctionDef, names: NameTable, pure: Pure
) -> gast.FunctionDef:
    """Return the function whose comprehensions and ``:=`` may stand before their line.

    pure: tells of a call that it surely has no effect.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     y = [v for v in x] if x else g(x)
    ...     return h(x) + sum(v * v for v in y)
    ... ''').body[0]
    >>> names = NameTable("fxyghv")
    >>> print(statement(evaluated_in_order(f, names, lambda call: False)))
    def f(x):
        if x:
            y = [v for v in x]
        else:
            y = g(x)
        term = h(x)
        return term + sum(v * v for v in y)
    """
    if not any(isinstance(n, MOVED) for s in node.body for n in nodes_in(s)):
        return node
    return replaced(node, Ordering(names, pure).statement)


class Ordering:
    """Takes lines apart whose order of evaluation a comprehension or ``:=`` breaks."""

    def __init__(self, names: NameTable, pure: Pure) -> None:
        self.names = names
        self.pure = pure
        self.out: Block = []
        self.like: gast.AST = gast.Pass()

    def statement(self, node: gast.AST) -> Block:
        """Return a statement, with those that are to stand before it."""
        place = _moving_index(node)
        if place is not None:
            return self.indexed(node, place)
        if not any(map(self.is_late, heads(node))):
            return [node]
        plain = isinstance(node, gast.Assign | gast.Return | gast.Expr)
        if plain and isinstance(node.value, gast.IfExp):
            return self.chosen(node)
        outer, self.out, self.like = (self.out, self.like), [], node
        new = shallow(node)
        found = [k for k in HEADS if isinstance(node.__dict__.get(k), gast.AST)]
        values = self.several([node.__dict__[k] for k in found])
        new.__dict__.update(zip(found, values, strict=True))
        before, (self.out, self.like) = self.out, outer
        if isinstance(new, gast.While):
            return [asked_inside(new, before, node)]
        return [*before, new]

    def chosen(self, node: gast.AST) -> Block:
        """Return a statement about a conditional expression as a branch."""
        choice = node.value
        sides = []
        for value in (choice.body, choice.orelse):
            side = shallow(node)
            side.value = value
            sides.append(self.statement(side))
        return self.statement(branch(choice.test, sides[0], sides[1], node))

    def indexed(self, node: gast.AST, place: gast.Subscript) -> Block:
        """Return a store whose index has a name; Python computes the value first."""
        new, before = clone(node), []
        if isinstance(node, gast.Assign):
            value = self.names.temporary("term")
            before = self.statement(assign(value, node.value, like=node))
            new.value = name(value)
        index = self.names.temporary("index")
        before += self.statement(assign(index, place.slice, like=node))
        _moving_index(new).slice = name(index)
        return [*before, *self.statement(new)]

    def is_late(self, node: gast.AST) -> bool:
        """Tell whether what is to be moved is not evaluated first, or not always."""
        for inner in _own(node):
            if any(map(_moves, _sometimes(inner))):
                return True
            parts = _parts(inner)
            for position, part in enumerate(parts):
                if self.noticed(part, parts[position + 1 :]):
                    return True
        return False

    def noticed(self, earlier: gast.AST, others: Block) -> bool:
        """Tell whether an expression means something else behind what moves."""
        moved = [n for p in others for n in _own(p) if _is_moved(n)]
        bound = {n.target.id for n in moved if isinstance(n, gast.NamedExpr)}
        if isinstance(earlier, COMPUTED) and any(map(_may_write, moved)):
            # What is computed from an array is not what it is once that is written.
            return any(isinstance(n, gast.Name) for n in _own(earlier))
        for each in gast.walk(earlier):
            if isinstance(each, gast.Name) and each.id in bound:
                return True
            # What a call writes, what moves may read.
            if isinstance(each, gast.Call) and not self.pure(each) and moved:
                return True
        return False

    def several(self, parts: Block) -> Block:
        """Return expressions that are evaluated one after the other."""
        done = []
        for position, part in enumerate(parts):
            new = self.one(part)
            noticed = self.noticed(new, parts[position + 1 :])
            done.append(self.bound(new) if noticed else new)
        return done

    def one(self, node: gast.AST) -> gast.AST:
        """Return an expression of which all that moves may stand before the line."""
        if isinstance(node, MOVED) and not isinstance(node, gast.NamedExpr):
            return node
        if not _moves(node):
            return node
        if hasattr(node, "unpacked"):
            new = clone(node)
            new.value.elts[0].value = self.one(new.value.elts[0].value)
            return new
        if isinstance(node, gast.IfExp) and any(map(_moves, _sometimes(node))):
            test = self.one(node.test)
            return self.branched(test, node.body, node.orelse)
        if isinstance(node, gast.BoolOp) and any(map(_moves, node.values[1:])):
            first, *others = node.values
            rest = others[0] if len(others) == 1 else gast.BoolOp(node.op, others)
            held = self.bound(self.one(first))
            is_or = isinstance(node.op, gast.Or)
            return self.continued(held, negated(held) if is_or else held, rest)
        if isinstance(node, gast.Compare) and any(map(_moves, node.comparators[1:])):
            return self.compared(node)
        parts = _parts(node)
        new = iter(self.several(parts))
        known = {id(p) for p in parts}

        def change(child: gast.AST) -> gast.AST:
            if id(child) in known:
                return next(new)
            return map_children(child, change) if _opened(child) else child

        return map_children(node, change)

    def compared(self, node: gast.Compare) -> gast.AST:
        """Return ``a < b < c``, of which c is evaluated where ``a < b``."""
        left, middle = self.several([node.left, node.comparators[0]])
        shared = self.bound(middle)
        held = self.bound(gast.Compare(left, node.ops[:1], [shared]))
        rest = gast.Compare(name(shared.id), node.ops[1:], node.comparators[1:])
        return self.continued(held, held, rest)

    def continued(self, held: gast.Name, test: gast.AST, rest: gast.AST) -> gast.AST:
        """Bind a name anew on one path; return it."""
        inner = self.statement(assign(held.id, rest, like=self.like))
        self.out.append(branch(test, inner, [], self.like))
        return name(held.id)

    def branched(self, test: gast.AST, taken: gast.AST, other: gast.AST) -> gast.AST:
        """Bind the one or the other value to a name; return it."""
        chosen = self.names.temporary("choice")
        sides = [
            self.statement(assign(chosen, v, like=self.like)) for v in (taken, other)
        ]
        self.out.append(branch(test, sides[0], sides[1], self.like))
        return name(chosen)

    def bound(self, node: gast.AST) -> gast.Name:
        term = self.names.temporary("term")
        self.out.append(assign(term, node, like=self.like))
        return name(term)


def _moving_index(node: gast.AST) -> Any:
    """Return the place of a store whose index has a part that is to stand before."""
    targets = [getattr(node, "target", None), *getattr(node, "targets", [])]
    for target in targets:
        if isinstance(target, gast.Subscript) and _moves(target.slice):
            return target
    return None


def _own(node: gast.AST) -> Block:
    """Return an expression and all in it that it evaluates itself."""
    found = [node]
    if isinstance(node, (*COMPREHENSIONS, gast.Lambda)):
        return found
    for child in gast.iter_child_nodes(node):
        found += _own(child)
    return found


def _moves(node: gast.AST) -> bool:
    """Tell whether something in an expression is to stand before its line."""
    return any(map(_is_moved, _own(node)))


def _is_moved(node: gast.AST) -> bool:
    return isinstance(node, MOVED) or hasattr(node, "moves")


def _may_write(node: gast.AST) -> bool:
    """Tell whether what moves calls a user's function, which may write into arrays."""
    calls = (n for n in gast.walk(node) if isinstance(n, gast.Call))
    targets = (getattr(call, "target", None) for call in calls)
    return any(isinstance(t, Lifted | types.FunctionType) for t in targets)


def _opened(node: gast.AST) -> bool:
    return not isinstance(node, gast.expr) and not isinstance(
        node, gast.expr_context | gast.operator | gast.unaryop | gast.cmpop
    )


def _parts(node: gast.AST) -> Block:
    """Return the expressions that an expression evaluates, in their order."""
    if isinstance(node, (*COMPREHENSIONS, gast.Lambda)):
        return []
    found: Block = []
    for child in gast.iter_child_nodes(node):
        if isinstance(child, gast.expr):
            found.append(child)
        elif _opened(child):
            found += _parts(child)
    return found


def _sometimes(node: gast.AST) -> Block:
    """Return the parts of an expression that may not be evaluated."""
    if isinstance(node, gast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, gast.Compare):
        return node.comparators[1:]
    return node.values[1:] if isinstance(node, gast.BoolOp) else []
