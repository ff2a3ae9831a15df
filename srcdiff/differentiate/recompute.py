"""Values that are cheaper to compute again than to keep."""

from __future__ import annotations

import gast

from srcdiff.core.traverse import bound, bound_in, names_in, statements

CHEAP = gast.Name | gast.Constant | gast.Compare | gast.Attribute | gast.Subscript


def recomputable(
    variable: str, block: list[gast.AST], local: set[str]
) -> gast.AST | None:
    """Return the statement that computes a block's local again, if that is cheap.

    variable: a name local to the block. local: all such names. The statement must be
    the only one to bind the name, and its operands still hold what they held.
    """
    found = [s for s in statements(block) if variable in bound(s)]
    if len(found) != 1 or not any(found[0] is s for s in block):
        return None
    statement = found[0]
    if not isinstance(statement, gast.Assign) or not _cheap(statement.value):
        return None
    if not isinstance(statement.targets[0], gast.Name):
        return None
    changed = bound_in(block)
    for operand in names_in(statement.value) & changed:
        if operand not in local or recomputable(operand, block, local) is None:
            if operand not in local or not _bound_once_before(
                operand, statement, block
            ):
                return None
    return statement


def _cheap(node: gast.AST) -> bool:
    if not isinstance(node, CHEAP):
        return False
    return not any(isinstance(n, gast.Call) for n in gast.walk(node))


def _bound_once_before(variable: str, reader: gast.AST, block: list[gast.AST]) -> bool:
    """Tell whether a name is bound once, at the top level of the block, before a reader."""
    found = [s for s in statements(block) if variable in bound(s)]
    if len(found) != 1:
        return False
    positions = {id(s): k for k, s in enumerate(block)}
    return positions.get(id(found[0]), len(block)) < positions[id(reader)]
