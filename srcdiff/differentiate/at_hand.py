"""Whether a place of a backward turn has what a statement of the forward turn read."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.core.build import parameters
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import (
    blocks,
    bound,
    bound_in,
    statements,
)
from srcdiff.differentiate.turn_pairs import Block, TurnPair


class AtHand:
    """What is bound at each place of a block that undoes another.

    All records are there, so that whatever a turn binds is undone in reverse order.
    """

    def __init__(self, node: gast.FunctionDef, pair: TurnPair) -> None:
        self.pair = pair
        self.ahead = {id(s): k for k, s in enumerate(pair.forward)}
        self.pushed = {
            s.site: k for k, s in enumerate(pair.forward) if hasattr(s, "site")
        }
        self.fixed = _fixed(node, pair)

    def is_bound(self, operand: str, start: int, place: int) -> bool:
        """Tell whether a name is bound at a place as it was at a forward statement.

        start: the position of that statement. place: a position in the backward block.
        """
        forward, backward = self.pair.forward, self.pair.backward
        here, there = operand in bound_in(forward), operand in bound_in(backward)
        if not here and not there:
            return operand in self.fixed or operand in self.pair.counters
        last = next((s for s in reversed(backward[:place]) if _binds(s, operand)), None)
        if not isinstance(last, gast.Assign):
            return False
        if not hasattr(last, "site"):
            return self.is_repeated(last, operand, start)
        push = self.pushed.get(last.site, -1)
        between = forward[start:push]
        return push > start and not any(_binds(s, operand) for s in between)

    def is_repeated(self, again: gast.Assign, operand: str, start: int) -> bool:
        """Tell whether a statement repeats the one that binds a name before a start."""
        found = [s for s in self.pair.forward if _binds(s, operand)]
        same = len(found) == 1 and fingerprint(found[0]) == fingerprint(again)
        return same and self.ahead[id(found[0])] < start


def _binds(node: gast.AST, name: str) -> bool:
    return name in bound_in([node])


def _fixed(node: gast.FunctionDef, pair: TurnPair) -> set[str]:
    """Return the names from around a turn that hold the same while it is undone.

    They are bound before the loop, and not again, or brought back in the turn of a loop
    around this one before the loop that undoes this one.
    """
    everywhere = Counter(n for s in statements(node.body) for n in bound(s))
    everywhere.update(parameters(node))
    ahead, back = (_before(node.body, b) for b in (pair.forward, pair.backward))
    first = Counter(n for s in ahead[0] for n in bound(s))
    first.update(parameters(node))
    inner = Counter(n for block in ahead for s in block for n in bound(s))
    restored = Counter(
        n
        for block in back
        for s in block
        if hasattr(s, "site") or hasattr(s, "again")
        for n in bound(s)
    )
    settled = {n for n in first if first[n] == everywhere[n]}
    once = {n for n in inner if inner[n] == restored[n] == 1}
    return settled | {n for n in once if everywhere[n] == 2}


def _before(block: Block, inner: Block) -> list[Block]:
    """Return what comes before an inner block in each block around it."""
    for position, statement in enumerate(block):
        for each in blocks(statement):
            if any(s is inner[0] for s in statements(each)):
                return [block[:position], *_before(each, inner)]
    return []
