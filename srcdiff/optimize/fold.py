"""Constants, and parts taken from what has just been put together, at compile time."""

from __future__ import annotations

import operator

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.build import constant, function
from srcdiff.core.traverse import map_blocks, replace_expressions

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
    return function(node, map_blocks(node.body, _block))


def _block(block: list[gast.AST]) -> list[gast.AST]:
    return [replace_expressions(s, folded) if _ours(s) else s for s in block]


def _ours(statement: gast.AST) -> bool:
    return getattr(statement, "part", None) == "backward"


def folded(node: gast.AST) -> gast.AST:
    """Return an expression with its constant parts computed."""
    new = type(node).__new__(type(node))
    new.__dict__.update(node.__dict__)
    for key in node._fields:
        value = node.__dict__.get(key)
        if isinstance(value, gast.AST):
            new.__dict__[key] = folded(value)
        elif type(value) is list:
            new.__dict__[key] = [
                folded(v) if isinstance(v, gast.AST) else v for v in value
            ]
    return _folded_here(new)


def _folded_here(node: gast.AST) -> gast.AST:
    if isinstance(node, gast.BinOp) and type(node.op) in ARITHMETIC:
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None:
            return constant(ARITHMETIC[type(node.op)](left, right))
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        if isinstance(node.operand, gast.UnaryOp) and isinstance(
            node.operand.op, gast.USub
        ):
            return node.operand.operand
        value = _number(node.operand)
        if value is not None:
            return constant(-value)
    if isinstance(node, gast.Subscript):
        return _part(node)
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
        if -len(items) <= key < len(items) and all(map(is_pure, items)):
            return items[key]
    return node
