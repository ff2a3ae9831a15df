"""Where each name lives: the loop body or branch outside which its value is not read.

The backward part repeats each activation of a block. A name that is local to a block
inside a loop is remembered once an activation, at the block's end; any other name is
remembered where it is overwritten.
"""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.liveness import Liveness
from srcdiff.core.build import parameters
from srcdiff.core.traverse import bound, bound_in, statements


class Homes:
    """The locals of each block in a loop, and the bindings that overwrite a value.

    >>> f = gast.parse('''
    ... def f(x):
    ...     y = 1.0
    ...     for i in range(3):
    ...         t = x * y
    ...         y = t * t
    ...     return y
    ... ''').body[0]
    >>> homes = Homes(f)
    >>> loop = f.body[1]
    >>> homes.locals[id(loop.body)], [*homes.overwritten.values()]
    (['t'], [['y']])
    """

    def __init__(self, node: gast.FunctionDef) -> None:
        self.live = Liveness(node.body)
        self.binds = Counter(parameters(node)) + _binds(node.body)
        self.locals: dict[int, list[str]] = {}
        self.overwritten: dict[int, list[str]] = {}
        start = set(parameters(node))
        self.unsure = set(self.live.start & bound_in(node.body)) - start
        self._block(node.body, (start, start), in_loop=False)

    def _block(self, block, assigned, in_loop: bool):
        for statement in block:
            assigned = self._statement(statement, assigned, in_loop)
        return assigned

    def _statement(self, node, assigned, in_loop: bool):
        maybe, surely = assigned
        if isinstance(node, gast.If):
            ends = []
            for branch in (node.body, node.orelse):
                own = (
                    self._home(branch, self.live.after[id(node)]) if in_loop else set()
                )
                started = (maybe - own, surely - own)
                ends.append(self._block(branch, started, in_loop))
            return (maybe | ends[0][0] | ends[1][0], surely | (ends[0][1] & ends[1][1]))
        if isinstance(node, gast.For | gast.While):
            return self._loop(node, assigned)
        for name in bound(node):
            if name in maybe:
                self.overwritten.setdefault(id(node), []).append(name)
                if name not in surely:
                    self.unsure.add(name)
        return (maybe | set(bound(node)), surely | set(bound(node)))

    def _loop(self, node, assigned):
        maybe, surely = assigned
        changed = bound_in(node.body)
        own = self._home(node.body, self.live.after[id(node)])
        counter = set(bound(node))
        inside = (
            (maybe - own) | (changed - own) | counter,
            (surely - own) | counter,
        )
        end = self._block(node.body, inside, in_loop=True)
        return (maybe | end[0], surely)

    def _home(self, block: list[gast.AST], after: frozenset[str]) -> set[str]:
        """Record and return a block's local names: live neither before nor after.

        Nor bound elsewhere: that value may be one that the backward part reads.
        """
        if not block:
            return set()
        live = self.live.before[id(block[0])]
        inner = _binds(block)
        own = {n for n in inner if n not in live and n not in after}
        own = {n for n in own if inner[n] == self.binds[n]}
        self.locals[id(block)] = sorted(own)
        return own


def _binds(block: list[gast.AST]) -> Counter[str]:
    """Return how often each name is bound in a block, at any depth."""
    return Counter(n for s in statements(block) for n in bound(s))
