"""Faint names are left out: what is computed only for its own next value.

A loop that computes ``s = s + c`` reads s, but where nobody else does, nothing is lost
with it (faint variables: Giegerich, Möncke and Wilhelm, 1981).
"""

from __future__ import annotations

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.core.attempt import raising_in
from srcdiff.core.build import function
from srcdiff.core.traverse import bound, is_store, map_blocks, read, statements


def faint(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without pure statements that only feed each other.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x, c):
    ...     s = 0.0
    ...     for _ in range(3):
    ...         s = s + c
    ...         x = x * c
    ...     return x
    ... ''').body[0]
    >>> print(statement(faint(f)))
    def f(x, c):
        for _ in range(3):
            x = x * c
        return x
    """
    tried = raising_in(node.body)
    free = [s for s in statements(node.body) if _may_go(s) and id(s) not in tried]
    if not free:
        return node
    going = {id(s) for s in free}
    needed = {n for s in statements(node.body) if id(s) not in going for n in read(s)}
    while kept := [s for s in free if needed.intersection(bound(s))]:
        free = [s for s in free if not needed.intersection(bound(s))]
        needed.update(n for s in kept for n in read(s))
    gone = {id(s) for s in free}
    if not gone:
        return node
    return function(
        node, map_blocks(node.body, lambda b: [s for s in b if id(s) not in gone])
    )


def _may_go(node: gast.AST) -> bool:
    """Tell whether a statement does nothing but bind names to a pure value."""
    if not isinstance(node, gast.Assign) or is_store(node):
        return False
    return not hasattr(node, "site") and is_pure(node.value)
