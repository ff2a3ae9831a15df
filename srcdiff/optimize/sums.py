"""The first two contributions to an adjoint are one line, where both are short.

``s_bar = -4 * e`` and ``s_bar = s_bar + 8 * e * s`` are ``s_bar = 8 * e * s - 4 * e``.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.build import assign, function
from srcdiff.core.traverse import is_backward, map_blocks, names_in, operations
from srcdiff.optimize.factors import without_sign

SHORT = 7
"""Fewer operations than these, in both together, are one line with their sum."""


def sums(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with the short first contributions to an adjoint summed.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(g, e):\\n    a = -4 * e\\n    a = a + 8 * e * g\\n    return a"
    ... ).body[0]
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(sums(f)))
    def f(g, e):
        a = 8 * e * g - 4 * e
        return a
    """
    return function(node, map_blocks(node.body, _summed))


def _summed(block: list[gast.AST]) -> list[gast.AST]:
    done: list[gast.AST] = []
    for statement in block:
        one = _one_line(done[-1], statement) if done else None
        done[-1:] = [one] if one is not None else [*done[-1:], statement]
    return done


def _one_line(first: gast.AST, second: gast.AST) -> gast.AST | None:
    """Return one statement for two, None where they make no sum, or a long one."""
    if not _starts(first) or not _starts(second):
        return None
    target, total = first.targets[0].id, second.value
    if second.targets[0].id != target or not _goes_on(total, target):
        return None
    if getattr(first, "origin", None) != getattr(second, "origin", None):
        return None
    terms = (first.value, total.right)
    if any(isinstance(t, gast.Name) or target in names_in(t) for t in terms):
        return None
    if not all(map(is_pure, terms)) or sum(map(operations, terms)) >= SHORT:
        return None
    return assign(target, _sum(first.value, total), like=second)


def _starts(node: gast.AST) -> bool:
    named = isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name)
    return named and is_backward(node) and not hasattr(node, "site")


def _goes_on(value: gast.AST, target: str) -> bool:
    """Tell whether a value is a sum, or a difference, of a name and something."""
    sums = isinstance(value, gast.BinOp) and isinstance(value.op, gast.Add | gast.Sub)
    return sums and isinstance(value.left, gast.Name) and value.left.id == target


def _sum(first: gast.AST, total: gast.BinOp) -> gast.AST:
    """Return a sum with a first term; a sign of that term comes second: ``b - a``."""
    positive = without_sign(first)
    if positive is not None and isinstance(total.op, gast.Add):
        return gast.BinOp(total.right, gast.Sub(), positive)
    return gast.BinOp(first, total.op, total.right)
