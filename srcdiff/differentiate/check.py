"""What cannot be differentiated once it is known what is active: all refusals at once."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import gast

from srcdiff.analysis.activity import carried
from srcdiff.core.build import Origin
from srcdiff.core.traverse import bound, mutated, read, statements
from srcdiff.errors import NoDerivativeRule, Place, Refusal, UnsupportedSyntax
from srcdiff.rules.apply import BindingError, apply

HELP = "differentiate around it, or declare a rule with srcdiff.rules.registry.rule"


def missing_rules(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each operation on active values that has no rule."""
    found: list[Refusal] = []
    for statement in statements(node.body):
        if isinstance(statement, gast.Assign) and set(bound(statement)) & active:
            found += _assigned(statement, active)
        elif isinstance(statement, gast.Expr | gast.AugAssign):
            changed = mutated(statement)
            if changed in active and not _generated(statement):
                found.append(_in_place(statement))
    return found


def _assigned(statement: gast.Assign, active: set[str]) -> list[Refusal]:
    value = statement.value
    plain = gast.Name | gast.Tuple | gast.List | gast.Dict | gast.Subscript
    if isinstance(value, plain) or not set(carried(value)) & active:
        return []
    if hasattr(value, "pair") or getattr(value, "tape", False):
        return []
    try:
        if apply(value) is not None:
            return []
        reason = f"{_described(value)} has no derivative rule"
    except BindingError as error:
        reason = f"the derivative rule does not know this call: {error}"
    return [Refusal(NoDerivativeRule, _place(statement, value), reason, HELP)]


def _described(value: gast.AST) -> str:
    if isinstance(value, gast.Call):
        target = getattr(value, "target", None)
        if target is not None:
            name = getattr(target, "__name__", repr(target))
            module = getattr(target, "__module__", None)
            return f"{module}.{name}" if module and module != "builtins" else name
        if isinstance(value.func, gast.Attribute):
            return f"the method .{value.func.attr}()"
        return f"the call of {value.func.id}"
    if isinstance(value, gast.Attribute):
        return f"the attribute .{value.attr}"
    return f"this {type(value).__name__}"


def _place(statement: gast.AST, value: gast.AST) -> Place:
    origin: Origin = statement.origin
    column = getattr(value, "col_offset", None)
    return Place(origin.file, origin.line, 0, None, origin.text) if column is None else (
        Place(origin.file, origin.line, 0, None, origin.text)
    )


def _in_place(statement: gast.AST) -> Refusal:
    reason = "an array or list is changed in place"
    remedy = "build a new one, for example with np.stack or np.concatenate"
    return Refusal(UnsupportedSyntax, _place(statement, statement), reason, remedy)


def _generated(statement: gast.AST) -> bool:
    return statement.origin.file.startswith("<srcdiff ")
