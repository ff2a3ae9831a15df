"""Copies: a name that only stands for another one gives way to it."""

from __future__ import annotations

import gast

from srcdiff.analysis.uses import Uses
from srcdiff.core.build import function
from srcdiff.core.traverse import rename, statements


def copies(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without ``a = b`` where both names are bound only once.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x):\\n    y = x * 2\\n    z = y\\n    return z").body[0]
    >>> print(statement(copies(f)))
    def f(x):
        y = x * 2
        return y
    """
    uses = Uses(node)
    chosen: dict[str, str] = {}
    for statement in statements(node.body):
        if _is_copy(statement):
            target, source = statement.targets[0].id, statement.value.id
            if uses.once(target) and uses.once(source):
                chosen[target] = source
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
        if _is_copy(statement) and statement.targets[0].id in chosen:
            continue
        if _is_copy(statement) and statement.targets[0].id == statement.value.id:
            continue
        renamed = type(statement).__new__(type(statement))
        renamed.__dict__.update(statement.__dict__)
        for key, value in statement.__dict__.items():
            if key in ("body", "orelse") and isinstance(value, list):
                renamed.__dict__[key] = _without(value, chosen)
            elif isinstance(value, gast.AST):
                renamed.__dict__[key] = rename(value, chosen)
        done.append(renamed)
    return done
