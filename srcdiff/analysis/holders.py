"""Which names may share memory with the value of an expression."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from srcdiff.analysis.purity import is_pure
from srcdiff.core.children import nodes_in
from srcdiff.core.facts import once
from srcdiff.rules.apply import apply, given
from srcdiff.rules.effects import Fresh, Same

REARRANGING: tuple[Any, ...] = (np.expand_dims, np.moveaxis, np.ravel, np.reshape)
REARRANGING += (np.squeeze, np.swapaxes, np.transpose)
"""Functions whose result shares memory with their first argument, or none."""


@once
def holders(node: gast.AST) -> frozenset[str]:
    """Return the names whose arrays the value of an expression may share.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(holders(parse_expression("(a, b.T)")))
    ['a', 'b']
    >>> holders(parse_expression("a * b"))
    frozenset()
    """
    if isinstance(node, gast.BinOp | gast.UnaryOp | gast.Compare | gast.Constant):
        return frozenset()
    if isinstance(node, gast.Call):
        applied = apply(node) if is_pure(node) else None
        if applied is not None and isinstance(applied.rule.effect, Fresh):
            return frozenset()
        if applied is not None and isinstance(applied.rule.effect, Same):
            return holders(given(node)[applied.rule.effect.argument])
        if getattr(node, "target", None) in REARRANGING:
            return holders(node.args[0]) if node.args else _data(node)
        return _data(node)
    if isinstance(node, gast.Subscript | gast.Attribute):
        return holders(node.value)
    return _data(node)


def _data(node: gast.AST) -> frozenset[str]:
    """Return the names in an expression, without those of modules and functions."""
    named = (n for n in nodes_in(node) if isinstance(n, gast.Name))
    return frozenset(n.id for n in named if not hasattr(n, "provided"))
