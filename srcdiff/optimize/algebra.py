"""Algebra on the backward part: a table of rewrites that keep every value.

Each keeps NaN, infinities, signed zeros, dtype and freshness, whatever the types: a
rewrite that needs to know more does not belong in this table.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.purity import is_pure
from srcdiff.core.match import Found, rewrite
from srcdiff.core.traverse import (
    map_backward,
    map_children,
)
from srcdiff.optimize.factors import without_sign
from srcdiff.runtime import count, like, own, unbroadcast


def _pure(found: Found) -> bool:
    return all(map(is_pure, found.values()))


HELPERS = {"unbroadcast": unbroadcast, "like": like}

REWRITES = [
    rewrite("-x + y", "y - x", _pure),
    rewrite("x + x", "2 * x", _pure),
    rewrite("x + y + y", "x + 2 * y", _pure),
    rewrite("x.T.T", "x"),
    rewrite(
        "(x - (x * p).sum(axis=k, keepdims=True)) * p",
        "x * p - p * (x * p).sum(axis=k, keepdims=True)",
        _pure,
    ),
    rewrite("np.squeeze(x.sum(axis=k, keepdims=True), k)", "x.sum(axis=k)"),
    rewrite("np.squeeze(-x.sum(axis=k, keepdims=True), k)", "-x.sum(axis=k)"),
    rewrite("count(x, y) - 0", "count(x, y)", names={"count": count}),
    rewrite("unbroadcast(unbroadcast(x, y), y)", "unbroadcast(x, y)", names=HELPERS),
    rewrite("like(like(x, y), y)", "like(x, y)", names=HELPERS),
]


def algebra(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with the backward part's expressions simplified.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> expression(simplified(parse_expression("a + -(b * c)")))
    'a - b * c'
    """
    return map_backward(node, simplified)


def simplified(node: gast.AST) -> gast.AST:
    """Return an expression rewritten from the inside out until nothing fits."""
    new = map_children(node, simplified)
    if isinstance(new, gast.BinOp | gast.UnaryOp):
        new = map_children(new, _uncopied)
    if isinstance(new, gast.Starred) and getattr(new.value, "target", None) is tuple:
        return gast.Starred(new.value.args[0], new.ctx)
    if isinstance(new, gast.BinOp) and isinstance(new.op, gast.Add | gast.Sub):
        positive = without_sign(new.right)
        if positive is not None:
            op = gast.Sub() if isinstance(new.op, gast.Add) else gast.Add()
            return gast.BinOp(new.left, op, positive)
        if getattr(new.left, "target", None) is np.size and _is_zero(new.right):
            return new.left
    for each in REWRITES:
        if (better := each.apply(new)) is not None:
            return simplified(better)
    return new


def _is_zero(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and repr(node.value) == "0"


def _uncopied(node: gast.AST) -> gast.AST:
    """Return ``a`` for ``a.copy()``: an operand is only read."""
    method = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute)
    if method and node.func.attr == "copy" and not node.args and not node.keywords:
        return node.func.value
    return node.args[0] if getattr(node, "target", None) is own else node
