"""Attempts that the backward part can follow: they have happened in full or not at all.

The handler of a ``try`` and what comes after it see what the body did before it failed.
A derivative along that path would have to know how far that was. So a body may fail
only before it has done anything that is seen, or else it is refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import gast

from srcdiff.analysis.liveness import Liveness
from srcdiff.core.attempt import Attempt, attempt_of, flag_of, leaves, may_raise
from srcdiff.core.build import assign, function, name, negated, parameters, shallow
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    blocks,
    bound,
    bound_in,
    mutated,
    rename,
    statements,
    tape_of,
)
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax

Block = list[gast.AST]
SEEN = "if this try fails after this line, the line has happened nevertheless"
LAST = "let it be the last line of the try, or put it under else"
KEPT = "this part of a try may fail halfway, and runs more than once"
CALL = "move the body of the try into a function, and call that"


def partly_done(node: gast.FunctionDef) -> list[tuple[gast.AST, str, str]]:
    """Return the statements that a failing attempt may leave behind, with reasons.

    node: core form.

    >>> from srcdiff.core.attempt import Attempt, attempt_test
    >>> f = gast.parse('''
    ... def f(x):
    ...     y = x
    ...     if 0:
    ...         y = x * x
    ...         z = 1 / y
    ...         done = True
    ...     else:
    ...         done = False
    ...     return y
    ... ''').body[0]
    >>> f.body[1].test = attempt_test(name("ValueError"), Attempt(None, None))
    >>> [statement.lineno for statement, _, _ in partly_done(f)]
    [5]
    """
    found: list[tuple[gast.AST, str, str]] = []
    for attempt, in_loop in _attempts(node.body, False):
        failed = _failed(node.body, _flags(node.body, attempt))
        seen = Liveness(failed).before[id(attempt.orelse[0])]
        body = attempt.body[:-1]
        noted = attempt_of(attempt)
        assert noted is not None
        inside = _Body(noted, in_loop, seen)
        found += [(s, SEEN, LAST) for s in inside.seen(body, fails=False)]
        for statement in body:
            if in_loop and isinstance(statement, COMPOUND) and bound_in([statement]):
                found.append((statement, KEPT, CALL))
        if not in_loop and _looped(body) & _looped(node.body, attempt):
            found.append((attempt, KEPT, CALL))
    return found


def _flags(block: Block, attempt: gast.If) -> set[str]:
    """Return the names that are true if an attempt has come to its end, else false."""
    ends = [_constants(attempt.body[::-1], True), _constants(attempt.orelse, False)]
    every = [n for s in statements(block) for n in bound(s)]
    return {n for n in ends[0] & ends[1] if every.count(n) == 2}


def _constants(block: Block, value: bool) -> set[str]:
    """Return the names that the first statements of a block bind to a constant."""
    kept = itertools.takewhile(lambda s: not may_raise(s), block)
    return {
        n
        for s in kept
        if isinstance(s, gast.Assign) and getattr(s.value, "value", None) is value
        for n in bound(s)
    }


def _failed(block: Block, flags: set[str]) -> Block:
    """Return a block without the branches that are not taken where flags are false.

    Those that end in an exception are left out too.
    """
    done: Block = []
    for statement in block:
        if isinstance(statement, gast.If):
            done += _failed_branch(statement, flags)
            continue
        if isinstance(statement, COMPOUND):
            statement = shallow(statement)
            statement.body = _failed(statement.body, flags)
        done.append(statement)
    return done


def _failed_branch(node: gast.If, flags: set[str]) -> Block:
    opposite = negated(node.test)
    if isinstance(node.test, gast.Name) and node.test.id in flags:
        return _failed(node.orelse, flags)
    if isinstance(opposite, gast.Name) and opposite.id in flags:
        return _failed(node.body, flags)
    if leaves(node.body) or leaves(node.orelse):
        other = node.orelse if leaves(node.body) else node.body
        return [gast.Expr(node.test), *_failed(other, flags)]
    new = shallow(node)
    new.body, new.orelse = _failed(node.body, flags), _failed(node.orelse, flags)
    return [new]


@dataclass(frozen=True)
class _Body:
    """The body of an attempt; live: the names that the handler or others may read."""

    attempt: Attempt
    in_loop: bool
    live: frozenset[str]

    def seen(self, block: Block, fails: bool) -> Block:
        """Return the statements that are seen although what comes after them fails.

        fails: whether what follows the block may fail.
        """
        found: Block = []
        for statement in reversed(block):
            inner = [s for b in blocks(statement) for s in statements(b)]
            raises = any(may_raise(s, self.attempt) for s in [statement, *inner])
            again = fails or (raises and isinstance(statement, gast.For | gast.While))
            for each in blocks(statement):
                found += self.seen(each, again)
            if self.lasts(statement, again):
                found.append(statement)
            fails = fails or raises
        return found[::-1]

    def lasts(self, statement: gast.AST, fails: bool) -> bool:
        """Tell whether others see what a statement does, if something fails later."""
        if mutated(statement) is not None:
            grows = tape_of(statement, "append") is not None
            return fails or (self.in_loop and not grows)
        return fails and bool(set(bound(statement)) & self.live)


def _attempts(block: Block, in_loop: bool) -> list[tuple[gast.If, bool]]:
    """Return the attempts whose handlers may go on, and whether they are in a loop."""
    found: list[tuple[gast.If, bool]] = []
    for statement in block:
        if attempt_of(statement) is not None and not leaves(statement.orelse):
            found.append((statement, in_loop))
        inside = in_loop or isinstance(statement, gast.For | gast.While)
        for inner in blocks(statement):
            found += _attempts(inner, inside)
    return found


def _looped(block: Block, without: gast.AST | None = None) -> set[str]:
    """Return the names that the loops of a block bind or change."""
    found: set[str] = set()
    for statement in block:
        if statement is without:
            continue
        if isinstance(statement, gast.For | gast.While):
            inside = list(statements([statement]))
            found |= {n for s in inside for n in bound(s)}
            found |= {n for s in inside if (n := mutated(s)) is not None}
        elif isinstance(statement, COMPOUND):
            found |= _looped([s for b in blocks(statement) for s in b], without)
    return found


def whole_attempts(node: gast.FunctionDef) -> set[int]:
    """Return which statements stand in an attempt: what they call stays whole."""
    return {
        id(s)
        for attempt, _ in _attempts(node.body, False)
        for s in statements(attempt.body)
    }


def committed(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function whose attempts in loops bind others' names at their end.

    So nothing that they overwrite is recorded in an attempt that fails afterwards.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.attempt import Attempt, attempt_test
    >>> f = gast.parse('''
    ... def f(x):
    ...     for i in range(3):
    ...         if 0:
    ...             x = 1 / x
    ...             done = True
    ...         else:
    ...             done = False
    ...     return x
    ... ''').body[0]
    >>> f.body[0].body[0].test = attempt_test(name("ValueError"), Attempt(None, None))
    >>> print(statement(committed(f, NameTable("fx"))))
    def f(x):
        for i in range(3):
            try:
                x_2 = 1 / x
                x = x_2
                done = True
            except ValueError:
                done = False
        return x
    """
    inside = {id(a) for a, in_loop in _attempts(node.body, False) if in_loop}
    if not inside:
        return node
    live = Liveness(node.body).after
    everywhere = [n for s in statements(node.body) for n in bound(s)]
    everywhere += parameters(node)

    def change(block: Block) -> Block:
        return [each(s) if id(s) in inside else s for s in block]

    def each(node: gast.If) -> gast.If:
        own = [n for s in statements(node.body) for n in bound(s)]
        others = {n for n in own if everywhere.count(n) > own.count(n)}
        others |= set(own) & live[id(node)]
        return _committed(node, others - {flag_of(node)}, names)

    return function(node, _map(node.body, inside, change))


