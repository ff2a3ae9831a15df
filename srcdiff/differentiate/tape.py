"""Remembering values that the forward part overwrites and the backward part reads.

A push in the forward part and the pop that mirrors it share a site. Everything that
may be needed is recorded first; what the backward part turns out not to read goes.
"""

from __future__ import annotations

import itertools

import gast

from srcdiff.analysis.assigned import surely_bound
from srcdiff.analysis.contents import ContentLiveness
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.sharing import sharing_of
from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    same,
    stamped,
    subscript,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound,
    is_backward,
    is_store,
    map_blocks,
    names_in,
    read,
    root_name,
    statements,
)


class Tapes:
    """The tapes of one function, first in, last out.

    At most one a name for its values, and one for the items of the object it names.
    """

    def __init__(self, names: NameTable) -> None:
        self.names = names
        self.of: dict[str, str] = {}
        self.cells: dict[str, str] = {}
        self.sites = itertools.count()

    def remember(
        self, variable: str, in_loop: bool, like: gast.AST
    ) -> tuple[gast.AST, gast.AST]:
        """Return statements that keep a value now, and restore it going backwards."""
        if in_loop:
            tape = self.of.get(variable) or self._tape(variable, self.of)
            push = gast.Expr(_method(tape, "append", name(variable)))
            pop = assign(variable, _method(tape, "pop"))
        else:
            stem = self.names.stems.get(variable, variable)
            kept = self.names.temporary(f"{stem}_before")
            push = assign(kept, name(variable))
            pop = assign(variable, name(kept))
        self._pair(push, pop, like)
        return push, pop

    def _pair(self, push: gast.AST, pop: gast.AST, like: gast.AST) -> None:
        site = next(self.sites)
        for statement, part in ((push, "forward"), (pop, "backward")):
            stamped(statement, like)
            statement.part = part
            statement.site = site

    def remember_cells(
        self, place: gast.Subscript, kept: gast.AST, in_loop: bool, like: gast.AST
    ) -> tuple[gast.AST, gast.AST]:
        """Return statements that keep the items at a place now, and put them back.

        kept: reads the place and shares no memory with it.
        """
        root = root_name(place)
        target = subscript(clone(place.value), clone(place.slice), store=True)
        if in_loop:
            # The values of a dict differ in kind: those of a key are records of a kind.
            key = getattr(place.slice, "value", None)
            named = isinstance(key, str) and key.isidentifier()
            cell = f"{root}_{key}" if named else root
            tape = self.cells.get(cell) or self._tape(cell, self.cells)
            push = gast.Expr(_method(tape, "append", kept))
            pop = assign(target, _method(tape, "pop"))
        else:
            stem = self.names.stems.get(root, root)
            before = self.names.temporary(f"{stem}_before")
            push = assign(before, kept)
            pop = assign(target, name(before))
        self._pair(push, pop, like)
        return push, pop

    def _tape(self, variable: str, tapes: dict[str, str]) -> str:
        stem = self.names.stems.get(variable, variable)
        tapes[variable] = self.names.temporary(f"{stem}s")
        return tapes[variable]

    def with_starts(self, block: list[gast.AST]) -> list[gast.AST]:
        """Return the forward part with an empty tape made before its first loop."""
        todo = {*self.of.values(), *self.cells.values()}
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


def shortened(longer: str, like: gast.AST) -> gast.AST:
    """Return the statement that takes back what was appended to a user's list."""
    statement = stamped(gast.Expr(_method(longer, "pop")), like)
    statement.part = "backward"
    statement.shortens = longer
    return statement


def own_list(longer: str) -> gast.Assign:
    """Return the statement that copies a list before the backward part shortens it."""
    statement: gast.Assign = assign(longer, call("list", name(longer), target=list))
    statement.shortens = longer
    return statement


def unshortened(block: list[gast.AST]) -> list[gast.AST]:
    """Return both parts without what shortens lists that nobody reads afterwards."""
    others = [s for s in statements(block) if is_backward(s)]
    needed = {n for s in others if not hasattr(s, "shortens") for n in read(s)}
    return map_blocks(
        block,
        lambda b: [s for s in b if getattr(s, "shortens", None) in {None, *needed}],
    )


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


def needed_only(node: gast.FunctionDef) -> list[gast.AST]:
    """Return the whole body of a function without the records that nobody reads.

    node: forward and backward part together.
    """
    block = node.body
    while True:
        whole = function(node, block)
        sharing = sharing_of(whole)
        live = Liveness(block, frozenset(), sharing)
        restored = [
            s
            for s in statements(block)
            if hasattr(s, "site")
            and isinstance(s, gast.Assign)
            and s.part == "backward"
        ]
        dead = {
            s.site
            for s in restored
            if not is_store(s) and s.targets[0].id not in live.after[id(s)]
        }
        if sharing is not None:
            read = ContentLiveness(block, frozenset(), sharing, sharing.known)
            dead |= {s.site for s in restored if is_store(s) and not read.written(s)}
        idle = {
            id(s)
            for s in statements(block)
            if hasattr(s, "again") and not set(bound(s)) & live.after[id(s)]
        }
        if not dead and not idle:
            return without_unused_tapes(block)
        block = without(without_sites(block, dead), idle)


def unrecorded(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return a derivative without the records that nobody reads any more.

    Where there are none, that is the function itself.
    """
    if not any(hasattr(s, "site") for s in statements(node.body)):
        return node
    body = needed_only(node)
    return node if same(body, node.body) else function(node, body)


def without_sites(block: list[gast.AST], sites: set[int]) -> list[gast.AST]:
    """Return a block without the statements of some sites."""
    return map_blocks(
        block, lambda b: [s for s in b if getattr(s, "site", -1) not in sites]
    )


def without(block: list[gast.AST], gone: set[int]) -> list[gast.AST]:
    """Return a block without some statements, which are told by their identity."""
    return map_blocks(block, lambda b: [s for s in b if id(s) not in gone])


def without_unused_tapes(block: list[gast.AST]) -> list[gast.AST]:
    """Return a block without the empty tapes that no record is put on."""
    used = {
        n for s in statements(block) if hasattr(s, "site") for n in names_in(s.value)
    }

    def kept(s: gast.AST) -> bool:
        empty = hasattr(s, "tape_start") and isinstance(s.value, gast.List)
        return not empty or s.targets[0].id in used

    return map_blocks(block, lambda b: [s for s in b if kept(s)])
