"""Make the path of the program explicit, so that it can be replayed backwards.

Conditions get names, ``while`` loops a count of their turns, and the bounds of a range
stay as they were when the loop began.
"""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.contents import contents
from srcdiff.analysis.expression_types import Known
from srcdiff.core.attempt import attempt_of
from srcdiff.core.build import (
    assign,
    clone,
    constant,
    function,
    name,
    parameters,
    shallow,
    stamped,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    breaks,
    map_blocks,
    mutated,
    names_in,
    read,
    statements,
)


def replayable(
    node: gast.FunctionDef, active: set[str], names: NameTable, known: Known
) -> gast.FunctionDef:
    """Return the function with the path through its branches and loops named.

    Only blocks that change a name which the backward part may read are concerned.
    known: what is known of the names.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     while x < 9.0:
    ...         x = x * x
    ...     return x
    ... ''').body[0]
    >>> print(statement(replayable(f, {"x"}, NameTable(["x"]), {})))
    def f(x):
        turns = 0
        while x < 9.0:
            turns = turns + 1
            x = x * x
        return x
    """
    facts = _Facts(node, known)
    restored = active | _read_backwards(node, active)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [n for s in block for n in _explicit(s, restored, names, facts)]

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


class _Facts:
    """What the whole function does with its names.

    reads: how many statements read each name. flags: names that are only ever given
    constants. last: names that one loop alone binds, which is in no other.
    """

    def __init__(self, node: gast.FunctionDef, known: Known) -> None:
        self.known = known
        self.reads: Counter[str] = Counter()
        bindings: Counter[str] = Counter(parameters(node))
        others: set[str] = set(parameters(node))
        for statement in statements(node.body):
            self.reads.update(read(statement))
            bindings.update(bound(statement))
            value = getattr(statement, "value", None)
            if not isinstance(value, gast.Constant):
                others.update(bound(statement))
        self.flags = set(bindings) - others
        loops = [s.target.id for s in node.body if isinstance(s, gast.For)]
        self.last = {v for v in loops if bindings[v] == 1}


def _explicit(
    node: gast.AST, restored: set[str], names: NameTable, facts: _Facts
) -> list[gast.AST]:
    if not isinstance(node, COMPOUND) or not (_changes(node) & restored):
        return [node]
    if attempt_of(node) is not None:
        return [node]
    if isinstance(node, gast.If):
        if names_in(node.test) <= facts.flags - _changes(node):
            return [node]
        condition = names.temporary("condition")
        header = stamped(gast.If(name(condition), node.body, node.orelse), node)
        return [assign(condition, node.test, like=node), header]
    if isinstance(node, gast.While):
        return _counted(node, names)
    *setup, loop = _fixed_range(node, names, facts)
    return [*setup, *(_counted(loop, names) if breaks(loop.body) else [loop])]


def _counted(node: gast.AST, names: NameTable) -> list[gast.AST]:
    """Return a loop that counts its turns."""
    turns = names.temporary("turns")
    more = gast.BinOp(name(turns), gast.Add(), constant(1))
    loop = shallow(node)
    count = assign(turns, more, like=node)
    count.counts = turns
    loop.body = [count, *node.body]
    loop.turns = turns
    return [assign(turns, constant(0), like=node), loop]


def _changes(node: gast.AST) -> set[str]:
    blocks = [node.body, node.orelse] if isinstance(node, gast.If) else [node.body]
    return {
        *bound(node),
        *(n for b in blocks for s in statements(b) for n in _touched(s)),
    }


def _touched(statement: gast.AST) -> set[str]:
    changed = mutated(statement)
    return {*bound(statement), *([changed] if changed else [])}


def _fixed_range(loop: gast.For, names: NameTable, facts: _Facts) -> list[gast.AST]:
    setup: list[gast.AST] = []
    header, body, target = loop.iter, loop.body, loop.target
    if _varies(header, loop, facts.known):
        header = clone(header)
        steps = header.args[0] if header.target is reversed else header
        for position, bound_value in enumerate(steps.args):
            if _varies(bound_value, loop, facts.known):
                kept = names.temporary(f"{target.id}_stop")
                setup.append(assign(kept, bound_value, like=loop))
                steps.args[position] = name(kept)
    inside = _reads_in(body, target.id)
    outlives = facts.reads.get(target.id, 0) > inside and target.id not in facts.last
    if target.id in bound_in(body) or outlives:
        index = names.temporary(f"{target.id}_index")
        body = [assign(clone(target), name(index), like=loop), *body]
        target = name(index, store=True)
    return [*setup, stamped(gast.For(target, header, body, [], None), loop)]


def _varies(node: gast.AST, loop: gast.For, known: Known) -> bool:
    """Tell whether a loop may change the value of an expression.

    What is written into an array changes neither its length nor its shape.
    """
    if names_in(node) & {*bound(loop), *bound_in(loop.body)}:
        return True
    return bool(contents(node, known) & _changes(loop))


def _reads_in(block: list[gast.AST], variable: str) -> int:
    return sum(variable in read(s) for s in statements(block))
