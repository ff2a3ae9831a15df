"""Temporaries that are computed again where their last reader is undone.

What was written in place has been put back at that point. So of ``u[1:-1] = u[1:-1] *
(u[:-2] + u[2:])`` the overwritten items are kept, and none of the factors.
"""

from __future__ import annotations

import functools

import gast

from srcdiff.analysis.contents import contents
from srcdiff.analysis.sharing import Sharing, is_view, sharing_of
from srcdiff.core.build import clone, function, shallow
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    is_backward,
    map_blocks,
    names_in,
    read_in,
    statements,
)
from srcdiff.differentiate.stores import place_of_write
from srcdiff.differentiate.tape import needed_only, without_sites

Block = list[gast.AST]
WORTHWHILE = 20
"""So many sets of arrays are tried, to compute again what is made of their items."""
EXACT = gast.Add | gast.Sub | gast.Mult | gast.Div


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
        again.origin, again.part = None, "backward"
        found.setdefault(id(block[end]), []).insert(0, again)
        for operand in names_in(statement.value) & set(definitions):
            last[operand] = max(last[operand], end)
    return found


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
    if any(isinstance(n, gast.Call) for n in gast.walk(node)):
        return False
    return isinstance(node, gast.Name | gast.Constant | gast.Attribute | gast.Subscript)


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


def least_kept(node: gast.FunctionDef) -> Block:
    """Return both parts of a function with as little recorded as may be.

    node: with a record of each temporary, and with what computes it again. To do that,
    more items of arrays that are written in place may have to be recorded. So what is
    made of the items of some arrays is computed again only if less is recorded then.
    """
    candidates = [s for s in statements(node.body) if hasattr(s, "instead_of")]
    best = needed_only(_choosing(node, set(), candidates))
    needed = {s.site for s in statements(best) if hasattr(s, "weight")}
    if not any(s.instead_of in needed for s in candidates):
        return best
    chosen: set[int] = set()
    for sites in _by_arrays(node, candidates)[:WORTHWHILE]:
        more = chosen | sites
        if more <= chosen:
            continue
        found = needed_only(_choosing(node, more, candidates))
        if _weight(found) < _weight(best):
            best, chosen = found, more
    return map_blocks(best, lambda block: [_settled(s) for s in block])


def _settled(statement: gast.AST) -> gast.AST:
    """Return a statement that computes again as one like any other."""
    if not hasattr(statement, "instead_of"):
        return statement
    settled = shallow(statement)
    del settled.site, settled.instead_of
    return settled


def _choosing(
    node: gast.FunctionDef, chosen: set[int], candidates: Block
) -> gast.FunctionDef:
    """Return the function where chosen candidates stand for their records."""
    replaced = {s.instead_of for s in candidates if s.site in chosen}
    dropped = replaced | {s.site for s in candidates if s.site not in chosen}
    return function(node, without_sites(node.body, dropped))


def _weight(block: Block) -> int:
    weights = {s.site: s.weight for s in statements(block) if hasattr(s, "weight")}
    return sum(weights.values())


def _by_arrays(node: gast.FunctionDef, candidates: Block) -> list[set[int]]:
    """Return the sites of what is made of the items of some arrays, few arrays first.

    Only arrays that are written in place count.
    """
    sharing = sharing_of(node)
    definitions: dict[str, Block] = {}
    for each in candidates:
        definitions.setdefault(each.targets[0].id, []).append(each)
    written: set[str] = set()
    if sharing is not None:
        forward = [s for s in statements(node.body) if not is_backward(s)]
        written = {n for s in forward for n in sharing.changed(s)}

    @functools.cache
    def arrays(variable: str) -> frozenset[str]:
        if variable not in definitions or sharing is None:
            near = {variable} if sharing is None else sharing.of(variable)
            return frozenset(near & written)
        values = [s.value for s in definitions[variable]]
        read = {n for v in values for n in contents(v, sharing.known)} - {variable}
        return frozenset().union(*map(arrays, sorted(read)))

    found = {s.site: arrays(s.targets[0].id) for s in candidates}
    sets = sorted(set(found.values()), key=lambda names: (len(names), sorted(names)))
    return [{s for s, names in found.items() if names <= each} for each in sets]
