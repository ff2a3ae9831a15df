"""Which names may still be read at each point of a function."""

from __future__ import annotations

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import Sharing, sharing_of
from srcdiff.core.traverse import bound, is_endless, is_scatter, is_store, mutated, read

Live = frozenset[str]


def liveness_of(node: gast.FunctionDef) -> Liveness:
    """Return the liveness of a whole function, with what its writes are read through.

    >>> f = gast.parse("def f(x):\\n    x[0] = 1\\n    return 2").body[0]
    >>> liveness_of(f).idle(f.body[0])
    True
    """
    return Liveness(node.body, frozenset(), sharing_of(node))


class Liveness:
    """The names live before and after each statement, by the statement's identity.

    sharing: where given, a write is read through all names that share its memory.

    >>> f = gast.parse("def f(x):\\n    y = x + 1\\n    return y").body[0]
    >>> table = Liveness(f.body)
    >>> sorted(table.after[id(f.body[0])]), sorted(table.start)
    (['y'], ['x'])
    """

    def __init__(
        self,
        block: list[gast.AST],
        out: Live = frozenset(),
        sharing: Sharing | None = None,
    ) -> None:
        self.sharing = sharing
        self.before: dict[int, Live] = {}
        self.after: dict[int, Live] = {}
        self.exits: list[Live] = []
        self.start = self._block(block, out)

    def _block(self, block: list[gast.AST], live: Live) -> Live:
        for statement in reversed(block):
            self.after[id(statement)] = live
            live = self._statement(statement, live)
            self.before[id(statement)] = live
        return live

    def _statement(self, node: gast.AST, live: Live) -> Live:
        kind = type(node)
        if kind is gast.If:
            branches = self._block(node.body, live) | self._block(node.orelse, live)
            return branches | read(node)
        if kind is gast.For or kind is gast.While:
            return self._loop(node, live)
        if kind is gast.Break:
            return live | self.exits[-1]
        changed = mutated(node)
        unread = changed is not None and changed not in live
        if unread and self._only_writes(node) and not self._shown(node, live):
            return live
        return (live - set(bound(node))) | read(node)

    def idle(self, node: gast.AST) -> bool:
        """Tell whether nobody reads what a statement writes, all that it does."""
        after = self.after[id(node)]
        unread = mutated(node) not in after and not self._shown(node, after)
        return unread and self._only_writes(node) and is_pure(_given(node))

    def _only_writes(self, node: gast.AST) -> bool:
        """Tell whether a statement does nothing but write into an object."""
        plain = isinstance(node, gast.AugAssign) or is_scatter(node)
        return plain or (is_store(node) and is_pure(node.value))

    def _shown(self, node: gast.AST, live: Live) -> bool:
        """Tell whether a name that shares the written memory is read later."""
        return self.sharing is not None and bool(self.sharing.changed(node) & live)

    def _loop(self, node: gast.AST, live: Live) -> Live:
        test = frozenset(read(node)) if isinstance(node, gast.While) else frozenset()
        head = test if is_endless(node) else live | test
        self.exits.append(live)
        while True:
            inside = self._block(node.body, head) - set(bound(node))
            merged = head | inside
            if merged == head:
                break
            head = merged
        self.exits.pop()
        return head if isinstance(node, gast.While) else (head | read(node))


def _given(node: gast.AST) -> gast.AST:
    return node.value.args[2] if is_scatter(node) else node.value
