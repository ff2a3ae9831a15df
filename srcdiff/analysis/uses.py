"""How often each name of a function is bound, and how often it is read."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.core.build import parameters
from srcdiff.core.children import children
from srcdiff.core.facts import once
from srcdiff.core.traverse import bound, mutated, statements

HEADERS = ("targets", "target", "value", "test", "iter", "msg", "exc", "cause")


class Uses:
    """Counts of bindings (changes in place among them) and of reads, by name.

    >>> f = gast.parse("def f(x):\\n    y = x * x\\n    return y").body[0]
    >>> uses = Uses(f)
    >>> uses.bound["y"], uses.read["x"], uses.once("y")
    (1, 2, True)
    """

    def __init__(self, node: gast.FunctionDef) -> None:
        times: dict[str, int] = dict.fromkeys(parameters(node), 1)
        read: dict[str, int] = {}
        for statement in statements(node.body):
            for name in bound(statement):
                times[name] = times.get(name, 0) + 1
            if (changed := mutated(statement)) is not None:
                times[changed] = times.get(changed, 0) + 1
            for name, count in _reads(statement):
                read[name] = read.get(name, 0) + count
        self.bound, self.read = Counter(times), Counter(read)

    def once(self, name: str) -> bool:
        """Tell whether a name is bound exactly once and never changed in place."""
        return self.bound[name] == 1


def count_reads(statement: gast.AST, counts: Counter[str]) -> None:
    """Add a statement's own reads (not those of its blocks) to counts by name.

    >>> counts = Counter()
    >>> count_reads(gast.parse("y = x * x").body[0], counts)
    >>> counts["x"]
    2
    """
    for name, times in _reads(statement):
        counts[name] += times


@once
def uses_of(node: gast.FunctionDef) -> Uses:
    """Return the uses of a function's names."""
    return Uses(node)


@once
def _reads(statement: gast.AST) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for key in HEADERS:
        found = statement.__dict__.get(key)
        for tree in found if isinstance(found, list) else [found]:
            if isinstance(tree, gast.AST):
                _count(tree, counts)
    return tuple(counts.items())


def _count(tree: gast.AST, counts: Counter[str]) -> None:
    if type(tree) is gast.Name:
        if isinstance(tree.ctx, gast.Load):
            counts[tree.id] += 1
        return
    for child in children(tree):
        _count(child, counts)
