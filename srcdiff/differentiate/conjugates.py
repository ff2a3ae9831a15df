"""What an adjoint reads of the operands where they may be complex: their conjugates.

For a real loss L of a complex z the adjoint is dL/dRe z + i dL/dIm z. If w = f(z) has
the complex derivative f', then z_bar = w_bar * conj(f'). A rule is written for reals,
as w_bar * f'(z). Conjugating each value that it reads besides w_bar is all that is
missing: f' of the conjugate is the conjugate of f', for the rules' own constants are
real.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core.build import call, clone, constant, numpy_call
from srcdiff.core.types import Array, Literal, is_complex
from srcdiff.rules.apply import Application
from srcdiff.rules.inline import differentiable_parameters
from srcdiff.rules.operands import Operands
from srcdiff.rules.registry import HOLOMORPHIC
from srcdiff.runtime import as_complex, conjugate


def operands(
    applied: Application, values: dict[str, gast.AST], known: Known
) -> Operands:
    """Return what stands for the operands of an operation in the text of an adjoint.

    values: the operands by parameter, the result as ``out``, its adjoint as ``g``.
    known: types of names.
    """
    contents, forms, both = dict(values), dict(values), dict(values)
    kept = [p for p in differentiable_parameters(applied.rule) if p in values]
    if applied.rule.over_complex is HOLOMORPHIC:
        contents |= {p: conjugated(values[p], known) for p in (*kept, "out")}
    if is_complex(type_of(values["out"], known)) is not False:
        forms |= {p: _complex(values[p], values[p], known) for p in kept}
        both |= {p: _complex(values[p], contents[p], known) for p in kept}
    return Operands(values, contents, forms, both)


def conjugated(node: gast.AST, known: Known) -> gast.AST:
    """Return the conjugate of an operand; the operand itself where that is real.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> z = Array(np.dtype(complex), ("n",))
    >>> expression(conjugated(parse_expression("z"), {"z": z}))
    'np.conj(z)'
    """
    if isinstance(node, gast.Tuple | gast.List):
        inside = [conjugated(e, known) for e in node.elts]
        return type(node)(inside, gast.Load())
    kind = type_of(node, known)
    if is_complex(kind) is False:
        return clone(node)
    if isinstance(kind, Literal):
        return constant(kind.value.conjugate())
    if is_complex(kind) and isinstance(kind, Array):
        return numpy_call("conj", clone(node))
    if is_complex(kind):
        return call(gast.Attribute(clone(node), "conjugate", gast.Load()))
    return call("conjugate", clone(node), target=conjugate)


def _complex(node: gast.AST, shown: gast.AST, known: Known) -> gast.AST:
    """Return an operand as it is shown, made complex where it may be real."""
    if isinstance(node, gast.Tuple | gast.List):
        pairs = zip(node.elts, shown.elts, strict=True)
        inside = [_complex(e, s, known) for e, s in pairs]
        return type(node)(inside, gast.Load())
    if is_complex(type_of(node, known)):
        return clone(shown)
    return call("as_complex", clone(shown), target=as_complex)
