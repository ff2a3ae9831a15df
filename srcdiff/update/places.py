"""What the arrays of parameters are called in a text that takes containers apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import gast

from srcdiff.core.build import assign, function, name, stamped
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, mutated, rename, statements
from srcdiff.update.leaves import Attribute, Key, Path, Position, Step

Place = tuple[str, Path]


def places_of(
    node: gast.FunctionDef, parameters: Collection[str]
) -> dict[Place, gast.Name]:
    """Return the names that surely hold a part of a parameter, by the path to it.

    Only names that are bound once, on every path, are found.

    >>> text = "def f(p):\\n    (W, b), c = p\\n    return W"
    >>> for (whole, path), held in places_of(gast.parse(text).body[0], ["p"]).items():
    ...     print(whole, *path, held.id)
    p p
    p [0] [0] W
    p [0] [1] b
    p [1] c
    """
    count = Counter(n for s in statements(node.body) for n in bound(s))
    written = {mutated(s) for s in statements(node.body)}
    known: dict[str, Place] = {p: (p, ()) for p in parameters}
    found: dict[Place, gast.Name] = {(p, ()): name(p) for p in parameters}
    for statement in node.body:
        if not isinstance(statement, gast.Assign):
            continue
        for target, place in _pairs(statement.targets[0], statement.value, known):
            if count[target] == 1 and target not in written:
                known[target] = place
                found.setdefault(place, name(target))
    return found


def _pairs(
    target: gast.AST, value: gast.AST, known: dict[str, Place]
) -> Iterator[tuple[str, Place]]:
    """Yield the names that an assignment binds to parts of parameters."""
    if isinstance(target, gast.Tuple) and isinstance(value, gast.Tuple):
        for inner, given in zip(target.elts, value.elts, strict=False):
            yield from _pairs(inner, given, known)
        return
    place = _place(value, known)
    if place is not None:
        yield from _parts(target, place)


def _parts(target: gast.AST, place: Place) -> Iterator[tuple[str, Place]]:
    if isinstance(target, gast.Name):
        yield target.id, place
    elif isinstance(target, gast.Tuple) and not any(
        isinstance(e, gast.Starred) for e in target.elts
    ):
        for position, inner in enumerate(target.elts):
            yield from _parts(inner, (place[0], (*place[1], Position(position))))


def _place(value: gast.AST, known: dict[str, Place]) -> Place | None:
    """Return the part of a parameter that an expression is, None if it is none."""
    if isinstance(value, gast.Name):
        return known.get(value.id)
    step: Step | None = None
    if isinstance(value, gast.Attribute):
        step = Attribute(value.attr)
    elif isinstance(value, gast.Subscript) and isinstance(value.slice, gast.Constant):
        key = value.slice.value
        if isinstance(key, str):
            step = Key(key)
        elif type(key) is int and key >= 0:
            step = Position(key)
    whole = None if step is None else _place(value.value, known)
    if step is None or whole is None:
        return None
    return whole[0], (*whole[1], step)


def own_parameters(
    node: gast.FunctionDef, parameters: list[str], names: NameTable
) -> gast.FunctionDef:
    """Return the function that gives no parameter another value.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["w"])
    >>> f = gast.parse("def f(w):\\n    w = w.copy()\\n    return w").body[0]
    >>> print(statement(own_parameters(f, ["w"], names)))
    def f(w):
        w_2 = w.copy()
        return w_2
    """
    for each in parameters:
        first = next((k for k, s in enumerate(node.body) if _binds(s, each)), None)
        if first is None:
            continue
        other = names.temporary(each)
        start = node.body[first]
        body = [*node.body[:first]]
        if isinstance(start, gast.Assign):
            changed = {each: other}
            new = assign(rename(start.targets[0], changed), start.value, like=start)
            body.append(stamped(new, start))
            first += 1
        else:
            body.append(assign(other, name(each), like=start))
        rest = [rename(s, {each: other}) for s in node.body[first:]]
        node = function(node, [*body, *rest])
    return node


def _binds(statement: gast.AST, parameter: str) -> bool:
    inside = list(statements([statement]))
    return any(parameter in bound(s) for s in inside)
