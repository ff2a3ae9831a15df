"""Available expressions: where a value is computed that was computed before.

An expression is available where an equal one was computed on every path to it, and
nothing that either reads was bound, or may have been written, in between.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.types import types_of
from srcdiff.analysis.uses import uses_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.children import children
from srcdiff.core.facts import once
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import (
    blocks,
    bound,
    bound_in,
    is_backward,
    mutated,
    names_in,
    operations,
    read,
    statements,
    walk,
)
from srcdiff.core.types import shape_of
from srcdiff.runtime import count

WORK = gast.BinOp | gast.UnaryOp | gast.Call | gast.Subscript
ASKED = (np.size, np.shape, np.ndim, count)
"""What only asks for a shape costs nothing to ask again."""
OPAQUE = gast.BoolOp | gast.IfExp | gast.Lambda | gast.comprehension
"""What may leave a part uncomputed, or compute it with names of its own."""


@dataclass
class Common:
    """Equal expressions: the first of them, the statements they are in, their name."""

    expression: gast.AST
    first: gast.AST
    reads: frozenset[str]
    holder: str | None = None
    places: int = 0
    readers: set[int] = field(default_factory=set)

    @property
    def shared(self) -> bool:
        """Tell whether there is more than one place to compute the value."""
        defined_ahead = self.holder is not None and not is_backward(self.first)
        return self.places > (0 if defined_ahead else 1)


def common(node: gast.FunctionDef) -> list[Common]:
    """Return the values that the backward part computes more than once.

    A value that a name of the forward part holds counts as computed there.

    >>> f = gast.parse(
    ...     "def f(g, x):\\n    a = g * x\\n    b = 1 + g * x\\n    return b"
    ... ).body[0]
    >>> for s in f.body: s.part = "backward"
    >>> f.known = {}
    >>> [(each.holder, each.places) for each in common(f)]
    [('a', 2)]
    """
    work = _Search(node)
    work.block(node.body, {})
    found = [c for c in work.found if c.shared]
    if not found:
        return []
    known = types_of(node)
    return [c for c in found if not _is_light(c.expression, known)]


Table = dict[Any, Common]


def at_hand(node: gast.FunctionDef) -> dict[int, Table]:
    """Return the values that names hold before each statement of the backward part.

    >>> f = gast.parse("def f(g, x):\\n    a = g * x\\n    b = 1 + g\\n    return b")
    >>> for s in f.body[0].body: s.part = "backward"
    >>> f.body[0].known = {}
    >>> [each.holder for each in at_hand(f.body[0])[id(f.body[0].body[2])].values()]
    ['a', 'b']
    """
    work = _Holders(node)
    work.block(node.body, {})
    return work.before


class _Search:
    """Finds equal expressions, each with the statements that may share its value."""

    def __init__(self, node: gast.FunctionDef) -> None:
        self.uses = uses_of(node)
        self.memory = memory_of(node)
        self.given_back = {
            n
            for s in statements(node.body)
            if isinstance(s, gast.Return)
            for n in read(s)
        }
        self.found: list[Common] = []
        self.mentioned: set[str] = set()

    def block(self, block: list[gast.AST], table: Table) -> None:
        """Walk a block; ``table`` has the values at hand, and those after it."""
        for statement in block:
            inner = blocks(statement)
            if inner:
                changed = bound_in([statement]) | self.changed_in(inner)
                if not isinstance(statement, gast.If):
                    self.forget(table, changed)
                for each in inner:
                    self.block(each, dict(table))
                self.forget(table, changed)
            else:
                self.statement(statement, table)

    def statement(self, node: gast.AST, table: Table) -> None:
        value = node.__dict__.get("value")
        if is_backward(node) and not self.escapes(node):
            self.enter_parts(node, table)
        changed = self.changed(node)
        self.forget(table, changed)
        if self.holds(node) and not names_in(value) & changed:
            key = key_of(value)
            if key not in table and self.lasting(value):
                self.add(value, node, table, key)
            if key in table and table[key].first is node:
                table[key].holder = node.targets[0].id
                self.mentioned.add(node.targets[0].id)

    def enter_parts(self, node: gast.AST, table: Table) -> None:
        """Enter the operations in a statement's value that may be shared."""
        for part in _parts(node.value):
            if part is not node.value or self.replaceable(node, table):
                self.enter(part, node, table)

    def enter(self, part: gast.AST, statement: gast.AST, table: Table) -> None:
        key = key_of(part)
        if key not in table:
            if not self.lasting(part):
                return
            self.add(part, statement, table, key)
        table[key].places += 1
        table[key].readers.add(id(statement))

    def add(self, part, statement, table: Table, key: Any) -> None:
        table[key] = Common(part, statement, names_in(part))
        self.mentioned |= names_in(part)
        self.found.append(table[key])

    def forget(self, table: Table, changed: set[str]) -> None:
        """Drop the values that are made of names that change, or held by them."""
        if self.mentioned.isdisjoint(changed):
            return
        for key in [
            k
            for k, c in table.items()
            if c.holder in changed or not changed.isdisjoint(c.reads)
        ]:
            del table[key]

    def lasting(self, part: gast.AST) -> bool:
        """Tell whether a value is worth a name, and stays what it is."""
        return _is_work(part) and is_pure(part)

    def changed(self, node: gast.AST) -> set[str]:
        """Return the names that a statement binds, or whose memory it may write."""
        tape = mutated(node)
        own = {*bound(node)} if tape is None else {*bound(node), tape}
        return own | self.memory.touched(node)

    def changed_in(self, inner: list[list[gast.AST]]) -> set[str]:
        found = (self.changed(s) for block in inner for s in statements(block))
        return set().union(*found)

    def holds(self, node: gast.AST) -> bool:
        """Tell whether a statement gives a lasting name to a value."""
        if not isinstance(node, gast.Assign) or hasattr(node, "site"):
            return False
        target = node.targets[0]
        return isinstance(target, gast.Name) and self.alone(target.id)

    def alone(self, target: str) -> bool:
        return self.uses.once(target) and target not in self.memory.written

    def replaceable(self, node: gast.AST, table: Table) -> bool:
        """Tell whether a statement's whole value may become another's name."""
        if isinstance(node, gast.AugAssign):
            return True
        target = node.targets[0]
        if not isinstance(target, gast.Name) or not self.alone(target.id):
            return False
        key = key_of(node.value)
        return target.id not in self.given_back or key not in table

    def escapes(self, node: gast.AST) -> bool:
        """Tell whether a statement takes no names, or its target writes into them."""
        if isinstance(node, gast.AugAssign):
            return False
        if not isinstance(node, gast.Assign) or hasattr(node, "site"):
            return True
        into = bool(set(bound(node)) & self.memory.written)
        return into and not isinstance(node.value, gast.BinOp)


