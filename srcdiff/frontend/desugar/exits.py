"""``break``, ``continue``, ``return`` inside loops, and the ``else`` of a loop.

Afterwards a loop is left by ``break`` alone, and nothing of a turn follows a
``break``: what stood after it is under ``else``. What happens on the way out moves
behind the loop, so that the turn in which it is left does as little as possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import gast

from srcdiff.core.build import assign, branch, constant, function, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import is_endless

Block = list[gast.AST]
LOOPS = (gast.For, gast.While)
EXITS = (gast.Break, gast.Continue, gast.Return)


def loop_exits(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function whose loops are left only by a ``break`` that ends a turn.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     y = 0.0
    ...     for v in x:
    ...         if v > 5.0:
    ...             return v * y
    ...         y = y + v
    ...     return y
    ... ''').body[0]
    >>> print(statement(loop_exits(f, NameTable(["f", "x", "y", "v"]))))
    def f(x):
        y = 0.0
        returned = False
        for v in x:
            if v > 5.0:
                returned = True
                break
            else:
                y = y + v
        if returned:
            return v * y
        return y
    """
    return function(node, _Exits(names).block(node.body, None))


def loops_left(block: Block, names: NameTable) -> Block:
    """Return a block of which no loop is left but by a ``break`` that ends a turn."""
    return _Exits(names).block(block, None)


@dataclass
class _Loop:
    """What is known of a loop while its body is rewritten.

    before: the flags to lower before it. behind: flags, each with what to do after the
    loop when it is up. returns: flags, each with the block that ends the function.
    stopped: the flag that tells of any other break, where somebody asks. goes_on: some
    path leaves the loop and not the function.
    """

    asked: bool
    before: Block = field(default_factory=list)
    behind: list[tuple[str, Block]] = field(default_factory=list)
    returns: list[tuple[str, Block]] = field(default_factory=list)
    stopped: str | None = None
    goes_on: bool = False


