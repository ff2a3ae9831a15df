"""What is known of the value of an expression, from what is known of its names."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.integers import integer_result
from srcdiff.core import types
from srcdiff.core.facts import once
from srcdiff.core.join import join, python_number
from srcdiff.core.traverse import names_in
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Double,
    Instance,
    Items,
    Literal,
    Number,
    Several,
    Type,
)
from srcdiff.rules.apply import Application, BindingError, apply

Known = dict[str, Type]


def type_of(node: gast.AST, known: Known) -> Type:
    """Return what is known of the value of an expression."""
    if isinstance(node, gast.Name):
        builtin = getattr(node, "provided", None) is complex
        return Literal(complex) if builtin else known.get(node.id, UNKNOWN)
    if isinstance(node, gast.Constant):
        return Literal(node.value)
    if hasattr(node, "returns"):
        return node.returns
    if hasattr(node, "pair"):
        return Items((node.pair.result, UNKNOWN))
    last = _last(node)
    given = [known.get(name) for name in last.names]
    if last.result is None or given != last.given:
        last.given, last.result = given, _found_type(node, known)
    return last.result


class _Last:
    """The type that an expression had last, and those that its names had then."""

    def __init__(self, node: gast.AST) -> None:
        self.names = tuple(names_in(node))
        self.given: list[Type | None] = []
        self.result: Type | None = None


_last = once(_Last)


def _found_type(node: gast.AST, known: Known) -> Type:
    if isinstance(node, gast.JoinedStr):
        return types.Other()
    if isinstance(node, gast.Tuple | gast.List):
        if any(isinstance(e, gast.Starred) for e in node.elts):
            return UNKNOWN
        items = tuple(type_of(e, known) for e in node.elts)
        return types.Items(items, tuple if isinstance(node, gast.Tuple) else list)
    if isinstance(node, gast.Dict):
        keys = [getattr(k, "value", None) for k in node.keys]
        if not all(type(k) in (str, int) for k in keys):
            return UNKNOWN
        return types.Fields(tuple(keys), tuple(type_of(v, known) for v in node.values))
    if isinstance(node, gast.Slice):
        return UNKNOWN
    if getattr(node, "tape", False):
        popped_from = known.get(node.func.value.id)
        return popped_from.item if isinstance(popped_from, Several) else UNKNOWN
    if isinstance(node, gast.Attribute):
        if node.attr == "newaxis" and getattr(node.value, "provided", None) is np:
            return Literal(None)
        if constant := _constant_of(node):
            known_type = isinstance(constant, type)
            return Literal(constant) if known_type else Number(type(constant))
        owner = type_of(node.value, known)
        if isinstance(owner, Instance):
            return owner.attribute(node.attr)
        if limits := _limits(node, owner):
            return Array(limits.dtype, ())
    if isinstance(node, gast.UnaryOp | gast.BinOp):
        return _arithmetic(node, known)
    if isinstance(node, gast.Compare):
        return _comparison(node, known)
    try:
        found = apply(node)
    except BindingError:
        return UNKNOWN
    if found is None:
        return UNKNOWN
    return _result(found, known)


def _constant_of(node: gast.Attribute) -> Any:
    """Return what a module such as NumPy has under a name, if that is a constant.

    It is a number such as ``np.pi``, or the class of complex numbers of a precision.
    """
    module = getattr(node.value, "provided", None)
    found = getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
    if isinstance(found, type) and issubclass(found, np.complexfloating):
        return found
    return found if type(found) in (int, float) else None


def _limits(node: gast.Attribute, owner: Type) -> np.finfo | None:
    """Return the limits of a float of which ``eps`` or the like is asked."""
    if node.attr not in ("eps", "tiny", "max", "min", "smallest_normal"):
        return None
    limits = owner.value if isinstance(owner, Literal) else None
    return limits if isinstance(limits, np.finfo) else None


def _result(found: Application, known: Known) -> Type:
    positional, keywords = [], {}
    for parameter, value in found.arguments.items():
        kind = type_of(value, known)
        if parameter == "index":
            kind = index_type(value, known)
        if found.rule.body is None:
            by_position = parameter.isdigit()
        else:
            declared = found.rule.signature.parameters[parameter].kind
            if declared is inspect.Parameter.VAR_POSITIONAL:
                positional += [type_of(e, known) for e in value.elts]
                continue
            by_position = declared is not inspect.Parameter.KEYWORD_ONLY
        if by_position and len(positional) == _place(found, parameter):
            positional.append(kind)
        else:
            keywords[parameter] = kind
    return _either(found.rule.result, positional, keywords)


def _place(found: Application, parameter: str) -> int:
    if found.rule.body is None:
        return int(parameter)
    return list(found.rule.signature.parameters).index(parameter)


def index_type(node: gast.AST, known: Known) -> Type:
    """Return the type of an index: slices and tuples are literals of their parts.

    A part whose value is not known is a type.
    """
    if isinstance(node, gast.Slice):
        parts = [node.lower, node.upper, node.step]
        found = [Literal(None) if p is None else type_of(p, known) for p in parts]
        bounds = [t.value if isinstance(t, Literal) else t for t in found]
        return Literal(slice(*bounds))
    if isinstance(node, gast.Tuple):
        return Literal(tuple(index_type(e, known) for e in node.elts))
    return type_of(node, known)


def _arithmetic(node: gast.UnaryOp | gast.BinOp, known: Known) -> Type:
    parts = (
        [node.operand] if isinstance(node, gast.UnaryOp) else [node.left, node.right]
    )
    operands = [type_of(p, known) for p in parts]
    first = operands[0]
    negated = isinstance(node.op, gast.USub) and python_number(first)
    if negated and isinstance(first, Literal):
        return Literal(-first.value)
    if isinstance(node.op, gast.Add) and (whole := _joined_items(*operands)):
        return whole
    found = apply(node)
    if found is None:
        return UNKNOWN
    result = _either(found.rule.result, operands, {})
    if result == Number(int):
        return integer_result(node.op, operands)
    return Double() if result == _FLOATS and not _has_array(operands) else result


ORDERS = gast.Lt | gast.LtE | gast.Gt | gast.GtE | gast.Eq | gast.NotEq


def _comparison(node: gast.Compare, known: Known) -> Type:
    """Return the type of ``a < b`` for an array with an array or a number."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ORDERS):
        return UNKNOWN
    operands = [type_of(e, known) for e in (node.left, node.comparators[0])]
    arrays = [t for t in operands if isinstance(t, Array)]
    if not arrays or not all(t in arrays or python_number(t) for t in operands):
        return UNKNOWN
    try:
        shape = types.broadcast_shapes(*map(types.shape_of, operands))
    except ValueError:
        # Operands that do not fit, in a branch that may never run.
        return UNKNOWN
    return Array(np.dtype(bool), shape)


