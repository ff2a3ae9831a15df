"""Scalars: ones that multiply nothing, and scalars spread only to meet an array.

These rewrites rest on what is known of types; where nothing is, nothing changes.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.types import Known, infer, type_of
from srcdiff.core.build import constant, name
from srcdiff.core.join import is_double
from srcdiff.core.traverse import (
    map_backward,
    map_children,
    names_in,
    substitute,
)
from srcdiff.core.types import NOT_ONE, Array, Number, promote, shape_of
from srcdiff.runtime import count, quotient

ASKED = [(np.size, "size"), (np.shape, "shape"), (np.ndim, "ndim"), (count, "shape")]


def scalars(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with scalars left to NumPy's broadcasting.

    ``1.0 * e`` is e where e is a float; ``np.full_like(a, s) * e`` is ``s * e`` and
    ``e + np.broadcast_to(b, shape)`` is ``e + b`` where e is known to have the shape
    and dtype of the whole.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(r):\\n    r_bar = 1.0 * r\\n    return r_bar").body[0]
    >>> f.known, f.body[0].part = {"r": Number(float)}, "backward"
    >>> print(statement(scalars(f)))
    def f(r):
        r_bar = r
        return r_bar
    """
    known = infer(node, node.known)
    return map_backward(node, lambda e: _visit(e, known))


def _is_spread(node: gast.AST) -> bool:
    return isinstance(node, gast.Call) and getattr(node, "target", None) is np.full_like


def _visit(node: gast.AST, known: Known) -> gast.AST:
    new = map_children(node, lambda child: _visit(child, known))
    if isinstance(new, gast.BinOp):
        return _operation(new, known)
    if isinstance(new, gast.Call) and new.args:
        new = _attribute(new, known)
    if getattr(new, "target", None) is quotient:
        return _quotient(new, known)
    return new


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
    if isinstance(node.op, gast.Mult):
        if _is_one(node.left) and _is_float(type_of(node.right, known)):
            return node.right
        if _is_spread(node.left):
            return _product(node, node.left, node.right, known)
        if _is_broadcast(node.left) and _is_whole(node.right, node.left, known):
            return _uniform_product(node.left.args[0], node.right, known)
    linear = isinstance(node.op, gast.Add | gast.Sub | gast.Mult)
    if linear and _is_broadcast(node.right) and _is_whole(node.left, node.right, known):
        return gast.BinOp(node.left, node.op, node.right.args[0])
    return node


def _is_whole(node: gast.AST, broadcast: gast.Call, known: Known) -> bool:
    """Tell whether a value surely has the shape that another is broadcast to."""
    whole = type_of(node, known)
    model = _shaped(broadcast.args[1])
    asked = type_of(model, known) if model is not None else None
    return isinstance(whole, Array) and whole == asked and _known_shape(whole)


def _uniform_product(small: gast.AST, factor: gast.AST, known: Known) -> gast.AST:
    """Return ``small * factor``, where small may be one number spread over an axis."""
    inner = small
    while getattr(inner, "target", None) is np.expand_dims:
        inner = inner.args[0]
    if _is_spread(inner):
        value = inner.args[1]
        scalar, kind = type_of(value, known), type_of(factor, known)
        arrays = isinstance(scalar, Array) and isinstance(kind, Array)
        same = arrays and promote(scalar) == promote(kind)
        weak = isinstance(scalar, Number) or isinstance(value, gast.Constant)
        if shape_of(scalar) == () and (weak or same):
            return _merged(value, factor)
    return gast.BinOp(small, gast.Mult(), factor)


def _is_one(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Constant)
        and type(node.value) is float
        and (node.value == 1.0)
    )


def _is_float(kind) -> bool:
    array = (
        isinstance(kind, Array) and kind.dtype is not None and kind.dtype.kind == "f"
    )
    return array or is_double(kind)


def _is_broadcast(node: gast.AST) -> bool:
    return getattr(node, "target", None) is np.broadcast_to and len(node.args) == 2


def _shaped(node: gast.AST) -> gast.AST | None:
    """Return the operand of ``np.shape(a)`` or ``a.shape``."""
    if getattr(node, "target", None) is np.shape:
        return node.args[0]
    is_shape = isinstance(node, gast.Attribute) and node.attr == "shape"
    return node.value if is_shape else None


def _known_shape(kind: Array) -> bool:
    if kind.shape is None or kind.dtype is None:
        return False
    return not {None, NOT_ONE} & set(kind.shape)


def _quotient(node: gast.Call, known: Known) -> gast.AST:
    """Return ``s / d`` for the guarded quotient of a spread nonzero constant."""
    filled, divisor = node.args
    if isinstance(filled, gast.Constant) and filled.value:
        array = isinstance(type_of(divisor, known), Array)
        return gast.BinOp(filled, gast.Div(), divisor) if array else node
    if not _is_spread(filled):
        return node
    whole, value = filled.args
    model = type_of(whole, known)
    sign = value.operand if isinstance(value, gast.UnaryOp) else value
    top = sign.left if isinstance(sign, gast.BinOp) else sign
    nonzero = isinstance(top, gast.Constant) and bool(top.value)
    if not (nonzero and isinstance(model, Array) and _known_shape(model)):
        return node
    if type_of(divisor, known) != model or not model.shape:
        return node
    if isinstance(whole, gast.Name):
        value = _sized(value, whole.id, _alike(divisor, model, known))
    return gast.BinOp(value, gast.Div(), divisor)


def _product(
    node: gast.BinOp, filled: gast.Call, other: gast.AST, known: Known
) -> gast.AST:
    whole, value = filled.args
    model, factor = type_of(whole, known), type_of(other, known)
    if not isinstance(model, Array) or not isinstance(factor, Array):
        return node
    if model.dtype is None or model != factor or not model.shape:
        return node
    if not _known_shape(model):
        return node
    scalar = type_of(value, known)
    weak = isinstance(scalar, Number) or isinstance(value, gast.Constant)
    same = isinstance(scalar, Array) and scalar.dtype == model.dtype
    if shape_of(scalar) != () or not (weak or same):
        return node
    if isinstance(whole, gast.Name):
        value = _sized(value, whole.id, _alike(other, model, known))
    return _merged(value, other)


def _alike(node: gast.AST, model: Array, known: Known) -> str | None:
    """Return a name in an expression that has the type of the model."""
    return next((n for n in sorted(names_in(node)) if known.get(n) == model), None)


def _sized(value: gast.AST, whole: str, other: str | None) -> gast.AST:
    if other is None:
        return value
    return substitute(value, {whole: name(other)})


def _merged(scalar: gast.AST, factor: gast.AST) -> gast.AST:
    """Return scalar * factor: ``1.0 / n * (2 * r)`` is ``2.0 / n * r``."""
    quotient = isinstance(scalar, gast.BinOp) and isinstance(scalar.op, gast.Div)
    product = isinstance(factor, gast.BinOp) and isinstance(factor.op, gast.Mult)
    if not (quotient and product):
        return gast.BinOp(scalar, gast.Mult(), factor)
    constants = all(isinstance(n.left, gast.Constant) for n in (scalar, factor))
    if constants and scalar.left.value in (1.0, -1.0):
        numerator = constant(scalar.left.value * factor.left.value)
        return _merged(gast.BinOp(numerator, gast.Div(), scalar.right), factor.right)
    return gast.BinOp(scalar, gast.Mult(), factor)
