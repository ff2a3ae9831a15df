"""Which rule a single operation of core form applies, and to which arguments."""

from __future__ import annotations

import inspect
import operator
from dataclasses import dataclass

import gast

from srcdiff.core.build import constant
from srcdiff.core.facts import once
from srcdiff.rules.registry import REGISTRY, Nondifferentiable, Rule

OPERATORS = {
    gast.Add: operator.add,
    gast.Sub: operator.sub,
    gast.Mult: operator.mul,
    gast.Div: operator.truediv,
    gast.FloorDiv: operator.floordiv,
    gast.Mod: operator.mod,
    gast.Pow: operator.pow,
    gast.MatMult: operator.matmul,
    gast.LShift: operator.lshift,
    gast.RShift: operator.rshift,
    gast.BitAnd: operator.and_,
    gast.BitOr: operator.or_,
    gast.BitXor: operator.xor,
    gast.USub: operator.neg,
    gast.UAdd: operator.pos,
    gast.Invert: operator.invert,
    gast.Not: operator.not_,
}

OPERATIONS = (gast.BinOp, gast.UnaryOp, gast.Subscript, gast.Attribute, gast.Call)


@dataclass(frozen=True)
class Application:
    """A rule and the expressions its parameters are bound to (given ones only)."""

    rule: Rule
    arguments: dict[str, gast.AST]


class BindingError(TypeError):
    """The call's arguments do not fit the rule's parameters."""


def apply(node: gast.AST) -> Application | None:
    """Return the rule that an operation applies, or None where there is none.

    Raises BindingError when the rule does not know an argument of the call.

    >>> from srcdiff.core.text import parse_expression
    >>> apply(parse_expression("a * b")).rule.name
    'multiply'
    """
    return _applied(node) if type(node) in OPERATIONS else None


@once
def _applied(node: gast.AST) -> Application | None:
    kind = type(node)
    if kind is gast.BinOp:
        return _bound(
            REGISTRY.of(OPERATORS[type(node.op)]), [node.left, node.right], []
        )
    if kind is gast.UnaryOp:
        return _bound(REGISTRY.of(OPERATORS[type(node.op)]), [node.operand], [])
    if kind is gast.Subscript:
        return _bound(REGISTRY.of(operator.getitem), [node.value, node.slice], [])
    if kind is gast.Attribute:
        if hasattr(node, "member"):
            return None
        return _bound(REGISTRY.by_attribute.get(node.attr), [node.value], [])
    return _applied_call(node)


def _applied_call(node: gast.Call) -> Application | None:
    if hasattr(node, "target"):
        return _bound(REGISTRY.of(node.target), node.args, node.keywords)
    if isinstance(node.func, gast.Attribute):
        method = REGISTRY.by_method.get(node.func.attr)
        return _bound(method, [node.func.value, *node.args], node.keywords)
    return None


def _bound(
    rule: Rule | None, positional: list[gast.AST], keywords: list[gast.keyword]
) -> Application | None:
    if rule is None:
        return None
    named = {k.arg: k.value for k in keywords}
    if isinstance(rule, Nondifferentiable):
        numbered = {str(i): value for i, value in enumerate(positional)}
        return Application(rule, {**numbered, **named})
    if not named and rule.places is not None:
        parameters, needed = rule.places
        if needed <= len(positional) <= len(parameters):
            return Application(rule, dict(zip(parameters, positional, strict=False)))
    try:
        found = rule.signature.bind(*positional, **named).arguments
    except TypeError as error:
        raise BindingError(f"{rule.name}: {error}") from None
    arguments = {}
    for key, value in found.items():
        kind = rule.signature.parameters[key].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            value = gast.Tuple(list(value), gast.Load())
        arguments[key] = value
    return Application(rule, arguments)


def given(node: gast.Call) -> list[gast.AST]:
    """Return the arguments of a call by position; a method's receiver is the first.

    >>> from srcdiff.core.text import parse_expression
    >>> len(given(parse_expression("x.conj()")))
    1
    """
    method = isinstance(node.func, gast.Attribute) and not hasattr(node, "target")
    return [node.func.value, *node.args] if method else node.args


def default(rule: Rule, parameter: str) -> gast.AST:
    """Return the default value of a rule's parameter as a literal."""
    return constant(rule.signature.parameters[parameter].default)


def misfit(node: gast.Call) -> str:
    """Return what is wrong with a call of a function that others define, else ''."""
    defined = REGISTRY.definition(node.target)
    if defined is None:
        return ""
    try:
        inspect.signature(defined).bind(*node.args, **{k.arg: 0 for k in node.keywords})
    except TypeError as error:
        return str(error)
    return ""
