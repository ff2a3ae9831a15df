"""Functions that call functions: small ones inlined, others as a pair in the module."""

from __future__ import annotations

import inspect
import types
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gast

from srcdiff.analysis.activity import active_names, carried
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.attempt import named_error
from srcdiff.core.build import (
    assign,
    clone,
    constant,
    function,
    name,
    parameters,
    stamped,
    tuple_of,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.context import contexts_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    blocks,
    bound_in,
    map_blocks,
    mutated,
    names_in,
    rename,
    statements,
    target_names,
    with_fields,
)
from srcdiff.core.types import NOTHING, Fields, Items, Literal, Type
from srcdiff.differentiate.attempts import whole_attempts
from srcdiff.differentiate.callees import (
    arguments_written,
    calls_itself,
    ends_in,
    holding,
    is_literal,
    may_return,
    places_of,
    size_of,
)
from srcdiff.differentiate.displays import unpack_displays
from srcdiff.differentiate.elsewhere import (
    calls_by,
    is_common,
    names_elsewhere,
    respelled,
)
from srcdiff.differentiate.literals import (
    NOT_GIVEN,
    literals_among,
    value_of,
    written_in,
)
from srcdiff.differentiate.results import under_results
from srcdiff.differentiate.typed_calls import (
    is_derivative_call,
    target_for,
    types_with_derivatives,
)
from srcdiff.errors import Refusal
from srcdiff.rules.apply import misfit

SMALL = 12
"""A function of at most so many operations is inlined wherever it is called."""
ONCE = 32
"""One that is called in one place only is inlined up to this size."""


UNFOLDED = 100
"""So is a function whose calls of itself have been written out."""


@dataclass(frozen=True)
class Callee:
    """A user's function in core form, with the names that it reads from outside.

    unfolded: its calls of itself have been written out, for one structure.
    """

    key: Any
    node: gast.FunctionDef
    names: NameTable
    signature: inspect.Signature
    outside: frozenset[str]
    globals: dict[str, Any]
    cells: dict[str, types.CellType]
    unfolded: bool = False

    def lookup(self) -> dict[str, Any]:
        """Return what the names stand for that it reads from outside, as of now."""
        found = {n: self.globals[n] for n in self.outside if n in self.globals}
        for free in self.outside & set(self.cells):
            try:
                found[free] = self.cells[free].cell_contents
            except ValueError:
                # Not bound yet.
                found.pop(free, None)
        return found

    @property
    def stem(self) -> str:
        """What the function is called where it was written."""
        return getattr(self.key, "stem", self.node.name)


@dataclass
class Pair:
    """The forward and backward functions of a callee, and its active parameters.

    known, result: the types of the parameters and of the result, as far as the calls
    that have been seen tell.
    """

    callee: Callee
    forward: str
    backward: str
    wrt: list[str]
    known: Known = field(default_factory=dict)
    result: Type = NOTHING
    called: bool = False

    def operands(self, node: gast.Call) -> list[gast.AST]:
        """Return the arguments of a call for the active parameters, in their order."""
        given = bind(self.callee, node)
        return [given.get(p, constant(None)) for p in self.wrt]


@dataclass
class Pairs:
    """The pairs that a module needs, by callee; they grow until nothing is new.

    may_be_complex: there are complex numbers in the functions of the module.
    """

    titles: NameTable
    found: dict[Any, Pair] = field(default_factory=dict)
    grew: bool = False
    may_be_complex: bool = False

    def start_over_complex(self, main: Any) -> None:
        """Go on to complex numbers; derivatives that were called are found anew.

        main: the key of the function that all this is for.
        """
        self.may_be_complex = self.grew = True
        for key in [k for k in self.found if is_over_reals(k) and k is not main]:
            del self.found[key]

    def request(self, callee: Callee, wrt: set[str]) -> Pair:
        """Return the pair of a callee, made to serve these active parameters too."""
        pair = self.found.get(callee.key)
        if pair is None:
            stem = callee.stem
            titles = (
                self.titles.fresh(f"{stem}_forward"),
                self.titles.fresh(f"{stem}_backward"),
            )
            pair = self.found[callee.key] = Pair(callee, *titles, [])
            self.grew = True
        merged = [p for p in parameters(callee.node) if p in wrt or p in pair.wrt]
        if merged != pair.wrt:
            pair.wrt = merged
            self.grew = True
        return pair


def is_over_reals(key: Any) -> bool:
    """Tell whether a function is a derivative that is right where all is real only."""
    return getattr(key, "over_complex", True) is False


def bind(callee: Callee, node: gast.Call) -> dict[str, gast.AST]:
    """Return the argument expressions of a call by parameter name.

    Raises TypeError when the call does not fit the callee's signature.
    """
    named = {k.arg: k.value for k in node.keywords}
    return dict(callee.signature.bind(*node.args, **named).arguments)


