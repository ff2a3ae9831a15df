"""Numbers spread over arrays: which expressions are such, and over what."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.core.types import NOT_ONE, Array


def uniform(node: gast.AST) -> gast.AST | None:
    """Return the number that an expression spreads over an array, None for others.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> node = parse_expression("np.full_like(a, s) / a.size")
    >>> node.left.target = np.full_like
    >>> expression(uniform(node))
    's / a.size'
    """
    target = getattr(node, "target", None)
    if target is np.broadcast_to or target is np.expand_dims:
        return uniform(node.args[0])
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Div):
        size = isinstance(node.right, gast.Attribute | gast.Constant | gast.Subscript)
        value = uniform(node.left) if size else None
        return None if value is None else gast.BinOp(value, gast.Div(), node.right)
    spread = target is np.full_like and len(node.args) == 2
    return node.args[1] if spread else None


def spread_over(node: gast.AST) -> gast.AST | None:
    """Return the array over which an expression spreads a value, None for others."""
    target = getattr(node, "target", None)
    if target is np.broadcast_to:
        return shaped(node.args[1])
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Div):
        return spread_over(node.left)
    return node.args[0] if target is np.full_like and len(node.args) == 2 else None


def shaped(node: gast.AST) -> gast.AST | None:
    """Return the operand of ``np.shape(a)`` or ``a.shape``."""
    if getattr(node, "target", None) is np.shape:
        return node.args[0]
    is_shape = isinstance(node, gast.Attribute) and node.attr == "shape"
    return node.value if is_shape else None


def settled(kind: Array) -> bool:
    """Tell whether dtype and every dimension are known well enough to compare."""
    if not kind.shape or kind.dtype is None:
        return False
    return not {None, NOT_ONE} & set(kind.shape)
