"""Conditional expressions, and ``and``/``or`` used as values, become branches."""

from __future__ import annotations

import gast

from srcdiff.core.build import assign, name


def from_choice(node: gast.IfExp, result: str) -> gast.If:
    """Return the branch that binds ``a if test else b`` to a name.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> print(statement(from_choice(parse_expression("a if t > 0 else b"), "y")))
    if t > 0:
        y = a
    else:
        y = b
    """
    taken, other = assign(result, node.body), assign(result, node.orelse)
    return gast.If(node.test, [taken], [other])


def from_junction(node: gast.BoolOp, result: str) -> tuple[list[gast.AST], gast.AST]:
    """Return setup and branch that bind ``a or b`` / ``a and b`` to a name.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> setup, branch = from_junction(parse_expression("a or b"), "y")
    >>> print(statement(setup[0]), "/", statement(branch).replace("\\n   ", ""))
    y = a / if not y: y = b
    """
    first, *others = node.values
    rest: gast.AST = others[0] if len(others) == 1 else gast.BoolOp(node.op, others)
    test: gast.AST = name(result)
    if isinstance(node.op, gast.Or):
        test = gast.UnaryOp(gast.Not(), test)
    return [assign(result, first)], gast.If(test, [assign(result, rest)], [])
