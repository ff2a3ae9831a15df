"""Loops over all items of a list of known structure: one adjoint an item, appended.

The backward loop meets the items from the last to the first, so the list of adjoints
is turned round when the loop is done.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import assign, function, name, shallow
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, breaks, names_in, rename, statements
from srcdiff.core.types import Items
from srcdiff.differentiate.parts import differentiable


def visited(
    node: gast.FunctionDef, active: set[str], names: NameTable, known: Known
) -> gast.FunctionDef:
    """Return the function where a loop over a whole list reads a name of its own.

    The loop's statement that reads an item is marked ``visits``, and the name's
    definition ``visited``; the name is active.

    >>> import numpy as np
    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.types import Array
    >>> f = gast.parse('''
    ... def f(p, x):
    ...     for i in range(len(p)):
    ...         w = p[i]
    ...         x = x * w
    ...     return x
    ... ''').body[0]
    >>> f.body[0].iter.target, f.body[0].iter.args[0].target = range, len
    >>> w = Array(np.dtype(float), ("n",))
    >>> known = {"p": Items((w, w), list)}
    >>> print(statement(visited(f, {"p"}, NameTable(["p", "x", "w", "i"]), known)))
    def f(p, x):
        p_2 = p
        for i in range(len(p_2)):
            w = p_2[i]
            x = x * w
        return x
    """
    found = infer(node, known)
    uses = Uses(node)
    body = []
    for statement in node.body:
        whole = _looped(statement)
        kind = found.get(whole) if whole is not None and whole in active else None
        if whole and isinstance(kind, Items) and _may_visit(whole, kind, uses):
            again = names.temporary(whole)
            changed = _visiting(statement, whole, again)
            if changed is not None:
                active.add(again)
                start = assign(again, name(whole), like=statement)
                start.visited = kind.python
                body += [start, changed]
                continue
        body.append(statement)
    return function(node, body)


def _may_visit(whole: str, kind: Items, uses: Uses) -> bool:
    return uses.once(whole) and differentiable(kind)


def _looped(node: gast.AST) -> str | None:
    """Return the name of the list that a loop runs over by index, to its end."""
    if not isinstance(node, gast.For) or breaks(node.body):
        return None
    if getattr(node.iter, "target", None) is not range:
        return None
    last = node.iter.args[-1]
    if len(node.iter.args) != 1 or getattr(last, "target", None) is not len:
        return None
    return last.args[0].id if isinstance(last.args[0], gast.Name) else None


def _visiting(loop: gast.For, whole: str, again: str) -> gast.For | None:
    """Return a loop that reads each item of its list once, under its new name."""
    inner = list(statements(loop.body))
    reading = [s for s in inner if whole in names_in(s)]
    if len(reading) != 1 or not any(reading[0] is s for s in loop.body):
        return None
    read = reading[0]
    value = read.value if isinstance(read, gast.Assign) else None
    if not isinstance(value, gast.Subscript) or not isinstance(value.slice, gast.Name):
        return None
    at_index = value.slice.id == loop.target.id and isinstance(value.value, gast.Name)
    if not at_index or loop.target.id in {n for s in inner for n in bound(s)}:
        return None
    renamed = shallow(loop)
    renamed.iter = rename(loop.iter, {whole: again})
    position = next(k for k, s in enumerate(loop.body) if s is read)
    marked = rename(read, {whole: again})
    marked.visits = True
    renamed.body = [*loop.body[:position], marked, *loop.body[position + 1 :]]
    return renamed