@once
def key_of(node: gast.AST) -> Any:
    """Return what equal expressions share: their text, and what their calls call."""
    called = (id(n.target) for n in walk(node) if hasattr(n, "target"))
    return fingerprint(node), *called


class _Holders(_Search):
    """Finds the values that names hold, and keeps them for each statement."""

    def __init__(self, node: gast.FunctionDef) -> None:
        super().__init__(node)
        self.before: dict[int, Table] = {}

    def statement(self, node: gast.AST, table: Table) -> None:
        if is_backward(node):
            self.before[id(node)] = dict(table)
        super().statement(node, table)

    def enter_parts(self, node: gast.AST, table: Table) -> None:
        """Leave out the parts of values: no name holds them."""


def _parts(node: gast.AST):
    """Yield the operations in an expression that are surely computed, large first."""
    if isinstance(node, OPAQUE):
        return
    if isinstance(node, WORK):
        yield node
    for child in children(node):
        yield from _parts(child)


def _is_work(node: gast.AST) -> bool:
    """Tell whether an expression costs more to compute than to name and look up."""
    if isinstance(node, gast.Subscript):
        return operations(node) > 1
    if isinstance(node, gast.UnaryOp):
        return operations(node) > 0
    if isinstance(node, gast.Call):
        target = getattr(node, "target", None)
        builtin = inspect.isbuiltin(target) or isinstance(target, type)
        return not builtin and not any(target is f for f in ASKED)
    return isinstance(node, gast.BinOp)


def _is_light(node: gast.AST, known: Known) -> bool:
    """Tell whether an expression is one operation on numbers, as ``h / 6`` is."""
    if operations(node) > 1 or isinstance(node, gast.Call):
        return False
    operands = [n for n in walk(node) if isinstance(n, gast.Name)]
    ours = all(hasattr(n, "provided") for n in operands)
    return ours or shape_of(type_of(node, known)) == ()
