"""Factors of one, which an argument of one leaves in the lines of a function."""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core.traverse import map_children
from srcdiff.core.types import Array


def without_ones(node: gast.AST, known: Known, whole: bool) -> gast.AST:
    """Return an expression with ``x`` for ``1.0 * x`` where x is an array of floats.

    whole: for all of it too, which then may be x itself, and no new memory.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> known = {"x": Array(np.dtype(float), ("n",))}
    >>> for text in ("-(1.0 * x)", "1.0 * x", "-1.0 * x", "1.0 * y + 1.0"):
    ...     print(expression(without_ones(parse_expression(text), known, False)))
    -x
    1.0 * x
    -x
    1.0 * y + 1.0
    """
    new = map_children(node, lambda child: without_ones(child, known, True))
    if not isinstance(new, gast.BinOp) or not isinstance(new.op, gast.Mult):
        return new
    value = number_of(new.left)
    kind = type_of(new.right, known) if value in (1.0, -1.0) else None
    dtype = kind.dtype if isinstance(kind, Array) else None
    if dtype is None or dtype.kind != "f":
        return new
    if value == -1.0:
        return gast.UnaryOp(gast.USub(), new.right)
    return new.right if whole else new


def number_of(node: gast.AST) -> float | None:
    """Return the number that an expression is, None for any other."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = number_of(node.operand)
        return None if inner is None else -inner
    plain = isinstance(node, gast.Constant) and type(node.value) in (int, float)
    return float(node.value) if plain else None
