"""A temporary that becomes an adjoint's first value takes the adjoint's name."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.uses import Uses, count_reads
from srcdiff.core.build import function
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound_in,
    is_backward,
    map_blocks,
    mutated,
    read_in,
    rename,
    statements,
)


def coalesce(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function without ``a = t`` where t is not needed once a has changed.

    Only in the backward part, where t is a temporary that is bound once.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x_bar"])
    >>> t = names.temporary("y_in_bar")
    >>> f = gast.parse(f'''
    ... def f(g):
    ...     {t} = g * 2
    ...     x_bar = {t}
    ...     m_bar = {t} * g
    ...     x_bar = x_bar + m_bar
    ...     return x_bar
    ... ''').body[0]
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(coalesce(f, names)))
    def f(g):
        x_bar = g * 2
        m_bar = x_bar * g
        x_bar = x_bar + m_bar
        return x_bar
    """
    uses = Uses(node)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        position = 0
        while position < len(block):
            merged = _merged(block, position, names, uses)
            if merged is None:
                position += 1
            else:
                block = merged
        return block

    return function(node, map_blocks(node.body, change))


def _merged(
    block: list[gast.AST], position: int, names: NameTable, uses: Uses
) -> list[gast.AST] | None:
    """Return a block without the copy at a position, if its names may be one."""
    copy = block[position]
    if not _is_copy(copy):
        return None
    target, source = copy.targets[0].id, copy.value.id
    if source not in names.stems or not uses.once(source):
        return None
    start = _definition(block[:position], source, target)
    if start is None:
        return None
    end = _last_reader(block, position, source, target, uses.read[source])
    if end is None:
        return None
    uses.read[target] += uses.read.pop(source) - 1
    chosen = {source: target}
    before = [rename(s, chosen) for s in block[start:position]]
    after = [rename(s, chosen) for s in block[position + 1 : end + 1]]
    return [*block[:start], *before, *after, *block[end + 1 :]]


def _is_copy(node: gast.AST) -> bool:
    return (
        isinstance(node, gast.Assign)
        and _is_plain(node)
        and isinstance(node.value, gast.Name)
    )


def _is_plain(node: gast.Assign) -> bool:
    """Tell whether an assignment binds one name in the backward part, from no tape."""
    one = isinstance(node.targets[0], gast.Name)
    return one and is_backward(node) and not hasattr(node, "site")


def _definition(before: list[gast.AST], source: str, target: str) -> int | None:
    """Return where the source is bound, if nothing since then concerns the target."""
    for index in range(len(before) - 1, -1, -1):
        node = before[index]
        if isinstance(node, gast.Assign) and source in bound_in([node]):
            plain = _is_plain(node)
            return index if plain else None
        if target in read_in([node]) | _changed(node):
            return None
    return None


def _last_reader(
    block: list[gast.AST], position: int, source: str, target: str, count: int
) -> int | None:
    """Return the last statement that reads the source, if the target holds till then.

    count: how many reads there are, the copy's among them.
    """
    if count == 1:
        return position
    seen = 1
    for index in range(position + 1, len(block)):
        reads: Counter[str] = Counter()
        for each in statements([block[index]]):
            count_reads(each, reads)
        seen += reads[source]
        changed = target in _changed(block[index])
        simple = isinstance(block[index], gast.Assign | gast.AugAssign)
        if changed and reads[source] and not simple:
            return None
        if seen == count:
            return index
        if changed:
            return None
    return None


def _changed(node: gast.AST) -> set[str]:
    changed = {m for s in statements([node]) if (m := mutated(s)) is not None}
    return changed | bound_in([node])
