"""Which names may still be read at each point of a function."""

from __future__ import annotations

import gast

from srcdiff.core.traverse import bound, is_endless, mutated, read

Live = frozenset[str]


class Liveness:
    """The names live before and after each statement, by the statement's identity.

    >>> f = gast.parse("def f(x):\\n    y = x + 1\\n    return y").body[0]
    >>> table = Liveness(f.body)
    >>> sorted(table.after[id(f.body[0])]), sorted(table.start)
    (['y'], ['x'])
    """

    def __init__(self, block: list[gast.AST], out: Live = frozenset()) -> None:
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
        if isinstance(node, gast.If):
            branches = self._block(node.body, live) | self._block(node.orelse, live)
            return branches | read(node)
        if isinstance(node, gast.For | gast.While):
            return self._loop(node, live)
        if isinstance(node, gast.Break):
            return live | self.exits[-1]
        changed = mutated(node)
        only_grows = changed is not None and not isinstance(
            node, gast.Assign | gast.Expr
        )
        if only_grows and changed not in live:
            return live
        return (live - set(bound(node))) | read(node)

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
