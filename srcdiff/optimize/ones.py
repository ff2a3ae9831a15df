"""Factors of one, which an argument of one leaves in the lines of a function."""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core.traverse import map_children
from srcdiff.core.types import Array


def without_ones(node: gast.AST, known: Known, whole: bool) -> gast.AST:
    """Return an expression with ``x`` for ``1.0 * x``, where x is an array of floats.

    whole: for all of it too, which then may be x itself, and no new memory.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> known = {"x": Array(np.dtype(float), ("n",))}
    >>> for text in ("-(1.0 * x)", "1.0 * x", "1.0 * y + 1.0"):
    ...     print(expression(without_ones(parse_expression(text), known, False)))
    -x
    1.0 * x
    1.0 * y + 1.0
    """
    new = map_children(node, lambda child: without_ones(child, known, True))
    if (
        not whole
        or not isinstance(new, gast.BinOp)
        or not isinstance(new.op, gast.Mult)
    ):
        return new
    one = isinstance(new.left, gast.Constant) and new.left.value == 1.0
    kind = type_of(new.right, known) if one else None
    dtype = kind.dtype if isinstance(kind, Array) else None
    return new.right if dtype is not None and dtype.kind == "f" else new
