"""Which names may hold memory that something writes: no earlier value of them lasts."""

from __future__ import annotations

import gast

from srcdiff.analysis.holders import holders
from srcdiff.analysis.purity import is_pure
from srcdiff.core.facts import once
from srcdiff.core.traverse import bound, mutated, names_in, statements, tape_of
from srcdiff.runtime import accumulate_at


class Memory:
    """Which names may share memory, by all that a function binds, in no order.

    written: the names of memory that something writes in place. A name that is absent
    holds, between one binding and the next, the same numbers throughout.

    >>> f = gast.parse(
    ...     "def f(x, y):\\n    a = x.T\\n    b = x * y\\n    a[0] += y\\n    return b"
    ... ).body[0]
    >>> memory = Memory(f)
    >>> sorted(memory.written), sorted(memory.touched(f.body[1]))
    (['a', 'x'], [])
    """

    def __init__(self, node: gast.FunctionDef) -> None:
        self.groups: dict[str, set[str]] = {}
        for statement in statements(node.body):
            joined: set[str] = set()
            if isinstance(statement, gast.Assign):
                joined = {*bound(statement), *holders(statement.value)}
            elif tape_of(statement, "append") is not None:
                joined = set(names_in(statement.value))
            if len(joined) > 1:
                whole = joined.union(*(self.groups.get(n, ()) for n in joined))
                self.groups.update(dict.fromkeys(whole, whole))
        self.written: set[str] = set()
        for statement in statements(node.body):
            self.written |= self.touched(statement)

    def touched(self, statement: gast.AST) -> set[str]:
        """Return the names of memory that a statement may write in place."""
        changed = _written_by(statement)
        return {m for n in changed for m in self.groups.get(n, (n,))}


@once
def memory_of(node: gast.FunctionDef) -> Memory:
    """Return what the names of a function share."""
    return Memory(node)


@once
def _written_by(statement: gast.AST) -> frozenset[str]:
    """Return the names whose memory a statement may write."""
    if any(tape_of(statement, method) for method in ("append", "pop")):
        return frozenset()
    name = mutated(statement)
    found = frozenset() if name is None else frozenset({name})
    value = statement.__dict__.get("value")
    if isinstance(value, gast.AST) and not is_pure(value):
        grown = getattr(value, "target", None) is accumulate_at
        found |= names_in(value.args[0] if grown else value)
    return found
