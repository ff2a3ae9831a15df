"""Which expressions surely carry no derivative, and what their calls call."""

from __future__ import annotations

import builtins
import math
import warnings

import gast
import numpy as np

from srcdiff.core.attempt import is_caught
from srcdiff.core.build import clone, function
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import target_names
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.resolve import NOTHING, Scope
from srcdiff.rules.registry import REGISTRY, Nondifferentiable

SHIPPED = (np, math, warnings)


def as_written(made: Lifted) -> gast.FunctionDef:
    """Return a function that the front end made as it was written, for a module."""
    assert made.source is not None
    meaning = Meaning(Scope(made.source), set())
    node = made.source.node
    return function(node, [meaning.resolved(s) for s in node.body])


def counters(node: gast.FunctionDef) -> set[str]:
    """Return the locals that only ever hold counters: loop indices over ranges."""
    loops = {n.target.id for n in nodes_in(node) if isinstance(n, gast.For)}
    others: set[str] = set()
    for item in nodes_in(node):
        if isinstance(item, gast.Assign):
            others.update(n for t in item.targets for n in target_names(t))
        elif isinstance(item, gast.AugAssign) and isinstance(item.target, gast.Name):
            others.add(item.target.id)
    return loops - others


class Meaning:
    """What the expressions of one function mean, as far as its text tells.

    scope: what its names stand for. counters: locals that only count.
    """

    def __init__(self, scope: Scope, counters: set[str]) -> None:
        self.scope = scope
        self.counters = counters

    def cannot_carry(self, node: gast.AST) -> bool:
        """Tell whether an expression surely carries no derivative."""
        if isinstance(node, gast.Constant | gast.Compare | gast.JoinedStr):
            return True
        if is_caught(node):
            return True
        if isinstance(node, gast.Name):
            return node.id in self.counters or self.scope.outside(node)
        if isinstance(node, gast.Attribute):
            if self.scope.outside(node):
                return True
            rule = REGISTRY.by_attribute.get(node.attr)
            asked = isinstance(rule, Nondifferentiable) and not hasattr(node, "member")
            return asked or self.cannot_carry(node.value)
        if isinstance(node, gast.UnaryOp):
            return isinstance(node.op, gast.Not) or self.cannot_carry(node.operand)
        if isinstance(node, gast.BinOp):
            return self.cannot_carry(node.left) and self.cannot_carry(node.right)
        if isinstance(node, gast.Subscript):
            return self.cannot_carry(node.value)
        if isinstance(
            node, gast.Slice | gast.Tuple | gast.List | gast.BoolOp | gast.Set
        ):
            return all(
                self.cannot_carry(c)
                for c in gast.iter_child_nodes(node)
                if not isinstance(c, gast.expr_context | gast.boolop)
            )
        if isinstance(node, gast.Call):
            found = self.rule(node)
            if isinstance(found, Nondifferentiable):
                return True
            arguments = [*node.args, *(k.value for k in node.keywords)]
            return (
                found is not None
                and all(map(self.cannot_carry, arguments))
                and (hasattr(node, "target") or self.cannot_carry(node.func.value))
            )
        return False

    def callee(self, node: gast.Call):
        """Return the object that a call calls; calls of our own making know it."""
        return getattr(node, "target", self.scope.static(node.func))

    def rule(self, node: gast.Call):
        target = self.callee(node)
        if target is not NOTHING:
            return REGISTRY.of(target)
        if isinstance(node.func, gast.Attribute):
            return REGISTRY.by_method.get(node.func.attr)
        return None

    def is_common(self, node: gast.Name) -> bool:
        """Tell whether a name stands for what any module can get under it."""
        found = self.scope.static(node)
        if found is not NOTHING and found is getattr(builtins, node.id, NOTHING):
            return True
        return any(found is module for module in SHIPPED)

    def resolved(self, node: gast.AST) -> gast.AST:
        """Return a copy of a tree whose calls know what they call."""
        copied = clone(node)
        for item in nodes_in(copied):
            if isinstance(item, gast.Call):
                target = self.callee(item)
                if target is not NOTHING:
                    item.target = target
            elif isinstance(item, gast.Name) and self.is_common(item):
                item.provided = self.scope.static(item)
        return copied
