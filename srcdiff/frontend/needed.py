"""Which names a body of statements may read before it binds them."""

from __future__ import annotations

from collections.abc import Collection

import gast

from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import names_in
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.scopes import COMPREHENSIONS, FUNCTIONS
from srcdiff.rules.effects import Interacts, Writes
from srcdiff.rules.registry import REGISTRY

Use = bool | None
"""Whether a name is read first, or bound first; None for neither, or not surely."""


def is_needed(variable: str, body: list[gast.AST]) -> bool:
    """Tell whether a body may read a name before it binds it.

    >>> body = gast.parse("b = 1\\nif a:\\n    a = b\\nc = (d := 1) + d").body
    >>> [is_needed(n, body) for n in "abcd"]
    [True, False, False, False]
    """
    return _first(variable, body) is True


def _first(variable: str, block: list[gast.AST]) -> Use:
    for statement in block:
        found = _statement(variable, statement)
        if found is not None:
            return found
    return None


def _statement(variable: str, node: gast.AST) -> Use:
    if variable not in names_in(node):
        return None
    if isinstance(node, gast.If):
        found = _expression(variable, node.test)
        if found is not None:
            return found
        return _either(_first(variable, node.body), _first(variable, node.orelse))
    if isinstance(node, gast.For | gast.While):
        head = node.iter if isinstance(node, gast.For) else node.test
        found = _expression(variable, head)
        if found is not None:
            return found
        inside = _first(variable, node.body) or _first(variable, node.orelse)
        return inside or None
    if isinstance(node, gast.Assign):
        return _in_order(variable, [node.value, *node.targets])
    if isinstance(node, gast.Return | gast.Expr) and node.value is not None:
        return _expression(variable, node.value)
    return True


def _either(first: Use, second: Use) -> Use:
    if first or second:
        return True
    return False if first is second is False else None


def _in_order(variable: str, parts: list[gast.AST]) -> Use:
    found = (_expression(variable, part) for part in parts)
    return next((use for use in found if use is not None), None)


def _expression(variable: str, node: gast.AST) -> Use:
    if isinstance(node, gast.Name):
        return None if node.id != variable else isinstance(node.ctx, gast.Load)
    if isinstance(node, gast.NamedExpr):
        return _in_order(variable, [node.value, node.target])
    if isinstance(node, gast.IfExp):
        found = _expression(variable, node.test)
        sides = (_expression(variable, side) for side in (node.body, node.orelse))
        return found if found is not None else _either(*sides)
    if isinstance(node, gast.BoolOp | gast.Compare):
        first, *others = gast.iter_child_nodes(node)
        found = _expression(variable, first)
        return found if found is not None else _in_order(variable, others) or None
    if isinstance(node, (*COMPREHENSIONS, *FUNCTIONS)):
        return True if variable in names_in(node) else None
    return _in_order(variable, list(gast.iter_child_nodes(node)))


def is_first(node: gast.AST, whole: gast.AST | None, local: Collection[str]) -> bool:
    """Tell whether a part of an expression is evaluated before all that may notice it.

    Names, constants and attributes of what is not local may stand before it.

    >>> whole = gast.parse("np.f(a, g(a.x), h())", mode="eval").body
    >>> [is_first(part, whole, {"a"}) for part in whole.args]
    [True, True, False]
    """
    while whole is not None and whole is not node:
        parts = list(gast.iter_child_nodes(whole))
        position = next((k for k, p in enumerate(parts) if _holds(p, node)), None)
        if position is None or not all(_is_plain(p, local) for p in parts[:position]):
            return False
        whole = parts[position]
    return whole is not None


def _holds(tree: gast.AST, node: gast.AST) -> bool:
    return any(n is node for n in nodes_in(tree))


def _is_plain(node: gast.AST, local: Collection[str]) -> bool:
    if isinstance(node, gast.Attribute):
        return isinstance(node.value, gast.Name) and node.value.id not in local
    return not isinstance(node, gast.expr) or isinstance(
        node, gast.Name | gast.Constant
    )


def writes_nothing(function: gast.FunctionDef) -> bool:
    """Tell whether a function surely writes into no memory that it is given.

    >>> bodies = "def f(a): b = a + 1", "def f(a): a[0] = 1", "def f(a): a += 1"
    >>> [writes_nothing(gast.parse(body).body[0]) for body in bodies]
    [True, False, False]
    """
    for node in (n for s in function.body for n in nodes_in(s)):
        stored = isinstance(node, gast.Subscript) and not isinstance(
            node.ctx, gast.Load
        )
        if stored or isinstance(node, gast.AugAssign | gast.Delete):
            return False
        if isinstance(node, gast.Call):
            target = getattr(node, "target", None)
            if isinstance(target, Lifted) and target.source and not target.recursive:
                if not writes_nothing(target.source.node):
                    return False
                continue
            rule = REGISTRY.of(target)
            if rule is None or isinstance(rule.effect, Interacts | Writes):
                return False
            if any(k.arg in ("out", None) for k in node.keywords):
                return False
    return True
