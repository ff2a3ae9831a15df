"""Arrays made of several: the adjoint of each is a part of the adjoint of the whole.

``np.concatenate([a, b])`` gives back ``g[: a.shape[0]]`` and ``g[a.shape[0] :]``, and
``np.array([a, b])`` the items ``g[0]`` and ``g[1]``, where the types tell that this is
all that there is to it.
"""

from __future__ import annotations

from collections.abc import Callable

import gast
import numpy as np

from srcdiff.analysis.complexes import may_be_complex
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import (
    clone,
    constant,
    function,
    numpy_call,
    subscript,
    tuple_of,
)
from srcdiff.core.traverse import (
    bound_in,
    map_blocks,
    mutated,
    names_in,
    statements,
    with_fields,
)
from srcdiff.core.types import Array, Double, Literal, Number, Type
from srcdiff.rules.apply import Application, BindingError, apply

MOST = 4
"""So many arrays of different sizes are cut apart in the text."""

Part = Callable[[int, gast.AST], gast.AST]
"""From the place of an item and the adjoint of the whole to the item's adjoint."""


def joined_displays(node: gast.FunctionDef, known: Known) -> gast.FunctionDef:
    """Return the function with displays written in the calls that join their items.

    known: what is known of the names. Only where `part_of` then tells the adjoints.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(a, b):
    ...     parts = [a, b]
    ...     c = np.array(parts)
    ...     return c
    ... ''').body[0]
    >>> f.body[1].value.target = np.array
    >>> print(statement(joined_displays(f, dict.fromkeys("ab", Number(float)))))
    def f(a, b):
        c = np.array([a, b])
        return c
    """
    if may_be_complex(node):
        return node
    uses = Uses(node)
    changed = {mutated(s) for s in statements(node.body)}

    def change(block: list[gast.AST]) -> list[gast.AST]:
        made: dict[str, int] = {}
        done: list[gast.AST | None] = []
        for place, statement in enumerate(block):
            done.append(statement)
            if not isinstance(statement, gast.Assign):
                continue
            target, value = statement.targets[0], statement.value
            if isinstance(value, gast.List | gast.Tuple):
                single = isinstance(target, gast.Name) and uses.once(target.id)
                if single and uses.read[target.id] == 1:
                    made[target.id] = place
            elif isinstance(value, gast.Call) and value.args:
                first = value.args[0]
                start = made.get(getattr(first, "id", ""))
                if start is None:
                    continue
                display = block[start].value
                held = names_in(display)
                if held & (bound_in(block[start + 1 : place]) | changed):
                    continue
                joins = with_fields(value, {"args": [display, *value.args[1:]]})
                if part_of(joins, known) is not None:
                    done[start] = None
                    done[-1] = with_fields(statement, {"value": joins})
        return [s for s in done if s is not None]

    return function(node, map_blocks(node.body, change))


def part_of(value: gast.AST, known: Known) -> Part | None:
    """Return what takes an item's adjoint out of that of a call that joins a display.

    None where the types do not tell that it is the part of the adjoint as it is.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> x, y = (Array(np.dtype(float), ("n", m)) for m in ("d", 2))
    >>> call = parse_expression("np.concatenate([x, y], axis=1)")
    >>> call.target = np.concatenate
    >>> part = part_of(call, {"x": x, "y": y})
    >>> print(expression(part(0, parse_expression("g"))))
    g[:, : np.shape(x)[1]]
    >>> print(expression(part(1, parse_expression("g"))))
    g[:, np.shape(x)[1] :]
    """
    try:
        applied = apply(value)
    except BindingError:
        return None
    if applied is None:
        return None
    display = next(iter(applied.arguments.values()), None)
    if not isinstance(display, gast.List | gast.Tuple) or not display.elts:
        return None
    whole = type_of(value, known)
    if not isinstance(whole, Array) or whole.dtype is None or whole.shape is None:
        return None
    if whole.dtype.kind != "f":
        return None
    kinds = [type_of(item, known) for item in display.elts]
    targets = applied.rule.targets
    rank = len(whole.shape)
    if np.array in targets and set(applied.arguments) == {"object"}:
        return _items(kinds, whole, 0, rank)
    if np.stack in targets:
        axis = _axis(applied, rank)
        return None if axis is None else _items(kinds, whole, axis, rank)
    if np.vstack in targets and all(_rank(k) == 1 for k in kinds):
        return _items(kinds, whole, 0, rank)
    axis = None
    if np.concatenate in targets:
        axis = _axis(applied, rank)
    elif np.vstack in targets:
        axis = 0
    elif np.hstack in targets:
        axis = 0 if rank == 1 else 1
    if axis is None or len(kinds) > MOST:
        return None
    arrays = [k for k in kinds if isinstance(k, Array) and _is_array(k, whole, rank)]
    if len(arrays) < len(kinds):
        return None
    sizes = [_size(v, k, axis) for v, k in zip(display.elts, arrays, strict=True)]
    if None in sizes:
        return None
    return lambda place, g: _cut(g, axis, sizes, place)


def _items(kinds: list[Type], whole: Array, axis: int, rank: int) -> Part | None:
    """Return what takes one index of an axis, where all items fit."""
    number = rank == 1 and axis == 0
    for kind in kinds:
        double = isinstance(kind, Number | Double | Literal)
        if number and double and whole.dtype == np.float64:
            continue
        if not _is_array(kind, whole, rank - 1):
            return None
    before = [gast.Slice(None, None, None) for _ in range(axis)]

    def part(place: int, g: gast.AST) -> gast.AST:
        index = constant(place)
        return subscript(g, tuple_of([*before, index]) if before else index)

    return part


def _is_array(kind: Type, whole: Array, rank: int) -> bool:
    return isinstance(kind, Array) and kind.dtype == whole.dtype and _rank(kind) == rank


def _rank(kind: Type) -> int | None:
    shape = kind.shape if isinstance(kind, Array) else None
    return None if shape is None else len(shape)


def _axis(applied: Application, rank: int) -> int | None:
    """Return the axis of a call, counted from the front, None where it is unknown."""
    found = applied.arguments.get("axis", constant(0))
    kind = type_of(found, {})
    value = kind.value if isinstance(kind, Literal) else None
    if type(value) is not int or not -rank <= value < rank:
        return None
    return value % rank


def _size(item: gast.AST, kind: Array, axis: int) -> gast.AST | None:
    """Return the size of an item along an axis as an expression."""
    assert kind.shape is not None
    if isinstance(kind.shape[axis], int):
        return constant(kind.shape[axis])
    if not isinstance(item, gast.Name):
        return None
    return subscript(numpy_call("shape", clone(item)), constant(axis))


def _cut(g: gast.AST, axis: int, sizes: list[gast.AST | None], place: int) -> gast.AST:
    start = _sum(sizes[:place])
    stop = _sum(sizes[: place + 1]) if place + 1 < len(sizes) else None
    cut = gast.Slice(start, stop, None)
    before = [gast.Slice(None, None, None) for _ in range(axis)]
    return subscript(g, tuple_of([*before, cut]) if before else cut)


def _sum(sizes: list[gast.AST | None]) -> gast.AST | None:
    """Return the sum of sizes, None for no sizes: numbers are added now."""
    total, rest = 0, []
    for size in sizes:
        if isinstance(size, gast.Constant):
            total += size.value
        else:
            rest.append(clone(size))
    terms = [*rest, *([constant(total)] if total or (sizes and not rest) else [])]
    if not terms:
        return None
    found = terms[0]
    for term in terms[1:]:
        found = gast.BinOp(found, gast.Add(), term)
    return found
