"""Abstract interpretation of core form: what is known of each name before running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gast

from srcdiff.analysis.expression_types import Known, index_type, type_of
from srcdiff.analysis.linked import linked
from srcdiff.core import types
from srcdiff.core.build import parameters
from srcdiff.core.dims import of_parameter
from srcdiff.core.facts import once
from srcdiff.core.join import join, listed
from srcdiff.core.traverse import is_store, mutated, names_in, statements, tape_of
from srcdiff.core.types import (
    NOTHING,
    UNKNOWN,
    Array,
    Literal,
    Number,
    Several,
    Type,
)


def infer(node: gast.FunctionDef, given: Known) -> Known:
    """Return the type of every name whose definitions agree on one.

    given: what is known of parameters. A name that is absent is unknown.

    >>> f = gast.parse(
    ...     "def f(x):\\n    y = 2.0\\n    z = y * 3.0\\n    return z"
    ... ).body[0]
    >>> infer(f, {})
    {'y': Literal(value=2.0), 'z': Number(python=<class 'float'>)}
    """
    last = _inferred(node)
    if last.known is None or last.given != given:
        last.given, last.known = dict(given), _fixed_point(node, given)
    return dict(last.known)


class _Inferred:
    """The types of a function's names for what was given of parameters last."""

    def __init__(self, node: gast.FunctionDef) -> None:
        self.given: Known = {}
        self.known: Known | None = None


_inferred = once(_Inferred)


def _fixed_point(node: gast.FunctionDef, given: Known) -> Known:
    # A parameter has the value of the call too, besides those that rebind it.
    given = {p: _at_call(p, given.get(p, UNKNOWN)) for p in parameters(node)} | {
        name: value for name, value in given.items() if name not in parameters(node)
    }
    # Without loops, what a name holds where it is read has been bound above.
    every = list(statements(node.body))
    loops = any(isinstance(s, gast.For | gast.While) for s in every)
    steps = [step for step in map(_step, every) if step != IDLE]
    groups = linked(node) if any(step[2] for step in steps) else {}
    known: Known = dict(given)
    while True:
        found = _visit(steps, known, given, groups)
        widened = {
            name: join(known[name], value) if name in known else value
            for name, value in found.items()
        }
        if widened == known or not loops:
            return {name: value for name, value in widened.items() if value != UNKNOWN}
        known = widened


@once
def types_of(node: gast.FunctionDef) -> Known:
    """Return the types of a derivative's names, by what is known of its parameters.

    The table serves every pass that sees the same function: nobody may change it.
    """
    return infer(node, node.known)


def _visit(
    steps: list[Any], known: Known, given: Known, groups: Mapping[str, frozenset[str]]
) -> Known:
    # What an earlier visit has found holds for all definitions, also those below.
    found: Known = dict(given)

    # Where an earlier visit has not been, what this one finds has to do.
    seen: Known = {**given, **known}

    pending = {name for name, value in known.items() if value == NOTHING}

    def bind(name: str, value: Type) -> None:
        found[name] = join(found[name], value) if name in found else value
        if name not in known:
            seen[name] = found[name]
            (pending.add if found[name] == NOTHING else pending.discard)(name)

    def known_type(value: gast.AST | None) -> Type:
        waits = value is None or (pending and names_in(value) & pending)
        return NOTHING if value is None or waits else type_of(value, seen)

    for tape, counter, written, target, value in steps:
        if tape is not None:
            bind(tape, listed(NOTHING if target is not None else known_type(value)))
        if target is not None:
            whole = known_type(value)
            if type(target) is str:
                bind(target, whole)
            else:
                for name, kind in _parts(target, whole):
                    bind(name, kind)
        elif counter is not None:
            bind(counter, Number(int))
        elif written is not None:
            statement, root = written
            after = _after_write(statement, root, seen)
            if after is not None:
                bind(root, after)
            if _may_change_items(statement, seen.get(root)):
                for other in groups.get(root, frozenset()) - {root}:
                    if _may_be_in(seen.get(root), seen.get(other)):
                        bind(other, UNKNOWN)
    return found


@once
def _step(statement: gast.AST) -> Any:
    """Return what a statement does to the types of names.

    That is the tape that it pushes to or pops from, the name it counts with, itself and
    the name it writes into, the name or the tuple that it binds, and what it binds that
    to, or pushes.
    """
    tape = _tape(statement)
    if isinstance(statement, gast.For):
        return tape, statement.target.id, None, None, None
    if is_store(statement) or isinstance(statement, gast.AugAssign):
        # What has been recorded is put back: it was there before.
        root = None if hasattr(statement, "site") else mutated(statement)
        written = None if root is None else (statement, root)
        return tape, None, written, None, None
    if isinstance(statement, gast.Assign) and not hasattr(statement, "site"):
        target = statement.targets[0]
        bound = target.id if isinstance(target, gast.Name) else target
        return tape, None, None, bound, statement.value
    pushes = tape_of(statement, "append") is not None
    return tape, None, None, None, statement.value.args[0] if pushes else None


