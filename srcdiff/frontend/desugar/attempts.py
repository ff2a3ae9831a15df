"""``try``: a branch on whether its body runs to the end (``core/attempt.py``).

Several handlers become one that asks for the class; ``else`` asks the flag of the
branch. What leaves the body or a handler early does so behind the ``try``, so that
``finally`` stands before it.
"""

from __future__ import annotations

import gast

from srcdiff.core.attempt import Attempt, attempt_test, caught, leaves
from srcdiff.core.build import (
    assign,
    branch,
    call,
    clone,
    constant,
    function,
    name,
    stamped,
    tuple_of,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.frontend.desugar.exits import LOOPS, loops_left
from srcdiff.frontend.desugar.jumps import Jumps, jumps_in, last_jump
from srcdiff.frontend.resolve import Scope

Block = list[gast.AST]


def attempts(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with each ``try`` as a branch.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     try:
    ...         return 1.0 / x
    ...     except ZeroDivisionError:
    ...         return 0.0
    >>> source = find_source(f)
    >>> new = attempts(source.node, Scope(source), NameTable("fx"))
    >>> print(statement(new))
    def f(x):
        try:
            result = 1.0 / x
            completed = True
        except ZeroDivisionError:
            completed = False
            result = 0.0
        return result
    """
    return function(node, _Attempts(scope, names).block(node.body))


class _Attempts:
    def __init__(self, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.names = names

    def block(self, block: Block) -> Block:
        return [new for s in block for new in self.statement(s)]

    def statement(self, node: gast.AST) -> Block:
        if isinstance(node, gast.Try):
            return self.attempt(node)
        if not isinstance(node, (*LOOPS, gast.If)):
            return [node]
        new = clone(node)
        new.body, new.orelse = self.block(node.body), self.block(node.orelse)
        return [new]

    def attempt(self, node: gast.Try) -> Block:
        """Return what stands for a ``try``: branches, and what leaves behind them."""
        body, orelse = self.block(node.body), self.block(node.orelse)
        last = self.block(node.finalbody)
        if not node.handlers:
            body, orelse = [*body, *orelse], []
        body = loops_left(body, self.names)
        types, error, handler = self.handler(node)
        handler = loops_left(handler, self.names)
        flag = self.names.fresh("completed")
        out: Block = []
        before: Block = []
        jumps = Jumps(self.names, node)
        if last:
            orelse = loops_left(orelse, self.names)
        flagged = bool(last) and jumps_in(orelse)
        if jumps_in(body) or jumps_in(handler) or flagged:
            ends = (last_jump(body), last_jump(handler))
            if None in ends or flagged:
                body, handler = jumps.lifted(body), jumps.lifted(handler)
                orelse = jumps.lifted(orelse) if flagged else orelse
                before, out = jumps.before(), jumps.behind()
            else:
                orelse = [] if ends[0] else orelse
                body, handler, out = self.ended(body, handler, flag, node)
        done = [*before]
        if node.handlers:
            done.append(self.branch(flag, types, error, body, handler, node))
        else:
            done += body
        if orelse:
            done.append(branch(name(flag), jumps.if_none(orelse), [], node))
        if last and any(map(_acts, last)):
            final = self.names.fresh("completed")
            again = [*map(clone, last), stamped(gast.Raise(None, None), node)]
            everything = name("BaseException")
            done = [self.branch(final, everything, None, done, again, node)]
        return [*done, *last, *out]

    def ended(
        self, body: Block, handler: Block, flag: str, like: gast.AST
    ) -> tuple[Block, Block, Block]:
        """Return body and handler without the exits at their ends, and the exits.

        Each of the two has an exit at its end or none at all.
        """
        result = self.names.fresh("result")
        exits: list[Block] = []
        kept: list[Block] = []
        for block in (body, handler):
            jump = block[-1] if jumps_in(block) else None
            if isinstance(jump, gast.Return):
                value = jump.value if jump.value is not None else constant(None)
                block = [*block[:-1], assign(result, value, like=jump)]
                jump = stamped(gast.Return(name(result)), jump)
            elif jump is not None:
                block = block[:-1]
            kept.append(block)
            exits.append([jump] if jump is not None else [])
        both = all(exits) and type(exits[0][0]) is type(exits[1][0])
        if both or (exits[0] and (leaves(handler) or not like.handlers)):
            out = exits[0]
        else:
            out = [branch(name(flag), exits[0], exits[1], like)]
        return kept[0], kept[1], out

    def branch(
        self,
        flag: str,
        types: gast.AST,
        error: str | None,
        body: Block,
        handler: Block,
        like: gast.AST,
    ) -> gast.If:
        """Return the branch that is a ``try``; its flag tells the path."""
        done = assign(flag, constant(True), like=like)
        failed = assign(flag, constant(False), like=like)
        each = types.elts if _is_tuple(types) else [types]
        found = [self.scope.static(e) for e in each]
        known = all(isinstance(k, type) for k in found)
        test = attempt_test(types, Attempt(error, tuple(found) if known else None))
        return stamped(gast.If(test, [*body, done], [failed, *handler]), like)

    def handler(self, node: gast.Try) -> tuple[gast.AST, str | None, Block]:
        """Return one handler for all: what it catches, under which name, its block."""
        if not node.handlers:
            return constant(None), None, []
        types = [h.type or name("BaseException") for h in node.handlers]
        blocks = [self.block(h.body) for h in node.handlers]
        named = [_name_read(h) for h in node.handlers]
        if len(types) == 1 and named[0] is None:
            return types[0], None, blocks[0]
        error = named[0] if len(types) == 1 else None
        error = error or self.names.fresh("error")
        rest: Block = []
        for k, (kind, title, block) in enumerate(
            zip(reversed(types), reversed(named), reversed(blocks), strict=True)
        ):
            if title is not None:
                block = [assign(title, caught(error), like=node), *block]
            if k == 0:
                rest = block
                continue
            test = call("isinstance", caught(error), clone(kind), target=isinstance)
            rest = [branch(test, block, rest, node)]
        each = [e for t in types for e in (t.elts if _is_tuple(t) else [t])]
        return (each[0] if len(each) == 1 else tuple_of(each)), error, rest


def _name_read(node: gast.ExceptHandler) -> str | None:
    """Return the name of the exception in a handler, if that is read there."""
    if node.name is None:
        return None
    inside = [n for s in node.body for n in nodes_in(s)]
    read = any(isinstance(n, gast.Name) and n.id == node.name.id for n in inside)
    return node.name.id if read else None


def _is_tuple(node: gast.AST) -> bool:
    return isinstance(node, gast.Tuple)


def _acts(node: gast.AST) -> bool:
    """Tell whether a statement may do more than bind names."""
    return any(isinstance(n, gast.Call) for n in nodes_in(node))


def leaves_by_finally(node: gast.Try) -> bool:
    """Tell whether ``finally`` is where a ``try`` is left.

    >>> leaves_by_finally(gast.parse("try: y\\nfinally: return x").body[0])
    True
    """
    return any(_leaves(s, inside=False) for s in node.finalbody)


def _leaves(node: gast.AST, inside: bool) -> bool:
    """Tell whether a statement may leave the block that it is in; inside: a loop."""
    if isinstance(node, gast.expr | gast.FunctionDef):
        return False
    if isinstance(node, gast.Return):
        return True
    if isinstance(node, gast.Break | gast.Continue):
        return not inside
    inside = inside or isinstance(node, LOOPS)
    return any(_leaves(c, inside) for c in gast.iter_child_nodes(node))
