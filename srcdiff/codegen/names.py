"""Final names: temporaries numbered in the order in which the reader meets them."""

from __future__ import annotations

import gast

from srcdiff.core.build import clone
from srcdiff.core.names import NameTable


def shorten(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with every surviving temporary under the lowest free name.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x"])
    >>> unused, t = names.temporary("x_in"), names.temporary("x_in")
    >>> f = gast.parse(f"def f(x):\\n    {t} = x + 1\\n    return {t}").body[0]
    >>> print(statement(shorten(f, names)))
    def f(x):
        x_in = x + 1
        return x_in
    """
    node = clone(node)
    found = [n for n in _in_order(node) if type(n) is gast.Name]
    fixed = {n.id for n in found if n.id not in names.stems}
    table = NameTable(fixed | names.globals)
    chosen: dict[str, str] = {}
    read = {n.id for n in found if isinstance(n.ctx, gast.Load)}
    if "_" not in {names.stems.get(n, n) for n in read} | names.globals:
        # What nobody reads may share the name for it.
        unread = (n.id for n in found if names.stems.get(n.id) == "_")
        chosen = {each: "_" for each in unread if each not in read}
    for item in found:
        if item.id in names.stems:
            if item.id not in chosen:
                chosen[item.id] = table.fresh(names.stems[item.id])
            item.id = chosen[item.id]
    return node


def _in_order(node: gast.AST):
    """Walk a tree in the order of its text; targets of assignments come first."""
    yield node
    for key in node._fields:
        value = node.__dict__.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, gast.AST):
                yield from _in_order(item)
