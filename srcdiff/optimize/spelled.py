"""Small things as people write them: ``x[:, None]``, ``np.ones_like(x)``."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import types_of
from srcdiff.core.build import constant, numpy_call, subscript
from srcdiff.core.traverse import map_backward, map_children
from srcdiff.core.types import Array

RANK = 3
"""Arrays of so many axes at most get one more by an index."""


def spelled(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with new axes as indices, and arrays of ones as such.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x):\\n    return np.expand_dims(x, -1)").body[0]
    >>> f.known, f.body[0].part = {"x": Array(None, ("n",))}, "backward"
    >>> f.body[0].value.target = np.expand_dims
    >>> print(statement(spelled(f)))
    def f(x):
        return x[:, None]
    """
    known = types_of(node)

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        target = getattr(new, "target", None)
        if target is np.expand_dims and len(new.args) == 2:
            return _with_axis(new, known)
        if target is np.full_like and len(new.args) == 2 and not new.keywords:
            return _of_ones(new)
        return new

    return map_backward(node, visit)


def _of_ones(node: gast.Call) -> gast.AST:
    value = getattr(node.args[1], "value", None)
    one = isinstance(node.args[1], gast.Constant) and type(value) in (int, float)
    return numpy_call("ones_like", node.args[0]) if one and value == 1 else node


def _with_axis(node: gast.Call, known: Known) -> gast.AST:
    """Return ``x[:, None]`` for ``np.expand_dims(x, 1)`` of what is surely an array."""
    kind = type_of(node.args[0], known)
    axis = integer_of(node.args[1])
    rank = len(kind.shape or ()) if isinstance(kind, Array) else 0
    if axis is None or not 0 < rank <= RANK or not -rank - 1 <= axis <= rank:
        return node
    index: list[gast.AST] = [gast.Slice(None, None, None) for _ in range(rank)]
    index.insert(axis % (rank + 1), constant(None))
    return subscript(node.args[0], gast.Tuple(index, gast.Load()))


def integer_of(node: gast.AST) -> int | None:
    """Return the integer that an expression is, written out, None for any other."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = integer_of(node.operand)
        return None if inner is None else -inner
    value = getattr(node, "value", None)
    return value if isinstance(node, gast.Constant) and type(value) is int else None
