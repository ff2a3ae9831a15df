"""Tuples of which all parts are known are put together, not filled in.

Where a function goes through ``p[:-1]``, and ``p[-1]`` apart from that, zeros for all
of p need not be made for the two to be added to.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import types_of
from srcdiff.analysis.uses import Uses, uses_of
from srcdiff.core.build import assign, function, stamped
from srcdiff.core.traverse import (
    bound,
    bound_in,
    is_backward,
    map_blocks,
    mutated,
    names_in,
    statements,
    tape_of,
)
from srcdiff.core.types import Items
from srcdiff.differentiate.adjoints import is_fresh
from srcdiff.runtime import accumulate_at, zeros_like

Block = list[gast.AST]


def assembled(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with tuples of two accumulated parts as displays.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_block
    >>> from srcdiff.core.types import Number
    >>> (f,) = parse_block('''
    ... def f(p, g):
    ...     p_bar = zeros_like(p)
    ...     p_bar = accumulate_at(p_bar, -1, 2 * g)
    ...     p_bar = accumulate_at(p_bar, np.s_[:-1], (g * g,))
    ...     return p_bar
    ... ''')
    >>> f.known = {"p": Items((Number(float), Number(float)))}
    >>> f.body[0].value.target = zeros_like
    >>> for s in f.body[1:3]: s.value.target = accumulate_at
    >>> for s in f.body: s.part = "backward"
    >>> print(statement(assembled(f)))
    def f(p, g):
        p_bar = *(g * g,), 2 * g
        return p_bar
    """
    if not any(_filled(s, accumulate_at) for s in statements(node.body)):
        return node
    work = _Assembling(node)
    return function(node, map_blocks(node.body, work.block))


def holds_own(node: gast.FunctionDef, display: gast.Tuple | gast.List) -> bool:
    """Tell whether nobody else holds what a display holds, starred lists included.

    display: an expression that a function returns.
    """
    work = _Assembling(node)
    return all(
        work.are_own(e.value) if isinstance(e, gast.Starred) else work.is_own(e)
        for e in display.elts
    )


class _Assembling:
    def __init__(self, node: gast.FunctionDef) -> None:
        self.known: Known = types_of(node)
        self.uses: Uses = uses_of(node)
        self.all = list(statements(node.body))

    def block(self, block: Block) -> Block:
        for position, statement in enumerate(block):
            if _filled(statement, zeros_like):
                done = self.from_zeros(block, position)
                if done is not None:
                    return self.block(done)
        return block

    def from_zeros(self, block: Block, start: int) -> Block | None:
        """Return a block with the tuple that begins as zeros as one display."""
        target, whole = block[start].targets[0].id, block[start].value.args[0]
        kind = self.known.get(whole.id) if isinstance(whole, gast.Name) else None
        if not isinstance(kind, Items) or kind.python is not tuple:
            return None
        using = [k for k in range(start + 1, len(block)) if _uses(block[k], target)]
        first, second, *_ = *using, None, None
        if first is None or second is None:
            return None
        parts = {}
        for place in (first, second):
            if not _filled(block[place], accumulate_at):
                return None
            grown, index, value = block[place].value.args
            if getattr(grown, "id", None) != target:
                return None
            parts[_place(index)] = value
        between = block[first + 1 : second]
        changed = bound_in(between) | {
            m for s in statements(between) if (m := mutated(s))
        }
        if names_in(block[first].value.args[2]) & changed:
            return None
        display = self.display(parts)
        if display is None:
            return None
        new = stamped(assign(target, display), block[second])
        rest = [*block[start + 1 : first], *between, new, *block[second + 1 :]]
        return [*block[:start], *rest]

    def display(self, parts: dict[str, gast.AST]) -> gast.Tuple | None:
        if set(parts) == {"last", "all but the last"}:
            several, single = parts["all but the last"], parts["last"]
        elif set(parts) == {"first", "all but the first"}:
            several, single = parts["all but the first"], parts["first"]
        else:
            return None
        items = (
            several.args[0] if getattr(several, "target", None) is tuple else several
        )
        if not self.is_own(single) or not self.are_own(items):
            return None
        stars = gast.Starred(items, gast.Load())
        elements = [stars, single] if "last" in parts else [single, stars]
        whole = gast.Tuple(elements, gast.Load())
        # An update may write into what nobody else holds.
        whole.owned = True
        return whole

    def are_own(self, items: gast.AST) -> bool:
        """Tell whether nobody else holds what is in a list, or a display."""
        if isinstance(items, gast.Tuple | gast.List):
            return all(map(self.is_own, items.elts))
        turned = items.value if isinstance(items, gast.Subscript) else items
        if not isinstance(turned, gast.Name):
            return False
        pushed = [s for s in self.all if tape_of(s, "append") == turned.id]
        alone = self.uses.read[turned.id] - len(pushed) <= 1
        return alone and all(self.is_own(s.value.args[0]) for s in pushed)

    def is_own(self, node: gast.AST) -> bool:
        """Tell whether a value is new memory that has no other name."""
        if isinstance(node, gast.Tuple):
            return all(map(self.is_own, node.elts))
        if not isinstance(node, gast.Name):
            return is_fresh(node)
        if not self.uses.once(node.id) or self.uses.read[node.id] > 1:
            return False
        made = next(s for s in self.all if node.id in bound(s))
        return isinstance(made, gast.Assign) and is_fresh(made.value)


def _filled(node: gast.AST, function: object) -> bool:
    """Tell whether a statement is ``a = function(...)`` in the backward part."""
    return (
        isinstance(node, gast.Assign)
        and is_backward(node)
        and isinstance(node.targets[0], gast.Name)
        and getattr(node.value, "target", None) is function
    )


def _uses(node: gast.AST, target: str) -> bool:
    return any(
        target in names_in(s) or target in bound_in([s]) for s in statements([node])
    )


def _place(index: gast.AST) -> str:
    """Return which part of a tuple an index is: its last item, or all but that."""
    if isinstance(index, gast.Subscript) and isinstance(index.slice, gast.Slice):
        bounds = [_integer(b) for b in (index.slice.lower, index.slice.upper)]
        if index.slice.step is None and getattr(index.value, "attr", "") == "s_":
            if bounds == [None, -1]:
                return "all but the last"
            return "all but the first" if bounds == [1, None] else ""
        return ""
    number = _integer(index)
    return "last" if number == -1 else "first" if number == 0 else ""


def _integer(node: gast.AST | None) -> int | None:
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        found = _integer(node.operand)
        return None if found is None else -found
    if not isinstance(node, gast.Constant) or type(node.value) is not int:
        return None
    return node.value
