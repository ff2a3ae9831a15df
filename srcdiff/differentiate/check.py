"""What cannot be differentiated, once activity is known: all refusals at once."""

from __future__ import annotations

import functools
import linecache
import types
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.activity import carried
from srcdiff.analysis.built import built_lists, growing_lists
from srcdiff.core.build import Origin, parameters
from srcdiff.core.children import nodes_in
from srcdiff.core.generated import is_generated
from srcdiff.core.traverse import (
    bound,
    bound_in,
    is_scatter,
    mutated,
    names_in,
    statements,
    tape_of,
)
from srcdiff.errors import NoDerivativeRule, Place, Refusal, UnsupportedSyntax
from srcdiff.rules.apply import Application, BindingError, apply, misfit
from srcdiff.rules.declared import Declared
from srcdiff.rules.reading import READING, READING_METHODS, READING_MODULES
from srcdiff.rules.records import fields_given
from srcdiff.rules.registry import REGISTRY

GIVE = "call the derivative with that function as an argument, then look at .source"
KEEP = "call its methods here, and hand on its attributes rather than the object"
HELP = "differentiate around it, or declare a rule for it with srcdiff.rule"


def missing_rules(node: gast.FunctionDef, active: set[str]) -> list[Refusal]:
    """Return a refusal for each operation on active values that has no rule."""
    found: list[Refusal] = []
    built = built_lists(node) | growing_lists(node)
    for statement in statements(node.body):
        if isinstance(statement, gast.Assign) and set(bound(statement)) & active:
            found += _assigned(statement, active)
        elif isinstance(statement, gast.Expr) and not is_scatter(statement):
            changed = mutated(statement)
            if changed in built and tape_of(statement, "append") is not None:
                continue
            if changed is not None and not _generated(statement):
                found.append(_in_place(statement))
    return found


def makes_object(node: gast.AST) -> bool:
    """Tell whether a call makes an object of a class that is written in Python."""
    kind = getattr(node, "target", None)
    return isinstance(kind, type) and bool(kind.__flags__ & 512)


def _not_followed(statement: gast.AST, node: gast.AST) -> Refusal:
    reason = f"what becomes of this {node.target.__name__} is not followed"
    return Refusal(NoDerivativeRule, place_of(statement, node), reason, KEEP)


def _assigned(statement: gast.Assign, active: set[str]) -> list[Refusal]:
    value = statement.value
    plain = gast.Name | gast.Tuple | gast.List | gast.Dict | gast.Subscript
    if isinstance(value, plain) or not set(carried(value)) & active:
        return []
    if hasattr(value, "pair") or getattr(value, "tape", False):
        return []
    if fields_given(value) is not None or _is_field(value):
        return []
    if isinstance(value, gast.BinOp) and _is_display(value.left, value.right):
        return [_list_arithmetic(statement, value)]
    try:
        if (applied := apply(value)) is not None:
            return _without_adjoint(statement, applied, active)
        if isinstance(value, gast.Call) and isinstance(value.func, gast.Name):
            reason = "which function this calls, only a call tells"
            if not hasattr(value, "target"):
                place = place_of(statement, value)
                return [Refusal(NoDerivativeRule, place, reason, GIVE)]
        if makes_object(value):
            return [_not_followed(statement, value)]
        reason = f"{_described(value)} has no derivative rule"
        if hasattr(value, "target") and misfit(value):
            reason = f"the derivative rule does not know this call: {misfit(value)}"
    except BindingError as error:
        reason = f"the derivative rule does not know this call: {error}"
    return [Refusal(NoDerivativeRule, place_of(statement, value), reason, HELP)]


def _without_adjoint(
    statement: gast.AST, applied: Application, active: set[str]
) -> list[Refusal]:
    """Return a refusal for each active argument whose adjoint a rule leaves out."""
    rule = applied.rule
    place = place_of(statement, statement.value)
    found = []
    for each, argument in applied.arguments.items():
        if isinstance(rule, Declared):
            left_out = each not in rule.wrt
            reason = f"the rule declared for {rule.name} gives no adjoint for {each}"
            remedy = (
                f"name {each} in its wrt, or pass what does not depend on the argument"
            )
        else:
            left_out = each in rule.without_adjoint
            reason = f"the rule of {rule.name} gives no adjoint for {each}"
            remedy = rule.without_adjoint.get(each, "")
        if left_out and set(carried(argument)) & active:
            found.append(Refusal(NoDerivativeRule, place, reason, remedy))
    return found


def _is_field(value: gast.AST) -> bool:
    """Tell whether a value may be the field of a namedtuple."""
    if not isinstance(value, gast.Attribute):
        return False
    known = apply(value) is not None
    return hasattr(value, "member") or not (known or hasattr(np.ndarray, value.attr))


def _is_display(*operands: gast.AST) -> bool:
    return any(isinstance(o, gast.List | gast.Tuple) for o in operands)


