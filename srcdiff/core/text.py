"""Reading small pieces of Python text as gast trees."""

from __future__ import annotations

import gast

from srcdiff.core.build import clone


def parse_expression(text: str) -> gast.AST:
    """Return the tree of one expression.

    >>> type(parse_expression("a + b")).__name__
    'BinOp'
    """
    return gast.parse(text, mode="eval").body


def parse_block(text: str) -> list[gast.AST]:
    """Return the statements of a piece of Python text.

    >>> len(parse_block("a = 1; b = 2"))
    2
    """
    return gast.parse(text).body


_TEMPLATES: dict[str, gast.AST] = {}


def template(text: str) -> gast.AST:
    """Return a fresh tree of an expression that is parsed only once."""
    if text not in _TEMPLATES:
        _TEMPLATES[text] = parse_expression(text)
    return clone(_TEMPLATES[text])
