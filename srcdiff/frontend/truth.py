"""What the arguments of a call tell of the user's own tests, before anything runs."""

from __future__ import annotations

import operator
import types
from collections.abc import Callable, Mapping
from typing import Any

import gast
import numpy as np

from srcdiff.analysis import decide
from srcdiff.core.types import Array, Fields, Items, Literal, Number, Type

COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    **decide.COMPARISONS,
    gast.Is: operator.is_,
    gast.IsNot: operator.is_not,
    gast.In: lambda left, right: left in right,
    gast.NotIn: lambda left, right: left not in right,
}
FIXED = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    np.ufunc,
    type,
)
"""Objects that a name outside of the function is taken to stand for throughout."""

Lookup = Callable[[str], Any]


class Undecided(Exception):
    """A value is known only when the program runs."""


class Facts:
    """What is known of names at one point of a function.

    known: the types of the function's own names there. local: all of its own names.
    lookup: from other names to what they stand for.
    """

    def __init__(self, known: Mapping[str, Type], local: set[str], lookup: Lookup):
        self.known = dict(known)
        self.local = local
        self.lookup = lookup

    def truth(self, node: gast.AST) -> bool | None:
        """Return the truth of an expression where it is known, else None.

        >>> from srcdiff.core.text import parse_expression
        >>> facts = Facts({"kind": Literal("relu")}, {"kind", "x"}, {}.__getitem__)
        >>> tests = ["kind == 'relu'", "kind is None", "kind in ('a', 'b')", "x > 0"]
        >>> [facts.truth(parse_expression(test)) for test in tests]
        [True, False, False, None]
        """
        try:
            return bool(self.value(node))
        except Undecided:
            return None

    def value(self, node: gast.AST) -> Any:
        """Return the value of an expression; raise Undecided where it is not known."""
        if isinstance(node, gast.Constant):
            return node.value
        if isinstance(node, gast.Name | gast.Attribute):
            return self.named(node)
        if isinstance(node, gast.Tuple | gast.List | gast.Set):
            return [self.value(item) for item in node.elts]
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            return not self.value(node.operand)
        if isinstance(node, gast.BoolOp):
            return self.junction(node)
        if isinstance(node, gast.BinOp) and isinstance(node.op, gast.BitOr):
            return self.union(node)
        if isinstance(node, gast.Compare):
            return self.comparison(node)
        if isinstance(node, gast.Call) and not node.keywords:
            return self.called(node)
        raise Undecided

    def named(self, node: gast.Name | gast.Attribute) -> Any:
        """Return what a name or an attribute of a module stands for."""
        if isinstance(node, gast.Name) and node.id in self.local:
            found = self.known.get(node.id)
            if isinstance(found, Literal):
                return found.value
            raise Undecided
        if isinstance(node, gast.Name):
            try:
                found = self.lookup(node.id)
            except KeyError:
                raise Undecided from None
        else:
            owner = self.value(node.value)
            if not isinstance(owner, types.ModuleType):
                raise Undecided
            found = getattr(owner, node.attr, None)
        if isinstance(found, FIXED):
            return found
        raise Undecided

    def junction(self, node: gast.BoolOp) -> Any:
        """Return the value of ``and`` or ``or``; the first that decides it counts."""
        decisive = isinstance(node.op, gast.Or)
        found = None
        for item in node.values:
            found = self.value(item)
            if bool(found) is decisive:
                break
        return found

    def union(self, node: gast.BinOp) -> types.UnionType | type:
        """Return what ``list | tuple`` stands for."""
        kinds = [self.value(part) for part in (node.left, node.right)]
        if not all(isinstance(kind, type | types.UnionType) for kind in kinds):
            raise Undecided
        return kinds[0] | kinds[1]

    def comparison(self, node: gast.Compare) -> bool:
        """Return the value of a comparison, also of ``is`` with what cannot be it."""
        left, op = node.left, node.ops[0]
        if len(node.ops) > 1 or type(op) not in COMPARISONS:
            raise Undecided
        right = node.comparators[0]
        if isinstance(op, gast.Is | gast.IsNot) and self.is_data(left):
            if not _is_flag(self.value(right)):
                raise Undecided
            return isinstance(op, gast.IsNot)
        try:
            return bool(COMPARISONS[type(op)](self.value(left), self.value(right)))
        except TypeError:
            raise Undecided from None

    def is_data(self, node: gast.AST) -> bool:
        """Tell whether a name surely holds numbers, so that it is no flag."""
        found = self.known.get(node.id) if isinstance(node, gast.Name) else None
        return isinstance(found, Array | Items | Fields) or (
            isinstance(found, Number) and found.python is not bool
        )

    def called(self, node: gast.Call) -> Any:
        """Return the value of ``isinstance(name, kinds)`` or ``callable(name)``."""
        function = self.value(node.func)
        if function is callable and len(node.args) == 1:
            return not self.is_data(node.args[0]) and callable(self.value(node.args[0]))
        if function is isinstance and len(node.args) == 2:
            kinds = self.value(node.args[1])
            kinds = tuple(kinds) if type(kinds) is list else kinds
            return issubclass(self.class_of(node.args[0]), kinds)
        raise Undecided

    def class_of(self, node: gast.AST) -> type:
        """Return the class of what a name holds."""
        known = self.known.get(node.id) if isinstance(node, gast.Name) else None
        if isinstance(known, Literal):
            return type(known.value)
        if isinstance(known, Number | Items):
            return known.python
        if isinstance(known, Fields):
            return dict
        if isinstance(known, Array) and known.shape:
            return np.ndarray
        raise Undecided


def _is_flag(value: Any) -> bool:
    return value is None or type(value) in (bool, str) or isinstance(value, FIXED)
