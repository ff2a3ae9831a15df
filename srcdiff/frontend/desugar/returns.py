"""Early returns outside loops become branches: one ``return`` remains, at the end."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, clone, constant, function, name, stamped
from srcdiff.core.names import NameTable


def single_return(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function with one ``return``, its last statement.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     if x > 0:
    ...         return x
    ...     return -x
    ... ''').body[0]
    >>> print(statement(single_return(f, NameTable(["x"]))))
    def f(x):
        if x > 0:
            value = x
        else:
            value = -x
        return value
    """
    body = [s for s in node.body if not isinstance(s, gast.Pass)]
    if (
        not any(_returns(s) for s in body[:-1])
        and body
        and isinstance(body[-1], gast.Return)
        and body[-1].value is not None
    ):
        return function(node, body)
    result = names.temporary("value")
    last = gast.Return(name(result))
    last.origin, last.part = None, "forward"
    return function(node, [*_straighten(body, result), last])


def _returns(statement: gast.AST) -> bool:
    return any(isinstance(n, gast.Return) for n in gast.walk(statement))


def _straighten(block: list[gast.AST], result: str) -> list[gast.AST]:
    """Rewrite a block that ends the function: on every path it binds the result."""
    for position, statement in enumerate(block):
        if isinstance(statement, gast.Return):
            value = statement.value if statement.value is not None else constant(None)
            return [*block[:position], assign(result, value, like=statement)]
        if isinstance(statement, gast.If) and _returns(statement):
            rest = block[position + 1 :]
            test = statement.test
            branches = (
                _straighten([*statement.body, *map(clone, rest)], result),
                _straighten([*statement.orelse, *rest], result),
            )
            return [*block[:position], stamped(gast.If(test, *branches), statement)]
    return [*block, assign(result, constant(None), like=block[-1] if block else None)]
