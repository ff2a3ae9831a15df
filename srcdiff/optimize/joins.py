"""Two contributions to an adjoint that are equal, or divided by the same, are one line.

``e_bar = g / s`` and ``e_bar = e_bar - h / s`` are ``e_bar = (g - h) / s``, and a
product that is added twice is doubled.
"""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.build import assign, constant
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import is_backward, names_in
from srcdiff.optimize.factors import without_sign


def joined(block: list[gast.AST], reads: Counter[str]) -> list[gast.AST]:
    """Return a block with neighbours that share a divisor in one statement.

    reads: how often each name is read.

    >>> from srcdiff.codegen.printer import statement
    >>> block = gast.parse("a = g / s\\na = a - (g * p).sum(axis=1) / s").body
    >>> for s in block: s.part = "backward"
    >>> print(statement(joined(block, Counter())[0]))
    a = (g - (g * p).sum(axis=1)) / s
    """
    done: list[gast.AST] = []
    for statement in block:
        one = _joined(done[-1], statement) if done else None
        if one is not None:
            done[-1:] = [one]
            continue
        whole = _with_value(done[-1], statement, reads) if len(done) > 1 else None
        one = _joined(done[-2], whole) if whole is not None else None
        done[-2:] = [one] if one is not None else [*done[-2:], statement]
    return done


def _with_value(
    first: gast.AST, second: gast.AST, reads: Counter[str]
) -> gast.AST | None:
    """Return ``a = a + e`` for ``t = e`` and ``a = a + t``, if that alone reads t."""
    if not _is_line(first) or not _is_line(second) or hasattr(first, "site"):
        return None
    temporary, total = first.targets[0].id, second.value
    sums = isinstance(total, gast.BinOp) and isinstance(total.right, gast.Name)
    if not sums or total.right.id != temporary or reads[temporary] != 1:
        return None
    whole = gast.BinOp(total.left, total.op, first.value)
    return assign(second.targets[0].id, whole, like=second)


def _joined(first: gast.AST, second: gast.AST) -> gast.AST | None:
    """Return one statement for two, None where they have no divisor in common."""
    if not _is_line(first) or not _is_line(second):
        return None
    target, total = first.targets[0].id, second.value
    grows = isinstance(total, gast.BinOp) and isinstance(total.op, gast.Add | gast.Sub)
    if second.targets[0].id != target or not grows:
        return None
    same_line = getattr(first, "origin", None) == getattr(second, "origin", None)
    of_itself = isinstance(total.left, gast.Name) and total.left.id == target
    if not same_line or not of_itself:
        return None
    if _is_twice(first.value, total) and target not in names_in(total.right):
        return assign(target, gast.BinOp(constant(2), gast.Mult(), first.value), second)
    if not _is_quotient(total.right) or not _is_quotient(first.value):
        return None
    above, divisor = first.value.left, first.value.right
    # A sum over an axis is smaller than what it is added to.
    added = without_sign(total.right.left) or total.right.left
    reduced = isinstance(added, gast.Call) and is_pure(added)
    if not reduced or target in names_in(total.right):
        return None
    if fingerprint(divisor) != fingerprint(total.right.right):
        return None
    value = gast.BinOp(above, total.op, total.right.left)
    return assign(target, gast.BinOp(value, gast.Div(), divisor), like=second)


def _is_twice(value: gast.AST, total: gast.BinOp) -> bool:
    """Tell whether a sum adds a product that its left side already is."""
    if not isinstance(total.op, gast.Add) or not isinstance(value, gast.BinOp):
        return False
    product = isinstance(value.op, gast.Mult) and is_pure(value)
    return product and fingerprint(value) == fingerprint(total.right)


def _is_line(node: gast.AST) -> bool:
    named = isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name)
    return named and is_backward(node)


def _is_quotient(node: gast.AST) -> bool:
    return isinstance(node, gast.BinOp) and isinstance(node.op, gast.Div)
