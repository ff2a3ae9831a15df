"""Shifts that cancel: the maximum in ``exp(z - max(z))`` does not matter to softmax.

If the maximum m were larger by d, each value after it would be as it was, larger by
k d, or larger by the factor exp(k d). Where the result is as it was, the derivative
through m is zero, and nothing need be computed for it. A sum over the axis of the
maximum, and one element of each row, may be without that axis, and d with them.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import gast
import numpy as np

from srcdiff.analysis.axes import has_axis_again
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.written import memory_of
from srcdiff.core.traverse import (
    blocks,
    bound,
    bound_in,
    names_in,
    read_in,
    statements,
)
from srcdiff.core.types import NOT_ONE, Array, Literal, shape_of
from srcdiff.rules.apply import Application, BindingError, apply

SHIFT, FACTOR = "shift", "factor"
MAXIMA = (np.max, np.min)


class Effect(NamedTuple):
    """What a larger maximum does to a value: ``+ power * d``, or ``* exp(power * d)``.

    reduced: the value, and d with it, is without the axis of the maximum.
    """

    kind: str
    power: int
    reduced: bool = False


NONE = Effect(SHIFT, 0)


@dataclass(frozen=True)
class Along:
    """The axis over which a maximum was taken, as text, and the rank of the operand.

    place: the axis as a number, counted from the front. kept: the maximum has it still.
    """

    axis: str
    rank: int | None
    place: int | None = None
    kept: bool = True

    @property
    def drops(self) -> bool:
        """Tell whether what is without the axis lines up with other axes than before.

        What is constant along the first axis does so without it, too.
        """
        return self.place != 0

    @property
    def is_last(self) -> bool:
        """Tell whether this is the second axis of two."""
        last = gast.dump(gast.UnaryOp(gast.USub(), gast.Constant(1, None)))
        second = gast.dump(gast.Constant(1, None))
        return self.rank == 2 and self.axis in (last, second)

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
    """Return the axis of ``m = np.max(z, axis=...)``, else None."""
    if not isinstance(statement, gast.Assign):
        return None
    applied = _applied(statement.value)
    if applied is None or not any(t in MAXIMA for t in applied.rule.targets):
        return None
    axis, kept = applied.arguments.get("axis"), applied.arguments.get("keepdims")
    if axis is None:
        return Along("None", None)
    flag = getattr(kept, "value", False)
    if not isinstance(flag, bool):
        return None
    rank = _rank(next(iter(applied.arguments.values())), known)
    return Along(gast.dump(axis), rank, _place(axis, rank), flag)


def _place(axis: gast.AST, rank: int | None) -> int | None:
    """Return an axis counted from the front, None where it is not known."""
    found = type_of(axis, {})
    value = found.value if isinstance(found, Literal) else None
    if type(value) is not int:
        return None
    if value >= 0:
        return value
    return None if rank is None else value + rank


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
    effects = {name: Effect(SHIFT, 1, not along.kept and along.drops)}
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
        if effect.power != 0:
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
        effects.get(o.id, NONE) if isinstance(o, gast.Name) else NONE for o in operands
    ]
    hidden = [o for o in operands if not isinstance(o, gast.Name)]
    if any(names_in(o) & set(effects) for o in hidden):
        return None
    first = known[0]
    targets = applied.rule.targets
    if np.exp in targets and first.kind == SHIFT:
        return first._replace(kind=FACTOR)
    if np.log in targets and first.kind == FACTOR:
        return first._replace(kind=SHIFT)
    if isinstance(value, gast.BinOp):
        return _arithmetic(value.op, *known)
    if np.sum in targets and first.kind == FACTOR:
        return _summed(applied, first, along, _rank(operands[0], types))
    if first.reduced and has_axis_again(
        value, operands[0], along.place, along.rank, types
    ):
        return first._replace(reduced=False)
    if isinstance(value, gast.Subscript):
        picked = along.is_last and _one_of_each_row(value, types)
        return first._replace(reduced=True) if picked and not first.reduced else None
    return None


def _summed(
    applied: Application, effect: Effect, along: Along, rank: int | None
) -> Effect | None:
    """Return what is left of a factor in a sum over the axis along which it is one."""
    if along.axis == "None":
        return effect
    axis = applied.arguments.get("axis")
    kept = applied.arguments.get("keepdims")
    if effect.reduced or axis is None or not along.same_axis(axis, rank):
        return None
    if kept is None or (isinstance(kept, gast.Constant) and kept.value is False):
        return effect._replace(reduced=along.drops)
    keeps = isinstance(kept, gast.Constant) and kept.value is True
    return effect if keeps else None


def _one_of_each_row(node: gast.Subscript, known: Known) -> bool:
    """Tell whether ``x[np.arange(n), labels]`` is one element of each of n rows."""
    shape = shape_of(type_of(node.value, known))
    index = node.slice
    if shape is None or len(shape) != 2 or shape[0] in (None, NOT_ONE):
        return False
    if not isinstance(index, gast.Tuple) or len(index.elts) != 2:
        return False
    rows, labels = index.elts
    counted = getattr(rows, "target", None) is np.arange and len(rows.args) == 1
    kinds = [type_of(each, known) for each in (rows, labels)]
    flat = all(isinstance(k, Array) and k.shape == shape[:1] for k in kinds)
    return counted and flat


def _arithmetic(op: gast.AST, left: Effect, right: Effect) -> Effect | None:
    moved = [e for e in (left, right) if e.power != 0]
    if len({e.reduced for e in moved}) > 1:
        return None
    reduced = any(e.reduced for e in moved)
    kinds = {e.kind for e in moved}
    if isinstance(op, gast.Add | gast.Sub) and kinds <= {SHIFT}:
        combine = operator.add if isinstance(op, gast.Add) else operator.sub
        return Effect(SHIFT, combine(left.power, right.power), reduced)
    if isinstance(op, gast.Mult | gast.Div) and kinds <= {FACTOR}:
        combine = operator.add if isinstance(op, gast.Mult) else operator.sub
        return Effect(FACTOR, combine(left.power, right.power), reduced)
    return None
