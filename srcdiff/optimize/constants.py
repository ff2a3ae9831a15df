"""Constants: a name that only ever holds one number gives way to it."""

from __future__ import annotations

import gast

from srcdiff.analysis.uses import uses_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    is_backward,
    map_backward,
    statements,
    substitute,
)
from srcdiff.optimize.factors import is_unit


def constants(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with the backward part's named numbers written out.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x):\\n    g = 1.0\\n    a = g * x\\n    return a").body[0]
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(constants(f, NameTable())))
    def f(x):
        g = 1.0
        a = 1.0 * x
        return a
    """
    uses = uses_of(node)
    found: dict[str, gast.AST] = {}
    for statement in statements(node.body):
        if not isinstance(statement, gast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        number = isinstance(value, gast.Constant) and type(value.value) is float
        plain = isinstance(target, gast.Name) and (number or is_unit(value))
        ours = is_backward(statement) or (plain and target.id in names.stems)
        if plain and ours and uses.once(target.id):
            found[target.id] = value
    if not found:
        return node
    return map_backward(node, lambda e: substitute(e, found))
