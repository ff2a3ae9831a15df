"""Putting forward and backward parts together as functions."""

from __future__ import annotations

from dataclasses import dataclass

import gast
import numpy as np

from srcdiff import runtime
from srcdiff.analysis.activity import active_names
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.invariance import cancelling
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.numeric import numeric_names
from srcdiff.analysis.poles import bare_poles
from srcdiff.analysis.sharing import sharing_of
from srcdiff.analysis.types import infer
from srcdiff.core import types
from srcdiff.core.build import (
    assign,
    call,
    constant,
    function,
    name,
    numpy_call,
    parameters,
    stamped,
    subscript,
    tuple_of,
)
from srcdiff.core.join import is_double
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound_in, map_blocks, mutated, statements, tape_of
from srcdiff.core.types import UNKNOWN, Items
from srcdiff.differentiate.adjoint_types import adjoint_type
from srcdiff.differentiate.adjoints import Adjoints, State
from srcdiff.differentiate.joined import joined_displays
from srcdiff.differentiate.last_turn import uncounted_exits
from srcdiff.differentiate.least import least_kept
from srcdiff.differentiate.parts import apart, together
from srcdiff.differentiate.preallocated import preallocated
from srcdiff.differentiate.prepare import replayable
from srcdiff.differentiate.rematerialize import rematerialized
from srcdiff.differentiate.reverse import Reverse
from srcdiff.differentiate.saving import Saving, computed_again, saved_by_paths
from srcdiff.differentiate.sequences import visited
from srcdiff.differentiate.tape import (
    needed_only,
    returnable,
    unshortened,
    without_unused_tapes,
)
from srcdiff.differentiate.unpacked import read_by_name
from srcdiff.differentiate.updates import split_updates
from srcdiff.runtime import seed

Block = list[gast.AST]


@dataclass
class Parts:
    """A reversed function: its two parts and the names that join them."""

    node: gast.FunctionDef
    forward: Block
    backward: Block
    result: str
    gradients: list[gast.AST]
    known: Known


@dataclass(frozen=True)
class Wanted:
    """What a gradient function returns.

    with_value: the value too. has_aux: the result is (value, auxiliary data).
    single: the gradient itself rather than a tuple of gradients.
    """

    with_value: bool
    has_aux: bool
    single: bool


def gradient(
    node: gast.FunctionDef,
    wrt: list[str],
    wanted: Wanted,
    names: NameTable,
    known: Known,
) -> gast.FunctionDef:
    """Return the function that computes gradients of a scalar result.

    node: core form. wrt: parameter names. The seed of the adjoint is one.
    """
    node, named = apart(read_by_name(node), wrt, names, known)
    result = node.body[-1].value.id
    loss = result
    if wanted.has_aux:
        loss = names.temporary("loss")
        last = node.body[-1]
        part = assign(loss, subscript(name(result), constant(0)), like=last)
        checks = [] if _is_pair(infer(node, known).get(result)) else [_check(last)]
        node = function(node, [*node.body[:-1], *checks, part, last])
    parts = reverse_parts(node, wrt, loss, _seed, names, known)
    value, kept = parts.result, []
    if wanted.with_value:
        value = result
        if value in bound_in(parts.backward):
            value = names.temporary("value")
            kept = [assign(value, name(result), like=node.body[-1])]
            kept[0].part = "forward"
    bars = parts.gradients[0] if wanted.single else tuple_of(parts.gradients)
    returned = bars
    if wanted.with_value:
        returned = tuple_of([name(value), bars])
    elif wanted.has_aux:
        returned = tuple_of([bars, subscript(name(result), constant(1))])
    body = [*parts.forward, *kept, *parts.backward, gast.Return(returned)]
    body[-1].part = "backward"
    body[-1].gradients = 1 if wanted.with_value else 0 if wanted.has_aux else None
    whole = tidied(function(node, body, known=known), names)
    if not wanted.with_value and not wanted.has_aux:
        whole = _unheld(whole)
    return together(whole, named)


