"""Operations that carry a derivative though they look as if they could not."""

from __future__ import annotations

import gast

from srcdiff.analysis.activity import BITS, carried, index_of_module
from srcdiff.analysis.built import own_expressions
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import statements
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax

UNION = "| of what carries a derivative is a union of dicts that are not known"
INDEX = "what this object makes of an index that carries a derivative is not known"


def hidden_flows(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each ``|`` or index through which a derivative flows.

    Numbers and arrays that carry one are floats, which have no bits: ``|`` is of dicts.
    And they are no index of an array: it is of an object that makes something of them.
    """
    found = []
    for statement in statements(node.body):
        for root in own_expressions(statement):
            for each in nodes_in(root):
                said = _said_of(each)
                if said is not None and active & set(_names(each)):
                    place = place_of(statement, each)
                    found.append(Refusal(UnsupportedSyntax, place, *said))
    return found


def _said_of(node: gast.AST) -> tuple[str, str] | None:
    """Return the reason and the remedy of an operation that may carry a derivative."""
    if isinstance(getattr(node, "op", None), BITS):
        return UNION, "write {**d, **e}"
    if index_of_module(node) is not None:
        return INDEX, "call np.concatenate or np.stack"
    return None


def _names(node: gast.AST) -> list[str]:
    if isinstance(node, gast.AugAssign):
        return [*carried(node.target), *carried(node.value)]
    return carried(node)
