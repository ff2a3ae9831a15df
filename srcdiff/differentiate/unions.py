"""Unions by ``|`` of dicts that carry a derivative, which the front end did not see."""

from __future__ import annotations

from collections.abc import Iterator

import gast

from srcdiff.analysis.activity import BITS, carried
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import statements
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax


def unions(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each ``|`` of which an operand carries a derivative.

    Numbers and arrays that do so are floats, which have no bits: it is a dict.
    """
    reason = "| of what carries a derivative is a union of dicts that are not known"
    remedy = "write {**d, **e}"
    return [
        Refusal(UnsupportedSyntax, place_of(statement, found), reason, remedy)
        for statement in statements(node.body)
        for found in _united(statement)
        if any(active & set(carried(side)) for side in _sides(found))
    ]


def _united(statement: gast.AST) -> Iterator[gast.AST]:
    for key in ("value", "test", "iter"):
        inside = statement.__dict__.get(key)
        for each in nodes_in(inside) if isinstance(inside, gast.AST) else ():
            if isinstance(each, gast.BinOp) and isinstance(each.op, BITS):
                yield each
    if isinstance(statement, gast.AugAssign) and isinstance(statement.op, BITS):
        yield statement


def _sides(node: gast.AST) -> list[gast.AST]:
    if isinstance(node, gast.AugAssign):
        return [node.target, node.value]
    return [node.left, node.right]
