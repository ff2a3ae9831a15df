"""Constants, and parts taken from what has just been put together, at compile time."""

from __future__ import annotations

import operator

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.build import constant, tuple_of
from srcdiff.core.traverse import (
    map_backward,
    map_children,
)
from srcdiff.differentiate.literals import value_of
from srcdiff.runtime import inverse_axes

ARITHMETIC = {
    gast.Add: operator.add,
    gast.Sub: operator.sub,
    gast.Mult: operator.mul,
}


def fold(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with constant arithmetic and known parts of displays done.

    Only the backward part changes: the user's own lines stay.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> expression(folded(parse_expression("x * (2 * 1.5) + (a, b)[1]")))
    'x * 3.0 + b'
    """
    return map_backward(node, folded)


def folded(node: gast.AST) -> gast.AST:
    """Return an expression with its constant parts computed."""
    return _folded_here(map_children(node, folded))


def _folded_here(node: gast.AST) -> gast.AST:
    if isinstance(node, gast.BinOp) and type(node.op) in ARITHMETIC:
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None:
            return constant(ARITHMETIC[type(node.op)](left, right))
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        value = _number(node.operand)
        if value is not None:
            return constant(-value)
        return _negated(node)
    if isinstance(node, gast.Subscript):
        return _part(node)
    if getattr(node, "target", None) is inverse_axes:
        return _axes(node)
    return node


def _axes(node: gast.Call) -> gast.AST:
    """Return the axes that undo a transpose by axes that stand in the text."""
    axes = value_of(node.args[0])
    if not isinstance(axes, tuple):
        return node
    try:
        found = inverse_axes(axes)
    except (IndexError, TypeError):
        return node
    return constant(None) if found is None else tuple_of(list(map(constant, found)))


def _negated(node: gast.UnaryOp) -> gast.AST:
    """Return ``-2.0 / n`` for ``-(2.0 / n)``: the sign goes to the number in front."""
    inner = node.operand
    if isinstance(inner, gast.BinOp) and isinstance(inner.op, gast.Mult | gast.Div):
        value = _number(inner.left)
        if value is not None:
            return gast.BinOp(constant(-value), inner.op, inner.right)
    return node


def _number(node: gast.AST) -> int | float | None:
    if isinstance(node, gast.Constant) and type(node.value) in (int, float):
        return node.value
    return None


def _part(node: gast.Subscript) -> gast.AST:
    """Take an item out of a display, where nothing else in it has an effect."""
    if not isinstance(node.slice, gast.Constant):
        return node
    key = node.slice.value
    if isinstance(node.value, gast.Tuple | gast.List) and type(key) is int:
        items = node.value.elts
        if any(isinstance(e, gast.Starred) for e in items):
            return node
        if -len(items) <= key < len(items) and all(map(is_pure, items)):
            return items[key]
    return node