def _joined_items(first: Type, second: Type | None = None) -> Items | None:
    """Return the type of a sum of two tuples, or of two lists."""
    if not isinstance(first, Items) or not isinstance(second, Items):
        return None
    alike = first.python is second.python and first.python in (tuple, list)
    return Items((*first.items, *second.items), first.python) if alike else None


_FLOATS = Array(np.dtype(float), ())


def _has_array(operands: list[Type]) -> bool:
    return any(isinstance(t, Array) for t in operands)


def _either(result, positional: list[Type], keywords: dict[str, Type]) -> Type:
    """Return the type of a result where some operands may be float or float64."""
    try:
        return _of_each(result, positional, keywords)
    except (ValueError, IndexError):
        # Operands that do not fit, in a branch that may never run.
        return UNKNOWN


def _of_each(result, positional: list[Type], keywords: dict[str, Type]) -> Type:
    given = [*positional, *keywords.values()]
    if not any(isinstance(t, Double) for t in given):
        return result(*positional, **keywords)
    found = []
    for choice in (Number(float), _FLOATS):
        chosen = [choice if isinstance(t, Double) else t for t in positional]
        named = {k: choice if isinstance(t, Double) else t for k, t in keywords.items()}
        found.append(result(*chosen, **named))
    return join(*found)