def _map(block: Block, inside: set[int], change: Callable[[Block], Block]) -> Block:
    """Rebuild blocks from the inside out; attempts keep their identity for change."""
    done = []
    for statement in block:
        if isinstance(statement, COMPOUND) and id(statement) not in inside:
            copied = shallow(statement)
            copied.body = _map(statement.body, inside, change)
            if isinstance(statement, gast.If):
                copied.orelse = _map(statement.orelse, inside, change)
            statement = copied
        done.append(statement)
    return change(done)


def _committed(node: gast.If, others: set[str], names: NameTable) -> gast.If:
    """Return an attempt that binds some names after all that may fail in it."""
    now: dict[str, str] = {}
    likes: dict[str, gast.AST] = {}
    body: Block = []
    *statements, done = node.body
    for statement in statements:
        new = shallow(rename(statement, now))
        for each in bound(statement):
            if each in others:
                likes[each] = statement
                now[each] = names.temporary(names.stems.get(each, each))
        if isinstance(statement, gast.Assign):
            new.targets = [rename(t, now) for t in statement.targets]
        body.append(new)
    attempt = shallow(node)
    after = [assign(n, name(t), like=likes[n]) for n, t in now.items()]
    attempt.body = [*body, *after, done]
    return attempt


def unfollowed(node: gast.FunctionDef) -> list[Refusal]:
    """Return a refusal for each line that a failing attempt may leave behind."""
    return [
        Refusal(UnsupportedSyntax, place_of(statement, statement), reason, remedy)
        for statement, reason, remedy in partly_done(node)
    ]
