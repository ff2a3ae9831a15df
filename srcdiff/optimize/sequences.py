"""Values that are known to be sequences need no check before they are looped over.

A slice of a list is a list already: ``list`` need not copy it. How many items a list
has is known: that they are enough for an unpacking need not be asked.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.built import built_lists
from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, rename, statements
from srcdiff.core.types import Array, Items, Type
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
    slices = _slices(node, found)
    copies = []
    for statement in statements(node.body):
        if _copies(statement, slices):
            source, target = statement.value.args[0].id, statement.targets[0].id
            single = uses.once(source) and uses.once(target) and uses.read[source] == 1
            if source in names.stems and single:
                chosen[source] = target
                copies.append(statement)
            continue
        if not _asks(statement):
            continue
        target, source = statement.targets[0].id, statement.value.args[0]
        if not isinstance(source, gast.Name) or target not in names.stems:
            continue
        sure = isinstance(found.get(source.id), Array | Items)
        still = (sure and uses.once(source.id)) or source.id in built
        if still and uses.once(target):
            chosen[target] = source.id

    def change(block: list[gast.AST]) -> list[gast.AST]:
        left = [s for s in block if not any(s is c for c in copies)]
        left = [s for s in left if not _is_sure(s, found)]
        return [s for s in left if not (_asks(s) and s.targets[0].id in chosen)]

    body = [rename(s, chosen) for s in map_blocks(node.body, change)]
    return function(node, body)


def _is_sure(statement: gast.AST, found: Known) -> bool:
    """Tell whether a statement checks that a value has items, which it surely has."""
    if not isinstance(statement, gast.If) or statement.orelse:
        return False
    test = statement.test
    raises = len(statement.body) == 1 and isinstance(statement.body[0], gast.Raise)
    if not raises or not isinstance(test, gast.Compare) or len(test.ops) != 1:
        return False
    (least,) = test.comparators
    asked = test.left.args if getattr(test.left, "target", None) is len else [None]
    kind = found.get(asked[0].id) if isinstance(asked[0], gast.Name) else None
    below = isinstance(test.ops[0], gast.Lt) and isinstance(least, gast.Constant)
    return below and isinstance(kind, Items) and len(kind.items) >= least.value


def _asks(statement: gast.AST) -> bool:
    return (
        isinstance(statement, gast.Assign)
        and isinstance(statement.value, gast.Call)
        and getattr(statement.value, "target", None) is sequence
    )


def _slices(node: gast.FunctionDef, found: Known) -> set[str]:
    """Return the names that hold a slice of a list, which is a list of its own."""
    return {
        s.targets[0].id
        for s in statements(node.body)
        if isinstance(s, gast.Assign)
        and isinstance(s.targets[0], gast.Name)
        and isinstance(s.value, gast.Subscript)
        and isinstance(s.value.slice, gast.Slice)
        and _is_list(found.get(s.targets[0].id))
    }


def _is_list(kind: Type | None) -> bool:
    return isinstance(kind, Items) and kind.python is list


def _copies(statement: gast.AST, slices: set[str]) -> bool:
    """Tell whether a statement is ``a = list(b)`` of a slice."""
    if not isinstance(statement, gast.Assign):
        return False
    value = statement.value
    if getattr(value, "target", None) is not list or len(value.args) != 1:
        return False
    plain = isinstance(value.args[0], gast.Name) and not value.keywords
    return plain and value.args[0].id in slices
