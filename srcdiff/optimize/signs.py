"""A minus sign that a difference can take over by turning round.

``v = -t / n`` and ``z = v - p * v.sum()`` become ``v = t / n`` and
``z = p * v.sum() - v``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import gast

from srcdiff.analysis.uses import Uses, count_reads, uses_of
from srcdiff.core.build import function
from srcdiff.core.traverse import is_backward, map_blocks, names_in, with_fields
from srcdiff.optimize.factors import is_product


def signs(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with the backward part's differences free of double signs.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(n, p, t):\\n    v = -t / n\\n    z = v - p * v.sum()\\n    return z"
    ... ).body[0]
    >>> for s in f.body: s.part = "backward"
    >>> f.body[0].common = True
    >>> print(statement(signs(f)))
    def f(n, p, t):
        v = t / n
        z = p * v.sum() - v
        return z
    """
    uses = uses_of(node)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        done = list(block)
        for place in range(len(block)):
            reader = _reader(done, place, uses)
            if reader is not None:
                total = done[reader].value
                turned = gast.BinOp(total.right, gast.Sub(), total.left)
                done[place] = with_fields(
                    done[place], {"value": _positive(done[place].value)}
                )
                done[reader] = with_fields(done[reader], {"value": turned})
        return done

    return function(node, map_blocks(node.body, change))


def _reader(block: Sequence[gast.AST], place: int, uses: Uses) -> int | None:
    """Return the place of the difference that alone reads a signed value.

    The value is one that has its name from us: an adjoint keeps its sign.
    """
    statement = block[place]
    if not hasattr(statement, "common") or _positive(statement.value) is None:
        return None
    name = statement.targets[0].id
    if not uses.once(name):
        return None
    for later, reader in enumerate(block[place + 1 :], place + 1):
        counts: Counter[str] = Counter()
        count_reads(reader, counts)
        if counts[name]:
            whole = counts[name] == uses.read[name] and _is_line(reader)
            return later if whole and _turns(reader.value, name) else None
    return None


def _is_line(node: gast.AST) -> bool:
    named = isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name)
    return named and is_backward(node) and not hasattr(node, "site")


def _turns(node: gast.AST, name: str) -> bool:
    """Tell whether an expression is a difference of terms that are linear in a name."""
    difference = isinstance(node, gast.BinOp) and isinstance(node.op, gast.Sub)
    return difference and _is_linear(node.left, name) and _is_linear(node.right, name)


def _is_linear(node: gast.AST, name: str) -> bool:
    """Tell whether the sign of a name is that of a product, quotient or sum with it."""
    if isinstance(node, gast.Name):
        return node.id == name
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Mult | gast.MatMult):
        sides = [(node.left, node.right), (node.right, node.left)]
        return any(_is_linear(a, name) and name not in names_in(b) for a, b in sides)
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Div):
        return _is_linear(node.left, name) and name not in names_in(node.right)
    if isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute):
        return node.func.attr == "sum" and _is_linear(node.func.value, name)
    return False


def _positive(node: gast.AST) -> gast.AST | None:
    """Return a product or quotient less the sign of its first factor, if it has one."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        # The operand has memory of its own, as the negated value has.
        return node.operand if isinstance(node.operand, gast.BinOp) else None
    if isinstance(node, gast.BinOp) and is_product(node):
        first = node.left
        if isinstance(first, gast.UnaryOp) and isinstance(first.op, gast.USub):
            return gast.BinOp(first.operand, node.op, node.right)
        inner = _positive(first)
        return None if inner is None else gast.BinOp(inner, node.op, node.right)
    return None
