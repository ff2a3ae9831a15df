"""The transpose of a product with a transpose: ``(a.T @ b).T`` is ``b.T @ a``."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.types import Known, type_of, types_of
from srcdiff.core.build import call
from srcdiff.core.traverse import map_backward, map_children
from srcdiff.core.types import shape_of


def transposed(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function whose backward part transposes matrices, not their products.

    Where one of the two matrices is a transpose, so that there is one ``.T`` less.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.types import Array
    >>> f = gast.parse("def f(h, g):\\n    w = (h.T @ g).T\\n    return w").body[0]
    >>> f.body[0].part = "backward"
    >>> f.known = {"h": Array(None, ("n", "d")), "g": Array(None, ("n", "k"))}
    >>> print(statement(transposed(f)))
    def f(h, g):
        w = g.T @ h
        return w
    """
    known = types_of(node)
    return map_backward(node, lambda e: _visit(e, known))


def _visit(node: gast.AST, known: Known) -> gast.AST:
    new = map_children(node, lambda e: _visit(e, known))
    factors = _factors(new.value) if _is_transpose(new) else None
    if factors is None or not any(map(_is_transpose, factors)):
        return new
    shapes = [shape_of(type_of(f, known)) for f in factors]
    if any(s is None or len(s) != 2 for s in shapes):
        return new
    first, second = map(_turned, factors)
    if isinstance(new.value, gast.BinOp):
        return gast.BinOp(second, gast.MatMult(), first)
    return call(new.value.func, second, first, target=np.dot)


def _is_transpose(node: gast.AST) -> bool:
    return isinstance(node, gast.Attribute) and node.attr == "T"


def _factors(node: gast.AST) -> tuple[gast.AST, gast.AST] | None:
    """Return the two factors of a product of matrices, None for anything else."""
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.MatMult):
        return node.left, node.right
    dot = getattr(node, "target", None) is np.dot and isinstance(node, gast.Call)
    return tuple(node.args) if dot and len(node.args) == 2 else None


def _turned(node: gast.AST) -> gast.AST:
    """Return the transpose of a matrix."""
    if _is_transpose(node):
        return node.value
    return gast.Attribute(node, "T", gast.Load())
