"""Temporaries that are computed again where their last reader is undone.

What was written in place has been put back at that point. So of ``u[1:-1] = u[1:-1] *
(u[:-2] + u[2:])`` the overwritten items are kept, and none of the factors.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.contents import contents
from srcdiff.analysis.expression_types import type_of
from srcdiff.analysis.purity import is_pure
from srcdiff.analysis.sharing import Sharing, is_view
from srcdiff.core.build import clone
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    is_store,
    names_in,
    read,
    read_in,
    root_name,
    statements,
)
from srcdiff.core.types import Array
from srcdiff.differentiate.recompute import recomputable, views_whole
from srcdiff.differentiate.stores import place_of_write
from srcdiff.rules.apply import apply
from srcdiff.rules.effects import Fresh

Block = list[gast.AST]
EXACT = gast.Add | gast.Sub | gast.Mult | gast.Div


def planned(
    block: Block, local: set[str], temporaries: set[str], sharing: Sharing
) -> dict[int, Block]:
    """Return what to compute again before undoing a statement, by its identity.

    block: a loop's body or a branch in one. local: its names. temporaries: names of the
    compiler's. What is computed again at the start of a turn, and what that needs, is
    not among it: that is what has a name of the user's, or stands in an array still.
    """
    made = {v: recomputable(v, block, local, sharing) for v in local}
    early = {v for v, s in made.items() if s is not None} - temporaries
    early |= {v for v in local if still_stored(v, block, sharing) is not None}
    while True:
        found = computed_again(block, local, early, sharing)
        late = {s.targets[0].id for again in found.values() for s in again}
        rest = [s for v, s in made.items() if s is not None and v not in late]
        sooner = {n for s in rest for n in names_in(s.value)}
        if not late & sooner:
            return found
        early |= sooner


def computed_again(
    block: Block, local: set[str], early: set[str], sharing: Sharing
) -> dict[int, Block]:
    """Return what to compute again before undoing a statement, by its identity.

    block: a loop's body or a branch in one. local: its names. early: those that are
    needed sooner. sharing: what shares memory. Only arithmetic whose operands still
    hold what they held is computed again.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f():\\n t = x * u; u[0] = t; s = t + u; z = s").body[0]
    >>> found = computed_again(f.body, {"t", "s"}, set(), Sharing(f, {}))
    >>> [[statement(s) for s in found.get(id(each), [])] for each in f.body]
    [[], [], [], ['s = t + u']]
    """
    found: dict[int, Block] = {}
    definitions = _definitions(block, local - early)
    last: dict[str, int] = {}
    for position, statement in enumerate(block):
        for variable in read_in([statement]) & set(definitions):
            last[variable] = position
    for variable, (start, statement) in reversed(definitions.items()):
        end = last.get(variable, start)
        after = block[start + 1 : end + 1]
        if not after or not _holds(statement.value, after, sharing):
            continue
        place = place_of_write(after[-1])
        if place is not None and variable in names_in(place):
            continue  # What is put back there needs it.
        again = clone(statement)
        again.part = "backward"
        if getattr(again, "origin", None) != getattr(after[-1], "origin", None):
            again.origin = None  # It is not for the line that made it.
        found.setdefault(id(block[end]), []).insert(0, again)
        for operand in names_in(statement.value) & set(definitions):
            last[operand] = max(last[operand], end)
    return found


def still_stored(variable: str, block: Block, sharing: Sharing) -> gast.AST | None:
    """Return the place of an array that holds a local's number when a turn ends.

    >>> f = gast.parse("def f(u, i):\\n t = u[i] * u[i]; u[i] = t").body[0]
    >>> import numpy as np
    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.types import Number
    >>> number, vector = (Array(np.dtype(float), shape) for shape in ((), ("n",)))
    >>> known = {"u": vector, "t": number, "i": Number(int)}
    >>> expression(still_stored("t", f.body, Sharing(f, known)))
    'u[i]'
    """
    held = [
        k
        for k, s in enumerate(block)
        if is_store(s) and getattr(s.value, "id", None) == variable
    ]
    if not held:
        return None
    place = place_of_write(block[held[-1]])
    after = block[held[-1] + 1 :]
    kind = sharing.known.get(variable)
    number = isinstance(kind, Array) and kind.shape == () and kind.dtype is not None
    if not number or type_of(place, sharing.known) != kind:
        return None
    written = {n for s in statements(after) for n in sharing.changed(s)}
    spoilt = (names_in(place) | {variable}) & bound_in(after)
    return None if spoilt or root_name(place) in written else place


def restored_first(node: gast.AST) -> bool:
    """Tell whether what a simple statement overwrites is put back before its adjoint.

    >>> [restored_first(s) for s in gast.parse("u[0] = v; x = x * y; x = y").body]
    [True, True, False]
    """
    if hasattr(node.__dict__.get("value"), "pair"):
        return False
    overwrites = place_of_write(node) is not None
    return overwrites or bool(set(bound(node)) & read_in([node]))


def _definitions(block: Block, local: set[str]) -> dict[str, tuple[int, gast.Assign]]:
    """Return position and statement of each local that is bound once, to arithmetic."""
    times: dict[str, int] = {}
    for statement in statements(block):
        for variable in bound(statement):
            times[variable] = times.get(variable, 0) + 1
    return {
        s.targets[0].id: (k, s)
        for k, s in enumerate(block)
        if isinstance(s, gast.Assign)
        and isinstance(s.targets[0], gast.Name)
        and s.targets[0].id in local
        and times[s.targets[0].id] == 1
        and s.targets[0].id not in names_in(s.value)
        and not isinstance(s.value, gast.Constant)
        and _is_arithmetic(s.value)
        and (not _is_display(s.value) or _only_given(s.targets[0].id, block))
    }


def _is_arithmetic(node: gast.AST) -> bool:
    """Tell whether an expression is made of views, items and cheap arithmetic only."""
    if isinstance(node, gast.BinOp):
        square = isinstance(node.op, gast.Pow) and getattr(node.right, "value", 0) == 2
        operands = _is_arithmetic(node.left) and _is_arithmetic(node.right)
        return operands and (square or isinstance(node.op, EXACT | gast.FloorDiv))
    if isinstance(node, gast.UnaryOp):
        return _is_arithmetic(node.operand)
    if isinstance(node, gast.Compare):
        return all(map(_is_arithmetic, [node.left, *node.comparators]))
    if _is_display(node):
        return all(map(_is_arithmetic, node.elts))
    if any(isinstance(n, gast.Call) for n in nodes_in(node)):
        return views_whole(node)
    return isinstance(node, gast.Name | gast.Constant | gast.Attribute | gast.Subscript)


def _is_display(node: gast.AST) -> bool:
    return isinstance(node, gast.Tuple | gast.List)


def _only_given(variable: str, block: Block) -> bool:
    """Tell whether a list is only given to functions that neither keep nor change it.

    >>> import numpy as np
    >>> f = gast.parse("def f(u):\\n t = [u, u]; s = np.concatenate(t); t[0] = s")
    >>> first, second, third = f.body[0].body
    >>> second.value.target = np.concatenate
    >>> _only_given("t", [first, second]), _only_given("t", [first, second, third])
    (True, False)
    """
    readers = [s for s in statements(block) if variable in read(s)]
    given = [getattr(s, "value", None) for s in readers]
    if not all(isinstance(v, gast.Call) and is_pure(v) for v in given):
        return False
    effects = [getattr(apply(v), "rule", None) for v in given]
    return all(isinstance(e.effect, Fresh) for e in effects if e is not None)


def _holds(value: gast.AST, after: Block, sharing: Sharing) -> bool:
    """Tell whether an expression has its value still when the last statement is undone.

    after: the statements from behind the expression to that one. It is undone first if
    it overwrites what it reads.
    """
    *between, end = after
    simple = not isinstance(end, COMPOUND)
    spoilt = between if simple else after
    if names_in(value) & bound_in(spoilt):
        return False
    if simple and names_in(value) & set(bound(end)) and not restored_first(end):
        return False
    written = {n for s in statements(spoilt) for n in sharing.changed(s)}
    known = sharing.known
    return is_view(value, known) or not contents(value, known) & written
