"""Whose contents are read later: not names that are only asked for shape or dtype.

This is what decides which overwritten items must be kept (to-be-recorded analysis;
Hascoet, Naumann, Pascual, Future Generation Computer Systems 21, 2005).
"""

from __future__ import annotations

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.liveness import Live
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import Sharing
from srcdiff.core.traverse import (
    bound,
    is_scatter,
    is_store,
    mutated,
    read,
    tape_of,
)
from srcdiff.core.types import Array, Literal, Number
from srcdiff.runtime import count, stored_at, unbroadcast, zeros_like

ASKED = ("shape", "ndim", "size", "dtype")
BY_SHAPE = {
    len: 0,
    np.shape: 0,
    np.ndim: 0,
    np.size: 0,
    np.zeros_like: 0,
    np.ones_like: 0,
    np.empty_like: 0,
    np.full_like: 0,
    zeros_like: 0,
    count: 0,
    unbroadcast: 1,
    stored_at: 2,
}
"""Functions that read no more of one argument than its form."""

SIMPLE = Array | Number | Literal


def contents(node: gast.AST | None, known: Known) -> set[str]:
    """Return the names whose contents an expression reads.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(contents(parse_expression("x.shape[0] * y[i]"), {}))
    ['i', 'y']
    """
    if node is None:
        return set()
    if isinstance(node, gast.Name):
        return {node.id}
    if isinstance(node, gast.Attribute) and node.attr in ASKED:
        return (
            set() if isinstance(node.value, gast.Name) else contents(node.value, known)
        )
    parts = list(gast.iter_child_nodes(node))
    if isinstance(node, gast.Call):
        position = BY_SHAPE.get(_target(node))
        if position is not None and position < len(node.args):
            asked = node.args[position]
            form_only = _target(node) not in (len, zeros_like) or (
                isinstance(asked, gast.Name) and isinstance(known.get(asked.id), SIMPLE)
            )
            if isinstance(asked, gast.Name) and form_only:
                parts = [p for p in parts if p is not asked]
    return {n for part in parts for n in contents(part, known)}


def _target(node: gast.Call):
    target = getattr(node, "target", None)
    try:
        hash(target)
    except TypeError:
        return None
    return target


class ContentLiveness:
    """The names whose contents are read after each statement, by its identity.

    A statement that computes what nobody reads reads nothing itself.

    >>> f = gast.parse(
    ...     "def f(u):\\n    u[0] = 1.0\\n    z = u.shape\\n    return z"
    ... ).body[0]
    >>> table = ContentLiveness(f.body, frozenset(), Sharing(f, {}), {})
    >>> sorted(table.after[id(f.body[0])])
    []
    """

    def __init__(
        self, block: list[gast.AST], out: Live, sharing: Sharing, known: Known
    ) -> None:
        self.after: dict[int, Live] = {}
        self.sharing = sharing
        self.known = known
        self._block(block, out)

    def written(self, statement: gast.AST) -> bool:
        """Tell whether anybody reads later what a statement writes in place."""
        return bool(self.sharing.changed(statement) & self.after[id(statement)])

    def _block(self, block: list[gast.AST], live: Live) -> Live:
        for statement in reversed(block):
            self.after[id(statement)] = live
            live = self._statement(statement, live)
        return live

    def _statement(self, node: gast.AST, live: Live) -> Live:
        if isinstance(node, gast.If):
            branches = self._block(node.body, live) | self._block(node.orelse, live)
            return branches | contents(node.test, self.known)
        if isinstance(node, gast.For | gast.While):
            return self._loop(node, live)
        if isinstance(node, gast.Assign) and not is_store(node):
            return self._assign(node, live)
        if mutated(node) is not None:
            if not self.sharing.changed(node) & live:
                return live
            return live | self._given(node)
        if isinstance(node, gast.Return):
            return live | contents(node.value, self.known)
        return live | read(node)

    def _given(self, node: gast.AST) -> set[str]:
        """Return what a write reads: the place's indices, and the value."""
        if is_scatter(node) or isinstance(node, gast.Expr):
            return {n for a in node.value.args for n in contents(a, self.known)}
        place = node.targets[0] if is_store(node) else node.target
        return contents(place, self.known) | contents(node.value, self.known)

    def _assign(self, node: gast.Assign, live: Live) -> Live:
        targets = set(bound(node))
        popped = tape_of(node, "pop")
        if popped is not None:
            return (live - targets) | ({popped} if targets & live else set())
        if not targets & live and is_pure(node.value):
            return live - targets
        return (live - targets) | contents(node.value, self.known)

    def _loop(self, node: gast.AST, live: Live) -> Live:
        header = node.test if isinstance(node, gast.While) else node.iter
        head = live | contents(header, self.known)
        while True:
            inside = self._block(node.body, head) - set(bound(node))
            merged = head | inside
            if merged == head:
                return head
            head = merged
