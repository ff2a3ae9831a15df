"""Copies: a name that only stands for another one gives way to it."""

from __future__ import annotations

from typing import Any

import gast

from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function, parameters, same
from srcdiff.core.children import fields_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import blocks, rename, statements, with_fields


def copies(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function without ``a = b`` where both names are bound only once.

    The name that stays is the user's, where one of them is a temporary.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.names import NameTable
    >>> f = gast.parse("def f(x):\\n    y = x * 2\\n    z = y\\n    return z").body[0]
    >>> print(statement(copies(f, NameTable())))
    def f(x):
        y = x * 2
        return y
    """
    uses = uses_of(node)
    given = set(parameters(node))
    chosen: dict[str, str] = {}
    for statement in statements(node.body):
        if _is_copy(statement):
            target, source = statement.targets[0].id, statement.value.id
            if uses.once(target) and uses.once(source):
                ours = source in names.stems and source not in given
                named = ours and target not in names.stems
                kept, gone = (target, source) if named else (source, target)
                chosen.setdefault(gone, kept)
    for target in chosen:
        while chosen[target] in chosen:
            chosen[target] = chosen[chosen[target]]
    return function(node, _without(node.body, chosen))


def _is_copy(statement: gast.AST) -> bool:
    return (
        isinstance(statement, gast.Assign)
        and isinstance(statement.value, gast.Name)
        and isinstance(statement.targets[0], gast.Name)
    )


def _without(block: list[gast.AST], chosen: dict[str, str]) -> list[gast.AST]:
    done = []
    for statement in block:
        if _is_copy(statement):
            target, source = statement.targets[0].id, statement.value.id
            if chosen.get(target, target) == chosen.get(source, source):
                continue
        changed: dict[str, Any] = {}
        for key in fields_of(statement):
            value = statement.__dict__.get(key)
            if isinstance(value, gast.AST):
                new: Any = rename(value, chosen)
            elif key in ("body", "orelse") and blocks(statement):
                new = _without(value, chosen)
            elif key == "targets":
                new = [rename(target, chosen) for target in value]
            else:
                continue
            if new is not value and not (type(new) is list and same(new, value)):
                changed[key] = new
        done.append(with_fields(statement, changed))
    return done
