"""Augmented and annotated assignments to names become plain ones."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, function, name, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.generated import is_generated
from srcdiff.core.traverse import map_blocks, names_in, target_names
from srcdiff.frontend.resolve import Scope
from srcdiff.rules.effects import Fresh
from srcdiff.rules.registry import REGISTRY


def plain_assignments(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with ``x op= e`` as ``x = x op e`` where that is the same.

    Declarations without a value, and ``del`` of names, are left out.

    On an array, ``x op= e`` writes in place, which other names may see. Where another
    name may hold the same array, the statement stays.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     x *= 2.0
    ...     y = x + 1.0
    ...     y += x
    ...     return y
    >>> source = find_source(f)
    >>> print(statement(plain_assignments(source.node, Scope(source))))
    def f(x):
        x *= 2.0
        y = x + 1.0
        y = y + x
        return y
    """
    alone: dict[int, set[str]] = {}
    _follow(node.body, set(), scope, alone)

    def holding(statement: gast.AST) -> set[str]:
        if is_generated(scope.source.file) and isinstance(statement, gast.AugAssign):
            return set(names_in(statement.target))
        return alone.get(id(statement), set())

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [_plain(s, holding(s)) for s in block]

    return function(node, map_blocks(node.body, change))


def _plain(statement: gast.AST, alone: set[str]) -> gast.AST:
    if _binds_nothing(statement):
        return stamped(gast.Pass(), statement)
    if isinstance(statement, gast.AnnAssign):
        return assign(statement.target, statement.value, like=statement)
    if isinstance(statement, gast.AugAssign) and isinstance(
        statement.target, gast.Name
    ):
        target = statement.target.id
        if target in alone:
            updated = gast.BinOp(name(target), statement.op, statement.value)
            return assign(target, updated, like=statement)
    return statement


def _binds_nothing(node: gast.AST) -> bool:
    """Tell whether a statement is a declaration, or takes names away."""
    declares = isinstance(node, gast.AnnAssign) and node.value is None
    return declares or isinstance(node, gast.Delete)


def _follow(
    block: list[gast.AST], alone: set[str], scope: Scope, before: dict[int, set[str]]
) -> set[str]:
    """Follow, through a block, which names are the only holders of their arrays.

    alone: the names before the block. before: gets the names before each statement.
    Returns the names after the block.
    """
    for statement in block:
        before[id(statement)] = alone
        if isinstance(statement, gast.If):
            alone = alone - _in_calls(statement.test, scope)
            first = _follow(statement.body, alone, scope, before)
            alone = first & _follow(statement.orelse, alone, scope, before)
        elif isinstance(statement, gast.For | gast.While):
            inside = [n for n in nodes_in(statement) if isinstance(n, gast.stmt)]
            alone = alone.difference(*(_exposed(n, scope) for n in inside))
            _follow(statement.body, alone, scope, before)
        else:
            alone = alone - _exposed(statement, scope)
            if _binds_new(statement, scope):
                alone = alone | {statement.targets[0].id}
    return alone


def _exposed(node: gast.AST, scope: Scope) -> set[str]:
    """Return the names whose arrays may have other holders after a statement."""
    found: set[str] = set()
    for value in _expressions(node):
        found |= _in_calls(value, scope)
        # Adding a name's items to a list holds the items, not the name's own object.
        if not isinstance(node, gast.AugAssign) or not _is_name(value):
            found |= _held(value)
    if isinstance(node, gast.Assign) and not _binds_new(node, scope):
        found.update(n for t in node.targets for n in target_names(t))
    if isinstance(node, gast.For):
        found.update(target_names(node.target))
    if isinstance(node, gast.AnnAssign):
        found.add(node.target.id)
    return found


def _expressions(node: gast.AST) -> list[gast.AST]:
    """Return the expressions of a statement's own; a test only looks."""
    if _binds_nothing(node):
        return []
    if isinstance(node, gast.Assign | gast.AugAssign | gast.AnnAssign | gast.Expr):
        return [node.value]
    return [node.iter] if isinstance(node, gast.For) else []


def _in_calls(node: gast.AST, scope: Scope) -> set[str]:
    """Return the names that an expression passes to functions that may keep them."""
    return {
        name.id
        for item in nodes_in(node)
        if isinstance(item, gast.Call) and not _fresh_call(item, scope)
        for name in nodes_in(item)
        if _is_name(name)
    }


def _binds_new(node: gast.AST, scope: Scope) -> bool:
    """Tell whether an assignment gives one name an object that nobody else holds."""
    if not isinstance(node, gast.Assign) or len(node.targets) != 1:
        return False
    return _is_name(node.targets[0]) and _makes_new(node.value, scope)


def _is_name(node: gast.AST) -> bool:
    return isinstance(node, gast.Name)


def _makes_new(value: gast.AST | None, scope: Scope) -> bool:
    arithmetic = gast.BinOp | gast.UnaryOp | gast.Constant | gast.Compare
    return isinstance(value, arithmetic) or _fresh_call(value, scope)


def _fresh_call(node: gast.AST | None, scope: Scope) -> bool:
    """Tell whether an expression calls a primitive whose result nobody else holds."""
    if not isinstance(node, gast.Call):
        return False
    rule = REGISTRY.of(scope.static(node.func))
    if rule is None and isinstance(node.func, gast.Attribute):
        rule = REGISTRY.by_method.get(node.func.attr)
    return rule is not None and isinstance(rule.effect, Fresh)


def _is_method(call: gast.Call) -> bool:
    return isinstance(call.func, gast.Attribute)


def _held(value: gast.AST | None) -> set[str]:
    """Return the names whose own objects (or views of them) an expression may yield."""
    if isinstance(value, gast.Name):
        return {value.id}
    if isinstance(value, gast.Subscript | gast.Attribute):
        return _held(value.value)
    if isinstance(value, gast.Tuple | gast.List):
        return {n for e in value.elts for n in _held(e)}
    if isinstance(value, gast.Dict):
        return {n for e in value.values for n in _held(e)}
    if isinstance(value, gast.IfExp):
        return _held(value.body) | _held(value.orelse)
    if isinstance(value, gast.BoolOp):
        return {n for e in value.values for n in _held(e)}
    if isinstance(value, gast.Call):
        inside = [value.func, *value.args] if _is_method(value) else value.args
        return {n for e in inside for n in _held(e)}
    return set()
