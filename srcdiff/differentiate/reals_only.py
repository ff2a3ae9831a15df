"""Operations whose derivative holds for reals only: refused where they meet complex.

Where only the program knows, it is asked to check.
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.activity import active_names
from srcdiff.analysis.complexes import may_be_complex
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.build import call, clone, function, stamped
from srcdiff.core.traverse import bound, map_blocks
from srcdiff.core.types import Double, is_complex
from srcdiff.differentiate.check import place_of
from srcdiff.errors import NoDerivativeRule, Refusal
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.registry import REFUSED, Nondifferentiable
from srcdiff.runtime import check_real

REMEDY = "apply it to the real part, the imaginary part or np.abs"


def checked_for_reals(
    node: gast.FunctionDef, wrt: list[str], known: Known
) -> tuple[gast.FunctionDef, list[Refusal]]:
    """Return the function with checks that what has to be real is, and refusals.

    node: core form. wrt: parameter names. known: types of parameters.

    >>> f = gast.parse("def f(x):\\n    return x").body[0]
    >>> checked_for_reals(f, ["x"], {})[0] is f
    True
    """
    if not may_be_complex(node):
        return node, []
    found = infer(node, known)
    active = active_names(node, set(wrt), node.body[-1].value.id)
    refusals: list[Refusal] = []

    def change(block: list[gast.AST]) -> list[gast.AST]:
        done: list[gast.AST] = []
        for statement in block:
            for operand, reader in _asked(statement, active):
                kind = is_complex(type_of(operand, found))
                if kind or is_complex(type_of(reader, found)):
                    refusals.append(_refusal(statement, reader))
                    break
                if kind is None:
                    done.append(_check(operand, statement))
            done.append(statement)
            if _is_fractional(statement, found):
                done.append(_check(statement.targets[0], statement))
        return done

    return function(node, map_blocks(node.body, change)), refusals


def taken_again(node: gast.FunctionDef) -> Refusal:
    """Return the refusal to differentiate a derivative over the reals over complex."""
    reason = (
        "a derivative that was made for reals is differentiated for complex numbers"
    )
    remedy = "write one function that takes the derivative, and differentiate that"
    place = place_of(node.body[-1], node.body[-1])
    return Refusal(NoDerivativeRule, place, reason, remedy)


def _asked(statement: gast.AST, active: set[str]) -> list[tuple[gast.AST, gast.AST]]:
    """Return the operands of a statement that have to be real, with what reads each."""
    if not isinstance(statement, gast.Assign):
        return []
    signs = [n for n in gast.walk(statement.value) if _is_sign(n)]
    found = [(a, n) for n in signs for a in n.args[:1]]
    try:
        applied = apply(statement.value)
    except BindingError:
        applied = None
    if applied is None or isinstance(applied.rule, Nondifferentiable):
        return found
    if applied.rule.over_complex is REFUSED and set(bound(statement)) & active:
        values = applied.arguments.values()
        found += [(v, statement.value) for v in values if isinstance(v, gast.Name)]
    return found


def _is_sign(node: gast.AST) -> bool:
    """Tell whether a node is a call of ``np.sign``: of a complex z it turns with z."""
    return getattr(node, "target", None) is np.sign and isinstance(node, gast.Call)


def _is_fractional(statement: gast.AST, known: Known) -> bool:
    """Tell whether a statement is a power of a float, complex if that is negative."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    power = isinstance(value, gast.BinOp) and isinstance(value.op, gast.Pow)
    return power and isinstance(type_of(value, known), Double)


def _check(operand: gast.AST, statement: gast.AST) -> gast.AST:
    asked = clone(operand)
    asked.ctx = gast.Load()
    return stamped(gast.Expr(call("check_real", asked, target=check_real)), statement)


def _refusal(statement: gast.AST, reader: gast.AST) -> Refusal:
    applied = apply(reader)
    assert applied is not None
    reason = f"{applied.rule.name} has no derivative for complex numbers"
    return Refusal(NoDerivativeRule, place_of(statement, reader), reason, REMEDY)
