"""Attributes of parameters that have names of their own: copied where they are written.

The reads stand at the beginning of a function, each in one place. A call checks that
no two attributes share memory.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.aliasing import Aliasing
from srcdiff.analysis.sharing import is_opening
from srcdiff.analysis.types import Known
from srcdiff.core.build import assign, call, function, name
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, mutated, statements
from srcdiff.core.types import Array
from srcdiff.runtime import private

Block = list[gast.AST]


def with_own_attributes(
    node: gast.FunctionDef, names: NameTable, types: Known, plain: bool
) -> gast.FunctionDef:
    """Return the function with copies of the attributes that it writes into.

    plain: the order of axes in memory does not matter.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(p):\\n  w = p.w\\n  w[0] = 1.0\\n  return w").body[0]
    >>> f.body[0].value.opening = True
    >>> print(statement(with_own_attributes(f, NameTable(["p", "w"]), {}, True)))
    def f(p):
        w_2 = p.w
        w = private(w_2)
        w[0] = 1.0
        return w
    """
    opened = [s for s in statements(node.body) if is_opening(s)]
    if not opened:
        return node
    written = _written(node, types)

    def change(block: Block) -> Block:
        return [new for s in block for new in each(s)]

    def each(statement: gast.AST) -> Block:
        if not is_opening(statement) or statement.targets[0].id not in written:
            return [statement]
        target = statement.targets[0].id
        read = names.temporary(names.stems.get(target, target))
        copied: gast.AST = call("private", name(read), target=private)
        if isinstance(types.get(target), Array) and plain:
            method = gast.Attribute(name(read), "copy", gast.Load())
            copied = gast.Call(method, [], [])
        first = assign(read, statement.value, like=statement)
        return [first, assign(target, copied, like=statement)]

    return function(node, map_blocks(node.body, change))


def _written(node: gast.FunctionDef, types: Known) -> set[str]:
    """Return the names whose memory a function may write, by whatever name."""
    body: Block = []
    opened = {s.targets[0].id for s in statements(node.body) if is_opening(s)}
    held = {target: f"{target} at first" for target in opened}
    for statement in node.body:
        body.append(statement)
        if is_opening(statement):
            # What the name is bound to first has a name that lasts.
            target = statement.targets[0].id
            body.append(assign(held[target], name(target)))
    kinds = {held[n]: types[n] for n in opened if n in types}
    aliasing = Aliasing(function(node, body), {**types, **kinds})
    found = set()
    for statement in statements(node.body):
        root = mutated(statement)
        if root is not None:
            found |= {root, *aliasing.after(statement, root)}
    return {n for n in opened if held[n] in found}
