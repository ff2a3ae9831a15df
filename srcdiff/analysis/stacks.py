"""Lists that are stacks: pushed to, popped from, and used in no other way."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.core.facts import once
from srcdiff.core.traverse import bound, read, statements, tape_of


@once
def stacks(node: gast.FunctionDef) -> frozenset[str]:
    """Return the names of the stacks of a function.

    A stack is bound once, to a display; all else that is done with it is to push a
    value or to pop one. So nobody else holds it, and its items are what is pushed.

    >>> f = gast.parse('''
    ... def f(x):
    ...     a = []
    ...     b = []
    ...     a.append(x)
    ...     b.append(x)
    ...     y = a.pop()
    ...     return y + b[0]
    ... ''').body[0]
    >>> for s in f.body[2:5]: s.value.tape = True
    >>> sorted(stacks(f))
    ['a']
    """
    every = list(statements(node.body))
    bindings = Counter(name for s in every for name in bound(s))
    mentions = Counter(name for s in every for name in read(s))
    moves = Counter(move for s in every if (move := moved(s)) is not None)
    return frozenset(
        s.targets[0].id
        for s in every
        if isinstance(s, gast.Assign)
        and isinstance(s.value, gast.List)
        and isinstance(s.targets[0], gast.Name)
        and bindings[s.targets[0].id] == 1
        and mentions[s.targets[0].id] == moves[s.targets[0].id]
    )


def moved(statement: gast.AST) -> str | None:
    """Return the list to which a statement pushes, or from which it pops, if any."""
    tape = tape_of(statement, "append") or tape_of(statement, "pop")
    given = statement.value.args if tape is not None else []
    return None if any(tape in read(gast.Expr(a)) for a in given) else tape
