"""``try`` in core form: a branch whose test is whether a block runs to its end.

The body is a branch's body, the handler its ``else``. The test stands for the attempt
itself, so analyses see two paths and know of neither that it is taken. A flag, bound in
both, tells the backward part which was.
"""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcdiff.core.build import name
from srcdiff.core.traverse import is_backward, statements, tape_of

MARK = "try"
"""A keyword: no name of the user's."""


@dataclass(frozen=True)
class Attempt:
    """What is noted on the test of a branch that is a ``try``.

    error: the name of the exception, in the handler only. kinds: the classes that the
    handler catches, None where they are not known.
    """

    error: str | None
    kinds: tuple[type, ...] | None

    def may_catch(self, *kinds: type) -> bool:
        """Tell whether the handler catches exceptions of some classes, or others'.

        >>> Attempt(None, (LookupError,)).may_catch(KeyError, TypeError)
        True
        """
        if self.kinds is None:
            return True
        return any(
            issubclass(k, own) or issubclass(own, k)
            for k in kinds
            for own in self.kinds
        )


def attempt_test(types: gast.AST, attempt: Attempt) -> gast.Call:
    """Return the test of a ``try``; types: what its handler catches."""
    test = gast.Call(name(MARK), [types], [])
    test.attempt = attempt
    return test


def attempt_of(statement: gast.AST) -> Attempt | None:
    """Return what is noted on a branch that is a ``try``, None for anything else.

    >>> attempt_of(gast.parse("if x: pass").body[0])
    """
    test = statement.test if isinstance(statement, gast.If) else None
    return getattr(test, "attempt", None)


def caught(error: str) -> gast.Call:
    """Return the exception that a handler has caught, under the name it has there."""
    node = gast.Call(name(MARK), [], [])
    node.error = error
    return node


def is_caught(node: gast.AST) -> bool:
    """Tell whether an expression is the exception that a handler has caught.

    >>> is_caught(caught("error"))
    True
    """
    return hasattr(node, "error")


def flag_of(statement: gast.If) -> str:
    """Return the name that tells which path of a ``try`` was taken, from then on."""
    flag: str = statement.orelse[0].targets[0].id
    return flag


def handler_of(statement: gast.If) -> gast.ExceptHandler:
    """Return the handler of a branch that is a ``try``, as Python's own."""
    (types,) = statement.test.args
    error = statement.test.attempt.error
    title = name(error, store=True) if error is not None else None
    return gast.ExceptHandler(types, title, statement.orelse)


def named_error(statement: gast.AST) -> str | None:
    """Return the name that a handler gives to the exception, if it gives one."""
    attempt = attempt_of(statement)
    return attempt.error if attempt is not None else None


def leaves(block: list[gast.AST]) -> bool:
    """Tell whether every path through a block ends in a ``raise``.

    >>> leaves(gast.parse("if x:\\n    raise\\nelse:\\n    raise").body)
    True
    """
    last = block[-1] if block else None
    if isinstance(last, gast.If):
        return leaves(last.body) and leaves(last.orelse)
    return isinstance(last, gast.Raise)


ARITHMETIC = (TypeError, ValueError, ArithmeticError, MemoryError)


def may_raise(statement: gast.AST, attempt: Attempt | None = None) -> bool:
    """Tell whether a statement itself may raise what an attempt's handler catches.

    attempt: None for a handler that catches everything.

    >>> [may_raise(s) for s in gast.parse("x = 1.0\\ny = x * x").body]
    [False, True]
    >>> may_raise(gast.parse("y = x * x").body[0], Attempt(None, (KeyError,)))
    False
    """
    if not isinstance(statement, gast.Assign):
        return tape_of(statement, "append") is None
    value = statement.value
    if not isinstance(statement.targets[0], gast.Name):
        return True
    if isinstance(value, gast.BinOp) and attempt is not None:
        exact = isinstance(value.op, gast.Add | gast.Sub | gast.Mult)
        plain = all(_is_atom(v) for v in (value.left, value.right))
        return not (exact and plain) or attempt.may_catch(*ARITHMETIC)
    return not _is_atom(value)


def _is_atom(node: gast.AST) -> bool:
    return isinstance(node, gast.Name | gast.Constant)


def raising_in(block: list[gast.AST]) -> set[int]:
    """Return which statements, by identity, may end an attempt in a block early."""
    return {
        id(s)
        for attempt in statements(block)
        if attempt_of(attempt) is not None
        for s in statements(attempt.body)
        if not is_backward(s) and may_raise(s)
    }
