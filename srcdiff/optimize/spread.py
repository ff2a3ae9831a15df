"""Scalars spread over an array only to be multiplied by one: the product does it."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.types import Known, infer, type_of
from srcdiff.core.build import constant, function, name
from srcdiff.core.traverse import map_blocks, names_in, replace_expressions, substitute
from srcdiff.core.types import Array, Number, shape_of


def spread(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``np.full_like(a, s) * e`` as ``s * e``.

    Only where a and e are known to have one shape and dtype and s is a scalar that does
    not widen it; ``np.size(a)`` in s is asked of a name that e reads anyway.
    """
    if not any(_is_spread(n) for n in gast.walk(node)):
        return node
    known = infer(node, node.known)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [
            replace_expressions(s, lambda e: _visit(e, known))
            if getattr(s, "part", None) == "backward"
            else s
            for s in block
        ]

    return function(node, map_blocks(node.body, change))


def _is_spread(node: gast.AST) -> bool:
    return isinstance(node, gast.Call) and getattr(node, "target", None) is np.full_like


def _visit(node: gast.AST, known: Known) -> gast.AST:
    new = type(node).__new__(type(node))
    new.__dict__.update(node.__dict__)
    for key in node._fields:
        value = node.__dict__.get(key)
        if isinstance(value, gast.AST):
            new.__dict__[key] = _visit(value, known)
        elif type(value) is list:
            new.__dict__[key] = [
                _visit(v, known) if isinstance(v, gast.AST) else v for v in value
            ]
    if isinstance(new, gast.BinOp) and isinstance(new.op, gast.Mult):
        if _is_spread(new.left):
            return _product(new, new.left, new.right, known)
    return new


def _product(
    node: gast.BinOp, filled: gast.Call, other: gast.AST, known: Known
) -> gast.AST:
    whole, value = filled.args
    model, factor = type_of(whole, known), type_of(other, known)
    if not isinstance(model, Array) or not isinstance(factor, Array):
        return node
    if model.dtype is None or model != factor or not model.shape:
        return node
    if None in model.shape:
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
    """Return scalar * factor, constants first: ``1.0 / n * (2 * r)`` is ``2.0 / n * r``."""
    quotient = isinstance(scalar, gast.BinOp) and isinstance(scalar.op, gast.Div)
    product = isinstance(factor, gast.BinOp) and isinstance(factor.op, gast.Mult)
    if quotient and product and isinstance(factor.left, gast.Constant):
        if isinstance(scalar.left, gast.Constant) and scalar.left.value in (1.0, -1.0):
            numerator = constant(scalar.left.value * factor.left.value)
            return _merged(gast.BinOp(numerator, gast.Div(), scalar.right), factor.right)
    return gast.BinOp(scalar, gast.Mult(), factor)
