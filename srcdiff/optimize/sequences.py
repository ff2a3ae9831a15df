"""Values that are known to be sequences need no check before they are looped over."""

from __future__ import annotations

import gast

from srcdiff.analysis.built import built_lists
from srcdiff.analysis.types import Known, infer
from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, rename, statements
from srcdiff.core.types import Array, Items
from srcdiff.runtime import sequence


def known_sequences(
    node: gast.FunctionDef, names: NameTable, known: Known
) -> gast.FunctionDef:
    """Return core form without ``sequence(x)`` where x is known to be one.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x"])
    >>> t = names.temporary("items")
    >>> f = gast.parse(f"def f(x):\\n    {t} = sequence(x)\\n    return {t}").body[0]
    >>> f.body[0].value.target = sequence
    >>> print(statement(known_sequences(f, names, {"x": Array(None, ("n",))})))
    def f(x):
        return x
    """
    found = infer(node, known)
    uses, built = uses_of(node), built_lists(node)
    chosen: dict[str, str] = {}
    for statement in statements(node.body):
        if not _asks(statement):
            continue
        target, source = statement.targets[0].id, statement.value.args[0]
        if not isinstance(source, gast.Name) or target not in names.stems:
            continue
        sure = isinstance(found.get(source.id), Array | Items)
        still = (sure and uses.once(source.id)) or source.id in built
        if still and uses.once(target):
            chosen[target] = source.id
    if not chosen:
        return node

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [s for s in block if not (_asks(s) and s.targets[0].id in chosen)]

    body = [rename(s, chosen) for s in map_blocks(node.body, change)]
    return function(node, body)


def _asks(statement: gast.AST) -> bool:
    return (
        isinstance(statement, gast.Assign)
        and isinstance(statement.value, gast.Call)
        and getattr(statement.value, "target", None) is sequence
    )
