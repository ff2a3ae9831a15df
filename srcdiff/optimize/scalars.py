"""Scalars: sizes asked of arrays, and scalars spread only to meet an array.

These rewrites rest on what is known of types; where nothing is, nothing changes.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.positive import Positive
from srcdiff.analysis.types import types_of
from srcdiff.core.traverse import map_backward, map_children
from srcdiff.core.types import Array
from srcdiff.optimize.filled import is_like
from srcdiff.optimize.spread import shaped
from srcdiff.runtime import count, product, quotient

ASKED = [(np.size, "size"), (np.shape, "shape"), (np.ndim, "ndim"), (count, "shape")]


def scalars(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with scalars left to NumPy's broadcasting.

    ``np.size(a)`` is ``a.size`` where a is an array, ``e + np.broadcast_to(b, shape)``
    is ``e + b`` where e is known to have the shape and dtype of the whole, and the
    guarded quotient of a number that is not zero is ``s / d``.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(r):\\n    n = np.size(r)\\n    return n").body[0]
    >>> f.known, f.body[0].part = {"r": Array(np.dtype(float), ("n",))}, "backward"
    >>> f.body[0].value.target = np.size
    >>> print(statement(scalars(f)))
    def f(r):
        n = r.size
        return n
    """
    known = types_of(node)
    positive = Positive(node, known)

    def visit(node: gast.AST) -> gast.AST:
        new = map_children(node, visit)
        if isinstance(new, gast.BinOp):
            return _operation(new, known)
        if isinstance(new, gast.Call) and new.args:
            new = _attribute(new, known)
        if getattr(new, "target", None) is quotient:
            return _quotient(new, known, positive)
        if getattr(new, "target", None) is product:
            return _product(new, known)
        return new

    return map_backward(node, visit)


def _attribute(node: gast.Call, known: Known) -> gast.AST:
    """Return ``a.size`` for ``np.size(a)``, and the like, where a is an array."""
    asked = next((a for f, a in ASKED if getattr(node, "target", None) is f), None)
    operand = node.args[0]
    kind = known.get(operand.id) if isinstance(operand, gast.Name) else None
    if asked is None or not isinstance(kind, Array) or not kind.shape:
        return node
    found = gast.Attribute(operand, asked, gast.Load())
    if node.target is not count:
        return found
    axis = node.args[1]
    if not isinstance(axis, gast.Constant) or type(axis.value) is not int:
        return node
    return gast.Subscript(found, axis, gast.Load())


def _operation(node: gast.BinOp, known: Known) -> gast.AST:
    linear = isinstance(node.op, gast.Add | gast.Sub)
    if linear and _is_broadcast(node.right) and _is_whole(node.left, node.right, known):
        return gast.BinOp(node.left, node.op, node.right.args[0])
    return node


def _is_whole(node: gast.AST, broadcast: gast.Call, known: Known) -> bool:
    """Tell whether a value surely has the shape that another is broadcast to."""
    model = shaped(broadcast.args[1])
    return model is not None and is_like(node, model, known)


def _is_broadcast(node: gast.AST) -> bool:
    return getattr(node, "target", None) is np.broadcast_to and len(node.args) == 2


def _quotient(node: gast.Call, known: Known, positive: Positive) -> gast.AST:
    """Return ``g / d`` for the guarded quotient, where g or d is surely not zero."""
    above, divisor = node.args
    arrays = any(isinstance(type_of(n, known), Array) for n in node.args)
    if arrays and (_nonzero(above) or positive.surely(divisor)):
        return gast.BinOp(above, gast.Div(), divisor)
    return node


def _product(node: gast.Call, known: Known) -> gast.AST:
    """Return ``g * f`` for the guarded product, where g is surely not zero."""
    above, factor = node.args
    arrays = any(isinstance(type_of(n, known), Array) for n in node.args)
    if arrays and _nonzero(above):
        return gast.BinOp(above, gast.Mult(), factor)
    return node


def _nonzero(node: gast.AST) -> bool:
    """Tell whether a value is made of constants other than zero, and of sizes."""
    if isinstance(node, gast.Constant):
        return type(node.value) in (int, float) and abs(node.value) > 1e-30
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.USub) and _nonzero(node.operand)
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.Div):
        sized = isinstance(node.op, gast.Div) and _is_size(node.right)
        return _nonzero(node.left) and (sized or _nonzero(node.right))
    spread = getattr(node, "target", None) is np.full_like and len(node.args) == 2
    return spread and _nonzero(node.args[1])


def _is_size(node: gast.AST) -> bool:
    asked = isinstance(node, gast.Attribute) and node.attr == "size"
    target = getattr(node, "target", None)
    return asked or any(target is f for f in (np.size, count, len))
