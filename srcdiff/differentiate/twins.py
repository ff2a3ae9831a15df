"""Lists that may hold one array twice: every item is reached through its first place.

``rows[i] *= x`` also changes ``rows[j]`` where both are one array. The program asks
once which items are. From there on ``rows[i]`` is ``rows[places[i]]``.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    parameters,
    shallow,
    stamped,
    subscript,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    map_children,
    mutated,
    names_in,
    on_other,
    read,
    read_in,
    root_name,
    statements,
    tape_of,
    viewed,
)
from srcdiff.differentiate.views import block_of
from srcdiff.runtime import gathered, places

Block = list[gast.AST]


def through_places(
    variable: str, node: gast.FunctionDef, names: NameTable
) -> gast.FunctionDef | None:
    """Return the function that reaches the items of a list through their first places.

    None where the list is bound more than once, or changed after somebody reads it.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(a, b, i):
    ...     rows = [a, b, a]
    ...     rows[i][0] = 1.0
    ...     return rows
    ... ''').body[0]
    >>> names = NameTable(["rows", "a", "b", "i"])
    >>> print(statement(through_places("rows", f, names)))
    def f(a, b, i):
        rows = [a, b, a]
        rows_places = places(rows)
        first = rows_places[i]
        rows[first][0] = 1.0
        rows_2 = gathered(rows, rows_places)
        return rows_2
    """
    found = [s for s in statements(node.body) if variable in bound(s)]
    if len(found) != 1 or variable in parameters(node):
        return None
    block = block_of(found[0], node.body)
    start = next(k for k, s in enumerate(block) if s is found[0]) + 1
    grown = [k for k, s in enumerate(block) if k >= start and _grows(s, variable)]
    complete = max(grown, default=start - 1) + 1
    before, after = block[start:complete], block[complete:]
    using = [s for s in statements(node.body) if variable in read(s)]
    inside = {id(s) for s in statements(after)}
    building = {id(s) for s in statements(before) if tape_of(s, "append") == variable}
    for statement in using:
        if id(statement) in building:
            if any(variable in names_in(a) for a in statement.value.args):
                return None
        elif id(statement) not in inside or not _stands(statement, variable):
            return None
    rewriting = _Rewriting(variable, _held(found[0], node, after), names)
    asked = call("places", name(variable), target=places)
    ask = assign(rewriting.places, asked, like=block[complete - 1])
    whole = [*block[:complete], ask, *rewriting.block(after)]
    return function(node, _with_block(node.body, block, whole))


class _Rewriting:
    def __init__(self, variable: str, held: dict[str, Any], names: NameTable) -> None:
        self.variable = variable
        self.held = held
        self.names = names
        self.places = names.temporary(f"{variable}_places")
        self.before: Block = []
        self.like: gast.AST | None = None

    def block(self, block: Block) -> Block:
        return [new for s in block for new in self.statement(s)]

    def statement(self, node: gast.AST) -> Block:
        new = node
        if isinstance(node, COMPOUND):
            new = shallow(node)
            new.body = self.block(node.body)
            if isinstance(node, gast.If):
                new.orelse = self.block(node.orelse)
        if not {self.variable, *self.held} & read(node):
            return [new]
        self.before, self.like = [], node
        if not isinstance(node, COMPOUND):
            new = self.simple(new)
        for key in ("test", "iter"):
            if isinstance(node, COMPOUND) and hasattr(new, key):
                setattr(new, key, self.change(getattr(new, key)))
        return [*self.before, new]

    def simple(self, node: gast.AST) -> gast.AST:
        """Return a statement; what a name of an item's array writes goes into that."""
        if mutated(node) not in self.held:
            return self.change(node)
        place = _place(node)
        inside = _with_root(place, clone(self.item(root_name(place))))
        if isinstance(inside, gast.Subscript):
            inside.ctx = place.ctx
        if isinstance(node, gast.Expr):
            called = shallow(node.value)
            called.args = [inside, *map(self.change, node.value.args[1:])]
            return stamped(gast.Expr(called), node)
        new = shallow(node)
        new.value = self.change(node.value)
        if isinstance(node, gast.AugAssign):
            new.target = inside
        else:
            new.targets = [inside]
        return new

    def item(self, held: str) -> gast.Subscript:
        """Return the item of the list that a name's array is."""
        place = subscript(name(self.places), constant(self.held[held]))
        return subscript(name(self.variable), self.bound("first", place))

    def change(self, node: gast.AST) -> gast.AST:
        if isinstance(node, gast.Name) and node.id in self.held:
            return self.bound(node.id, self.item(node.id))
        if _is_item(node, self.variable):
            place = self.bound("first", subscript(name(self.places), node.slice))
            return subscript(
                name(self.variable), place, isinstance(node.ctx, gast.Store)
            )
        if getattr(node, "target", None) is len:
            return node
        if isinstance(node, gast.Name) and node.id == self.variable:
            both = name(self.variable), name(self.places)
            return self.bound(self.variable, call("gathered", *both, target=gathered))
        return map_children(node, self.change)

    def bound(self, stem: str, value: gast.AST) -> gast.Name:
        temporary = self.names.temporary(stem)
        self.before.append(assign(temporary, clone(value), like=self.like))
        return name(temporary)


def _held(definition: gast.AST, node: gast.FunctionDef, after: Block) -> dict[str, Any]:
    """Return the names that a list is made of and that are read later, with a key each.

    Only names that keep what they are bound to, from there on.
    """
    value = definition.value
    if isinstance(value, gast.Dict):
        if not all(isinstance(k, gast.Constant) for k in value.keys):
            return {}
        pairs = [(k.value, v) for k, v in zip(value.keys, value.values, strict=True)]
    elif isinstance(value, gast.List | gast.Tuple):
        pairs = list(enumerate(value.elts))
    else:
        return {}
    keys = {v.id: k for k, v in pairs if isinstance(v, gast.Name)}
    times = Counter(parameters(node))
    times.update(v for s in statements(node.body) for v in bound(s))
    return {v: k for v, k in keys.items() if times[v] == 1 and v in read_in(after)}


def _with_root(place: gast.AST, root: gast.AST) -> gast.AST:
    """Return a place of another object."""
    if isinstance(place, gast.Name):
        return root
    return on_other(place, _with_root(viewed(place), root))


def _grows(statement: gast.AST, variable: str) -> bool:
    return any(tape_of(s, "append") == variable for s in statements([statement]))


def _is_item(node: gast.AST, variable: str) -> bool:
    return (
        isinstance(node, gast.Subscript)
        and isinstance(node.value, gast.Name)
        and node.value.id == variable
        and not isinstance(node.slice, gast.Slice | gast.Tuple)
    )


def _stands(node: gast.AST, variable: str) -> bool:
    """Tell whether a statement means the same with items at their first places."""
    if isinstance(node, gast.While):
        return False
    if any(tape_of(node, m) == variable for m in ("append", "pop")):
        return False
    replaces = isinstance(node, gast.Assign) and _is_item(node.targets[0], variable)
    if replaces:
        return hasattr(node, "updates")
    return mutated(node) != variable or not isinstance(_place(node), gast.Name)


def _place(node: gast.AST) -> gast.AST:
    if isinstance(node, gast.Assign):
        return node.targets[0]
    return node.target if isinstance(node, gast.AugAssign) else node.value.args[0]


def _with_block(block: Block, old: Block, new: Block) -> Block:
    """Return a block with one of those in it, or itself, replaced."""
    if block is old:
        return new
    done = []
    for statement in block:
        if isinstance(statement, COMPOUND):
            statement = shallow(statement)
            statement.body = _with_block(statement.body, old, new)
            if isinstance(statement, gast.If):
                statement.orelse = _with_block(statement.orelse, old, new)
        done.append(statement)
    return done
