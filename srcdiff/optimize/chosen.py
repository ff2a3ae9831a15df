"""Where each element has one of two values, one ``np.where`` says so.

``np.where(c, a, 0.0) * f + np.where(c, 0.0, b) * h`` is ``np.where(c, a * f, b * h)``.
What is infinite or undefined in a branch that is not taken does not matter then.
"""

from __future__ import annotations

from collections.abc import Callable

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.types import types_of
from srcdiff.core.build import assign, function, same
from srcdiff.core.facts import once
from srcdiff.core.fingerprint import fingerprint
from srcdiff.core.traverse import (
    COMPOUND,
    bound_in,
    is_backward,
    map_backward,
    map_blocks,
    map_children,
    mutated,
    names_in,
    operations,
    read,
    statements,
    walk,
    with_fields,
)
from srcdiff.core.types import Array
from srcdiff.optimize.filled import number_in

LONGEST = 8
"""So many operations stand on one line."""


def chosen(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with one choice for the sum of both of its sides.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x, e):
    ...     x_bar = np.where(x > 0, e, 0.0)
    ...     x_bar = x_bar + np.where(x > 0, 0.0, e) * x
    ...     return x_bar
    ... ''').body[0]
    >>> f.known = {n: Array(np.dtype(float), ("n",)) for n in "xe"}
    >>> for s in f.body: s.part = "backward"
    >>> for n in gast.walk(f):
    ...     if isinstance(n, gast.Call): n.target = np.where
    >>> print(statement(chosen(f)))
    def f(x, e):
        x_bar = np.where(x > 0, e, e * x)
        return x_bar
    """
    if not any(_chooses(s) for s in statements(node.body) if is_backward(s)):
        return node
    known = types_of(node)

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        if getattr(new, "target", None) is np.where and len(new.args) == 3:
            return _with_numbers(new, known)
        if isinstance(new, gast.BinOp) and isinstance(new.op, gast.Add):
            return _of_both(new.left, new.right, known) or new
        return new

    node = map_backward(node, visit)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        done = list(block)
        place = 0
        while place < len(done):
            if not _merged(done, place, types_of(node)):
                place += 1
        return block if same(done, block) else done

    return function(node, map_blocks(node.body, change))


@once
def _chooses(node: gast.AST) -> bool:
    return not isinstance(node, COMPOUND) and any(
        getattr(n, "target", None) is np.where for n in walk(node)
    )


def _with_numbers(node: gast.Call, known: Known) -> gast.AST:
    """Return ``np.where(c, 2.0, 0.0)`` for one of arrays filled with these numbers."""
    test, *sides = node.args
    numbers = [number_in(side, known) for side in sides]
    short = with_fields(
        node, {"args": [test, *(n or s for n, s in zip(numbers, sides, strict=True))]}
    )
    alike = type_of(short, known) == type_of(node, known) and numbers != [None, None]
    return short if alike and _is_known(node, known) else node


def _is_known(node: gast.AST, known: Known) -> bool:
    kind = type_of(node, known)
    if not isinstance(kind, Array) or kind.dtype is None or kind.shape is None:
        return False
    return kind.dtype.kind == "f" and None not in kind.shape


def _of_both(left: gast.AST, right: gast.AST, known: Known) -> gast.AST | None:
    """Return one choice for a sum, None where its terms are not both sides of one."""
    total = gast.BinOp(left, gast.Add(), right)
    if not _is_known(total, known) or not is_pure(total):
        return None
    for first, second in ((left, right), (right, left)):
        taken, other = _side(first, 1), _side(second, 2)
        if taken is None or other is None:
            continue
        (one, put), (two, put_other) = taken, other
        if fingerprint(one.args[0]) != fingerprint(two.args[0]):
            continue
        sides = [put(one.args[1]), put_other(two.args[2])]
        found = with_fields(one, {"args": [one.args[0], *sides]})
        return found if type_of(found, known) == type_of(total, known) else None
    return None


Put = Callable[[gast.AST], gast.AST]


def _side(node: gast.AST, place: int) -> tuple[gast.Call, Put] | None:
    """Return the choice in a product whose one side alone is not zero.

    place: of that side among the arguments. Returns also what puts another factor
    where the choice was.
    """
    if getattr(node, "target", None) is np.where and len(node.args) == 3:
        zero = node.args[3 - place]
        nothing = isinstance(zero, gast.Constant) and repr(zero.value) == "0.0"
        return (node, lambda value: value) if nothing else None
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        return _put_into(node, "operand", place)
    if not isinstance(node, gast.BinOp):
        return None
    if isinstance(node.op, gast.Mult):
        return _put_into(node, "left", place) or _put_into(node, "right", place)
    return _put_into(node, "left", place) if isinstance(node.op, gast.Div) else None


def _put_into(node: gast.AST, key: str, place: int) -> tuple[gast.Call, Put] | None:
    found = _side(getattr(node, key), place)
    if found is None:
        return None
    choice, put = found
    return choice, lambda value: with_fields(node, {key: put(value)})


def _merged(block: list[gast.AST], place: int, known: Known) -> bool:
    """Make one statement of two that give an adjoint both sides of a choice."""
    first = block[place]
    if not _gives(first) or not _chooses(first):
        return False
    target = first.targets[0].id
    for later in range(place + 1, len(block)):
        second = block[later]
        if target in read(second) or target in bound_in([second]):
            break
        touched = {*bound_in([second]), mutated(second)}
        if isinstance(second, COMPOUND) or touched & names_in(first.value):
            return False
    else:
        return False
    value = second.__dict__.get("value")
    if not _gives(second) or second.targets[0].id != target or not _chooses(second):
        return False
    grows = isinstance(value, gast.BinOp) and isinstance(value.op, gast.Add)
    if not grows or getattr(value.left, "id", "") != target:
        return False
    if target in names_in(value.right):
        return False
    both = _of_both(first.value, value.right, known)
    if both is None or operations(both) > LONGEST:
        return False
    block[later] = assign(target, both, like=second)
    del block[place]
    return True


def _gives(node: gast.AST) -> bool:
    named = isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name)
    return named and is_backward(node) and not hasattr(node, "site")
