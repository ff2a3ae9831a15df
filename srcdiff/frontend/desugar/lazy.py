"""Iterators that have a name: put where they are used, or walked by a number."""

from __future__ import annotations

from typing import Any

import gast

from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import names_in, substitute
from srcdiff.frontend.desugar.generators import LOOPS, TAKERS, WALKS, is_quiet
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.stepped import Stepped, asks, is_named, place_of
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import FUNCTIONS, binders, comprehension_names

Block = list[gast.AST]


def named_iterators(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function without names for iterators, and without ``next``.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(xs, ys):
    ...     rest = iter(xs)
    ...     total = next(rest)
    ...     for x in rest:
    ...         total = total * x
    ...     pairs = zip(xs, ys)
    ...     for x, y in pairs:
    ...         total = total + x * y
    ...     return total
    >>> source = find_source(f)
    >>> names = NameTable(["xs", "ys", "rest", "total", "x", "y", "pairs"])
    >>> print(statement(named_iterators(source.node, Scope(source), names)))
    def f(xs, ys):
        rest_items, rest_at = sequence(xs), 0
        total = rest_items[rest_at]
        rest_at = rest_at + 1
        for x in rest_items[rest_at:]:
            total = total * x
        for x, y in zip(xs, ys):
            total = total + x * y
        return total
    """
    found = _Iterators(node, scope, names)
    if found.moved or found.lists:
        node = replaced(node, lambda s: [s])
        node.body = found.put_in(node.body)
    if found.walked:
        node = replaced(node, Stepped(found.walked, found.ends, scope).walk)
    return node


class _Iterators:
    """The iterators of a function that have a name.

    moved: the values of those that go where they are used. lists: those that are lists
    from the start. walked: those that are
    read item by item, with the names of their items and of the number of the next.
    ends: the places of the loops behind which nothing asks for an item.
    """

    def __init__(self, node: gast.FunctionDef, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.node = node
        inside = [n for s in node.body for n in nodes_in(s)]
        self.names = [n for n in inside if isinstance(n, gast.Name)]
        self.counts = counts = binders(node)
        made: dict[str, gast.AST] = {}
        for each in inside:
            if isinstance(each, gast.Assign) and len(each.targets) == 1:
                target = each.targets[0]
                once = isinstance(target, gast.Name) and counts[target.id] == 1
                if once and self.is_iterator(each.value):
                    made[target.id] = each.value
        for each in inside:
            if isinstance(each, FUNCTIONS):
                for mentioned in names_in(each) & made.keys():
                    del made[mentioned]
        self.calm = not any(map(_writes, inside))
        self.moved: dict[str, gast.AST] = {}
        self.lists: set[str] = set()
        self.walked: dict[str, tuple[str, str]] = {}
        self.ends: set[tuple[int, int]] = set()
        self.values = made
        for title, value in made.items():
            uses = [
                n for n in self.names if n.id == title and isinstance(n.ctx, gast.Load)
            ]
            if len(uses) == 1 and self.may_move(node.body, title, value):
                self.moved[title] = value
            elif len(uses) == 1 and self.may_list(value, uses[0]):
                self.lists.add(title)
            elif self.may_walk(title, value, uses):
                items = names.fresh(f"{title}_items")
                self.walked[title] = (items, names.fresh(f"{title}_at"))

    def called(self, node: gast.AST) -> Any:
        return self.scope.known(node.func) if isinstance(node, gast.Call) else None

    def is_iterator(self, node: gast.AST) -> bool:
        called = self.called(node)
        if called is iter:
            return len(node.args) == 1
        made = isinstance(node, gast.GeneratorExp)
        return made or any(called is walk for walk in WALKS)

    def may_move(self, block: Block, title: str, value: gast.AST) -> bool:
        """Tell whether a value may be computed where its name is used.

        That is in the same block, and nothing happens between.
        """
        for inner in _blocks(block):
            if self.may_move(inner, title, value):
                return True
        bound = [k for k, s in enumerate(block) if _binds(s, title)]
        if not bound:
            return False
        for statement in block[bound[0] + 1 :]:
            if self.uses_at_once(statement, title, value):
                return True
            plain = isinstance(statement, gast.Assign) and is_quiet(
                statement.value, self.scope
            )
            targets = getattr(statement, "targets", [])
            if not plain or not all(isinstance(t, gast.Name) for t in targets):
                return False
            if {t.id for t in targets} & names_in(value):
                return False
        return False

    def uses_at_once(self, statement: gast.AST, title: str, value: gast.AST) -> bool:
        """Tell whether a statement walks over a name's value first of all."""
        if isinstance(statement, gast.For):
            return is_named(statement.iter, title)
        whole = getattr(statement, "value", None)
        while isinstance(whole, gast.Call | gast.BinOp):
            if isinstance(whole, gast.BinOp):
                whole = whole.left
                continue
            if not whole.args or self.called(whole) is next:
                return False
            if is_named(whole.args[0], title):
                known = any(self.called(whole) is each for each in (*TAKERS, *WALKS))
                return known or isinstance(value, gast.GeneratorExp)
            whole = whole.args[0]
        if isinstance(whole, gast.ListComp | gast.GeneratorExp):
            return is_named(whole.generators[0].iter, title)
        return False

    def put_in(self, block: Block) -> Block:
        """Return a block with the moved values where their names were."""
        done: Block = []
        for statement in block:
            if any(_binds(statement, title) for title in self.moved):
                continue
            for inner in _blocks([statement]):
                inner[:] = self.put_in(inner)
            values = {t: self.taken(v) for t, v in self.moved.items()}
            values = {t: substitute(v, values) for t, v in values.items()}
            for key in ("iter", "value"):
                part = statement.__dict__.get(key)
                if isinstance(part, gast.AST):
                    statement.__dict__[key] = substitute(part, values)
            if isinstance(statement, gast.For):
                statement.iter = self.listed(statement.iter)
            elif isinstance(statement, gast.Assign) and self.is_listed(statement):
                statement.value = self.listed(statement.value)
            done.append(statement)
        return done

    def taken(self, value: gast.AST) -> gast.AST:
        """Return what is walked over for an iterator that is moved."""
        return value.args[0] if self.called(value) is iter else value

    def listed(self, value: gast.AST) -> gast.AST:
        """Return the list of a generator without effects, any other value as it is."""
        if not isinstance(value, gast.GeneratorExp) or not is_quiet(value, self.scope):
            return value
        whole = gast.ListComp(value.elt, value.generators)
        return gast.copy_location(whole, value)

    def is_listed(self, node: gast.Assign) -> bool:
        target = node.targets[0]
        return isinstance(target, gast.Name) and target.id in self.lists

    def may_list(self, value: gast.AST, use: gast.AST) -> bool:
        """Tell whether a generator may be a list from the start.

        It is walked over once, and reads nothing that changes before.
        """
        if not self.calm or not isinstance(value, gast.GeneratorExp):
            return False
        if not is_quiet(value, self.scope) or any(
            self.counts[n] > 1 for n in names_in(value) - comprehension_names(value)
        ):
            return False
        inside = [n for s in self.node.body for n in nodes_in(s)]
        loops = [n for n in inside if isinstance(n, LOOPS)]
        if any(n is use for loop in loops for n in nodes_in(loop)):
            return False
        calls = [n for n in inside if isinstance(n, gast.Call) and use in n.args]
        return any(self.called(c) is each for c in calls for each in TAKERS)

    def may_walk(self, title: str, value: gast.AST, uses: list[gast.Name]) -> bool:
        """Tell whether an iterator is only asked for its next item, and run over."""
        if self.called(value) is not iter and not (
            self.calm and is_quiet(value, self.scope)
        ):
            return False
        inside = [n for s in self.node.body for n in nodes_in(s)]
        asked = [n for n in inside if self.asks(n, title)]
        loops = [
            n for n in inside if isinstance(n, gast.For) and is_named(n.iter, title)
        ]
        if len(asked) + len(loops) != len(uses):
            return False
        if any(isinstance(n, gast.Name) and n.id == "StopIteration" for n in inside):
            return False
        for loop in loops:
            within = [n for s in loop.body for n in nodes_in(s)]
            left = any(isinstance(n, gast.Break | gast.Return) for n in within)
            again = any(self.asks(n, title) for n in within)
            if again or (left and not self.is_last(loop.iter, uses)):
                return False
        self.ends |= {place_of(n.iter) for n in loops if self.is_last(n.iter, uses)}
        return True

    def is_last(self, mention: gast.AST, uses: list[gast.Name]) -> bool:
        """Tell whether nothing reads an iterator behind a mention of it."""
        around = [
            n
            for s in self.node.body
            for n in nodes_in(s)
            if isinstance(n, gast.For | gast.While)
            and any(m is mention for s in n.body for m in nodes_in(s))
        ]
        return not around and place_of(mention) == max(map(place_of, uses))

    def asks(self, node: gast.AST, title: str) -> bool:
        return asks(node, title, self.scope)


def _binds(node: gast.AST, title: str) -> bool:
    return isinstance(node, gast.Assign) and is_named(node.targets[0], title)


def _blocks(block: Block) -> list[Block]:
    """Return the blocks inside the statements of a block."""
    found = []
    for statement in block:
        for key in ("body", "orelse", "finalbody"):
            inner = statement.__dict__.get(key)
            if isinstance(inner, list) and not isinstance(statement, FUNCTIONS):
                found.append(inner)
    return found


def _writes(node: gast.AST) -> bool:
    """Tell whether a node may write into an array or a list."""
    if isinstance(node, gast.Subscript | gast.Attribute):
        return not isinstance(node.ctx, gast.Load)
    stated = isinstance(node, gast.Expr) and isinstance(node.value, gast.Call)
    return stated or isinstance(node, (gast.AugAssign, gast.Delete, *FUNCTIONS))
