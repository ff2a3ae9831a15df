"""Lists that are built by appending, and read only once they are complete."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.core.traverse import blocks, bound, names_in, read, statements, tape_of


def built_lists(node: gast.FunctionDef) -> set[str]:
    """Return the names of lists that nobody reads, or holds, while they grow.

    Such a list is made where its name is bound, and grows in the statements after
    that in the same block; from the last of them on it never changes.

    >>> f = gast.parse('''
    ... def f(x):
    ...     a = []
    ...     b = []
    ...     for i in range(3):
    ...         a.append(x)
    ...         b.append(a)
    ...     return a
    ... ''').body[0]
    >>> for s in f.body[2].body: s.value.tape = True
    >>> sorted(built_lists(f))
    ['b']
    """
    bindings = Counter(v for s in statements(node.body) for v in bound(s))
    mentions = Counter(v for s in statements(node.body) for v in read(s))
    found: set[str] = set()
    for block in [node.body, *(b for s in statements(node.body) for b in blocks(s))]:
        for position, statement in enumerate(block):
            if isinstance(statement, gast.Assign) and isinstance(
                statement.value, gast.List
            ):
                target = statement.targets[0]
                if not isinstance(target, gast.Name) or bindings[target.id] != 1:
                    continue
                rest = block[position + 1 :]
                if _complete(target.id, rest, mentions[target.id]):
                    found.add(target.id)
    return found


def _complete(name: str, rest: list[gast.AST], mentions: int) -> bool:
    """Tell whether a list only grows at first, and then never.

    rest: the statements after its birth. mentions: how many statements name it.
    """
    growing = [_grows(name, s) for s in rest]
    last = max((k for k, grows in enumerate(growing) if grows), default=-1)
    seen = sum(name in read(s) for s in statements(rest))
    pure = all(
        name not in read(s) or _only_grows(name, s)
        for s in statements(rest[: last + 1])
    )
    return pure and seen == mentions


def _grows(name: str, statement: gast.AST) -> bool:
    return any(tape_of(s, "append") == name for s in statements([statement]))


def _only_grows(name: str, statement: gast.AST) -> bool:
    if tape_of(statement, "append") != name:
        return False
    return not any(name in names_in(a) for a in statement.value.args)
