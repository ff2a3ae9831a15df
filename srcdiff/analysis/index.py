"""Which indices surely read each element at most once."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core.build import clone, constant
from srcdiff.core.dims import surely_not_one
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.text import template
from srcdiff.core.traverse import substitute
from srcdiff.core.types import Array, Literal, Number


def _one_a_row(rows: gast.AST, columns: gast.AST, known: Known) -> bool:
    """Recognise ``x[np.arange(len(y)), y]`` with y of rank 1: each row comes once.

    So it does for any range of rows, unless that has one row, and y several columns.
    """
    if getattr(rows, "target", None) is not np.arange or len(rows.args) != 1:
        return False
    kind = type_of(columns, known)
    if not isinstance(kind, Array) or kind.shape is None or len(kind.shape) != 1:
        return False
    counted = type_of(rows, known)
    if isinstance(counted, Array) and counted.shape and surely_not_one(*counted.shape):
        return True
    lengths = ("len(y)", "y.shape[0]", "y.size")
    stop = fingerprint(rows.args[0])
    asked = (substitute(template(text), {"y": columns}) for text in lengths)
    return any(stop == fingerprint(node) for node in asked)


def is_basic(index: gast.AST, known: Known) -> bool:
    """Tell whether an index is made of integers, slices, ``...``, None and masks only.

    >>> from srcdiff.core.text import parse_expression
    >>> node = parse_expression("x[1:, ..., i]")
    >>> is_basic(node.slice, {"i": Number(int)}), is_basic(node.slice, {})
    (True, False)
    """
    if isinstance(index, gast.Tuple):
        if len(index.elts) == 2 and _one_a_row(index.elts[0], index.elts[1], known):
            return True
        return all(is_basic(e, known) for e in index.elts)
    if isinstance(index, gast.Slice | gast.Compare) or _is_newaxis(index):
        return True
    if isinstance(index, gast.UnaryOp | gast.BinOp):
        operands = (
            [index.operand]
            if isinstance(index, gast.UnaryOp)
            else [index.left, index.right]
        )
        return all(is_basic(e, known) for e in operands)
    found = type_of(index, known)
    if isinstance(found, Literal):
        return found.value is None or isinstance(found.value, int | str | type(...))
    if isinstance(found, Array):
        boolean = found.dtype is not None and found.dtype.kind == "b"
        return found.shape == () or boolean
    return isinstance(found, Number)


def whole_of(node: gast.Subscript, known: Known) -> gast.AST | None:
    """Return the index that undoes one of new axes alone, None for any other.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> node = parse_expression("x[:, None, :]")
    >>> undone = whole_of(node, {"x": Array(None, ("n", "m"))})
    >>> expression(gast.Subscript(node.value, undone, node.ctx))
    'x[:, 0]'
    """
    kind = type_of(node.value, known)
    rank = len(kind.shape or ()) if isinstance(kind, Array) else 0
    parts = node.slice.elts if isinstance(node.slice, gast.Tuple) else [node.slice]
    new = [adds_axis(p) for p in parts]
    if not any(new) or not all(adds_axis(p) or _is_full(p) for p in parts):
        return None
    if len(parts) - sum(new) > rank or rank == 0:
        return None
    last = len(new) - new[::-1].index(True)
    kept = [constant(0) if adds_axis(p) else clone(p) for p in parts[:last]]
    return kept[0] if len(kept) == 1 else gast.Tuple(kept, gast.Load())


def adds_axis(node: gast.AST) -> bool:
    """Tell whether a part of an index is None or ``np.newaxis``."""
    empty = isinstance(node, gast.Constant) and node.value is None
    return empty or _is_newaxis(node)


def _is_full(node: gast.AST) -> bool:
    return isinstance(node, gast.Slice) and not (node.lower or node.upper or node.step)


def _is_newaxis(node: gast.AST) -> bool:
    if not isinstance(node, gast.Attribute) or node.attr != "newaxis":
        return False
    return getattr(node.value, "provided", None) is np
