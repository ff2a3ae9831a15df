"""Changes of shape that lead back: ``x[:, 0][:, None]`` is x where x has one column.

An axis of one item that goes and comes, and an array put in its old shape again, have
their items in the same order all the way.
"""

from __future__ import annotations

import functools

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.index import adds_axis
from srcdiff.analysis.types import types_of
from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function, same
from srcdiff.core.children import nodes_in
from srcdiff.core.facts import once
from srcdiff.core.traverse import (
    COMPOUND,
    is_backward,
    map_backward,
    map_blocks,
    map_children,
    replace_expressions,
    statements,
    walk,
    with_fields,
)
from srcdiff.core.types import NOT_ONE, shape_of
from srcdiff.optimize.spelled import integer_of

RESHAPING = (np.expand_dims, np.reshape, np.squeeze)


def reshaped(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without changes of shape that lead back to where they began.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.types import Array
    >>> f = gast.parse("def f(x):\\n    y = (2 * x[:, 0])[:, None]\\n    return y")
    >>> f = f.body[0]
    >>> f.known = {"x": Array(np.dtype(float), ("n", 1))}
    >>> f.body[0].part = "backward"
    >>> print(statement(reshaped(f)))
    def f(x):
        y = 2 * x
        return y
    """
    if not any(is_backward(s) and _reshapes(s) for s in statements(node.body)):
        return node
    known = types_of(node)

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        inner = _changed(new)
        if inner is None:
            return new
        shape = _known_shape(new, known)
        return new if shape is None else _back(inner, shape, known) or new

    return map_backward(_through_names(node, known), visit)


@once
def _reshapes(node: gast.AST) -> bool:
    """Tell whether a statement itself gives an array another shape."""
    return not isinstance(node, COMPOUND) and any(
        _changed(n) is not None for n in walk(node)
    )


def _through_names(node: gast.FunctionDef, known: Known) -> gast.FunctionDef:
    """Return the function where a name whose shape its only reader undoes has another.

    ``t = x[:, 0]`` and then ``y = y + t[:, None]`` are ``t = x`` and ``y = y + t``.
    """
    uses = uses_of(node)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        done = list(block)
        for place in range(len(done) - 1):
            target = _renamed(done[place])
            if target is None or not uses.once(target) or uses.read[target] != 1:
                continue
            reader = done[place + 1]
            undone = _undoing(reader, target)
            shape = None if undone is None else _known_shape(undone, known)
            if shape is None or not is_backward(reader):
                continue
            value = _back(done[place].value, shape, known)
            if value is not None:
                done[place] = with_fields(done[place], {"value": value})
                change_of = functools.partial(_put, old=undone)
                done[place + 1] = replace_expressions(reader, change_of)
        return block if same(done, block) else done

    return function(node, map_blocks(node.body, change))


def _renamed(node: gast.AST) -> str | None:
    """Return the name that gets an array in another shape, None if there is none."""
    if not isinstance(node, gast.Assign) or not is_backward(node):
        return None
    target = node.targets[0]
    plain = isinstance(target, gast.Name) and not hasattr(node, "site")
    return target.id if plain and _changed(node.value) is not None else None


def _undoing(reader: gast.AST, target: str) -> gast.AST | None:
    """Return where a statement gives a name another shape."""
    value = reader.__dict__.get("value")
    if not isinstance(reader, gast.Assign | gast.Return) or value is None:
        return None
    for each in nodes_in(value):
        inner = _changed(each)
        if isinstance(inner, gast.Name) and inner.id == target:
            return each
    return None


def _put(node: gast.AST, old: gast.AST) -> gast.AST:
    if node is old:
        return _changed(old)
    return map_children(node, lambda child: _put(child, old))


def _back(node: gast.AST, shape: tuple, known: Known) -> gast.AST | None:
    """Return an expression of the same items that has a shape, None where none is."""
    inner = _changed(node)
    if inner is not None:
        if _known_shape(inner, known) == shape:
            return inner
        return _back(inner, shape, known)
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = _back(node.operand, shape, known)
        return inner and with_fields(node, {"operand": inner})
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.Div):
        for one, other in (("left", "right"), ("right", "left")):
            if shape_of(type_of(getattr(node, one), known)) == ():
                inner = _back(getattr(node, other), shape, known)
                return inner and with_fields(node, {other: inner})
    return None


def _changed(node: gast.AST) -> gast.AST | None:
    """Return what an expression only gives another shape, None for any other."""
    if getattr(node, "target", None) in RESHAPING and node.args:
        return node.args[0]
    if not isinstance(node, gast.Subscript):
        return None
    index = node.slice
    parts = index.elts if isinstance(index, gast.Tuple) else [index]
    return node.value if all(map(_keeps_order, parts)) else None


def _keeps_order(part: gast.AST) -> bool:
    """Tell whether a part of an index takes all of an axis, adds one or drops one.

    Whether the axis that an index of 0 drops has but one item, the shapes tell.
    """
    if isinstance(part, gast.Slice):
        return part.lower is part.upper is part.step is None
    return adds_axis(part) or integer_of(part) == 0


def _known_shape(node: gast.AST, known: Known) -> tuple | None:
    shape = shape_of(type_of(node, known))
    return None if shape is None or {None, NOT_ONE} & {*shape} else shape
