"""Which expressions may be computed twice, elsewhere, or not at all."""

from __future__ import annotations

import gast

from srcdiff.core.facts import once
from srcdiff.core.traverse import walk
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.effects import Interacts, Writes


@once
def is_pure(node: gast.AST) -> bool:
    """Tell whether computing an expression surely touches nothing but its result.

    >>> from srcdiff.core.text import parse_expression
    >>> is_pure(parse_expression("x[1:] * y")), is_pure(parse_expression("f(x)"))
    (True, False)
    """
    return all(_pure_call(n) for n in walk(node) if isinstance(n, gast.Call))


def _pure_call(node: gast.Call) -> bool:
    if getattr(node, "tape", False):
        return False
    try:
        applied = apply(node)
    except BindingError:
        return False
    if applied is None:
        return False
    return not isinstance(applied.rule.effect, Interacts | Writes)
