"""Names that may stand for one container, or for what holds it: told without types."""

from __future__ import annotations

from collections.abc import Iterable

import gast

from srcdiff.core.facts import once
from srcdiff.core.traverse import bound, is_store, mutated, names_in, statements
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.effects import (
    Element,
    Fresh,
    Interacts,
    MaybeView,
    Same,
    View,
    Writes,
)

PLAIN = gast.BinOp | gast.UnaryOp | gast.Compare | gast.Constant | gast.JoinedStr


@once
def linked(node: gast.FunctionDef) -> dict[str, frozenset[str]]:
    """Return for each name those that may hold a part of what it holds, itself too.

    >>> f = gast.parse("def f(x):\\n    a = [x]\\n    b = a\\n    c = b[0] + 1").body[0]
    >>> sorted(linked(f)["b"]), "c" in linked(f)
    (['a', 'b', 'x'], False)
    """
    parent: dict[str, str] = {}

    def top(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    def join(names: Iterable[str]) -> None:
        first, *others = [*names] or [""]
        for other in others:
            parent[top(other)] = top(first)

    for statement in statements(node.body):
        held = _held(statement.__dict__.get("value"))
        root = mutated(statement)
        if isinstance(statement, gast.Assign) and not is_store(statement):
            join([*bound(statement), *held] if held else [])
        elif root is not None and held:
            join([root, *held])
    groups: dict[str, set[str]] = {}
    for name in list(parent):
        groups.setdefault(top(name), set()).add(name)
    return {name: frozenset(groups[top(name)]) for name in parent}


def _held(node: gast.AST | None) -> frozenset[str]:
    """Return the names of what the value of an expression may be, or hold."""
    if node is None or isinstance(node, PLAIN):
        return frozenset()
    if isinstance(node, gast.Subscript | gast.Attribute):
        return _held(node.value)
    if not isinstance(node, gast.Call):
        return names_in(node)
    method = isinstance(node.func, gast.Attribute) and not hasattr(node, "target")
    operands = [*([node.func.value] if method else []), *node.args]
    try:
        applied = apply(node)
    except BindingError:
        applied = None
    effect = applied.rule.effect if applied is not None else None
    if isinstance(effect, Fresh | Interacts):
        return frozenset()
    if isinstance(effect, View | MaybeView | Same | Element | Writes):
        operands = operands[effect.argument : effect.argument + 1] or operands
    named = [k.value for k in node.keywords]
    return frozenset().union(*map(_held, [*operands, *named]))
