"""The reverse transform: the program forward, then its statements backwards.

Reverse accumulation as in Griewank and Walther, Evaluating Derivatives (2008), ch. 3
and 4, on source text: each statement adds to the adjoints of what it read.
"""

from __future__ import annotations

import itertools

import gast

from srcdiff.analysis.built import growing_lists
from srcdiff.analysis.complexes import may_be_complex
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.homes import Homes
from srcdiff.analysis.sharing import sharing_of
from srcdiff.core.attempt import attempt_of, flag_of, leaves
from srcdiff.core.build import assign, branch, clone, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    blocks,
    bound,
    bound_in,
    read,
    statements,
    tape_of,
)
from srcdiff.core.types import Type, shape_of
from srcdiff.differentiate.adjoints import Adjoints, Code, State
from srcdiff.differentiate.again import planned, restored_first, still_stored
from srcdiff.differentiate.recompute import recomputable
from srcdiff.differentiate.statements import StatementAdjoints
from srcdiff.differentiate.stores import place_of_write
from srcdiff.differentiate.tape import Tapes, own_list, shortened, unbound
from srcdiff.differentiate.turns import add_at_end, headers

LONG = 100
"""So many turns a loop is thought to take, and so many items an axis to have."""


class Reverse:
    """Reverses the blocks of one function in replayable core form."""

    def __init__(
        self,
        node: gast.FunctionDef,
        adjoints: Adjoints,
        known: Known,
        names: NameTable,
    ) -> None:
        self.node = node
        self.adjoints = adjoints
        self.names = names
        self.homes = Homes(node)
        self.sharing = sharing_of(node, known)
        self.tapes = Tapes(names)
        self.mirrors = itertools.count()
        self.growing = growing_lists(node)
        self.known = known
        self.again: dict[int, Code] = {}
        self.depth = 0
        over_reals = not may_be_complex(node)
        self.single = StatementAdjoints(adjoints, known, names, over_reals)

    def run(self, state: State) -> tuple[Code, Code]:
        """Return forward and backward code; ``state`` holds the result's adjoint."""
        body = [s for s in self.node.body if not isinstance(s, gast.Return)]
        forward, backward = self.block(body, state, in_loop=False)
        forward = self.tapes.with_starts([*self.placeholders(), *forward])
        return forward, backward

    def placeholders(self) -> Code:
        """Bind unbound names that are kept, or that get a zero adjoint."""
        kept = {v for names in self.homes.overwritten.values() for v in names}
        unsure = self.homes.unsure & (kept | self.adjoints.active)
        return [unbound(v, self.node.body[0]) for v in sorted(unsure)]

    def block(self, block: Code, state: State, in_loop: bool) -> tuple[Code, Code]:
        """Return a block's forward code and its reversal; ``state`` is moved back."""
        forward: Code = []
        self.plan(block)
        pieces = [self.statement(s, state, in_loop) for s in reversed(block)]
        for ahead, _ in reversed(pieces):
            forward += ahead
        opening = self.home(block, forward)
        for made in sorted({n for s in block for n in bound(s)} & self.growing):
            opening += [] if in_loop else self.own_list(made, seen_by_caller=True)
        return forward, [*opening, *(s for _, back in pieces for s in back)]

    def plan(self, block: Code) -> None:
        """Find what may be computed again instead of recorded in a block of a loop."""
        local = set(self.homes.locals.get(id(block), []))
        # A record of what is never written over is no copy.
        if self.sharing is not None and local:
            self.again |= planned(block, local, set(self.names.stems), self.sharing)

    def home(self, block: Code, forward: Code) -> Code:
        """Record the block's locals at its end; return what brings them back."""
        pops: Code = []
        again: Code = []
        rereads: Code = []
        local = self.homes.locals.get(id(block), [])
        later = {
            made.targets[0].id: made
            for s in block
            for made in self.again.get(id(s), [])
        }
        for variable in local:
            source = recomputable(variable, block, set(local), self.sharing)
            if source is not None and self.grows(source, block):
                source = None
            if source is not None:
                if variable not in later and not any(source is s for s in again):
                    again.append(source)
                continue
            push, pop = self.tapes.remember(variable, True, block[-1])
            push.weight = self.weight(self.known.get(variable))
            if variable in later:
                later[variable].site = next(self.tapes.sites)
                later[variable].instead_of = push.site
            elif (place := self.place_of(variable, block)) is not None:
                reread = stamped(assign(variable, place), block[-1])
                reread.origin, reread.part = None, "backward"
                reread.site, reread.instead_of = next(self.tapes.sites), push.site
                rereads.append(reread)
            pop.origin = None
            push.ends_turn = True
            add_at_end(forward, push)
            pops += [pop, *self.own_list(variable)]
        order = {id(s): k for k, s in enumerate(block)}
        again.sort(key=lambda s: order[id(s)])
        return [*pops, *map(self.repeated, again), *rereads]

    def place_of(self, variable: str, block: Code) -> gast.AST | None:
        if self.sharing is None:
            return None
        return still_stored(variable, block, self.sharing)

    def own_list(self, variable: str, seen_by_caller: bool = False) -> Code:
        """Return what makes a growing list the backward part's own.

        seen_by_caller: only because it may be part of the result.
        """
        if variable not in self.growing:
            return []
        copied = own_list(variable)
        if seen_by_caller:
            copied.seen_by_caller = True
        copied.part, copied.origin = "backward", None
        return [copied]

    def grows(self, statement: gast.AST, block: Code) -> bool:
        """Tell whether a block makes a list longer that a statement reads."""
        longer = {tape_of(s, "append") for s in statements(block)}
        return bool(read(statement) & self.growing & longer)

    def repeated(self, statement: gast.AST) -> gast.AST:
        copied = clone(statement)
        copied.part, copied.origin, copied.again = "backward", None, True
        return copied

    def weight(self, kind: Type | None) -> int:
        """Return about how many numbers a record keeps: every axis and loop is long."""
        shape = None if kind is None else shape_of(kind)
        return LONG ** (self.depth + (1 if shape is None else len(shape)))

    def statement(
        self, node: gast.AST, state: State, in_loop: bool
    ) -> tuple[Code, Code]:
        """Return a statement's forward code and its reversal."""
        live = self.homes.live.before[id(node)]
        if isinstance(node, gast.If):
            forward, backward = self.branch(node, state, in_loop)
        elif isinstance(node, gast.For | gast.While):
            forward, backward = self.loop(node, state)
        else:
            forward, backward = self.simple(node, state, in_loop)
        if isinstance(node, COMPOUND):
            backward = [*self.again.get(id(node), []), *backward]
        for variable in [v for v in state.owned if v not in live]:
            if variable not in self.adjoints.tapes:
                del state.owned[variable]
        return forward, [self.marked(s, node) for s in backward]

    def marked(self, statement: gast.AST, source: gast.AST) -> gast.AST:
        for each in statements([statement]):
            if not hasattr(each, "part") or isinstance(each, COMPOUND):
                if not hasattr(each, "origin"):
                    stamped(each, source)
                each.part = "backward"
        return statement

    def simple(self, node: gast.AST, state: State, in_loop: bool) -> tuple[Code, Code]:
        pushes: Code = []
        pops: Code = []
        for variable in self.homes.overwritten.get(id(node), []):
            push, pop = self.tapes.remember(variable, in_loop, node)
            push.weight = self.weight(self.known.get(variable))
            pushes.append(push)
            pops += [pop, *self.own_list(variable)]
        longer = tape_of(node, "append")
        if longer in self.growing:
            pops.append(shortened(longer, node))
        place = place_of_write(node)
        if place is not None:
            kept = self.single.stores.kept(place)
            push, pop = self.tapes.remember_cells(place, kept, in_loop, node)
            push.weight = self.weight(self.single.stores.type_at(place))
            pushes.append(push)
            pops.append(pop)
        backward = self.single.reverse(node, state)
        again = self.again.get(id(node), [])
        if restored_first(node) or longer in self.growing:
            return [*pushes, node], [*pops, *again, *backward]
        return [*pushes, node], [*again, *backward, *pops]

    def branch(self, node: gast.If, state: State, in_loop: bool) -> tuple[Code, Code]:
        states = [state.copy(), state.copy()]
        parts = [
            self.block(block, own, in_loop)
            for block, own in zip((node.body, node.orelse), states, strict=True)
        ]
        attempt = attempt_of(node)
        if attempt is not None and leaves(node.orelse):
            state.owned = states[0].owned
            return [branch(node.test, parts[0][0], parts[1][0], node)], parts[0][1]
        live = self.homes.live.before[id(node)]
        present = sorted({*states[0].owned, *states[1].owned})
        present = [v for v in present if v in live or v in self.adjoints.tapes]
        for (_, backward), own in zip(parts, states, strict=True):
            for variable in present:
                if variable not in own.owned:
                    backward.append(self.zero(variable))
                    own.owned[variable] = True
        state.owned = {v: all(s.owned[v] for s in states) for v in present}
        forward = branch(node.test, parts[0][0], parts[1][0], node)
        taken = clone(node.test) if attempt is None else name(flag_of(node))
        backward = branch(taken, parts[0][1], parts[1][1], node)
        ends = [bool(b) and isinstance(b[-1], gast.Break) for b in blocks(node)]
        if any(ends):
            forward.mirror = backward.mirror = next(self.mirrors)
            backward.leaves_first = ends[0] == bool(parts[0][1])
        return [forward], [backward] if parts[0][1] or parts[1][1] else []

    def zero(self, variable: str) -> gast.AST:
        """Return a zero adjoint for a path that adds nothing: no line of the user's."""
        statement = self.unasked(self.adjoints.zero(variable))
        statement.adds_nothing = variable
        return statement

    def unasked(self, statement: gast.AST) -> gast.AST:
        """Mark a backward statement that belongs to no line of the user's."""
        statement.origin, statement.part = None, "backward"
        return statement

    def loop(self, node: gast.AST, state: State) -> tuple[Code, Code]:
        before = state.copy()
        tried: set[str] = set()
        while True:
            inside = state.copy()
            self.depth += 1
            forward, backward = self.block(node.body, inside, in_loop=True)
            self.depth -= 1
            live = (
                self.homes.live.before[id(node.body[0])] if node.body else frozenset()
            )
            grown = [
                v
                for v in inside.owned
                if v not in state.owned and (v in live or v in self.adjoints.tapes)
            ]
            shared = [
                v
                for v in state.owned
                if state.owned[v] and not inside.owned.get(v, True)
            ]
            # A copy that every turn would make is made once, before the loop.
            copied = {
                s.owns
                for s in statements(backward)
                if not state.owned.get(getattr(s, "owns", ""), True)
            } - tried
            if not grown and not shared and not copied:
                break
            tried |= copied
            state.owned.update(dict.fromkeys(copied, True))
            state.owned.update(dict.fromkeys(grown, True))
            state.owned.update(dict.fromkeys(shared, False))
        for variable in sorted(set(state.owned) - set(inside.owned)):
            backward.append(self.zero(variable))
        unmade = [v for v in self.grown_in(node) if v in before.owned]
        start = [self.adjoints.as_list(v) for v in unmade]
        start += [
            self.unasked(self.adjoints.owned_copy(v))
            for v in sorted(before.owned)
            if state.owned.get(v, False) and not before.owned[v]
        ]
        start += [self.zero(v) for v in sorted(set(state.owned) - set(before.owned))]
        ahead, header = headers(node)
        loop = stamped(ahead(forward), node)
        return [loop], [*start, header(backward)] if backward else []

    def grown_in(self, loop: gast.AST) -> list[str]:
        """Return the user's lists that a loop, but no loop around it, makes longer."""
        inner = statements(loop.body)
        pushed = {t for s in inner if (t := tape_of(s, "append")) is not None}
        pushed -= self.adjoints.tapes | bound_in(loop.body)
        for other in statements(self.node.body):
            is_loop = isinstance(other, gast.For | gast.While)
            if is_loop and any(s is loop for s in statements(other.body)):
                pushed &= bound_in(other.body)
        return sorted(pushed)
