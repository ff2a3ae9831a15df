"""What leaves a block early, made to leave behind it: flags tell how it was left."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, branch, constant, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.frontend.desugar.exits import EXITS

Block = list[gast.AST]
STEMS = {gast.Return: "returned", gast.Break: "stopped", gast.Continue: "skipped"}


def jumps_in(block: Block) -> bool:
    """Tell whether a block, whose loops leave themselves only, may be left early.

    >>> jumps_in(gast.parse("if x:\\n    return y").body)
    True
    """
    return any(
        isinstance(s, EXITS)
        or (isinstance(s, gast.If) and (jumps_in(s.body) or jumps_in(s.orelse)))
        for s in block
    )


def last_jump(block: Block) -> bool | None:
    """Tell whether a block is left at its end; None where it may be left before."""
    if jumps_in(block[:-1]):
        return None
    if not block or not jumps_in(block[-1:]):
        return False
    return True if isinstance(block[-1], EXITS) else None


class Jumps:
    """The flags of blocks that are left together."""

    def __init__(self, names: NameTable, like: gast.AST) -> None:
        self.names = names
        self.like = like
        self.flags: dict[type, str] = {}
        self.result: str | None = None

    def lifted(self, block: Block) -> Block:
        """Return a block that raises a flag, and does no more, where it was left.

        >>> from srcdiff.codegen.printer import statement
        >>> block = gast.parse("if x:\\n    return y\\nz = x").body
        >>> new = Jumps(NameTable("xyz"), block[0]).lifted(block)
        >>> print("\\n".join(map(statement, new)))
        if x:
            result = y
            returned = True
        if not returned:
            z = x
        """
        for position, statement in enumerate(block):
            ahead, rest = block[:position], block[position + 1 :]
            if isinstance(statement, EXITS):
                return [*ahead, *self.raised(statement)]
            if isinstance(statement, gast.If) and jumps_in([statement]):
                parts = self.lifted(statement.body), self.lifted(statement.orelse)
                new = stamped(gast.If(statement.test, *parts), statement)
                inside = jumps_kinds(statement)
                flags = [f for k, f in self.flags.items() if k in inside]
                tail = self.lifted(rest)
                if tail:
                    tail = [self.unless(flags, tail, statement)]
                return [*ahead, new, *tail]
        return block

    def raised(self, node: gast.AST) -> Block:
        """Return what stands where a block was left."""
        kind = type(node)
        if kind not in self.flags:
            self.flags[kind] = self.names.fresh(STEMS[kind])
        up = assign(self.flags[kind], constant(True), like=node)
        if not isinstance(node, gast.Return):
            return [up]
        if self.result is None:
            self.result = self.names.fresh("result")
        value = node.value if node.value is not None else constant(None)
        return [assign(self.result, value, like=node), up]

    def unless(self, flags: list[str], block: Block, like: gast.AST) -> gast.AST:
        """Return a block that runs if no flag is up."""
        downs = [gast.UnaryOp(gast.Not(), name(f)) for f in flags]
        test = downs[0] if len(downs) == 1 else gast.BoolOp(gast.And(), downs)
        return branch(test, block, [], like)

    def if_none(self, block: Block) -> Block:
        """Return a block that runs if nothing was left."""
        flags = list(self.flags.values())
        return [self.unless(flags, block, self.like)] if flags else block

    def before(self) -> Block:
        """Return the statements that lower the flags."""
        flags = self.flags.values()
        return [assign(f, constant(False), like=self.like) for f in flags]

    def behind(self) -> Block:
        """Return the statements that leave, each where its flag is up."""
        done: Block = []
        for kind, flag in self.flags.items():
            given = [name(self.result)] if kind is gast.Return and self.result else []
            jump = stamped(kind(*given), self.like)
            done.append(branch(name(flag), [jump], [], self.like))
        return done


def jumps_kinds(node: gast.If) -> set[type]:
    """Return in which ways a branch may leave the block that it is in."""
    found: set[type] = set()
    for statement in [*node.body, *node.orelse]:
        if isinstance(statement, EXITS):
            found.add(type(statement))
        elif isinstance(statement, gast.If):
            found |= jumps_kinds(statement)
    return found
