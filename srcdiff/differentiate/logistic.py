"""The logistic function is one operation: its derivative is that of its value.

Of ``y = 1 / (1 + np.exp(-v))`` the rules of the quotient and of the exponential would
read the exponential, which overflows where y is 0. The derivative ``y * (1 - y)`` reads
y alone. So these operations are one while a function is differentiated, and are
written as they were after that.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from srcdiff.analysis.uses import Uses, uses_of
from srcdiff.core.build import call, clone, function, numpy_call
from srcdiff.core.context import contexts_of
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    map_blocks,
    map_children,
    replace_expressions,
    with_fields,
)
from srcdiff.runtime import falling_logistic, logistic

Block = list[gast.AST]


def as_one(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return core form with logistic functions as one operation each.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_block
    >>> names = NameTable(["v", "y"])
    >>> u, e, d = (names.temporary(n) for n in "ued")
    >>> (f,) = parse_block(
    ...     f"def f(v):\\n    {u} = -v\\n    {e} = np.exp({u})\\n    {d} = 1 + {e}\\n"
    ...     f"    y = 1.0 / {d}\\n    return y"
    ... )
    >>> f.body[1].value.target = np.exp
    >>> print(statement(as_one(f, names)))
    def f(v):
        y = logistic(v)
        return y
    >>> print(statement(written_out(as_one(f, names))))
    def f(v):
        y = 1.0 / (1 + np.exp(-v))
        return y
    """
    uses = uses_of(node)

    def change(block: Block) -> Block:
        done: Block = []
        for statement in block:
            for length, join in ((2, _falling), (1, _rising)):
                before = done[-length:]
                if len(before) == length and all(_alike(b, statement) for b in before):
                    joined = join(before, statement, names, uses)
                    if joined is not None:
                        del done[-length:]
                        statement = joined
            done.append(statement)
        return done

    return function(node, map_blocks(node.body, change))


def written_out(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with logistic functions written as the user wrote them."""

    def visit(each: gast.AST) -> gast.AST:
        new = map_children(each, visit)
        return _written(new) if hasattr(new, "ones") else new

    def change(block: Block) -> Block:
        return [replace_expressions(s, visit) for s in block]

    return function(node, map_blocks(node.body, change))


def _written(node: gast.Call) -> gast.AST:
    one, *parts = node.ones
    operand = node.args[0]
    if node.target is logistic:
        operand = gast.UnaryOp(gast.USub(), operand)
    exponential = numpy_call("exp", operand)
    left, right = (exponential if p is None else clone(p) for p in parts)
    total = gast.BinOp(left, gast.Add(), right)
    return gast.BinOp(clone(one), gast.Div(), total)


def _falling(
    before: Block, node: gast.AST, names: NameTable, uses: Uses
) -> gast.AST | None:
    """Return ``y = falling_logistic(v)`` for the last of three statements.

    ones: the constants as they were written, None where the exponential was added.
    """
    if not all(_is_temporary(s, names, uses) for s in before):
        return None
    (first, exponential), (second, total) = ((_target(s), s.value) for s in before)
    ratio: Any = getattr(node, "value", None)
    if getattr(exponential, "target", None) is not np.exp or exponential.keywords:
        return None
    if not _is_operation(total, gast.Add) or not _is_operation(ratio, gast.Div):
        return None
    if not _is_one(ratio.left) or getattr(ratio.right, "id", None) != second:
        return None
    parts = [
        None if getattr(p, "id", None) == first else p
        for p in (total.left, total.right)
    ]
    ones = [p for p in parts if p is not None]
    if len(ones) != 1 or not _is_one(ones[0]):
        return None
    operand = exponential.args[0]
    new = call("falling_logistic", operand, target=falling_logistic)
    new.ones = (ratio.left, *parts)
    return with_fields(node, {"value": new})


def _rising(
    before: Block, node: gast.AST, names: NameTable, uses: Uses
) -> gast.AST | None:
    """Return ``y = logistic(v)`` for ``u = -v`` and ``y = falling_logistic(u)``."""
    value: Any = getattr(node, "value", None)
    if getattr(value, "target", None) is not falling_logistic:
        return None
    (negated,) = before
    if not _is_temporary(negated, names, uses):
        return None
    opposite = isinstance(negated.value, gast.UnaryOp)
    if not opposite or not isinstance(negated.value.op, gast.USub):
        return None
    if getattr(value.args[0], "id", None) != _target(negated):
        return None
    new = call("logistic", negated.value.operand, target=logistic)
    new.ones = value.ones
    return with_fields(node, {"value": new})


def _alike(one: gast.AST, other: gast.AST) -> bool:
    return contexts_of(one) == contexts_of(other)


def _target(node: gast.AST) -> str:
    return node.targets[0].id


def _is_temporary(node: gast.AST, names: NameTable, uses: Uses) -> bool:
    if not isinstance(node, gast.Assign) or not isinstance(node.targets[0], gast.Name):
        return False
    target = _target(node)
    return target in names.stems and uses.once(target) and uses.read[target] == 1


def _is_operation(node: gast.AST | None, kind: type) -> bool:
    return isinstance(node, gast.BinOp) and isinstance(node.op, kind)


def _is_one(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and node.value in (1, 1.0)
