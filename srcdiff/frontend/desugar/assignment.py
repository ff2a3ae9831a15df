"""Augmented and annotated assignments to names become plain ones."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, call, function, name, stamped
from srcdiff.core.traverse import map_blocks
from srcdiff.frontend.resolve import Scope
from srcdiff.rules.effects import Fresh
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime import number


def plain_assignments(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with ``x op= e`` as ``x = x op e``.

    On an array, ``x op= e`` writes in place, which other names may see. Where another
    name may hold the same array, the program checks at run time that x is a number.

    """
    shared = _shared_names(node, scope)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in _plain(s, shared)]

    return function(node, map_blocks(node.body, change))


def _plain(statement: gast.AST, shared: set[str]) -> list[gast.AST]:
    if isinstance(statement, gast.AnnAssign):
        return [assign(statement.target.id, statement.value, like=statement)]
    if not isinstance(statement, gast.AugAssign):
        return [statement]
    if not isinstance(statement.target, gast.Name):
        return [statement]
    target = statement.target.id
    updated = assign(
        target, gast.BinOp(name(target), statement.op, statement.value), like=statement
    )
    if target not in shared:
        return [updated]
    check = gast.Expr(call("number", name(target), target=number))
    return [stamped(check, statement), updated]


def _shared_names(node: gast.FunctionDef, scope: Scope) -> set[str]:
    """Return the names whose array another name, or the caller, may also hold.

    A name is its array's only holder when every value bound to it is arithmetic or a
    constant and it is never itself bound to another name, stored, or viewed.
    """
    alone = set()
    exposed = set()
    for item in gast.walk(node):
        if isinstance(item, gast.Assign | gast.AnnAssign):
            targets = item.targets if isinstance(item, gast.Assign) else [item.target]
            for target in targets:
                if isinstance(target, gast.Name) and _makes_new(item.value, scope):
                    alone.add(target.id)
                else:
                    exposed.update(n.id for n in gast.walk(target) if _is_name(n))
            exposed |= _held(item.value)
        elif isinstance(item, gast.For):
            exposed.update(n.id for n in gast.walk(item.target) if _is_name(n))
            exposed |= _held(item.iter)
        elif isinstance(item, gast.Call) and not _fresh_call(item, scope):
            for argument in [*item.args, *(k.value for k in item.keywords)]:
                exposed |= _held(argument)
    return {
        s.target.id
        for s in gast.walk(node)
        if isinstance(s, gast.AugAssign)
        and _is_name(s.target)
        and (s.target.id in exposed or s.target.id not in alone)
    }


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
