"""``a, *m, b = x``: the items by their indexes, and those between in a list."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks
from srcdiff.runtime import sequence

Block = list[gast.AST]


def starred_targets(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function without stars among the targets of assignments.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     a, *m, b = x
    ...     return a * b + m[0]
    ... ''').body[0]
    >>> print(statement(starred_targets(f, NameTable("fxamb"))))
    def f(x):
        items = sequence(x)
        if len(items) < 2:
            raise ValueError("not enough values to unpack (expected at least 2)")
        a = items[0]
        m = list(items[1:-1])
        b = items[-1]
        return a * b + m[0]
    """

    def change(block: Block) -> Block:
        return [new for s in block for new in _statement(s, names)]

    return function(node, map_blocks(node.body, change))


def _statement(node: gast.AST, names: NameTable) -> Block:
    if not isinstance(node, gast.Assign) or not any(map(_starred, node.targets)):
        return [node]
    whole = node.value
    setup: Block = []
    if len(node.targets) > 1:
        whole = name(names.temporary("items"))
        setup = [assign(whole.id, node.value, like=node)]
    return [*setup, *(s for t in node.targets for s in _bind(t, whole, node, names))]


def _starred(target: gast.AST) -> bool:
    return any(isinstance(n, gast.Starred) for n in nodes_in(target))


def _bind(target: gast.AST, value: gast.AST, like: gast.AST, names: NameTable) -> Block:
    """Return the statements that bind a target to a value."""
    if not _starred(target):
        return [assign(clone(target), clone(value), like=like)]
    stars = [isinstance(e, gast.Starred) for e in target.elts]
    items = names.temporary("items")
    done = [assign(items, call("sequence", clone(value), target=sequence), like=like)]
    if not any(stars):
        display = [clone(e) for e in target.elts]
        parts = [names.temporary("item") for _ in display]
        spread = gast.Tuple([name(p, store=True) for p in parts], gast.Store())
        done.append(assign(spread, name(items), like=like))
        pairs = zip(display, map(name, parts), strict=True)
        return [*done, *(s for e, p in pairs for s in _bind(e, p, like, names))]
    place, count = stars.index(True), len(stars)
    done.append(_enough(items, count - 1, like))
    for position, each in enumerate(target.elts):
        if position == place:
            after = count - 1 - place
            stop = constant(-after) if after else None
            start = constant(place) if place else None
            middle = subscript(name(items), gast.Slice(start, stop, None))
            taken: gast.AST = call("list", middle, target=list)
            each = each.value
        else:
            index = position if position < place else position - count
            taken = subscript(name(items), constant(index))
        done += _bind(each, taken, like, names)
    return done


def _enough(items: str, count: int, like: gast.AST) -> gast.AST:
    """Return the check that there are as many items as there are other targets."""
    length = call("len", name(items), target=len)
    text = f"not enough values to unpack (expected at least {count})"
    error = call("ValueError", constant(text), target=ValueError)
    lacking = stamped(gast.Raise(error, None), like)
    test = gast.Compare(length, [gast.Lt()], [constant(count)])
    return stamped(gast.If(test, [lacking], []), like)
