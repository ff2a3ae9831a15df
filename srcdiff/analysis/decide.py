"""Deciding the tests in rule bodies: surely true, surely false, or unknown."""

from __future__ import annotations

import operator
from typing import Any

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.core import types
from srcdiff.core.build import constant
from srcdiff.core.types import Array, Literal, Number

COMPARISONS = {
    gast.Eq: operator.eq,
    gast.NotEq: operator.ne,
    gast.Lt: operator.lt,
    gast.LtE: operator.le,
    gast.Gt: operator.gt,
    gast.GtE: operator.ge,
}


class _Undecided(Exception):
    """A value is not known before the program runs."""


def decide(test: gast.AST, known: Known, over_reals: bool = True) -> bool | None:
    """Return the truth of a test where it is known, else None.

    over_reals: what is not known to be complex is real.

    >>> from srcdiff.core.text import parse_expression
    >>> known = {"x": Array(None, ("n", 3))}
    >>> decide(parse_expression("None is None"), known)
    True
    >>> decide(parse_expression("y == 2"), known) is None
    True
    """
    try:
        return bool(_value(_settled(test, known, over_reals), known))
    except _Undecided:
        return None


def _settled(test: gast.AST, known: Known, over_reals: bool) -> gast.AST:
    """Return a test in which it is settled what is real, where that is known."""
    target = getattr(test, "target", None)
    if target is np.isrealobj or target is np.iscomplexobj:
        found = types.is_complex(type_of(test.args[0], known))
        if found is None and not over_reals:
            raise _Undecided
        return constant(bool(found) is (target is np.iscomplexobj))
    if isinstance(test, gast.BoolOp):
        parts = [_settled(v, known, over_reals) for v in test.values]
        return gast.BoolOp(test.op, parts)
    return test


def _value(node: gast.AST, known: Known) -> Any:
    if isinstance(node, gast.Constant):
        return node.value
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        return not _value(node.operand, known)
    if isinstance(node, gast.BoolOp):
        return _junction(node, known)
    if isinstance(node, gast.Compare) and len(node.ops) == 1:
        return _comparison(node, known)
    if isinstance(node, gast.Subscript) and isinstance(node.value, gast.Call):
        shape = _shape_asked(node.value, known)
        place = _value(node.slice, known)
        if type(place) is not int or not -len(shape) <= place < len(shape):
            raise _Undecided
        return shape[place]
    if getattr(node, "target", None) is np.shape:
        return _shape_asked(node, known)
    if isinstance(node, gast.Subscript) and isinstance(node.value, gast.Dict):
        keys = [_value(k, known) for k in node.value.keys if k is not None]
        key = _value(node.slice, known)
        if key in keys:
            return _value(node.value.values[keys.index(key)], known)
        raise _Undecided
    found = type_of(node, known)
    if isinstance(found, Literal):
        return found.value
    raise _Undecided


def _shape_asked(node: gast.Call, known: Known) -> tuple:
    if getattr(node, "target", None) is not np.shape:
        raise _Undecided
    shape = types.shape_of(type_of(node.args[0], known))
    if shape is None or {None, types.NOT_ONE} & set(shape):
        raise _Undecided
    return shape


def _junction(node: gast.BoolOp, known: Known) -> bool:
    decisive = isinstance(node.op, gast.Or)
    unknown = False
    for value in node.values:
        try:
            if bool(_value(value, known)) is decisive:
                return decisive
        except _Undecided:
            unknown = True
    if unknown:
        raise _Undecided
    return not decisive


def _comparison(node: gast.Compare, known: Known) -> bool:
    op = node.ops[0]
    left, right = node.left, node.comparators[0]
    if isinstance(op, gast.Is | gast.IsNot):
        same = _is_same(left, right, known)
        return same if isinstance(op, gast.Is) else not same
    if type(op) not in COMPARISONS:
        raise _Undecided
    return COMPARISONS[type(op)](_value(left, known), _value(right, known))


def _is_same(left: gast.AST, right: gast.AST, known: Known) -> bool:
    """Decide ``value is None``; the right side is a constant."""
    found = type_of(left, known)
    if isinstance(found, Literal):
        return found.value is _value(right, known)
    if isinstance(found, Array | Number | types.Items):
        return False
    raise _Undecided
