"""Remembering values that the forward part overwrites and the backward part reads.

A push in the forward part and the pop that mirrors it share a site. Everything that
may be needed is recorded first; what the backward part turns out not to read goes.
"""

from __future__ import annotations

import itertools

import gast

from srcdiff.analysis.assigned import surely_bound
from srcdiff.analysis.liveness import Liveness
from srcdiff.core.build import assign, call, constant, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, names_in, statements


class Tapes:
    """The tapes of one function: at most one a name, first in, last out."""

    def __init__(self, names: NameTable) -> None:
        self.names = names
        self.of: dict[str, str] = {}
        self.sites = itertools.count()

    def remember(
        self, variable: str, in_loop: bool, like: gast.AST
    ) -> tuple[gast.AST, gast.AST]:
        """Return statements that keep a value now, and restore it going backwards."""
        site = next(self.sites)
        if in_loop:
            tape = self.of.get(variable) or self._tape(variable)
            push = gast.Expr(_method(tape, "append", name(variable)))
            pop = assign(variable, _method(tape, "pop"))
        else:
            stem = self.names.stems.get(variable, variable)
            kept = self.names.temporary(f"{stem}_before")
            push = assign(kept, name(variable))
            pop = assign(variable, name(kept))
        for statement, part in ((push, "forward"), (pop, "backward")):
            stamped(statement, like)
            statement.part = part
            statement.site = site
        return push, pop

    def _tape(self, variable: str) -> str:
        stem = self.names.stems.get(variable, variable)
        self.of[variable] = self.names.temporary(f"{stem}s")
        return self.of[variable]

    def with_starts(self, block: list[gast.AST]) -> list[gast.AST]:
        """Return the forward part with an empty tape made before its first loop."""
        todo = set(self.of.values())
        done = []
        for statement in block:
            used = {n for s in statements([statement]) for n in names_in(_head(s))}
            for tape in sorted(todo & used):
                start = assign(tape, gast.List([], gast.Load()), like=statement)
                start.tape_start = True
                done.append(start)
                todo.discard(tape)
            done.append(statement)
        return done


def _head(statement: gast.AST) -> gast.AST:
    is_push = isinstance(statement, gast.Expr)
    return statement.value if is_push else constant(None)


def _method(tape: str, method: str, *args: gast.AST) -> gast.Call:
    node = call(gast.Attribute(name(tape), method, gast.Load()), *args)
    node.tape = True
    return node


def unbound(variable: str, like: gast.AST) -> gast.AST:
    """Return the statement that stands for a name which a path leaves unbound."""
    placeholder = assign(variable, constant(None), like=like)
    placeholder.part = "forward"
    return placeholder


def returnable(block: list[gast.AST], saved: list[str], given: set[str]) -> list:
    """Return a forward part after which all the names to save are bound on every path.

    given: the names that are bound before it.
    """
    missing = set(saved) - given - surely_bound(block)
    return [*(unbound(v, block[0]) for v in sorted(missing)), *block]


def needed_only(block: list[gast.AST], out: frozenset[str]) -> list[gast.AST]:
    """Return the whole function body without the records that nobody reads.

    block: forward and backward part together. out: the names that are read after it.
    """
    while True:
        live = Liveness(block, out)
        dead = {
            s.site
            for s in statements(block)
            if hasattr(s, "site")
            and isinstance(s, gast.Assign)
            and s.part == "backward"
            and s.targets[0].id not in live.after[id(s)]
        }
        if not dead:
            return _without_unused_tapes(block)
        block = _without_sites(block, dead)


def _without_sites(block: list[gast.AST], sites: set[int]) -> list[gast.AST]:
    return map_blocks(
        block, lambda b: [s for s in b if getattr(s, "site", -1) not in sites]
    )


def _without_unused_tapes(block: list[gast.AST]) -> list[gast.AST]:
    used = {
        n for s in statements(block) if hasattr(s, "site") for n in names_in(s.value)
    }

    def kept(s: gast.AST) -> bool:
        return not hasattr(s, "tape_start") or s.targets[0].id in used

    return map_blocks(block, lambda b: [s for s in b if kept(s)])
