"""Statements that stand in a context get its ``with`` around them again."""

from __future__ import annotations

import gast

from srcdiff.core.build import clone, function, shallow, stamped
from srcdiff.core.context import Context, contexts_of
from srcdiff.core.traverse import COMPOUND, is_backward

Block = list[gast.AST]


def entered(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with a ``with`` around what stands in a context.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x):\\n    y = 1 / x\\n    return y").body[0]
    >>> quiet = gast.parse("quiet()").body[0].value
    >>> f.body[0].contexts = (Context(quiet, backward=True),)
    >>> print(statement(entered(f)))
    def f(x):
        with quiet():
            y = 1 / x
        return y
    """
    return function(node, _block(node.body, ()))


def _block(block: Block, around: tuple[Context, ...]) -> Block:
    """Return a block in which each statement is in its contexts; some are around."""
    done: Block = []
    position = 0
    while position < len(block):
        inner = _next(block[position], around)
        if inner is None:
            done.append(_inside(block[position], around))
            position += 1
            continue
        end = _end(block, position, inner)
        body = _block(block[position:end], (*around, inner))
        new = gast.With([gast.withitem(clone(inner.expression), None)], body)
        done.append(_joined(_with_heading(stamped(new, block[position]))))
        position = end
    return done


def _next(statement: gast.AST, around: tuple[Context, ...]) -> Context | None:
    """Return the context that a statement stands in, and what is around does not."""
    for context in contexts_of(statement):
        if context not in around and (context.backward or not is_backward(statement)):
            return context
    return None


def _end(block: Block, start: int, context: Context) -> int:
    """Return where the statements in a context end, those between them included."""
    part = is_backward(block[start])
    within = [
        k
        for k, s in enumerate(block)
        if context in contexts_of(s) and is_backward(s) == part
    ]
    return max(within) + 1


def _inside(statement: gast.AST, around: tuple[Context, ...]) -> gast.AST:
    if not isinstance(statement, COMPOUND):
        return statement
    new = shallow(statement)
    new.body = _block(statement.body, around)
    if statement.orelse:
        new.orelse = _block(statement.orelse, around)
    return new


def _with_heading(node: gast.With) -> gast.With:
    """Return a ``with`` that takes the heading of a part over from its first line."""
    first = node.body[0]
    if hasattr(first, "blank_before"):
        node.blank_before = first.blank_before
        node.comments, first.comments = first.comments[:1], first.comments[1:]
        del first.blank_before
    return node


def _joined(node: gast.With) -> gast.With:
    """Return a ``with`` as one with that in it, where there is nothing else in it."""
    (first, *others) = node.body
    if isinstance(first, gast.With) and not others:
        node.items, node.body = [*node.items, *first.items], first.body
    return node
