"""Where the memory of a value may come from, through all names that it went by."""

from __future__ import annotations

import gast

from srcdiff.analysis.holders import holders
from srcdiff.core.traverse import bound, statements


def sources(node: gast.FunctionDef, value: gast.AST) -> frozenset[str]:
    """Return the names that may share memory with the value of an expression.

    >>> text = "def f(w):\\n    a = w.T\\n    b = a * a\\n    return b"
    >>> f = gast.parse(text).body[0]
    >>> from srcdiff.core.build import name
    >>> sorted(sources(f, name("a"))), sorted(sources(f, name("b")))
    (['a', 'w'], ['b'])
    """
    made: dict[str, list[gast.AST]] = {}
    for statement in statements(node.body):
        if isinstance(statement, gast.Assign | gast.For):
            given = getattr(statement, "value", None) or statement.iter
            for each in bound(statement):
                made.setdefault(each, []).append(given)
    found: set[str] = set()
    todo = list(holders(value))
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            for given in made.get(each, []):
                todo += holders(given)
    return frozenset(found)
