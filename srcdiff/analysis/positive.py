"""Which values are surely above zero, so that dividing by them needs no guard."""

from __future__ import annotations

import operator
from collections.abc import Mapping

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.bounds import least
from srcdiff.core.build import parameters
from srcdiff.core.facts import once
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.join import python_number
from srcdiff.core.traverse import bound, is_store, statements
from srcdiff.core.types import Array, Double
from srcdiff.rules.apply import Application, BindingError, apply

Definitions = Mapping[str, gast.AST]
Arguments = dict[str, gast.AST]

NOT_BELOW = (np.exp, np.abs, abs, operator.abs, np.square, np.var, np.std)
"""Functions whose values are not negative; that of ``exp`` may be rounded to zero."""
KEEPING = (np.sqrt, np.sum, np.max, np.min)
"""Functions whose values are above zero, or not below, where their operands are."""


class Positive:
    """Answers for the expressions of one function; NaN counts as above zero.

    >>> from srcdiff.core.text import parse_expression
    >>> f = gast.parse("def f(x):\\n    v = x**2\\n    return v").body[0]
    >>> array = Array(np.dtype(float), ("n",))
    >>> ask = Positive(f, {"x": array, "v": array})
    >>> ask.surely(parse_expression("v + 0.1")), ask.surely(parse_expression("v"))
    (True, False)
    """

    def __init__(self, node: gast.FunctionDef, known: Known) -> None:
        self.node = node
        self.known = known

    @property
    def definitions(self) -> Definitions:
        """What the names hold that have one definition."""
        return _definitions(self.node)

    def surely(self, node: gast.AST) -> bool:
        """Tell whether the value of an expression is surely above zero."""
        return self.sign(node) == 1

    def sign(self, node: gast.AST) -> int | None:
        """Return 1 for a value above zero, 0 for one not below, None for any other."""
        if isinstance(node, gast.Constant):
            number = type(node.value) in (int, float)
            return (node.value > 0) - (node.value < 0) if number else None
        return self.of_real(node) if self.is_real(node) else None

    def is_real(self, node: gast.AST) -> bool:
        """Tell whether a value surely is a real number, or an array of them."""
        kind = type_of(node, self.known)
        if isinstance(kind, Array):
            return kind.dtype is not None and kind.dtype.kind in "fiub"
        return isinstance(kind, Double) or python_number(kind) in (int, float, bool)

    def of_real(self, node: gast.AST) -> int | None:
        if isinstance(node, gast.Name):
            whole = self.definitions.get(node.id)
            return None if whole is None else self.sign(whole)
        if isinstance(node, gast.BinOp):
            return self.arithmetic(node)
        try:
            applied = apply(node)
        except BindingError:
            return None
        return None if applied is None else self.called(applied)

    def arithmetic(self, node: gast.BinOp) -> int | None:
        """Return the sign of a sum, a product, a quotient or a power."""
        if isinstance(node.op, gast.Pow):
            power = node.right.value if isinstance(node.right, gast.Constant) else None
            return 0 if type(power) is int and power > 0 and power % 2 == 0 else None
        if not isinstance(node.op, gast.Add | gast.Mult | gast.Div):
            return None
        squared = isinstance(node.op, gast.Mult) and isinstance(node.left, gast.Name)
        if squared and fingerprint(node.left) == fingerprint(node.right):
            return 0
        signs = [self.sign(node.left), self.sign(node.right)]
        if None in signs or -1 in signs:
            return None
        if isinstance(node.op, gast.Add):
            return max(s or 0 for s in signs)
        # A product of small numbers may be rounded to zero, one with 2 is not.
        above = isinstance(node.op, gast.Mult) and signs == [1, 1]
        large = [_is_large(f) for f in (node.left, node.right)]
        return 1 if above and any(large) else 0

    def called(self, applied: Application) -> int | None:
        """Return the sign of what a function returns."""
        targets, given = applied.rule.targets, applied.arguments
        if any(t in NOT_BELOW for t in targets):
            return 0
        if np.cosh in targets:
            return 1
        if np.maximum in targets:
            signs = [self.sign(a) for a in given.values()]
            return max((s for s in signs if s in (0, 1)), default=None)
        if np.mean in targets:
            # What is tiny may be rounded to zero when it is divided.
            return 0 if self.sign(next(iter(given.values()))) in (0, 1) else None
        if not any(t in KEEPING for t in targets):
            return None
        operand = next(iter(given.values()))
        if np.sum in targets and self.peaks(operand, given):
            return 1
        found = self.sign(operand)
        if found == 1 and np.sum in targets and not self.has_items(operand):
            return 0
        return found if found in (0, 1) else None

    def has_items(self, node: gast.AST) -> bool:
        """Tell whether an array surely has items along each axis."""
        kind = type_of(node, self.known)
        if not isinstance(kind, Array) or kind.shape is None:
            return False
        return all((least(size) or 0) > 0 for size in kind.shape)

    def peaks(self, node: gast.AST, given: Arguments) -> bool:
        """Recognise the sum of ``exp(z - max(z))`` over the axis of the maximum.

        One of its terms is 1.
        """
        exponential = self.resolved(node, np.exp)
        if exponential is None:
            return False
        shifted = self.resolved_name(next(iter(exponential.arguments.values())))
        if not isinstance(shifted, gast.BinOp) or not isinstance(shifted.op, gast.Sub):
            return False
        top = self.resolved(shifted.right, np.max)
        if top is None:
            return False
        whole, *rest = top.arguments.items()
        if fingerprint(whole[1]) != fingerprint(shifted.left):
            return False
        along = {k: fingerprint(v) for k, v in rest}
        summed = {k: fingerprint(v) for k, v in list(given.items())[1:]}
        kept = along.pop("keepdims", None)
        summed.pop("keepdims", None)
        if "axis" in along and kept != fingerprint(gast.Constant(True, None)):
            return False
        return along == summed and not along.keys() - {"axis"}

    def resolved(self, node: gast.AST, function: object) -> Application | None:
        """Return the call of a function that an expression is, or that a name holds."""
        try:
            applied = apply(self.resolved_name(node))
        except BindingError:
            return None
        found = applied is not None and function in applied.rule.targets
        return applied if found else None

    def resolved_name(self, node: gast.AST) -> gast.AST:
        while isinstance(node, gast.Name) and node.id in self.definitions:
            node = self.definitions[node.id]
        return node


def _is_large(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and node.value >= 1


@once
def _definitions(node: gast.FunctionDef) -> Definitions:
    """Return what the names hold that have one definition, and are not written into.

    A name that is taken off a tape holds again what it held before.
    """
    written = memory_of(node).written
    found: dict[str, list[gast.AST]] = {name: [] for name in parameters(node)}
    for statement in statements(node.body):
        single = isinstance(statement, gast.Assign) and not is_store(statement)
        for name in bound(statement):
            plain = single and isinstance(statement.targets[0], gast.Name)
            if not hasattr(statement, "site"):
                whole = statement.value if plain else gast.Constant(None, None)
                found.setdefault(name, []).append(whole)
    given = set(parameters(node)) | written
    return {n: v[0] for n, v in found.items() if len(v) == 1 and n not in given}