def arguments(callee: Callee, node: gast.Call) -> dict[str, gast.AST]:
    """Return what each parameter is given in a call, defaults as literals."""
    given = bind(callee, node)
    signature = callee.signature.parameters
    return {
        p: given[p] if p in given else constant(signature[p].default)
        for p in parameters(callee.node)
    }


def literals(callee: Callee, node: gast.Call) -> Known:
    """Return the types of the arguments of a call that are literals, by parameter."""
    values = {p: value_of(v) for p, v in arguments(callee, node).items()}
    return {p: Literal(v) for p, v in values.items() if v is not NOT_GIVEN}


def expand_calls(
    node: gast.FunctionDef,
    wrt: set[str],
    caller: Callee,
    find: Callable[[Any], Callee | None],
    settled: Callable[[Callee, Known], Callee],
    pairs: Pairs,
    names: NameTable,
    writes: Callable[[Any], list[Refusal]],
    known: Known,
) -> gast.FunctionDef:
    """Return the function with the calls of users' functions inlined or paired.

    Only calls that carry a derivative change. find: from a call's target to the callee
    in core form, None where it is no function of the user's. settled: makes it anew
    where literal arguments decide tests in it. writes: tells where a function writes
    memory of others; one that does is inlined whatever its size. known: what is known
    of the parameters.
    """
    work = _Expansion(caller, find, settled, pairs, names, writes, known)
    while True:
        result = node.body[-1].value.id
        work.active = active_names(node, wrt, result)
        work.types = types_with_derivatives(node, known)
        work.places = places_of(node)
        work.written = work.given_to_writers(node)
        work.changed = False
        work.node, work.structures = node, None
        work.whole = whole_attempts(node)
        node = function(node, map_blocks(node.body, work.block))
        if not work.changed:
            return under_results(unpack_displays(node), names)


