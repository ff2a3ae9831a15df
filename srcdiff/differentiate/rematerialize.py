"""Values that are computed again where that needs fewer records than keeping them.

In a loop, a product of what is there again in the backward turn is as cheap to compute
twice as to keep (rematerialization: Griewank and Walther, *Evaluating Derivatives*,
2008, ch. 12). It is computed before its first reader, where all that it is made of
holds what it held: so the stages of a Runge-Kutta step come from its start.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import gast

from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import sharing_of
from srcdiff.core.build import clone, function
from srcdiff.core.traverse import (
    bound,
    map_blocks,
    names_in,
    read_in,
    statements,
    tape_of,
)
from srcdiff.differentiate.at_hand import AtHand
from srcdiff.differentiate.tape import needed_only
from srcdiff.differentiate.turn_pairs import Block, TurnPair, turn_pairs

ARITHMETIC = gast.Add | gast.Sub | gast.Mult | gast.Div


@dataclass(eq=False)
class Kept:
    """A value that a turn keeps, or computes again at its start.

    definition: the statement that computes it. restored: the one that brings it back.
    """

    name: str
    definition: gast.Assign
    restored: gast.Assign


def rematerialized(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return a function whose loops keep fewer values, where they can.

    node: forward and backward part together, with all that may be recorded. One that
    writes in place is left to ``again``.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(y, k, g):
    ...     ys, ts = [], []
    ...     for _ in range(3):
    ...         t = k * y
    ...         ys.append(y)
    ...         y = y - t * t
    ...         ts.append(t)
    ...     for _ in range(3):
    ...         t = ts.pop()
    ...         y = ys.pop()
    ...         g = g * t * y
    ...     return g
    ... ''').body[0]
    >>> for s in f.body[1].body: s.part = "forward"
    >>> for s in f.body[2].body: s.part = "backward"
    >>> _, ahead, back, _ = f.body
    >>> for site, (k, m) in enumerate([(1, 1), (3, 0)]):
    ...     ahead.body[k].site = back.body[m].site = site
    ...     ahead.body[k].value.tape = back.body[m].value.tape = True
    >>> print(statement(rematerialized(f).body[2]))
    for _ in range(3):
        y = ys.pop()
        t = k * y
        g = g * t * y
    """
    left = [pair.site for pair in turn_pairs(node)]
    if not left or sharing_of(node) is not None:
        return node
    fewest = _records(node)
    for site in left:
        pair = next((p for p in turn_pairs(node) if p.site == site), None)
        again = None if pair is None else _computed_again(node, pair)
        if again is not None and (found := _records(again)) < fewest:
            node, fewest = again, found
    return node


def _records(node: gast.FunctionDef) -> int:
    """Return how many records on tapes a function needs."""
    pops = (s for s in statements(needed_only(node)) if tape_of(s, "pop") is not None)
    return len({s.site for s in pops if hasattr(s, "site")})


def _computed_again(node: gast.FunctionDef, pair: TurnPair) -> gast.FunctionDef | None:
    """Return the function that computes again all that it can in some turns."""
    left = _values(pair)
    at_hand = AtHand(node, pair) if left else None
    while at_hand is not None:
        places = _places(left, pair.backward)
        kept = [k for k in left if _may(k, left, places[k.name], at_hand)]
        if len(kept) == len(left):
            break
        left = kept
    if not left:
        return None
    sites = {k.restored.site for k in left if hasattr(k.restored, "site")}
    gone = {id(k.restored) for k in left}

    def stays(statement: gast.AST) -> bool:
        return id(statement) not in gone and getattr(statement, "site", -1) not in sites

    def change(block: Block) -> Block:
        if not any(s is left[0].restored for s in block):
            return [s for s in block if stays(s)]
        done: Block = []
        for position, statement in enumerate(block):
            here = [k for k in left if places[k.name] == position]
            done += [_repeated(k.definition, statement, left) for k in here]
            done += [statement] if stays(statement) else []
        return done

    return function(node, map_blocks(node.body, change))


def _repeated(node: gast.Assign, reader: gast.AST, values: list[Kept]) -> gast.AST:
    """Return a statement again; it belongs to the line of its reader, if it has one."""
    copied = clone(node)
    copied.part, copied.origin, copied.again = "backward", None, True
    target = node.targets[0].id
    if not any(target in names_in(k.definition.value) for k in values):
        copied.origin = getattr(reader, "origin", None)
    return copied


def _values(pair: TurnPair) -> list[Kept]:
    """Return the values that are cheap to compute, in the order they are computed."""
    ahead = Counter(n for s in statements(pair.forward) for n in bound(s))
    back = Counter(n for s in statements(pair.backward) for n in bound(s))
    restored = {
        n: s for s in pair.backward if isinstance(s, gast.Assign) for n in bound(s)
    }
    pushes = {s.site: k for k, s in enumerate(pair.forward) if hasattr(s, "site")}
    found = []
    for position, definition in enumerate(pair.forward):
        if not isinstance(definition, gast.Assign) or hasattr(definition, "site"):
            continue
        name = getattr(definition.targets[0], "id", "")
        here = restored.get(name)
        if here is None or ahead[name] != 1 or back[name] != 1:
            continue
        kept = pushes.get(getattr(here, "site", -1), -1) > position
        if hasattr(here, "again") or (kept and _is_cheap(definition.value)):
            found.append(Kept(name, definition, here))
    return found


def _is_cheap(node: gast.AST) -> bool:
    """Tell whether an operation costs about as much as keeping its result."""
    if not is_pure(node):
        return False
    if isinstance(node, gast.BinOp):
        two = isinstance(node.right, gast.Constant) and node.right.value == 2
        return isinstance(node.op, ARITHMETIC) or (
            isinstance(node.op, gast.Pow) and two
        )
    negated = isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub)
    return negated or isinstance(node, gast.Name | gast.Subscript)


def _places(values: list[Kept], backward: Block) -> dict[str, int]:
    """Return the position of the first statement that reads each value."""
    places: dict[str, int] = {}
    moved = {id(k.restored) for k in values}
    readers = [set() if id(s) in moved else read_in([s]) for s in backward]
    for kept in reversed(values):
        reading = (k for k, names in enumerate(readers) if kept.name in names)
        first = next(reading, len(backward))
        for other in values:
            if other.name in places and kept.name in names_in(other.definition.value):
                first = min(first, places[other.name])
        places[kept.name] = first
    return places


def _may(kept: Kept, values: list[Kept], place: int, at_hand: AtHand) -> bool:
    """Tell whether a value can be computed again at a place."""
    backward = at_hand.pair.backward
    now = next(k for k, s in enumerate(backward) if s is kept.restored)
    if not now < place < len(backward):
        return False
    start = at_hand.ahead[id(kept.definition)]
    again = {k.name for k in values}
    operands = names_in(kept.definition.value)
    return all(n in again or at_hand.is_bound(n, start, place) for n in operands)
