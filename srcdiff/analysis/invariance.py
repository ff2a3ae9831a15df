"""Shifts that cancel: the maximum in ``exp(z - max(z))`` does not matter to softmax.

If the maximum m were larger by d, each value after it would be as it was, larger by
k d, or larger by the factor exp(k d). Where the result is as it was, the derivative
through m is zero, and nothing need be computed for it.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import gast
import numpy as np

from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.types import Known, type_of
from srcdiff.analysis.written import memory_of
from srcdiff.core.traverse import (
    blocks,
    bound,
    bound_in,
    names_in,
    read_in,
    statements,
)
from srcdiff.core.types import shape_of
from srcdiff.rules.apply import BindingError, apply

Effect = tuple[str, int]
SHIFT, FACTOR = "shift", "factor"
MAXIMA = (np.max, np.min)


@dataclass(frozen=True)
class Along:
    """The axis over which a maximum was taken, as text, and the rank of the operand."""

    axis: str
    rank: int | None

    def same_axis(self, axis: gast.AST, rank: int | None) -> bool:
        """Tell whether an axis of an operand is one along which the shift is constant.

        A shift lines up with the last axes of whatever it is added to.
        """
        from_end = isinstance(axis, gast.UnaryOp)
        aligned = from_end or (rank is not None and rank == self.rank)
        return gast.dump(axis) == self.axis and aligned


def cancelling(node: gast.FunctionDef, result: str, known: Known) -> set[str]:
    """Return the names of maxima and minima on which the result does not depend.

    node: core form. Only what straight-line code of one block shows is found: nothing
    that the maximum changes may be needed after the block, or by its next turn.

    >>> f = gast.parse("def f(z):\\n    return z").body[0]
    >>> cancelling(f, "z", {})
    set()
    """
    body = [s for s in node.body if not isinstance(s, gast.Return)]
    if not any(_maximum(s, known) for s in statements(body)):
        return set()
    after = Liveness(body, frozenset({result})).after
    written = memory_of(node).written
    binds = Counter(n for s in statements(body) for n in bound(s))
    found: set[str] = set()

    def search(block: list[gast.AST], exits: frozenset[str]) -> None:
        for position, statement in enumerate(block):
            looped = isinstance(statement, gast.For | gast.While)
            for inner in blocks(statement):
                # What is needed after a loop is so where a turn is left, too.
                search(inner, after[id(statement)] if looped else exits)
            along = _maximum(statement, known)
            if along is not None and binds[statement.targets[0].id] == 1:
                later = block[position + 1 :]
                name = statement.targets[0].id
                needed = after[id(block[-1])] | exits
                if _cancels(later, name, along, needed, written, known):
                    found.add(name)

    search(body, frozenset())
    return found


def _maximum(statement: gast.AST, known: Known) -> Along | None:
    """Return the axis of ``m = np.max(z, axis=..., keepdims=True)``, else None."""
    if not isinstance(statement, gast.Assign):
        return None
    applied = _applied(statement.value)
    if applied is None or not any(t in MAXIMA for t in applied.rule.targets):
        return None
    axis, kept = applied.arguments.get("axis"), applied.arguments.get("keepdims")
    if axis is None:
        return Along("None", None)
    if isinstance(kept, gast.Constant) and kept.value is True:
        operand = next(iter(applied.arguments.values()))
        return Along(gast.dump(axis), _rank(operand, known))
    return None


def _rank(node: gast.AST, known: Known) -> int | None:
    shape = shape_of(type_of(node, known))
    return None if shape is None else len(shape)


def _applied(value: gast.AST):
    try:
        return apply(value)
    except BindingError:
        return None


def _cancels(
    block: list[gast.AST],
    name: str,
    along: Along,
    needed: Collection[str],
    written: Collection[str],
    known: Known,
) -> bool:
    """Tell whether nothing that a larger maximum changes is needed after a block.

    written: the names of memory that something writes in place.
    """
    effects: dict[str, Effect] = {name: (SHIFT, 1)}
    for statement in block:
        if bound_in([statement]) & effects.keys():
            return False
        simple = isinstance(statement, gast.Assign)
        if not simple or not isinstance(statement.targets[0], gast.Name):
            if read_in([statement]) & effects.keys():
                return False
            continue
        if not names_in(statement.value) & effects.keys():
            continue
        target = statement.targets[0].id
        effect = _effect(statement.value, effects, along, known)
        if effect is None:
            return False
        if effect[1] != 0:
            effects[target] = effect
    return not effects.keys() & {*needed, *written}


def _effect(
    value: gast.AST, effects: dict[str, Effect], along: Along, types: Known
) -> Effect | None:
    """Return what a larger maximum does to an operation's result, None if unclear."""
    applied = _applied(value)
    if applied is None:
        return None
    operands = list(applied.arguments.values())
    known = [
        effects.get(o.id, (SHIFT, 0)) if isinstance(o, gast.Name) else (SHIFT, 0)
        for o in operands
    ]
    hidden = [o for o in operands if not isinstance(o, gast.Name)]
    if any(names_in(o) & set(effects) for o in hidden):
        return None
    targets = applied.rule.targets
    if np.exp in targets and known[0][0] == SHIFT:
        return FACTOR, known[0][1]
    if np.log in targets and known[0][0] == FACTOR:
        return SHIFT, known[0][1]
    if isinstance(value, gast.BinOp):
        return _arithmetic(value.op, *known)
    if np.sum in targets and known[0][0] == FACTOR:
        axis = applied.arguments.get("axis")
        kept = applied.arguments.get("keepdims")
        keeps = isinstance(kept, gast.Constant) and kept.value is True
        rank = _rank(operands[0], types)
        same = axis is not None and keeps and along.same_axis(axis, rank)
        return known[0] if same or along.axis == "None" else None
    return None


def _arithmetic(op: gast.AST, left: Effect, right: Effect) -> Effect | None:
    shifts = left[0] == SHIFT and right[0] == SHIFT
    if isinstance(op, gast.Add | gast.Sub) and shifts:
        combine = operator.add if isinstance(op, gast.Add) else operator.sub
        return SHIFT, combine(left[1], right[1])
    if isinstance(op, gast.Mult | gast.Div):
        powers = [0 if e == (SHIFT, 0) else e[1] for e in (left, right)]
        if any(e[0] == SHIFT and e[1] != 0 for e in (left, right)):
            return None
        combine = operator.add if isinstance(op, gast.Mult) else operator.sub
        return FACTOR, combine(*powers)
    return None
