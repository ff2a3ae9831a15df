"""Items that become zero and then get a first contribution are stored once.

Reversing ``u[s] = e`` sets ``u_bar[s]`` to zero; what e owes to ``u[s]`` is then added
to it. Sums commute, so that the zero and that addition can meet and be one store. A
zero that meets none waits until what stood there has been read: that needs no copy.
"""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.sharing import sharing_of
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import function, stamped
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import (
    bound_in,
    is_backward,
    is_store,
    map_blocks,
    mutated,
    names_in,
    read_in,
    root_name,
    statements,
)
from srcdiff.core.types import Array

Block = list[gast.AST]


def zeroed(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``b[s] = e`` for ``b[s] = 0.0`` and ``b[s] += e``.

    Additions to b in between are made after the store, or e is stored before them.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(b, e):
    ...     b[0] = 0.0
    ...     b[1:] += 2 * e
    ...     b[0] += e
    ...     return b
    ... ''').body[0]
    >>> for s in f.body: s.part = "backward"
    >>> f.known = {"b": Array(np.dtype(float), ("n",)), "e": Array(np.dtype(float), ())}
    >>> print(statement(zeroed(f)))
    def f(b, e):
        b[0] = e
        b[1:] += 2 * e
        return b
    """
    if not any(map(_is_zero, statements(node.body))):
        return node
    sharing = sharing_of(node)
    assert sharing is not None
    reads = Uses(node).read

    def change(block: Block) -> Block:
        for zero in [s for s in block if _is_zero(s)]:
            root = zero.targets[0].value.id
            if isinstance(sharing.known.get(root), Array):
                position = next(k for k, s in enumerate(block) if s is zero)
                group = sharing.of(root)
                merged = _merged(block, position, group)
                block = merged or _later(block, position, group, reads)
        return block

    return function(node, map_blocks(node.body, change))


def _is_zero(node: gast.AST) -> bool:
    """Tell whether a statement sets items of an adjoint to zero."""
    if not is_store(node) or not is_backward(node):
        return False
    number = isinstance(node.value, gast.Constant) and node.value.value == 0.0
    return number and isinstance(node.targets[0].value, gast.Name)


def _later(
    block: Block, start: int, group: frozenset[str], reads: Counter[str]
) -> Block:
    """Return a block where a zero comes after the only reader of the copy before it."""
    place = block[start].targets[0]
    kept = block[start - 1] if start else None
    if not isinstance(kept, gast.Assign) or not isinstance(kept.targets[0], gast.Name):
        return block
    target = kept.targets[0].id
    if root_name(place) not in names_in(kept.value) or reads[target] != 1:
        return block
    for index in range(start + 1, len(block)):
        node = block[index]
        if (group - {target}) & (read_in([node]) | _changed([node])):
            break
        if names_in(place.slice) & _changed([node]):
            break
        if isinstance(node, gast.Assign) and target in names_in(node.value):
            moved = [*block[start + 1 : index + 1], block[start]]
            return [*block[:start], *moved, *block[index + 1 :]]
    return block


def _merged(block: Block, start: int, group: frozenset[str]) -> Block | None:
    """Return a block where a zero has met its addition, None where they cannot."""
    place = block[start].targets[0]
    root, key = place.value.id, fingerprint(place)
    adds: list[int] = []
    for index in range(start + 1, len(block)):
        node = block[index]
        if names_in(place.slice) & _changed([node]):
            return None
        if not group & (read_in([node]) | _changed([node])):
            continue
        if not _is_addition(node, root, group):
            return None
        if fingerprint(node.target) == key:
            return _joined(block, start, adds, index)
        adds.append(index)
    return None


def _is_addition(node: gast.AST, root: str, group: frozenset[str]) -> bool:
    """Tell whether a statement only adds something to items of an adjoint."""
    if not isinstance(node, gast.AugAssign) or not is_backward(node):
        return False
    direct = isinstance(node.target, gast.Subscript) and (
        isinstance(node.target.value, gast.Name) and node.target.value.id == root
    )
    linear = isinstance(node.op, gast.Add | gast.Sub)
    return direct and linear and not names_in(node.value) & group


def _joined(block: Block, start: int, adds: list[int], end: int) -> Block | None:
    """Return a block with one store for the zero at start and the addition at end."""
    addition = block[end]
    value = addition.value
    if isinstance(addition.op, gast.Sub):
        value = gast.UnaryOp(gast.USub(), value)
    store = stamped(gast.Assign([block[start].targets[0]], value, None), addition)
    first = adds[0] if adds else end
    rest = [*block[start + 1 : first], store, *block[first:end], *block[end + 1 :]]
    if not names_in(addition) & _changed(block[first:end], adds, first):
        return [*block[:start], *rest]
    later = [block[k] for k in adds]
    for k in adds:
        if names_in(block[k]) & _changed(block[k + 1 : end], adds, k + 1):
            return None
    between = [block[k] for k in range(start + 1, end) if k not in adds]
    return [*block[:start], *between, store, *later, *block[end + 1 :]]


def _changed(
    block: Block, without: list[int] | None = None, first: int = 0
) -> set[str]:
    """Return the names that statements bind or write, those at some places left out."""
    kept = [s for k, s in enumerate(block, first) if k not in (without or ())]
    written = {m for s in statements(kept) if (m := mutated(s)) is not None}
    return bound_in(kept) | written