def _unheld(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return both parts without the copies of lists that the caller may get to see."""
    return function(
        node,
        map_blocks(
            node.body, lambda b: [s for s in b if not hasattr(s, "seen_by_caller")]
        ),
    )


def _is_pair(value: types.Type | None) -> bool:
    return isinstance(value, types.Items) and len(value.items) == 2


def _check(last: gast.Return) -> gast.AST:
    """Return the statement that checks a result for (value, auxiliary)."""
    checked = call("pair", name(last.value.id), target=runtime.pair)
    return stamped(gast.Expr(checked), last)


def _seed(result: str, adjoints: Adjoints, known: Known) -> Block:
    """Return the adjoint of a scalar result: one, in the precision of the result."""
    value = known.get(result, types.UNKNOWN)
    single = isinstance(value, types.Array) and value == _SINGLE
    one: gast.AST = constant(1.0)
    if single:
        one = numpy_call("float32", one)
    elif not is_double(value) or isinstance(value, types.Literal):
        one = call("seed", name(result), target=seed)
    return [assign(adjoints.bar(result), one)]


_SINGLE = types.Array(np.dtype(np.float32), ())


def pair(
    node: gast.FunctionDef,
    wrt: list[str],
    titles: tuple[str, str],
    names: NameTable,
    known: Known,
) -> tuple[gast.FunctionDef, gast.FunctionDef]:
    """Return the forward and the backward function of a called function.

    The forward one returns the value and what the backward one needs; the backward one
    takes that and the value's adjoint, and returns one adjoint for each name in wrt.
    """
    given: list[str] = []

    def from_caller(result: str, adjoints: Adjoints, known: Known) -> Block:
        given.append(adjoints.bar(result))
        return []

    result = node.body[-1].value.id
    parts = reverse_parts(node, wrt, result, from_caller, names, known)
    bars = (
        parts.gradients[0] if len(parts.gradients) == 1 else tuple_of(parts.gradients)
    )
    back = [*parts.backward, gast.Return(bars)]
    back[-1].part = "backward"
    both = [*parts.forward, gast.Return(name(result)), *back]
    whole = tidied(function(node, both, known=known), names)
    cut = next(k for k, s in enumerate(whole.body) if isinstance(s, gast.Return))
    forward, back = whole.body[:cut], whole.body[cut + 1 :]
    needed = Liveness(back, frozenset(), sharing_of(whole)).start
    saving = Saving(forward, back, (needed & _available(node, forward)) - {given[0]})
    saving = computed_again(saving, set(parameters(node)), parts.known)
    saving = saved_by_paths(saving, set(parameters(node)), parts.known, names)
    forward, back, saved = saving.forward, saving.backward, sorted(saving.saved)
    saved_name = names.temporary("saved")
    opening: Block = []
    tapes = {t for s in statements(forward) if (t := tape_of(s, "append"))}
    if saved:
        opening.append(
            assign(tuple_of([name(s, True) for s in saved], True), name(saved_name))
        )
    copied_there = {
        s.shortens for s in statements(back) if hasattr(s, "seen_by_caller")
    }
    changed = {mutated(s) for s in statements(back)}
    for tape in sorted((tapes & changed - copied_there) & set(saved)):
        copied = call("list", name(tape), target=list)
        opening.append(assign(tape, copied))
    for statement in opening:
        statement.part = "backward"
    forward = returnable(forward, saved, set(parameters(node)))
    kept = tuple_of([name(s) for s in saved])
    returned = gast.Return(tuple_of([name(result), kept]))
    returned.part = "forward"
    ahead = function(node, [*forward, returned], name=titles[0], known=known)
    arguments = gast.arguments(
        [name(saved_name, True), name(given[0], True)], [], None, [], [], None, []
    )
    inside = {
        saved_name: Items(tuple(parts.known.get(s, UNKNOWN) for s in saved)),
        given[0]: adjoint_type(parts.known.get(result, UNKNOWN)),
    }
    backward = function(
        node, [*opening, *back], name=titles[1], args=arguments, known=inside
    )
    return ahead, backward


def tidied(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return both parts without records that nobody reads, and idle last turns."""
    node = rematerialized(node)
    needed = function(node, uncounted_exits(least_kept(node)))
    needed = preallocated(function(node, needed_only(needed)), names)
    return function(node, without_unused_tapes(unshortened(needed.body)))


def _available(node: gast.FunctionDef, forward: Block) -> set[str]:
    return bound_in(forward) | set(parameters(node))


def reverse_parts(
    node, wrt, result, make_seed, names: NameTable, known: Known
) -> Parts:
    """Reverse a function in core form with respect to some of its parameters."""
    found = infer(node, known)
    unmoved = cancelling(node, result, found)
    active = active_names(node, set(wrt), result, unmoved, found)
    node = replayable(node, active | set(wrt), names, found)
    node = split_updates(node, active, names, found)
    node = joined_displays(node, found)
    node = visited(node, active, names, known)
    found = infer(node, known)
    adjoints = Adjoints(names, active, numeric_names(node, found), found)
    adjoints.tapes.update(
        t for s in statements(node.body) if (t := tape_of(s, "pop")) is not None
    )
    adjoints.bare_poles = bare_poles(node, result, found)
    state = State({})
    start: Block = make_seed(result, adjoints, found)
    if result in active:
        state.owned[result] = False
    forward, backward = Reverse(node, adjoints, found, names).run(state)
    if result not in active:
        start = [gast.Expr(s.value) for s in start if isinstance(s.value, gast.Call)]
    for statement in start:
        statement.part = "backward"
        statement.origin = node.body[-1].origin
    gradients = [_returned(p, state, adjoints) for p in wrt]
    return Parts(node, forward, [*start, *backward], result, gradients, found)


def _returned(parameter: str, state: State, adjoints: Adjoints) -> gast.AST:
    if parameter not in state.owned:
        return adjoints.zeros(parameter)
    return name(adjoints.bar(parameter))
