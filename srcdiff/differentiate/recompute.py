"""Values that are cheaper to compute again than to keep."""

from __future__ import annotations

import gast

from srcdiff.analysis.contents import contents
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import Sharing, is_view
from srcdiff.core.children import nodes_in
from srcdiff.core.join import python_number
from srcdiff.core.traverse import bound, bound_in, mutated, names_in, statements
from srcdiff.core.types import Array
from srcdiff.rules.apply import apply
from srcdiff.rules.effects import View

CHEAP = gast.Name | gast.Constant | gast.Compare | gast.Attribute | gast.Subscript


def recomputable(
    variable: str,
    block: list[gast.AST],
    local: set[str],
    sharing: Sharing | None = None,
) -> gast.AST | None:
    """Return the statement that computes a block's local again, if that is cheap.

    variable: a name local to the block. local: all such names. sharing: what shares
    memory, in a function that writes into objects. The statement must be
    the only one to bind the name, and its operands still hold what they held.
    """
    found = [s for s in statements(block) if variable in bound(s)]
    if len(found) != 1 or not any(found[0] is s for s in block):
        return None
    statement = found[0]
    if not isinstance(statement, gast.Assign) or not set(bound(statement)) <= local:
        return None
    if sharing is not None and _is_overwritten(statement.value, block, sharing):
        return None
    changed = names_in(statement.value) & bound_in(block)
    whole = sharing is not None and _is_integer(statement.value, sharing.known)
    if isinstance(statement.value, gast.List) and _grows(variable, block, sharing):
        return None
    if not whole and not _cheap(statement.value, settled=not changed):
        return None
    for operand in changed:
        if operand not in local:
            return None
        again = recomputable(operand, block, local, sharing) is not None
        if not again and not _bound_once_before(operand, statement, block):
            return None
    return statement


def _is_overwritten(value: gast.AST, block: list[gast.AST], sharing: Sharing) -> bool:
    """Tell whether a block writes what an expression reads; a view reads nothing."""
    if is_view(value, sharing.known):
        return False
    written = {n for s in statements(block) for n in sharing.changed(s)}
    return bool(contents(value, sharing.known) & written)


def _grows(variable: str, block: list[gast.AST], sharing: Sharing | None) -> bool:
    """Tell whether a block changes a list that it makes."""
    every = list(statements(block))
    changed = {mutated(s) for s in every}
    if sharing is not None:
        changed.update(n for s in every for n in sharing.changed(s))
    return variable in changed


def _is_integer(node: gast.AST, known: Known) -> bool:
    """Tell whether an expression is integers, as indices are made of, or their list."""
    if isinstance(node, gast.BinOp):
        exact = isinstance(node.op, gast.Add | gast.Sub | gast.Mult)
        return exact and all(_is_integer(n, known) for n in (node.left, node.right))
    if isinstance(node, gast.List):
        return all(_is_integer(n, known) for n in node.elts)
    kind = type_of(node, known)
    whole = python_number(kind) is int
    if isinstance(kind, Array) and kind.dtype is not None:
        whole = kind.shape == () and kind.dtype.kind in "iu"
    return whole and isinstance(node, gast.Name | gast.Constant)


def _cheap(node: gast.AST, settled: bool) -> bool:
    """Tell whether an expression costs about as much as keeping its value.

    settled: its operands stay the same throughout the loop.
    """
    if any(isinstance(n, gast.Call) for n in nodes_in(node)):
        return views_whole(node)
    if settled and isinstance(node, gast.UnaryOp | gast.BinOp):
        operands = node.__dict__.values()
        return not any(isinstance(o, gast.BinOp | gast.UnaryOp) for o in operands)
    return isinstance(node, CHEAP)


def views_whole(node: gast.AST) -> bool:
    """Tell whether an expression is one call that makes a view, and copies nothing.

    >>> from srcdiff.core.text import parse_expression
    >>> import numpy as np
    >>> flipped = parse_expression("np.flip(u)")
    >>> flipped.target = np.flip
    >>> views_whole(flipped), views_whole(parse_expression("f(u)"))
    (True, False)
    """
    if not isinstance(node, gast.Call) or not is_pure(node):
        return False
    operands = [*node.args, *(k.value for k in node.keywords)]
    if not all(isinstance(o, gast.Name | gast.Constant) for o in operands):
        return False
    applied = apply(node)
    return applied is not None and isinstance(applied.rule.effect, View)


def _bound_once_before(variable: str, reader: gast.AST, block: list[gast.AST]) -> bool:
    """Tell whether a name is bound once, at a block's top level, before a reader."""
    found = [s for s in statements(block) if variable in bound(s)]
    if len(found) != 1:
        return False
    positions = {id(s): k for k, s in enumerate(block)}
    return positions.get(id(found[0]), len(block)) < positions[id(reader)]