IDLE = (None,) * 5


def _tape(statement: gast.AST) -> str | None:
    """Return the tape that a statement pushes to or pops from, if any."""
    return tape_of(statement, "append") or tape_of(statement, "pop")


def _at_call(parameter: str, value: Type) -> Type:
    """Return the type of a parameter at the call: an integer has a symbol's value."""
    if value == Number(int):
        return Number(int, of_parameter(parameter))
    return value


def _after_write(statement: gast.AST, root: str, known: Known) -> Type | None:
    """Return what a write in place may make of its object; None if it stays as it is.

    An array keeps dtype and shape; a number is another one; items may change type.
    """
    kind = known.get(root)
    if kind is None or kind == NOTHING:
        return None
    if isinstance(kind, Array) and kind.shape != ():
        return None
    if isinstance(statement, gast.AugAssign) and isinstance(
        statement.target, gast.Name
    ):
        whole = gast.BinOp(statement.target, statement.op, statement.value)
        return type_of(whole, known)
    if isinstance(kind, Array) or _keeps(statement, kind):
        return None
    if isinstance(kind, Several | types.Items | types.Fields):
        return _after_item(statement, kind, known)
    return UNKNOWN


CONTAINERS = types.Items | types.Fields | Several


def _may_change_items(statement: gast.AST, kind: Type | None) -> bool:
    """Tell whether a write may change which items a container has, under any name."""
    if isinstance(kind, Array) or kind == NOTHING:
        return False
    return kind is None or not _keeps(statement, kind)


def _may_be_in(inner: Type | None, outer: Type | None) -> bool:
    """Tell whether a container that is written may be another one, or be held by it."""
    if not isinstance(outer, CONTAINERS):
        return False
    if inner is None or isinstance(inner, types.Fields) is isinstance(
        outer, types.Fields
    ):
        return True
    return any(i == UNKNOWN or _may_be_in(inner, i) for i in outer.items)


def _after_item(
    statement: gast.AST, kind: Several | types.Items | types.Fields, known: Known
) -> Type:
    """Return the type of a list or dict of which an item is written."""
    place = statement.targets[0] if is_store(statement) else statement.target
    if not isinstance(place.value, gast.Name):
        return UNKNOWN
    value: gast.AST = statement.value
    if isinstance(statement, gast.AugAssign):
        item = gast.Subscript(place.value, place.slice, gast.Load())
        value = gast.BinOp(item, statement.op, value)
    where = index_type(place.slice, known)
    new = type_of(value, known)
    if isinstance(kind, Several):
        one = isinstance(where, Number) or type(getattr(where, "value", None)) is int
        return listed(join(kind.item, new)) if one else UNKNOWN
    key = getattr(where, "value", None)
    keys = kind.keys if isinstance(kind, types.Fields) else range(len(kind.items))
    if isinstance(kind, types.Items) and type(key) is int and key < 0:
        key += len(kind.items)
    if isinstance(where, Literal) and type(key) in (int, str) and key in keys:
        place_of_key = list(keys).index(key)
        items = list(kind.items)
        items[place_of_key] = join(items[place_of_key], new)
        return replace(kind, items=tuple(items))
    return UNKNOWN


def _keeps(statement: gast.AST, kind: Type) -> bool:
    """Tell whether a write changes an array in a container, not which one is there."""
    if not isinstance(kind, types.Items | types.Fields | Several):
        return False
    if not all(isinstance(i, Array) and i.shape not in ((), None) for i in kind.items):
        return False
    if isinstance(statement, gast.AugAssign):
        return True
    place = statement.targets[0] if is_store(statement) else None
    return place is not None and not isinstance(place.value, gast.Name)


def _parts(target: gast.AST, whole: Type) -> list[tuple[str, Type]]:
    """Return the type of each name that an unpacking binds."""
    if isinstance(target, gast.Name):
        return [(target.id, whole)]
    nothing = NOTHING if whole == NOTHING else UNKNOWN
    inside: tuple[Type, ...] = (nothing,) * len(target.elts)
    if isinstance(whole, types.Items) and len(whole.items) == len(target.elts):
        inside = whole.items
    elif isinstance(whole, Array) and whole.shape:
        inside = (Array(whole.dtype, whole.shape[1:]),) * len(target.elts)
    pairs = zip(target.elts, inside, strict=True)
    return [part for each, kind in pairs for part in _parts(each, kind)]
