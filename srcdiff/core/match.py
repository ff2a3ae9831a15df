"""Rewrites written as source: ``x + 0`` to ``x``, with names as pattern variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.core.children import nodes_in
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.text import parse_expression
from srcdiff.core.traverse import substitute

Found = dict[str, gast.AST]
Condition = Callable[[Found], bool]


def always(found: Found) -> bool:
    """Accept every match: a rewrite without side conditions."""
    return True


@dataclass(frozen=True)
class Rewrite:
    """A pattern, what it becomes, and the condition on what its names stand for."""

    pattern: gast.AST
    result: gast.AST
    condition: Condition

    def apply(self, node: gast.AST) -> gast.AST | None:
        """Return the rewritten node, or None where the pattern does not fit."""
        found: Found = {}
        if _matches(self.pattern, node, found) and self.condition(found):
            return substitute(self.result, found)
        return None


def rewrite(
    pattern: str,
    result: str,
    condition: Condition = always,
    names: Mapping[str, Any] | None = None,
) -> Rewrite:
    """Return a rewrite from the text of its two sides.

    One-letter names are pattern variables. names: the objects that other names stand
    for; they match only names of ours.

    >>> from srcdiff.codegen.printer import expression
    >>> rule = rewrite("x + -y", "x - y")
    >>> expression(rule.apply(parse_expression("a * 2 + -b")))
    'a * 2 - b'
    """
    after = parse_expression(result)
    given = names or {}
    for node in nodes_in(after):
        if isinstance(node, gast.Name) and node.id in given:
            node.provided = given[node.id]
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
            node.target = given[node.func.id]
    return Rewrite(parse_expression(pattern), after, condition)


def _matches(pattern: gast.AST, node: gast.AST, found: Found) -> bool:
    if type(pattern) is gast.Name and len(pattern.id) == 1:
        if pattern.id in found:
            return fingerprint(found[pattern.id]) == fingerprint(node)
        found[pattern.id] = node
        return True
    if type(pattern) is not type(node):
        return False
    if type(pattern) is gast.Name:
        return pattern.id == node.id and hasattr(node, "provided")
    if type(pattern) is gast.Constant:
        same_type = type(pattern.value) is type(node.value)
        return same_type and pattern.value == node.value
    for key in pattern._fields:
        if not _fields_match(pattern.__dict__.get(key), node.__dict__.get(key), found):
            return False
    return True


def _fields_match(pattern, value, found: Found) -> bool:
    if isinstance(pattern, gast.AST):
        return isinstance(value, gast.AST) and _matches(pattern, value, found)
    if type(pattern) is list:
        if type(value) is not list or len(pattern) != len(value):
            return False
        return all(
            _fields_match(p, v, found) for p, v in zip(pattern, value, strict=True)
        )
    return pattern == value