class _Expansion:
    def __init__(
        self, caller, find, settled, pairs: Pairs, names: NameTable, writes, known
    ) -> None:
        self.writes = writes
        self.caller = caller
        self.find = find
        self.settled = settled
        self.pairs = pairs
        self.names = names
        self.active: set[str] = set()
        self.types: Known = {}
        self.whole: set[int] = set()
        self.places: Counter[int] = Counter()
        self.written: set[str] = set()
        self.changed = False
        self.known = known
        self.node = caller.node
        self.structures: Known | None = None

    def block(self, block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in self.statement(s)]

    def statement(self, node: gast.AST) -> list[gast.AST]:
        if not isinstance(node, gast.Assign) or not isinstance(node.value, gast.Call):
            return [node]
        if hasattr(node.value, "pair") or not hasattr(node.value, "target"):
            return [node]
        carries = bool(set(carried(node.value)) & self.active)
        foreign = hasattr(node.value, "foreign")
        known = hasattr(node.value.target, "source") or foreign
        if not carries and not known and not self.writes(node.value.target):
            return [node]
        target = node.value.target
        if carries and is_derivative_call(node):
            target = target_for(node.value, self.types)
        callee = self.find(target)
        if callee is None or misfit(node.value):
            return [node]
        stack = getattr(node, "stack", (self.caller.key,))
        again = callee.key in stack or (
            not carries and calls_itself(callee.node, callee.key)
        )
        here = self.settled(callee, self.kinds(callee, node.value))
        apart = id(node) in self.whole and any(map(blocks, here.node.body))
        if not again and not apart and self.fits(here, node):
            self.changed = True
            return self.inlined(node, here, stack)
        if not carries:
            return [node]
        self.changed = True
        return [self.paired(node, callee)]

    def kinds(self, callee: Callee, node: gast.Call) -> Known:
        """Return what is known of the arguments of a call that may decide its tests.

        Of structures only for a function that calls itself, on their parts, it may be.
        """
        found = literals(callee, node)
        if not calls_itself(callee.node, callee.key):
            return found
        if self.structures is None:
            self.structures = infer(self.node, self.known)
            for statement in statements(self.node.body):
                # A list that grows has no length that holds throughout.
                self.structures.pop(mutated(statement) or "", None)
        given = bind(callee, node).items()
        kinds = {p: type_of(v, self.structures) for p, v in given}
        return found | {p: k for p, k in kinds.items() if isinstance(k, Items | Fields)}

    def fits(self, callee: Callee, statement: gast.Assign) -> bool:
        """Tell whether a callee is small, and all that it reads can be named here.

        One that writes into what it is given becomes part of its caller at any size,
        and so does one that makes what such a one is given.
        """
        node = statement.value
        most = ONCE if self.places[id(node.target)] == 1 else SMALL
        if callee.unfolded:
            most = UNFOLDED
        large = size_of(callee.node) > most
        large = large or (
            size_of(callee.node) > SMALL and calls_itself(callee.node, callee.key)
        )
        if large and not (
            self.writes(callee.key)
            or arguments_written(callee.node)
            or set(target_names(statement.targets[0])) & self.written
        ):
            return False
        return self.movable(callee, node)

    def given_to_writers(self, node: gast.FunctionDef) -> set[str]:
        """Return the names that calls pass to functions that write into them."""
        found: set[str] = set()
        for statement in statements(node.body):
            value = statement.__dict__.get("value")
            if not isinstance(value, gast.Call) or not hasattr(value, "target"):
                continue
            if hasattr(value, "pair") or is_derivative_call(statement):
                continue
            if not set(carried(value)) & self.active:
                continue
            callee = self.find(value.target)
            if callee is not None and not misfit(value):
                given = bind(callee, value)
                written = arguments_written(callee.node) & set(given)
                found.update(n for p in written for n in names_in(given[p]))
        return holding(found, node)

    def movable(self, callee: Callee, node: gast.Call) -> bool:
        """Tell whether a callee's body means the same in the caller."""
        missing = set(callee.signature.parameters) - set(bind(callee, node))
        if not all(is_literal(callee.signature.parameters[p].default) for p in missing):
            return False
        if any(named_error(s) for s in statements(callee.node.body)):
            return False
        gone = names_elsewhere(callee, self.caller, self.names.locals)
        for each, meaning in gone.items():
            if isinstance(meaning, types.ModuleType):
                continue
            calls = calls_by(each, callee.node)
            if calls is None or not all(map(self.follows, calls)):
                return False
        return True

    def follows(self, node: gast.Call) -> bool:
        """Tell whether a call by a name of a callee can stand in the caller.

        A user's function becomes part of the caller, or has a pair, or is handed to it.
        """
        return is_common(node.target) or isinstance(node.target, types.FunctionType)

    def inlined(
        self, node: gast.Assign, callee: Callee, stack: tuple
    ) -> list[gast.AST]:
        given = arguments(callee, node.value)
        literal = literals_among(given, callee.node)
        local = [*parameters(callee.node), *sorted(bound_in(callee.node.body))]
        stems = self.stems(callee, node.targets[0].id)
        chosen = {
            v: self.names.temporary(stems.get(v, v)) for v in dict.fromkeys(local)
        }
        changed = bound_in(callee.node.body)
        opening: list[gast.AST] = []
        direct: dict[str, str] = {}
        for parameter in parameters(callee.node):
            value = given[parameter]
            if isinstance(value, gast.Name) and parameter not in changed:
                direct[parameter] = value.id
            elif parameter not in literal:
                opening.append(assign(chosen[parameter], clone(value)))
        renamed = {k: v for k, v in {**chosen, **direct}.items() if k not in literal}
        body = [
            clone(rename(written_in(s, literal), renamed)) for s in callee.node.body
        ]
        gone = names_elsewhere(callee, self.caller, self.names.locals)
        for statement in body:
            respelled(statement, gone)
        last = body.pop()
        target = clone(node.targets[0])
        if isinstance(target, gast.Name) and ends_in(body, last.value.id):
            closing = with_fields(body[-1], {"targets": [target]})
            done = [*opening, *body[:-1], closing]
        else:
            done = [*opening, *body, assign(target, last.value)]
        for statement in statements(done):
            inner = contexts_of(statement)
            stamped(statement, node)
            statement.contexts = (*contexts_of(node), *inner)
            statement.part = "forward"
            statement.stack = (*stack, callee.key)
        return done

    def stems(self, callee: Callee, target: str) -> dict[str, str]:
        """Return what to call a callee's temporaries, where a target gets its value."""
        stems = dict(callee.names.stems)
        if target not in self.names.stems:
            for each, stem in stems.items():
                stems[each] = stem if "_" in stem else f"{target}_{stem}"
        result = callee.node.body[-1].value.id
        if result in stems:
            stems[result] = self.names.stems.get(target, target)
        return stems

    def paired(self, node: gast.Assign, callee: Callee) -> gast.AST:
        given = bind(callee, node.value)
        wrt = {p for p, v in given.items() if set(carried(v)) & self.active}
        pair = self.pairs.request(callee, wrt)
        pair.called = True
        saved = self.names.temporary(f"{callee.stem}_saved")
        called = clone(node.value)
        called.func = name(pair.forward)
        del called.target
        called.pair = pair
        held = {id(v) for p, v in given.items() if p in may_return(callee.node)}
        called.returned = [k for k, a in enumerate(node.value.args) if id(a) in held]
        called.returned += [k.arg for k in node.value.keywords if id(k.value) in held]
        target = tuple_of([clone(node.targets[0]), name(saved, store=True)], store=True)
        return assign(target, called, like=node)


def outside_names(node: gast.FunctionDef) -> frozenset[str]:
    """Return the names that a function reads but neither binds nor gets from us."""
    inside = {*parameters(node), *bound_in(node.body)}
    found = {
        n.id
        for s in statements(node.body)
        for n in nodes_in(s)
        if type(n) is gast.Name and not hasattr(n, "provided")
    }
    return frozenset(found - inside)