class _Exits:
    def __init__(self, names: NameTable) -> None:
        self.names = names

    def block(self, block: Block, outer: _Loop | None) -> Block:
        """Rewrite the loops of a block; ``outer`` is the loop that the block is in."""
        done: Block = []
        for statement in block:
            if isinstance(statement, LOOPS):
                done += self.loop(statement, outer)
            elif isinstance(statement, gast.If):
                parts = (self.block(b, outer) for b in _branches(statement))
                done.append(stamped(gast.If(statement.test, *parts), statement))
            else:
                done.append(statement)
        return done

    def loop(self, node: gast.AST, outer: _Loop | None) -> Block:
        work = _Loop(asked=bool(node.orelse), goes_on=not is_endless(node))
        body = self.turn(self.block(node.body, work), work, top=True)
        if isinstance(node, gast.For):
            header: gast.AST = gast.For(node.target, node.iter, body, [], None)
        else:
            header = gast.While(node.test, body, [])
        orelse = self.block(node.orelse, outer)
        if work.stopped is not None and orelse:
            orelse = [_if_not(work.stopped, orelse, node)]
        for flag, todo in reversed(work.behind):
            orelse = [stamped(gast.If(name(flag), todo, orelse), todo[0])]
        leaving: Block = []
        for flag, todo in work.returns:
            if outer is not None:
                outer.returns.append((flag, todo))
                todo = [_returning(todo[-1])]
            leaving.append(stamped(gast.If(name(flag), todo, []), todo[-1]))
        if leaving and not work.goes_on:
            leaving[-1:] = leaving[-1].body
        if outer is not None:
            returned = {flag for flag, _ in work.returns}
            outer.before += [s for s in work.before if s.targets[0].id in returned]
            work.before = [s for s in work.before if s.targets[0].id not in returned]
        return [*work.before, stamped(header, node), *leaving, *orelse]

    def turn(self, block: Block, work: _Loop, top: bool = False) -> Block:
        """Rewrite a block that ends a turn: nothing follows where the turn ends early.

        top: the block is the whole body, which stays in the loop.
        """
        for position, statement in enumerate(block):
            ahead, rest = block[:position], block[position + 1 :]
            if isinstance(statement, gast.Continue):
                return ahead
            if isinstance(statement, gast.Break):
                return self.stop(ahead, statement, work, top)
            if isinstance(statement, gast.Return):
                return self.leave(ahead, statement, work, top)
            if isinstance(statement, gast.If) and _may_exit(statement):
                return [*ahead, *self.fork(statement, rest, work)]
        return block

    def fork(self, node: gast.If, rest: Block, work: _Loop) -> Block:
        """Rewrite a branch from which some paths leave, and what follows it."""
        body, orelse = _branches(node)
        if not rest or _exits(body):
            body, orelse = self.turn(body, work), self.turn([*orelse, *rest], work)
        elif _exits(orelse):
            body, orelse = self.turn([*body, *rest], work), self.turn(orelse, work)
        else:
            return self.mixed(node, rest, work)
        if not body and not orelse:
            # Nothing is left to do, but to ask what may draw or print.
            asks = any(isinstance(n, gast.Call) for n in gast.walk(node.test))
            return (
                [stamped(gast.If(node.test, [gast.Pass()], []), node)] if asks else []
            )
        return [branch(node.test, body, orelse, node)]

    def mixed(self, node: gast.If, rest: Block, work: _Loop) -> Block:
        """Rewrite a branch after which some paths go on: flags tell which."""
        left, skipped = self.names.fresh("left"), self.names.fresh("skipped")
        flags = _Flags(left, skipped)
        inside = self.marked(node, work, flags)
        setup = [assign(f, constant(False), like=node) for f in sorted(flags.used)]
        after = self.turn(rest, work)
        if skipped in flags.used:
            after = [_if_not(skipped, after, node)]
        if left in flags.used:
            out = stamped(gast.Break(), node)
            after = [stamped(gast.If(name(left), [out], after), node)]
        return [*setup, *inside, *after]

    def marked(self, node: gast.AST, work: _Loop, flags: _Flags) -> Block:
        """Rewrite a statement so that it raises a flag instead of leaving the turn."""
        if isinstance(node, gast.Continue):
            return [flags.up(flags.skipped, node)]
        if isinstance(node, gast.Break):
            stopped = self.stop([], node, work, True)[:-1]
            return [*stopped, flags.up(flags.left, node)]
        if isinstance(node, gast.Return):
            returned = self.leave([], node, work, True)[:-1]
            return [*returned, flags.up(flags.left, node)]
        if not isinstance(node, gast.If) or not _may_exit(node):
            return [node]
        parts = [self.marked_block(b, work, flags) for b in _branches(node)]
        return [branch(node.test, parts[0], parts[1], node)]

    def marked_block(self, block: Block, work: _Loop, flags: _Flags) -> Block:
        for position, statement in enumerate(block):
            if isinstance(statement, EXITS):
                return [*block[:position], *self.marked(statement, work, flags)]
            if isinstance(statement, gast.If) and _may_exit(statement):
                ahead = [*block[:position], *self.marked(statement, work, flags)]
                rest = self.marked_block(block[position + 1 :], work, flags)
                if not rest:
                    return ahead
                return [*ahead, _if_none(flags.used, rest, statement)]
        return block

    def stop(self, ahead: Block, node: gast.AST, work: _Loop, top: bool) -> Block:
        """Leave the loop; what this path alone does before moves behind the loop."""
        work.goes_on = work.goes_on or not hasattr(node, "returning")
        if ahead and not top and not all(map(_is_constant, ahead)):
            flag = self.flag("stopped", node, work)
            work.behind.append((flag, ahead))
            return [assign(flag, constant(True), like=node), node]
        if not work.asked:
            return [*ahead, node]
        if work.stopped is None:
            work.stopped = self.flag("stopped", node, work)
        return [*ahead, assign(work.stopped, constant(True), like=node), node]

    def leave(self, ahead: Block, node: gast.Return, work: _Loop, top: bool) -> Block:
        """Leave the loop in order to leave the function."""
        flag = self.flag("returned", node, work)
        stays, moves = (ahead, []) if top else ([], ahead)
        work.returns.append((flag, [*moves, node]))
        return [*stays, assign(flag, constant(True), like=node), _returning(node)]

    def flag(self, stem: str, node: gast.AST, work: _Loop) -> str:
        flag = self.names.fresh(stem)
        work.before.append(assign(flag, constant(False), like=node))
        return flag


@dataclass
class _Flags:
    """The flags of a branch: the loop is left, or the rest of the turn skipped."""

    left: str
    skipped: str
    used: set[str] = field(default_factory=set)

    def up(self, flag: str, like: gast.AST) -> gast.AST:
        """Return the statement that raises a flag."""
        self.used.add(flag)
        return assign(flag, constant(True), like=like)


def _branches(node: gast.If) -> tuple[Block, Block]:
    return node.body, node.orelse


def _may_exit(node: gast.AST) -> bool:
    """Tell whether some path through a statement ends the turn of the loop around."""
    if isinstance(node, gast.If):
        return any(_may_exit(s) for b in _branches(node) for s in b)
    return isinstance(node, EXITS)


def _exits(block: Sequence[gast.AST]) -> bool:
    """Tell whether every path through a block ends the turn."""
    return any(
        isinstance(s, EXITS)
        or (isinstance(s, gast.If) and all(map(_exits, _branches(s))))
        for s in block
    )


def _returning(like: gast.AST) -> gast.AST:
    """Return a ``break`` on the way out of the function."""
    node = stamped(gast.Break(), like)
    node.returning = True
    return node


def _is_constant(node: gast.AST) -> bool:
    return isinstance(node, gast.Assign) and isinstance(node.value, gast.Constant)


def _if_not(flag: str, block: Block, like: gast.AST) -> gast.AST:
    return stamped(gast.If(gast.UnaryOp(gast.Not(), name(flag)), block, []), like)


def _if_none(flags: set[str], block: Block, like: gast.AST) -> gast.AST:
    """Return a block that runs when no flag is up."""
    downs = [gast.UnaryOp(gast.Not(), name(f)) for f in sorted(flags)]
    test = downs[0] if len(downs) == 1 else gast.BoolOp(gast.And(), downs)
    return stamped(gast.If(test, block, []), like)
