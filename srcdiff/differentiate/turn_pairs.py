"""The turns of loops, each with the block that undoes it: records tell which it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import gast

from srcdiff.core.attempt import attempt_of
from srcdiff.core.traverse import blocks, bound, breaks, tape_of

Block = list[gast.AST]


@dataclass(eq=False)
class TurnPair:
    """A block of the forward part that records values, and the block that undoes it.

    site: of the first record. counters: the names that count the turns of the loops
    around both.
    """

    site: int
    forward: Block
    backward: Block
    counters: set[str]


def turn_pairs(node: gast.FunctionDef) -> list[TurnPair]:
    """Return the blocks that record on tapes, where each turn runs to its end.

    >>> f = gast.parse('''
    ... def f(x):
    ...     for i in x:
    ...         xs.append(i)
    ...     for i in x:
    ...         i = xs.pop()
    ... ''').body[0]
    >>> push, pop = f.body[0].body[0], f.body[1].body[0]
    >>> push.value.tape = pop.value.tape = True
    >>> push.site = pop.site = 0
    >>> [(pair.forward is f.body[0].body, pair.counters) for pair in turn_pairs(f)]
    [(True, {'i'})]
    """
    pushed = list(_records(node.body, "append", set()))
    ways = Counter(site for site, *_ in pushed)
    # What is recorded on each of several ways out of a turn is no one block's.
    pushes = {site: found for site, *found in pushed if ways[site] == 1}
    pops = {site: found for site, *found in _records(node.body, "pop", set())}
    pairs: list[TurnPair] = []
    for site, (forward, ahead) in pushes.items():
        known = any(pair.forward is forward for pair in pairs)
        if known or site not in pops or breaks(forward):
            continue
        backward, back = pops[site]
        if not breaks(backward):
            pairs.append(TurnPair(site, forward, backward, ahead & back))
    return pairs


def _records(block: Block, method: str, counters: set[str]) -> Iterator[tuple]:
    """Walk the sites in blocks, each with its block and the counters around it."""
    for statement in block:
        if hasattr(statement, "site") and tape_of(statement, method) is not None:
            yield statement.site, block, counters
        counts = set(bound(statement)) if isinstance(statement, gast.For) else set()
        # The body of a try may stop anywhere.
        stops = attempt_of(statement) is not None
        for inner in () if stops else blocks(statement):
            yield from _records(inner, method, counters | counts)
