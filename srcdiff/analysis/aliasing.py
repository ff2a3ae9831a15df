"""Which names may share memory at each point of a function: pairs, followed forward.

Two buffers that a loop swaps never share memory, though each holds the other's by
turns. The pairs tell that; the groups of ``sharing`` do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.sharing import bound_to, copies_in, is_immutable, shared
from srcdiff.core.traverse import bound, is_scatter, is_store, mutated

Pairs = dict[str, frozenset[str]]
"""To each name those that may share memory with it, itself not among them."""

NOBODY: frozenset[str] = frozenset()


class Aliasing:
    """The pairs of names that may share memory after each statement, by its identity.

    >>> f = gast.parse('''
    ... def f(a, b):
    ...     for i in range(3):
    ...         t = a
    ...         a = b
    ...         b = t
    ...     return a
    ... ''').body[0]
    >>> found = Aliasing(f, {})
    >>> last = f.body[0].body[-1]
    >>> sorted(found.after(last, "a")), sorted(found.after(last, "b"))
    ([], ['t'])
    """

    def __init__(self, node: gast.FunctionDef, known: Known) -> None:
        self.known = known
        self.pairs: dict[int, Pairs] = {}
        self._block(node.body, {})

    def after(self, statement: gast.AST, name: str) -> frozenset[str]:
        """Return the names that may share memory with a name after a statement."""
        return self.pairs.get(id(statement), {}).get(name, NOBODY)

    def _block(self, block: list[gast.AST], pairs: Pairs) -> Pairs:
        for statement in block:
            pairs = self._statement(statement, pairs)
            self.pairs[id(statement)] = pairs
        return pairs

    def _statement(self, node: gast.AST, pairs: Pairs) -> Pairs:
        if isinstance(node, gast.If):
            first = self._block(node.body, pairs)
            return _merged(first, self._block(node.orelse, pairs))
        if isinstance(node, gast.For | gast.While):
            while True:
                merged = _merged(pairs, self._block(node.body, pairs))
                if merged == pairs:
                    return pairs
                pairs = merged
        if isinstance(node, gast.Assign) and not is_store(node):
            held = bound_to(node, self.known)
            if hasattr(node.value, "returned"):
                return self._called(node, held, pairs)
            return self._bound(bound(node), held, pairs)
        root = mutated(node)
        if root is None or is_scatter(node) or copies_in(node, self.known):
            return pairs
        inside = node.value
        whole = inside.args if isinstance(inside, gast.Call) else [inside]
        held = {n for part in whole for n in shared(part, self.known)}
        near = held.union(*(pairs.get(n, NOBODY) for n in held))
        return _joined(pairs, [root, *pairs.get(root, NOBODY)], near)

    def _called(self, node: gast.Assign, held: set[str], pairs: Pairs) -> Pairs:
        """Return the pairs after ``value, saved = f_forward(...)``: f tells what.

        The value shares memory with what f may return, and what is saved with all.
        """
        value, saved = bound(node)
        given = dict(enumerate(node.value.args))
        given |= {k.arg: k.value for k in node.value.keywords}
        returned = [given[k] for k in node.value.returned]
        mine = {n for part in returned for n in shared(part, self.known)}
        pairs = self._bound([value], mine, self._bound([saved], held, pairs))
        return _joined(pairs, [value], {saved})

    def _bound(self, targets: Sequence[str], held: set[str], pairs: Pairs) -> Pairs:
        """Return the pairs after names are bound to memory that others hold."""
        near = held.union(*(pairs.get(n, NOBODY) for n in held)) - set(targets)
        kept = {
            name: found - set(targets)
            for name, found in pairs.items()
            if name not in targets
        }
        fresh = [t for t in targets if not is_immutable(self.known.get(t))]
        if not held:
            return kept
        among = fresh if len(fresh) > 1 else []
        return _joined(_joined(kept, fresh, near), among, set(among))


def _joined(pairs: Pairs, names: Iterable[str], others: set[str]) -> Pairs:
    """Return the pairs with each of some names beside each of others."""
    found = dict(pairs)
    for name in names:
        for other in others - {name}:
            found[name] = found.get(name, NOBODY) | {other}
            found[other] = found.get(other, NOBODY) | {name}
    return found


def _merged(first: Pairs, second: Pairs) -> Pairs:
    return {
        name: first.get(name, NOBODY) | second.get(name, NOBODY)
        for name in {**first, **second}
    }
