"""A sum that keeps its axis only for an index to drop it does not keep it.

``t = x.sum(axis=0, keepdims=True)`` and ``t[0]`` are ``t = x.sum(axis=0)`` and ``t``.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import types_of
from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function
from srcdiff.core.traverse import (
    is_backward,
    map_blocks,
    map_children,
    replace_expressions,
    statements,
    with_fields,
)
from srcdiff.core.types import Array, shape_of
from srcdiff.optimize.spelled import integer_of


def squeezed(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with sums over an axis that nobody needs kept.

    >>> from srcdiff.codegen.printer import statement
    >>> import numpy as np
    >>> f = gast.parse(
    ...     "def f(x):\\n    t = -2 * x.sum(axis=0, keepdims=True)\\n    return t[0]"
    ... ).body[0]
    >>> for s in f.body: s.part = "backward"
    >>> f.known = {"x": Array(np.dtype(float), ("n", "m"))}
    >>> print(statement(squeezed(f)))
    def f(x):
        t = -2 * x.sum(axis=0)
        return t
    """
    read = {
        part.value.id: part
        for s in statements(node.body)
        if is_backward(s)
        for part in [_indexed(s)]
        if part is not None
    }
    if not read:
        return node
    known, uses = types_of(node), uses_of(node)
    shorter: dict[int, gast.AST] = {}
    dropped: set[str] = set()
    for statement in statements(node.body):
        part = read.get(_target(statement))
        if part is None or not is_backward(statement):
            continue
        name = part.value.id
        if not uses.once(name) or uses.read[name] != 1:
            continue
        value = _without_axis(statement.value, part.slice, known)
        if value is not None:
            shorter[id(statement)] = with_fields(statement, {"value": value})
            dropped.add(name)
    if not dropped:
        return node

    def visit(each: gast.AST) -> gast.AST:
        value = each.value if isinstance(each, gast.Subscript) else None
        if isinstance(value, gast.Name) and value.id in dropped:
            return value
        return map_children(each, visit)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [shorter.get(id(s)) or replace_expressions(s, visit) for s in block]

    return function(node, map_blocks(node.body, change))


def _target(statement: gast.AST) -> str | None:
    if not isinstance(statement, gast.Assign) or hasattr(statement, "site"):
        return None
    target = statement.targets[0]
    return target.id if isinstance(target, gast.Name) else None


def _indexed(statement: gast.AST) -> gast.Subscript | None:
    """Return the item of a name that a statement reads, if it reads just one so."""
    value = statement.__dict__.get("value")
    if not isinstance(statement, gast.Assign | gast.Return) or value is None:
        return None
    found = [n for n in _parts(value) if _place(n.slice) is not None]
    return found[0] if len(found) == 1 else None


def _parts(node: gast.AST) -> list[gast.Subscript]:
    if isinstance(node, gast.Subscript) and isinstance(node.value, gast.Name):
        return [node]
    if isinstance(node, gast.BinOp):
        return [*_parts(node.left), *_parts(node.right)]
    return _parts(node.operand) if isinstance(node, gast.UnaryOp) else []


def _place(index: gast.AST) -> int | None:
    """Return the axis that an index of one zero, after full slices, drops."""
    *before, last = index.elts if isinstance(index, gast.Tuple) else [index]
    full = all(
        isinstance(e, gast.Slice) and not (e.lower or e.upper or e.step) for e in before
    )
    return len(before) if full and integer_of(last) == 0 else None


def _without_axis(node: gast.AST, index: gast.AST, known: Known) -> gast.AST | None:
    """Return a product of numbers and one sum over an axis, with that axis dropped."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        inner = _without_axis(node.operand, index, known)
        return None if inner is None else with_fields(node, {"operand": inner})
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.Div):
        for one, other in (("left", "right"), ("right", "left")):
            if shape_of(type_of(getattr(node, one), known)) == ():
                inner = _without_axis(getattr(node, other), index, known)
                return None if inner is None else with_fields(node, {other: inner})
        return None
    return _sum_without(node, index, known)


def _sum_without(node: gast.AST, index: gast.AST, known: Known) -> gast.AST | None:
    method = isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute)
    if not method or node.func.attr != "sum" or node.args or hasattr(node, "target"):
        return None
    summed = type_of(node.func.value, known)
    given = {k.arg: k.value for k in node.keywords}
    if not isinstance(summed, Array) or summed.shape is None:
        return None
    kept = given.get("keepdims")
    axis = integer_of(given["axis"]) if given.keys() == {"axis", "keepdims"} else None
    if axis is None or not isinstance(kept, gast.Constant) or kept.value is not True:
        return None
    if axis % len(summed.shape) != _place(index):
        return None
    return with_fields(
        node, {"keywords": [k for k in node.keywords if k.arg == "axis"]}
    )
