"""Tuples that are made only to be taken apart, as inlined functions leave them."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.core.build import assign, function, same
from srcdiff.core.traverse import (
    bound,
    bound_in,
    map_blocks,
    names_in,
    read,
    statements,
)

Pairs = list[tuple[gast.AST, gast.AST]]


def unpack_displays(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with ``t = a, b`` and ``c, d = t`` as ``c = a``, ``d = b``.

    Only where t has no other use, and what the tuple holds is not bound in between; as
    often as a tuple holds a tuple.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     t = x, 1.0
    ...     (c, d) = t
    ...     return c
    ... ''').body[0]
    >>> print(statement(unpack_displays(f)))
    def f(x):
        c = x
        d = 1.0
        return c
    """
    binds = Counter(n for s in statements(node.body) for n in bound(s))
    reads = Counter(n for s in statements(node.body) for n in read(s))
    once = {n for n in binds if binds[n] == reads[n] == 1}
    body = map_blocks(node.body, lambda b: _unpacked(b, once))
    if same(body, node.body):
        return node
    return unpack_displays(function(node, body))


def _unpacked(block: list[gast.AST], once: set[str]) -> list[gast.AST]:
    made: dict[str, list[int]] = {}
    done: list[list[gast.AST]] = []
    for position, statement in enumerate(block):
        done.append([statement])
        if not isinstance(statement, gast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        if isinstance(target, gast.Name):
            if target.id not in once:
                continue
            if isinstance(value, gast.Tuple):
                made[target.id] = [position]
            elif isinstance(value, gast.Name) and value.id in made:
                made[target.id] = [*made[value.id], position]
        elif (
            isinstance(target, gast.Tuple)
            and isinstance(value, gast.Name)
            and value.id in made
        ):
            start, *copies = made[value.id]
            display = block[start].value
            between = bound_in(block[start + 1 : position])
            if between & names_in(display) or len(display.elts) != len(target.elts):
                continue
            pairs = _one_by_one(list(zip(target.elts, display.elts, strict=True)))
            if pairs is not None:
                for gone in (start, *copies):
                    done[gone] = []
                done[-1] = [assign(t, v, like=statement) for t, v in pairs]
    return [s for each in done for s in each]


def _one_by_one(pairs: Pairs) -> Pairs | None:
    """Return assignments that happen at once in an order in which they may follow.

    None where there is none, as in a swap. What is bound to itself is left out.
    """
    left = [(t, v) for t, v in pairs if getattr(v, "id", None) != t.id]
    done: Pairs = []
    while left:
        read = [names_in(v) for _, v in left]
        free = next((k for k, (t, _) in enumerate(left) if _others(k, t, read)), None)
        if free is None:
            return None
        done.append(left.pop(free))
    return done


def _others(position: int, target: gast.AST, read: list[frozenset[str]]) -> bool:
    """Tell whether no other value reads a target, that of its own place aside."""
    return not any(target.id in r for k, r in enumerate(read) if k != position)
