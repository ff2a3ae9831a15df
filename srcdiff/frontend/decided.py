"""Tests that a call's arguments decide: the path that is not taken goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType

import gast

from srcdiff.core.build import function, shallow
from srcdiff.core.children import nodes_in
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import map_children
from srcdiff.core.types import Literal, Type
from srcdiff.frontend.resolve import local_names
from srcdiff.frontend.truth import Facts, Lookup, Undecided

Known = dict[str, Type]
Block = list[gast.AST]

CLOSED = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)
SCOPES = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
PLAIN = (gast.Assert, gast.Break, gast.Continue, gast.Pass, gast.Raise)
ASKING = frozenset({"isinstance", "callable"})
"""What tells of a value by its class."""
ENDS = (gast.Return, gast.Raise, gast.Break, gast.Continue)


def decided(
    node: gast.FunctionDef, known: Mapping[str, Type], lookup: Lookup
) -> gast.FunctionDef:
    """Return a function without the branches that calls of one signature never take.

    node: the function as the user wrote it. known: the types of its parameters:
    literals decide tests, classes what isinstance tells. lookup: what names outside
    of the function mean.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x, kind, bias):
    ...     if bias is None:
    ...         bias = 0.0
    ...     if kind == "relu" or kind == "clip":
    ...         return max(x, 0.0) + bias
    ...     return x + bias
    ... ''').body[0]
    >>> known = {"kind": Literal("relu"), "bias": Literal(None)}
    >>> print(statement(decided(f, known, vars().get)))
    def f(x, kind, bias):
        bias = 0.0
        return max(x, 0.0) + bias
    """
    asks = known and not ASKING.isdisjoint(
        {n.id for n in nodes_in(node) if isinstance(n, gast.Name)}
    )
    if not asks and not any(isinstance(t, Literal) for t in known.values()):
        return node
    if any(isinstance(n, gast.Global | gast.Nonlocal) for n in nodes_in(node)):
        return node
    local = local_names(node) | _bound_in([node])
    body = _Walk(local, lookup).block(node.body, dict(known))
    return node if fingerprint(body) == fingerprint(node.body) else function(node, body)


class _Walk:
    """A walk along the statements, with what is known before each of them."""

    def __init__(self, local: set[str], lookup: Lookup) -> None:
        self.local = local
        self.lookup = lookup

    def facts(self, known: Known) -> Facts:
        return Facts(known, self.local, self.lookup)

    def block(self, block: Block, known: Known) -> Block:
        """Return a block with decided tests folded, and bring ``known`` to its end."""
        done: Block = []
        waiting = list(block)
        while waiting:
            statement = waiting.pop(0)
            _forget(known, _bound_within(statement))
            if isinstance(statement, gast.If):
                truth = self.facts(known).truth(statement.test)
                if truth is not None:
                    waiting[:0] = statement.body if truth else statement.orelse
                    continue
            done.append(self.statement(statement, known))
            if isinstance(statement, ENDS):
                break
        return done or [gast.Pass()]

    def statement(self, node: gast.AST, known: Known) -> gast.AST:
        """Return a statement with what is inside folded, and note what it binds."""
        if isinstance(node, gast.If):
            return self.branch(node, known)
        if isinstance(node, gast.For | gast.While):
            return self.loop(node, known)
        if isinstance(node, gast.Assign | gast.AugAssign | gast.AnnAssign):
            new = shallow(node)
            if node.value is not None:
                new.value = self.expression(node.value, known)
            _forget(known, _bound_in([node]))
            self.note(new, known)
            return new
        if isinstance(node, gast.Return | gast.Expr):
            new = shallow(node)
            new.value = node.value and self.expression(node.value, known)
            return new
        if isinstance(node, gast.FunctionDef):
            _forget(known, [node.name])
        elif not isinstance(node, PLAIN):
            known.clear()
        return node

    def note(self, node: gast.AST, known: Known) -> None:
        """Remember a flag that is bound to a name."""
        targets = getattr(node, "targets", None) or [node.target]
        if isinstance(node, gast.AugAssign) or not isinstance(targets[0], gast.Name):
            return
        try:
            value = self.facts(known).value(node.value)
        except (Undecided, AttributeError):
            return
        if value is None or type(value) in (bool, str):
            known[targets[0].id] = Literal(value)

    def branch(self, node: gast.If, known: Known) -> gast.If:
        new = shallow(node)
        new.test = self.expression(node.test, known, as_test=True)
        other = dict(known)
        new.body = self.block(node.body, known)
        new.orelse = self.block(node.orelse, other) if node.orelse else []
        if isinstance(new.body[-1], ENDS):
            known.clear()
            known.update(other)
        elif not (new.orelse and isinstance(new.orelse[-1], ENDS)):
            changed = {n for n, t in known.items() if other.get(n) is not t}
            _forget(known, changed)
        return new

    def loop(self, node: gast.For | gast.While, known: Known) -> gast.AST:
        new = shallow(node)
        if isinstance(node, gast.For):
            new.iter = self.expression(node.iter, known)
        _forget(known, _bound_in([node]))
        if isinstance(node, gast.While):
            if self.facts(known).truth(node.test) is False:
                return gast.Pass() if not node.orelse else node
            new.test = self.expression(node.test, known, as_test=True)
        new.body = self.block(node.body, dict(known))
        return new

    def expression(
        self, node: gast.AST, known: Known, as_test: bool = False
    ) -> gast.AST:
        """Return an expression with the choices in it that are decided made.

        as_test: only its truth matters.
        """
        if isinstance(node, SCOPES):
            # It may run later, when a name that is bound again holds something else.
            return node
        if isinstance(node, gast.IfExp):
            truth = self.facts(known).truth(node.test)
            if truth is not None:
                return self.expression(node.body if truth else node.orelse, known)
        if isinstance(node, gast.BoolOp):
            return self.junction(node, known, as_test)
        if isinstance(node, gast.Call) and len(node.args) == 2 and not node.keywords:
            found = self.attribute(node, known)
            if found is not None:
                return found
        return map_children(node, lambda child: self.expression(child, known))

    def attribute(self, node: gast.Call, known: Known) -> gast.AST | None:
        """Return ``getattr(module, name)`` as an attribute, where a call tells it."""
        facts = self.facts(known)
        try:
            called, title = facts.value(node.func), facts.value(node.args[1])
            owner = facts.value(node.args[0])
        except Undecided:
            return None
        if called is not getattr or not isinstance(owner, ModuleType):
            return None
        if not isinstance(title, str) or not hasattr(owner, title):
            return None
        new = gast.Attribute(node.args[0], title, gast.Load())
        return gast.copy_location(new, node)

    def junction(self, node: gast.BoolOp, known: Known, as_test: bool) -> gast.AST:
        """Leave out operands that do not matter, and those that are never reached."""
        decisive = isinstance(node.op, gast.Or)
        kept: Block = []
        for item in node.values:
            truth = self.facts(known).truth(item)
            result = item is node.values[-1] and not (as_test and kept)
            if truth is None or truth is decisive or result:
                kept.append(self.expression(item, known, as_test))
            if truth is decisive:
                break
        if len(kept) == 1:
            return kept[0]
        new = shallow(node)
        new.values = kept
        return new


def _forget(known: Known, names: Iterable[str]) -> None:
    for name in names:
        known.pop(name, None)


def _bound_in(block: Block) -> set[str]:
    """Return every name that statements may bind, nested ones too."""
    found = set()
    for statement in block:
        for node in nodes_in(statement):
            if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load):
                found.add(node.id)
            elif isinstance(node, CLOSED):
                found.add(node.name)
    return found


def _bound_within(statement: gast.AST) -> set[str]:
    """Return the names that expressions of a statement bind while they are computed."""
    return {n.target.id for n in nodes_in(statement) if isinstance(n, gast.NamedExpr)}
