"""Operations that carry a derivative though they look as if they could not."""

from __future__ import annotations

from collections.abc import Iterator

import gast

from srcdiff.analysis.activity import BITS, carried, index_of_module
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import statements
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax

JOIN = "call np.concatenate or np.stack"


def hidden_flows(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each ``|`` or index through which a derivative flows.

    Numbers and arrays that carry one are floats, which have no bits: ``|`` is of dicts.
    And they are no index of an array: it is of an object that makes something of them.
    """
    reason = "| of what carries a derivative is a union of dicts that are not known"
    remedy = "write {**d, **e}"
    found = [
        Refusal(UnsupportedSyntax, place_of(statement, found), reason, remedy)
        for statement in statements(node.body)
        for found in _united(statement)
        if any(active & set(carried(side)) for side in _sides(found))
    ]
    return [*found, *_indexed(node, active)]


def _indexed(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each object of a module that active values index."""
    reason = "what this object makes of an index that carries a derivative is not known"
    return [
        Refusal(UnsupportedSyntax, place_of(statement, each), reason, JOIN)
        for statement in statements(node.body)
        for each in nodes_in(statement)
        if index_of_module(each) is not None and set(carried(each)) & active
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
