"""Copies: a name that only stands for another one gives way to it."""

from __future__ import annotations

import gast

from srcdiff.analysis.uses import Uses
from srcdiff.core.build import function, parameters, shallow
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import rename, statements


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
    uses = Uses(node)
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
        renamed = shallow(statement)
        for key, value in statement.__dict__.items():
            if key in ("body", "orelse") and isinstance(value, list):
                renamed.__dict__[key] = _without(value, chosen)
            elif key == "targets":
                renamed.targets = [rename(target, chosen) for target in value]
            elif isinstance(value, gast.AST):
                renamed.__dict__[key] = rename(value, chosen)
        done.append(renamed)
    return done
