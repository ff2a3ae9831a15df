"""Lists that are built by appending: read once they are complete, or item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import gast

from srcdiff.core.traverse import blocks, bound, names_in, read, statements, tape_of
from srcdiff.runtime import joined


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
    return _lists(node, _complete)


def growing_lists(node: gast.FunctionDef) -> set[str]:
    """Return the names of lists of which items are read while they grow.

    Until such a list is complete, nobody else holds it: it is indexed by numbers, its
    length is asked for, and it is appended to.

    >>> f = gast.parse('''
    ... def f(x):
    ...     a = [x]
    ...     for i in range(3):
    ...         y = a[-1]
    ...         a.append(y)
    ...     return a
    ... ''').body[0]
    >>> f.body[1].body[1].value.tape = True
    >>> sorted(growing_lists(f))
    ['a']
    """
    return _lists(node, _indexed) - built_lists(node)


def _lists(
    node: gast.FunctionDef, holds: Callable[[str, list[gast.AST], int], bool]
) -> set[str]:
    """Return the lists with one binding of which something holds from there on.

    holds: takes a name, the rest of its block, and how often the function reads it.
    """
    bindings = Counter(v for s in statements(node.body) for v in bound(s))
    mentions = Counter(v for s in statements(node.body) for v in read(s))
    found: set[str] = set()
    for block in [node.body, *(b for s in statements(node.body) for b in blocks(s))]:
        for position, statement in enumerate(block):
            if not _makes_list(statement):
                continue
            target = statement.targets[0]
            if not isinstance(target, gast.Name) or bindings[target.id] != 1:
                continue
            if holds(target.id, block[position + 1 :], mentions[target.id]):
                found.add(target.id)
    return found


def _makes_list(statement: gast.AST) -> bool:
    """Tell whether a statement binds a list that nobody else holds."""
    if not isinstance(statement, gast.Assign):
        return False
    made = (list, sorted, joined)
    return isinstance(statement.value, gast.List) or (
        getattr(statement.value, "target", None) in made
    )


def _indexed(name: str, rest: list[gast.AST], mentions: int) -> bool:
    """Tell whether a list only grows and is indexed at first, and then never grows."""
    growing = [_grows(name, s) for s in rest]
    last = max((k for k, grows in enumerate(growing) if grows), default=-1)
    seen = sum(name in read(s) for s in statements(rest))
    plain = all(
        name not in read(s) or _only_grows(name, s) or _looks(name, s)
        for s in statements(rest[: last + 1])
    )
    return last >= 0 and plain and seen == mentions


def _looks(name: str, statement: gast.AST) -> bool:
    """Tell whether a statement only reads an item of a list, or asks its length."""
    return all(_only_looks(name, e) for e in own_expressions(statement))


def _only_looks(name: str, node: gast.AST) -> bool:
    if isinstance(node, gast.Name):
        return node.id != name
    if isinstance(node, gast.Subscript) and _is(node.value, name):
        spans = isinstance(node.slice, gast.Slice | gast.Tuple)
        return not spans and _only_looks(name, node.slice)
    if isinstance(node, gast.Call) and getattr(node, "target", None) is len:
        return all(_is(a, name) or _only_looks(name, a) for a in node.args)
    return all(_only_looks(name, c) for c in gast.iter_child_nodes(node))


def _is(node: gast.AST, name: str) -> bool:
    return isinstance(node, gast.Name) and node.id == name


def own_expressions(statement: gast.AST) -> list[gast.AST]:
    """Return the expressions that a statement itself evaluates, targets included."""
    if isinstance(statement, gast.If | gast.While):
        return [statement.test]
    if isinstance(statement, gast.For):
        return [statement.iter]
    return [statement]


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


def private_lists(node: gast.FunctionDef) -> set[str]:
    """Return the names of lists and dicts that are only ever looked into.

    No other name stands for such a list; its items may have other names.

    >>> f = gast.parse("def f(x): a = [x]; a[0] = x; b = a[0]").body[0]
    >>> sorted(private_lists(f))
    ['a']
    """
    bindings = Counter(v for s in statements(node.body) for v in bound(s))
    found = {
        s.targets[0].id
        for s in statements(node.body)
        if _makes_list(s) or isinstance(getattr(s, "value", None), gast.Dict)
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name)
    }
    return {
        name
        for name in found
        if bindings[name] == 1
        and all(_looks(name, s) for s in statements(node.body) if name in read(s))
    }
