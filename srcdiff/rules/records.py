"""Calls that only put their arguments together: namedtuples and plain dataclasses."""

from __future__ import annotations

import dataclasses
import inspect

import gast


def fields_given(node: gast.AST) -> dict[int | str, gast.AST] | None:
    """Return what a call puts into a new record, None where it is no such call.

    The keys are those of the record's adjoint: positions in a namedtuple, names of
    attributes of an object.

    >>> from collections import namedtuple
    >>> call = gast.parse("Pair(a, second=b)", mode="eval").body
    >>> call.target = namedtuple("Pair", "first second")
    >>> list(fields_given(call))
    [0, 1]
    """
    kind = getattr(node, "target", None)
    if not isinstance(node, gast.Call) or not isinstance(kind, type):
        return None
    named = {k.arg: k.value for k in node.keywords}
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        by_position = {kind._fields.index(k): v for k, v in named.items()}
        return {**dict(enumerate(node.args)), **by_position}
    if not is_record(kind):
        return None
    try:
        given = inspect.signature(kind).bind(*node.args, **named).arguments
    except TypeError:
        return None
    found: dict[int | str, gast.AST] = {}
    found.update(given)
    return found


FACTORIES = (dataclasses.MISSING, list, dict, tuple, set, float, int, str)
"""What makes the default of a field: new objects, without anything that is shared."""


def is_record(kind: type) -> bool:
    """Tell whether a class is a dataclass whose objects only keep what they are given.

    >>> @dataclasses.dataclass
    ... class Point:
    ...     x: float
    >>> is_record(Point), is_record(dict)
    (True, False)
    """
    if not dataclasses.is_dataclass(kind) or hasattr(kind, "__slots__"):
        return False
    code = getattr(kind.__init__, "__code__", None)
    if code is None or code.co_filename != "<string>" or hasattr(kind, "__post_init__"):
        return False
    fields = dataclasses.fields(kind)
    parameters = list(inspect.signature(kind).parameters)
    plain = all(f.default_factory in FACTORIES for f in fields)
    same_new = kind.__new__ is object.__new__
    same_set = kind.__setattr__ is object.__setattr__ or is_frozen(kind)
    return plain and same_new and same_set and parameters == [f.name for f in fields]


def is_frozen(kind: type) -> bool:
    return bool(getattr(kind, "__dataclass_params__").frozen)  # noqa: B009
