"""Conjugates of what is written with complex literals: ``-1j * x`` for conj(1j * x)."""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.complexes import may_be_complex
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import types_of
from srcdiff.core.build import constant, numpy_call
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import map_backward, map_children
from srcdiff.core.types import is_complex
from srcdiff.runtime import conform, conjugate

LINEAR = gast.Add | gast.Sub | gast.Mult | gast.Div


def conjugates(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with conjugates of literals written out in its backward part.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(g):\\n    return (1 + 2j).conjugate() * g").body[0]
    >>> f.known, f.may_be_complex, f.body[0].part = {}, True, "backward"
    >>> print(statement(conjugates(f)))
    def f(g):
        return (1 - 2j) * g
    """
    if not may_be_complex(node):
        return node
    known = types_of(node)
    return map_backward(node, lambda each: _simplified(each, known))


def _simplified(node: gast.AST, known: Known) -> gast.AST:
    new = map_children(node, lambda child: _simplified(child, known))
    inner = _conjugated(new)
    if isinstance(inner, gast.BinOp | gast.UnaryOp) and _has_literal(inner):
        return _conjugate_of(inner, known) or new
    if getattr(new, "target", None) is conform:
        return _filled(new) or new
    return new


def _conjugated(node: gast.AST) -> gast.AST | None:
    """Return what a call conjugates, None for anything else."""
    if not isinstance(node, gast.Call) or node.keywords:
        return None
    target = getattr(node, "target", None)
    if (target is np.conj or target is conjugate) and len(node.args) == 1:
        return node.args[0]
    method = target is None and isinstance(node.func, gast.Attribute)
    named = method and node.func.attr in ("conj", "conjugate")
    return node.func.value if named and not node.args else None


def _has_literal(node: gast.AST) -> bool:
    values = (n.value for n in gast.walk(node) if isinstance(n, gast.Constant))
    return any(isinstance(v, complex) for v in values)


def _conjugate_of(node: gast.AST, known: Known) -> gast.AST | None:
    """Return the conjugate of literals and reals, None where there is anything else."""
    if isinstance(node, gast.Constant) and isinstance(node.value, complex):
        return constant(node.value.conjugate())
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = _conjugate_of(node.operand, known)
        if isinstance(inner, gast.Constant):
            return constant(0 - inner.value)
        return inner and gast.UnaryOp(node.op, inner)
    if isinstance(node, gast.BinOp) and isinstance(node.op, LINEAR):
        left, right = (_conjugate_of(e, known) for e in (node.left, node.right))
        return left and right and _of_parts(left, node.op, right)
    return node if is_complex(type_of(node, known)) is False else None


def _of_parts(left: gast.AST, op: gast.AST, right: gast.AST) -> gast.AST:
    """Return a sum or product, ``1 - 2j`` for ``1 + -2j``."""
    if isinstance(op, gast.Add | gast.Sub) and isinstance(right, gast.Constant):
        value = right.value
        if isinstance(value, complex) and value.real == 0 and value.imag < 0:
            turned = gast.Sub() if isinstance(op, gast.Add) else gast.Add()
            return gast.BinOp(left, turned, constant(0 - value))
    return gast.BinOp(left, op, right)


def _filled(node: gast.Call) -> gast.AST | None:
    """Return ``np.full_like(z, g)`` for ``conform(np.full_like(z.real, g), z)``."""
    whole, like = node.args
    if getattr(whole, "target", None) is not np.full_like or len(whole.args) != 2:
        return None
    part, value = whole.args
    real = isinstance(part, gast.Attribute) and part.attr == "real"
    if not real or fingerprint(part.value) != fingerprint(like):
        return None
    return numpy_call("full_like", like, value)