def _list_arithmetic(statement: gast.AST, value: gast.AST) -> Refusal:
    reason = "joining or repeating lists that carry a derivative is not supported"
    remedy = "write the items out in one list, or make arrays with np.array"
    return Refusal(UnsupportedSyntax, place_of(statement, value), reason, remedy)


def unknown_calls(
    node: gast.FunctionDef, writes: Callable[[Any], list[Refusal]]
) -> list[Refusal]:
    """Return a refusal for each call that may write memory the function goes on using.

    writes: tells where a user's function writes in place.
    """
    local = {*parameters(node), *bound_in(node.body)}
    found: list[Refusal] = []
    for statement in statements(node.body):
        if isinstance(statement, gast.Raise):
            continue
        if isinstance(statement, gast.Expr):
            found += _called_for_effect(statement)
        for root in _expressions(statement):
            for item in nodes_in(root):
                if isinstance(item, gast.Call) and not _known(item):
                    found += _unknown_call(statement, item, local, writes)
    return found


def _called_for_effect(statement: gast.Expr) -> list[Refusal]:
    """Return a refusal of a call whose result nobody wants, if its rule is another."""
    call = statement.value
    if not isinstance(call, gast.Call) or hasattr(call, "scatter"):
        return []
    try:
        apply(call)
    except BindingError as error:
        reason = f"the derivative rule does not know this call: {error}"
        return [Refusal(NoDerivativeRule, place_of(statement, call), reason, HELP)]
    return []


def _expressions(statement: gast.AST) -> list[gast.AST]:
    if isinstance(statement, gast.For):
        counted = statement.iter
        if counted.target is reversed:
            counted = counted.args[0]
        return counted.args
    found = (statement.__dict__.get(k) for k in ("value", "test"))
    return [e for e in found if isinstance(e, gast.AST)]


def _known(node: gast.Call) -> bool:
    if hasattr(node, "pair") or getattr(node, "tape", False):
        return True
    if hasattr(node, "scatter"):
        return True
    if fields_given(node) is not None:
        return True
    if REGISTRY.definition(getattr(node, "target", None)) is not None:
        return True
    try:
        return apply(node) is not None
    except BindingError:
        return True


def _unknown_call(
    statement: gast.AST,
    node: gast.Call,
    local: set[str],
    writes: Callable[[Any], list[Refusal]],
) -> list[Refusal]:
    target = getattr(node, "target", None)
    if hasattr(target, "generated_function") or any(target is r for r in READING):
        return []
    plain = types.FunctionType | functools._lru_cache_wrapper
    if isinstance(target, plain) or hasattr(target, "source"):
        return writes(target)
    if getattr(target, "__module__", None) in READING_MODULES:
        return []
    arguments = [*node.args, *(k.value for k in node.keywords)]
    if isinstance(node.func, gast.Attribute) and target is None:
        if node.func.attr in READING_METHODS:
            return []
        arguments.append(node.func.value)
    if not any(names_in(a) & local for a in arguments):
        return []
    if makes_object(node):
        return [_not_followed(statement, node)]
    reason = f"{_described(node)} may change its arguments: srcdiff does not know it"
    remedy = "pass it numbers only, or declare a rule for it with srcdiff.rule"
    return [Refusal(NoDerivativeRule, place_of(statement, node), reason, remedy)]


def _described(value: gast.AST) -> str:
    if isinstance(value, gast.Call):
        target = getattr(value, "target", None)
        if target is not None:
            name = getattr(target, "__name__", repr(target))
            module = getattr(target, "__module__", None)
            return f"{module}.{name}" if module and module != "builtins" else name
        if isinstance(value.func, gast.Attribute):
            return f"the method .{value.func.attr}()"
        if isinstance(value.func, gast.Name):
            return f"the call of {value.func.id}"
        return "the call of a value that is computed"
    if isinstance(value, gast.Attribute):
        return f"the attribute .{value.attr}"
    return f"this {type(value).__name__}"


def place_of(statement: gast.AST, value: gast.AST) -> Place:
    origin: Origin = statement.origin
    line = getattr(value, "lineno", origin.line)
    text = linecache.getline(origin.file, line).rstrip("\n")
    if not hasattr(value, "col_offset") or not text:
        return Place(origin.file, origin.line, 0, None, text or origin.text)
    start, end = value.col_offset, value.end_col_offset
    return Place(
        origin.file, line, start, end if value.end_lineno == line else None, text
    )


def read_too_early(statement: gast.AST, name: str) -> Refusal:
    """Return the refusal of a statement that reads a name which nothing has bound."""
    reason = f"{name} is read here, and no path to here binds it"
    remedy = f"give {name} a value before"
    return Refusal(UnsupportedSyntax, place_of(statement, statement), reason, remedy)


def _in_place(statement: gast.AST) -> Refusal:
    reason = "an array or list is changed in place"
    remedy = "build a new one, for example with np.stack or np.concatenate"
    return Refusal(UnsupportedSyntax, place_of(statement, statement), reason, remedy)


def _generated(statement: gast.AST) -> bool:
    return is_generated(statement.origin.file)
