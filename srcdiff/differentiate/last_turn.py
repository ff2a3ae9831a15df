"""A turn in which a loop is left before anything happened needs no undoing.

Every loop that may stop early counts its turns. Where the turn that leaves has
nothing to undo, it is not counted: the count moves behind the test for leaving, and the
backward loop need not know that test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import gast

from srcdiff.analysis.liveness import Liveness
from srcdiff.core.build import shallow
from srcdiff.core.traverse import COMPOUND, bound_in, breaks, mutated, statements
from srcdiff.differentiate.turns import add_at_end

Block = list[gast.AST]


def uncounted_exits(block: Block) -> Block:
    """Return forward and backward part with the counts as far behind as they may be.

    block: the two parts, of which the backward one undoes the forward one.
    """
    while (found := next(_idle_exits(block), None)) is not None:
        block = found.moved(block)
    return block


@dataclass
class _Exit:
    """An exit early in a turn, and what undoes the turn.

    counted: the block that counts the turn first and may leave the loop at its end.
    mirror: the branch of the backward loop that undoes that end.
    """

    counted: Block
    mirror: gast.If

    @property
    def leaving(self) -> gast.If:
        """The branch at the end of the block."""
        return self.counted[-1]

    @property
    def ahead(self) -> Block:
        """What a turn does before it may leave."""
        return [s for s in self.counted[1:-1] if not hasattr(s, "ends_turn")]

    @property
    def sides(self) -> tuple[Block, Block]:
        """The side that leaves the loop, and the one that goes on."""
        body, orelse = self.leaving.body, self.leaving.orelse
        return (body, orelse) if _leaves(body) else (orelse, body)

    @property
    def undoing(self) -> tuple[Block, Block]:
        """What undoes the two sides."""
        body, orelse = self.mirror.body, self.mirror.orelse
        return (body, orelse) if self.mirror.leaves_first else (orelse, body)

    def idle(self, outside: frozenset[str]) -> bool:
        """Tell whether a turn that leaves has nothing to undo.

        outside: the names that a turn hands on, or that are read after the loop.
        """
        out, on = self.sides
        if not on or not _leaves(out) or breaks(out[:-1]):
            return False
        done = [*self.ahead, *(s for s in out if not hasattr(s, "ends_turn"))]
        if any(mutated(s) is not None for s in statements(done)):
            return False
        # A zero for a name that turns hand on is no lack: it ends the name's adjoint.
        zeros = [getattr(s, "adds_nothing", None) for s in self.undoing[0]]
        nothing = all(v is not None and v not in outside for v in zeros)
        return nothing and not bound_in(self.ahead) & outside

    def moved(self, block: Block) -> Block:
        """Return the program with the count, and what a turn records, behind it."""
        out, on = self.sides
        goes_on = [self.counted[0], *on]
        for push in self.counted[1:-1]:
            if hasattr(push, "ends_turn"):
                add_at_end(goes_on, push)
        leaves = [s for s in out if not hasattr(s, "ends_turn")]
        after = shallow(self.leaving)
        after.body, after.orelse = leaves, goes_on
        if out is not self.leaving.body:
            after.body, after.orelse = goes_on, leaves
        return self.rebuilt(block, [*self.ahead, after])

    def rebuilt(self, block: Block, turn: Block) -> Block:
        if block is self.counted:
            return turn
        done: Block = []
        for statement in block:
            if statement is self.mirror:
                done += self.undoing[1]
                continue
            if isinstance(statement, COMPOUND):
                copied = shallow(statement)
                copied.body = self.rebuilt(statement.body, turn)
                if isinstance(statement, gast.If):
                    copied.orelse = self.rebuilt(statement.orelse, turn)
                statement = copied
            done.append(statement)
        return done


def _idle_exits(block: Block) -> Iterator[_Exit]:
    live = Liveness(block)
    mirrors = {
        s.mirror: s
        for loop in statements(block)
        if hasattr(loop, "undoes")
        for s in loop.body
        if hasattr(s, "leaves_first")
    }
    for loop in statements(block):
        if not isinstance(loop, gast.For | gast.While) or not breaks(loop.body):
            continue
        outside = live.before[id(loop.body[0])] | live.after[id(loop)]
        for counted in _counted(loop.body):
            mirror = mirrors.get(getattr(counted[-1], "mirror", None))
            if mirror is not None and _Exit(counted, mirror).idle(outside):
                yield _Exit(counted, mirror)


def _counted(block: Block) -> Iterator[Block]:
    """Yield the block in a loop's body whose first statement counts the turn."""
    if block and hasattr(block[0], "counts"):
        yield block
    elif block and isinstance(block[-1], gast.If):
        yield from _counted(block[-1].body)
        yield from _counted(block[-1].orelse)


def _leaves(block: Block) -> bool:
    return bool(block) and isinstance(block[-1], gast.Break)
