"""Make the path of the program explicit, so that it can be replayed backwards.

Conditions get names, ``while`` loops a count of their turns, and the bounds of a range
stay as they were when the loop began.
"""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, clone, constant, function, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    map_blocks,
    mutated,
    names_in,
    read,
    statements,
)


def replayable(
    node: gast.FunctionDef, active: set[str], names: NameTable
) -> gast.FunctionDef:
    """Return the function with the path through its branches and loops named.

    Only blocks that change a name which the backward part may read are concerned.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     while x < 9.0:
    ...         x = x * x
    ...     return x
    ... ''').body[0]
    >>> print(statement(replayable(f, {"x"}, NameTable(["x"]))))
    def f(x):
        turns = 0
        while x < 9.0:
            turns = turns + 1
            x = x * x
        return x
    """
    outside = _reads_by_loop(node)
    restored = active | _read_backwards(node, active)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [n for s in block for n in _explicit(s, restored, names, outside)]

    return function(node, map_blocks(node.body, change))


def _read_backwards(node: gast.FunctionDef, active: set[str]) -> set[str]:
    """Return the names that adjoints, replayed headers or recomputations may read."""
    found: set[str] = set()
    while True:
        size = len(found)
        for statement in statements(node.body):
            if isinstance(statement, COMPOUND) or _touched(statement) & (
                active | found
            ):
                found |= read(statement)
        if len(found) == size:
            return found


def _reads_by_loop(node: gast.FunctionDef) -> dict[str, int]:
    """Count, for each name, the statements that read it and the ones that bind it."""
    counts: dict[str, int] = {}
    for statement in statements(node.body):
        for each in read(statement):
            counts[each] = counts.get(each, 0) + 1
    return counts


def _explicit(
    node: gast.AST, restored: set[str], names: NameTable, reads: dict[str, int]
) -> list[gast.AST]:
    if not isinstance(node, COMPOUND) or not (_changes(node) & restored):
        return [node]
    if isinstance(node, gast.If):
        condition = names.temporary("condition")
        header = stamped(gast.If(name(condition), node.body, node.orelse), node)
        return [assign(condition, node.test, like=node), header]
    if isinstance(node, gast.While):
        turns = names.temporary("turns")
        more = gast.BinOp(name(turns), gast.Add(), constant(1))
        body = [assign(turns, more, like=node), *node.body]
        loop = stamped(gast.While(node.test, body, []), node)
        loop.turns = turns
        return [assign(turns, constant(0), like=node), loop]
    return _fixed_range(node, names, reads)


def _changes(node: gast.AST) -> set[str]:
    blocks = [node.body, node.orelse] if isinstance(node, gast.If) else [node.body]
    return {
        *bound(node),
        *(n for b in blocks for s in statements(b) for n in _touched(s)),
    }


def _touched(statement: gast.AST) -> set[str]:
    changed = mutated(statement)
    return {*bound(statement), *([changed] if changed else [])}


def _fixed_range(
    loop: gast.For, names: NameTable, reads: dict[str, int]
) -> list[gast.AST]:
    changed = _changes(loop)
    setup: list[gast.AST] = []
    header, body, target = loop.iter, loop.body, loop.target
    if names_in(header) & changed:
        header = clone(header)
        steps = header.args[0] if isinstance(header.args[0], gast.Call) else header
        for position, bound_value in enumerate(steps.args):
            if names_in(bound_value) & changed:
                kept = names.temporary(f"{target.id}_stop")
                setup.append(assign(kept, bound_value, like=loop))
                steps.args[position] = name(kept)
    inside = _reads_in(body, target.id)
    if target.id in bound_in(body) or reads.get(target.id, 0) > inside:
        index = names.temporary(f"{target.id}_index")
        body = [assign(clone(target), name(index), like=loop), *body]
        target = name(index, store=True)
    return [*setup, stamped(gast.For(target, header, body, [], None), loop)]


def _reads_in(block: list[gast.AST], variable: str) -> int:
    return sum(variable in read(s) for s in statements(block))
