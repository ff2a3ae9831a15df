"""Loops over an index that only picks items run over the items, as the user wrote."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.uses import Uses, count_reads
from srcdiff.core.build import call, function, name, shallow, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound,
    is_backward,
    map_blocks,
    mutated,
    names_in,
    read,
    read_in,
    rename,
    statements,
)


def over_items(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with ``for v in x`` for ``for i in range(len(x)): v = x[i]``.

    Only where the compiler made the index and nothing else reads it.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x", "s", "v"])
    >>> i = names.temporary("i")
    >>> f = gast.parse(f'''
    ... def f(x, s):
    ...     for {i} in reversed(range(len(x))):
    ...         v = x[{i}]
    ...         s = s * v
    ...     return s
    ... ''').body[0]
    >>> f.body[0].iter.target = reversed
    >>> f.body[0].iter.args[0].target = range
    >>> f.body[0].iter.args[0].args[0].target = len
    >>> print(statement(over_items(f, names)))
    def f(x, s):
        for v in reversed(x):
            s = s * v
        return s
    """
    counters = _counters(node, names)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [_direct(s, counters) for s in block]

    return _blank(function(node, map_blocks(node.body, change)))


def _blank(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function whose backward loops bind ``_`` where nobody reads a name."""
    backward = [s for s in statements(node.body) if is_backward(s)]
    used = {n for s in backward for n in read(s)}

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [_unnamed(s, used) for s in block]

    return function(node, map_blocks(node.body, change))


def _unnamed(node: gast.AST, used: set[str]) -> gast.AST:
    if not isinstance(node, gast.For) or not is_backward(node):
        return node
    unread = {n: "_" for n in bound(node) if n not in used}
    changed = shallow(node)
    changed.target = rename(node.target, unread)
    return changed


def _counters(node: gast.FunctionDef, names: NameTable) -> set[str]:
    """Return the indices that the compiler made and only their own loops read."""
    inside: Counter[str] = Counter()
    for statement in statements(node.body):
        if isinstance(statement, gast.For) and isinstance(statement.target, gast.Name):
            reads: Counter[str] = Counter()
            for each in statements(statement.body):
                count_reads(each, reads)
            inside[statement.target.id] += reads[statement.target.id]
    everywhere = Uses(node).read
    return {n for n in inside if n in names.stems and inside[n] == everywhere[n]}


def _direct(node: gast.AST, counters: set[str]) -> gast.AST:
    if not isinstance(node, gast.For) or not isinstance(node.target, gast.Name):
        return node
    index, backwards = node.target.id, getattr(node.iter, "target", None) is reversed
    whole = _sequence(node.iter.args[0] if backwards else node.iter)
    if whole is None or index not in counters:
        return node
    position = next(
        (k for k, s in enumerate(node.body) if _picks(s, whole, index)), None
    )
    if position is None:
        return node
    pick = node.body[position]
    others = [*node.body[:position], *node.body[position + 1 :]]
    if index in read_in(others) or _disturbed(pick, node.body[:position], others):
        return node
    iterated: gast.AST = name(whole)
    if backwards:
        iterated = call("reversed", iterated, target=reversed)
    return stamped(gast.For(pick.targets[0], iterated, others, [], None), node)


def _sequence(node: gast.AST) -> str | None:
    """Return x where an expression is ``range(len(x))``."""
    if getattr(node, "target", None) is not range or len(node.args) != 1:
        return None
    inner = node.args[0]
    if getattr(inner, "target", None) is not len:
        return None
    return inner.args[0].id if isinstance(inner.args[0], gast.Name) else None


def _picks(node: gast.AST, whole: str, index: str) -> bool:
    """Tell whether a statement is ``v = whole[index]``."""
    value = node.value if isinstance(node, gast.Assign) else None
    return (
        isinstance(value, gast.Subscript)
        and isinstance(value.value, gast.Name)
        and isinstance(value.slice, gast.Name)
        and (value.value.id, value.slice.id) == (whole, index)
    )


def _disturbed(
    pick: gast.Assign, before: list[gast.AST], others: list[gast.AST]
) -> bool:
    """Tell whether an item may not be bound at the start of each turn."""
    targets, whole = set(bound(pick)), pick.value.value.id
    early = {n for s in statements(before) for n in (*names_in(s), *bound(s))}
    changed = {
        n for s in statements(others) for n in (*bound(s), *filter(None, [mutated(s)]))
    }
    return bool(targets & early) or whole in changed
