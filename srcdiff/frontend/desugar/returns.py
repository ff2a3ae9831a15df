"""Early returns outside loops become branches: one ``return`` remains, at the end."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    assign,
    branch,
    clone,
    constant,
    function,
    name,
    stamped,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import statements

Block = list[gast.AST]
FEW = 3
"""So many statements after a branch are written on both of its paths."""


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
    return function(node, [*_Returns(result, names).straight(body), last])


def _returns(statement: gast.AST) -> bool:
    return any(isinstance(n, gast.Return) for n in nodes_in(statement))


def _ends(block: Block) -> bool:
    """Tell whether every path through a block returns."""
    return any(
        isinstance(s, gast.Return)
        or (isinstance(s, gast.If) and _ends(s.body) and _ends(s.orelse))
        for s in block
    )


class _Returns:
    """The rewriting of one function, whose result gets a name."""

    def __init__(self, result: str, names: NameTable) -> None:
        self.result = result
        self.names = names

    def straight(self, block: Block) -> Block:
        """Rewrite a block that ends the function: on every path it binds the result."""
        for position, statement in enumerate(block):
            ahead, rest = block[:position], block[position + 1 :]
            if isinstance(statement, gast.Return):
                return [*ahead, self.bound(statement)]
            if isinstance(statement, gast.If) and _returns(statement):
                sides = (statement.body, statement.orelse)
                if not any(map(_ends, sides)) and len(list(statements(rest))) > FEW:
                    return [*ahead, *self.flagged(statement, rest)]
                branches = (
                    self.straight([*statement.body, *map(clone, rest)]),
                    self.straight([*statement.orelse, *rest]),
                )
                return [*ahead, stamped(gast.If(statement.test, *branches), statement)]
        like = block[-1] if block else None
        return [*block, assign(self.result, constant(None), like=like)]

    def bound(self, node: gast.Return) -> gast.AST:
        """Return the statement that binds the result instead of returning it."""
        value = node.value if node.value is not None else constant(None)
        return assign(self.result, value, like=node)

    def flagged(self, node: gast.If, rest: Block) -> Block:
        """Rewrite a branch that may return or not, and what follows it, once."""
        flag = self.names.fresh("returned")
        down = assign(flag, constant(False), like=node)
        after = branch(name(flag), [], self.straight(rest), node)
        return [down, *self.marked([node], flag), after]

    def marked(self, block: Block, flag: str) -> Block:
        """Rewrite a block that raises a flag where it has bound the result."""
        for position, statement in enumerate(block):
            ahead, rest = block[:position], block[position + 1 :]
            if isinstance(statement, gast.Return):
                up = assign(flag, constant(True), like=statement)
                return [*ahead, self.bound(statement), up]
            if isinstance(statement, gast.If) and _returns(statement):
                sides = (
                    self.marked(b, flag) for b in (statement.body, statement.orelse)
                )
                new = stamped(gast.If(statement.test, *sides), statement)
                after = self.marked(rest, flag)
                if after:
                    after = [branch(name(flag), [], after, statement)]
                return [*ahead, new, *after]
        return block
