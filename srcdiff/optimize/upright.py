"""What follows an early exit stands under it, not in an ``else``."""

from __future__ import annotations

import gast

from srcdiff.core.attempt import attempt_of
from srcdiff.core.build import function, stamped
from srcdiff.core.traverse import map_blocks


def upright(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without ``else`` after a branch that leaves the loop.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     for v in x:
    ...         if v > 5.0:
    ...             break
    ...         else:
    ...             y = y + v
    ... ''').body[0]
    >>> print(statement(upright(f)))
    def f(x):
        for v in x:
            if v > 5.0:
                break
            y = y + v
    """
    return function(node, map_blocks(node.body, _upright))


def _upright(block: list[gast.AST]) -> list[gast.AST]:
    last = block[-1] if block else None
    if not isinstance(last, gast.If) or not last.body or attempt_of(last) is not None:
        return block
    if not isinstance(last.body[-1], gast.Break):
        return block
    return [*block[:-1], stamped(gast.If(last.test, last.body, []), last), *last.orelse]
