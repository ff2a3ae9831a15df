"""Lists that are read whole while they grow: each such read takes item by item.

What has the items so far in a list of its own holds nothing that grows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import gast

from srcdiff.core.build import call, clone, name, subscript
from srcdiff.core.children import nodes_in
from srcdiff.core.generated import is_generated
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.frontend.desugar.owned import Owned, binds, shared, walked_names
from srcdiff.frontend.desugar.replaced import BLOCKS, replaced
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import mentioned_inside

Block = list[gast.AST]
GROWS = ("append", "extend")


def growing_lists_read(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with the items so far for a list that goes on to grow.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(xs):
    ...     ys = [1.0]
    ...     for x in xs:
    ...         ys.append(x * sum(ys))
    ...     return sum(ys)
    >>> source = find_source(f)
    >>> names = NameTable(["xs", "ys", "x", "sum"])
    >>> print(statement(growing_lists_read(source.node, Scope(source), names)))
    def f(xs):
        ys = [1.0]
        for x in xs:
            ys.append(x * sum([ys[i] for i in range(len(ys))]))
        return sum(ys)
    """
    if is_generated(scope.source.file):
        return node
    node = clone(node)
    visits = _visits(node.body)
    found = {grown for v in visits if (grown := _grown(v.statement)) is not None}
    if not found:
        return node
    own = found & Owned(node, scope).lists
    own -= shared(node, scope) | _beyond(node)
    for visit in visits:
        for root in _own_expressions(visit.statement):
            for owner, read in _whole_reads(root, own):
                read.so_far = _goes_on(owner, visit, visits)
    return replaced(node, _Items(names).statement)


@dataclass(frozen=True)
class _Visit:
    """A statement, its place in the order of the text, and the loops around it."""

    statement: gast.AST
    place: int
    loops: tuple[gast.AST, ...]


def _visits(block: Block) -> list[_Visit]:
    found: list[_Visit] = []

    def visit(statements: Block, around: tuple[gast.AST, ...]) -> None:
        for each in statements:
            found.append(_Visit(each, len(found), around))
            loop = isinstance(each, gast.For | gast.While)
            inner = (*around, each) if loop else around
            for key in BLOCKS:
                clauses = each.__dict__.get(key)
                if isinstance(clauses, list):
                    visit(clauses, inner)

    visit(block, ())
    return found


def _grown(statement: gast.AST) -> str | None:
    """Return the name of the list that a statement makes longer."""
    match statement:
        case gast.Expr(
            value=gast.Call(func=gast.Attribute(value=gast.Name(id=owner), attr=how))
        ) if how in GROWS:
            return owner
        case gast.AugAssign(target=gast.Name(id=owner), op=gast.Add()):
            return owner
    return None


def _goes_on(owner: str, read: _Visit, visits: list[_Visit]) -> bool:
    """Tell whether a list may grow after a statement has read it."""
    born = next(v for v in visits if owner in _bound(v.statement))
    for other in visits:
        if _grown(other.statement) == owner:
            again = set(read.loops) & set(other.loops) - set(born.loops)
            if other.place >= read.place or again:
                return True
    return False


def _bound(statement: gast.AST) -> set[str]:
    if not isinstance(statement, gast.Assign):
        return set()
    return {t.id for t in statement.targets if isinstance(t, gast.Name)}


def _own_expressions(statement: gast.AST) -> Block:
    """Return the expressions that belong to a statement, not to those inside it."""
    return [c for c in gast.iter_child_nodes(statement) if isinstance(c, gast.expr)]


def _whole_reads(node: gast.AST, own: set[str]) -> list[tuple[str, gast.AST]]:
    """Return the places of an expression that read lists whole, or a part of them."""
    if isinstance(node, gast.Name):
        return [] if binds(node) or node.id not in own else [(node.id, node)]
    inner = list(gast.iter_child_nodes(node))
    plain = isinstance(node, gast.Subscript) and not isinstance(node.slice, gast.Slice)
    if isinstance(node, gast.Attribute) or plain:
        inner = [
            c for c in inner if not isinstance(c, gast.Name) or c is not node.value
        ]
    if isinstance(node, gast.Call) and getattr(node.func, "id", None) == "len":
        inner = [c for c in inner if not isinstance(c, gast.Name)]
    return [found for c in inner for found in _whole_reads(c, own)]


def _beyond(node: gast.FunctionDef) -> set[str]:
    """Return the names bound more than once, or mentioned in nested functions.

    And those that a loop runs over while it makes them longer.
    """
    inside = [n for s in node.body for n in nodes_in(s)]
    bound = Counter(n.id for n in inside if binds(n))
    grown = Counter(o for s in inside if (o := _grown(s)) is not None)
    added = Counter(
        s.target.id for s in inside if isinstance(s, gast.AugAssign) and _grown(s)
    )
    found = {n for n in grown if bound[n] - added[n] != 1}
    for each in inside:
        if isinstance(each, gast.For):
            longer = {_grown(n) for s in each.body for n in nodes_in(s)}
            found |= walked_names(each.iter) & longer
    return found | mentioned_inside(node)


class _Items:
    """Puts the items so far in the place of a list."""

    def __init__(self, names: NameTable) -> None:
        self.names = names

    def statement(self, node: gast.AST) -> Block:
        if isinstance(node, gast.For) and getattr(node.iter, "so_far", False):
            return [self.loop(node)]
        for key in node._fields:
            value = node.__dict__.get(key)
            if isinstance(value, gast.expr):
                node.__dict__[key] = self.change(value)
        return [node]

    def loop(self, node: gast.For) -> gast.AST:
        index = self.names.fresh("i")
        item = subscript(name(node.iter.id), name(index))
        first = gast.copy_location(gast.Assign([node.target], item, None), node)
        counted = _counted(node.iter.id)
        return gast.copy_location(
            gast.For(
                name(index, store=True), counted, [first, *node.body], node.orelse, None
            ),
            node,
        )

    def change(self, node: gast.AST) -> gast.AST:
        if not getattr(node, "so_far", False):
            return map_children(node, self.change)
        index = self.names.fresh("i")
        over = gast.comprehension(name(index, store=True), _counted(node.id), [], False)
        items = gast.ListComp(subscript(name(node.id), name(index)), [over])
        return gast.copy_location(items, node)


def _counted(owner: str) -> gast.AST:
    return call("range", call("len", name(owner), target=len), target=range)
