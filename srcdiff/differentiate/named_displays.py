"""Names of displays give way to what they hold: ``[a, b][0] += 1`` is ``a += 1``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from srcdiff.analysis.expression_types import Known
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
    bound_in,
    is_store,
    map_children,
    mutated,
    names_in,
    read,
    rename,
    root_name,
    statements,
    tape_of,
)
from srcdiff.core.types import UNKNOWN, Array
from srcdiff.differentiate.views import block_of
from srcdiff.runtime import array

Block = list[gast.AST]
DISPLAYS = (gast.Tuple, gast.List, gast.Dict)


@dataclass
class Display:
    """A name bound once to a display, and the names that it holds under its keys."""

    variable: str
    definition: gast.Assign
    entries: dict[Any, gast.AST]

    def entry(self, node: gast.AST) -> gast.AST | None:
        """Return what a subscript of the name by a constant reads."""
        if not _is_item(node, self.variable):
            return None
        key = node.slice.value
        if isinstance(self.definition.value, gast.Dict):
            return self.entries.get(key)
        if type(key) is int and key < 0:
            key += len(self.entries)
        return self.entries.get(key) if type(key) is int else None


def display_of(variable: str, node: gast.FunctionDef, types: Known) -> Display | None:
    """Return the display that a name is bound to, None where its text cannot stand.

    The name must be bound once and read only further on in the same block, where what
    it holds is not bound again; and what is written in it has a constant key.

    >>> f = gast.parse("def f(a, b):\\n    p = [a, b]\\n    p[0][1] = b").body[0]
    >>> sorted(display_of("p", f, {}).entries)
    [0, 1]
    """
    found = [s for s in statements(node.body) if variable in bound(s)]
    if len(found) != 1 or variable in parameters(node):
        return None
    (definition,) = found
    entries = _entries(definition)
    if entries is None or hasattr(definition, "again"):
        return None
    block = block_of(definition, node.body)
    position = next(k for k, s in enumerate(block) if s is definition)
    later = block[position + 1 :]
    inside = {id(s) for s in statements(later)}
    held = names_in(definition.value)
    if held & bound_in(later) or any(
        _may_rebind(s, held, types) for s in statements(later)
    ):
        return None
    display = Display(variable, definition, entries)
    using = [s for s in statements(node.body) if variable in read(s)]
    if all(id(s) in inside and _stands(s, display, types) for s in using):
        return display
    return None


def without_display(
    display: Display, node: gast.FunctionDef, names: NameTable, types: Known
) -> gast.FunctionDef:
    """Return the function in which a display's name has given way to what it holds.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(a, b):
    ...     p = [a, b]
    ...     p[0][1] = b
    ...     return g(p)
    ... ''').body[0]
    >>> found = display_of("p", f, {})
    >>> names = NameTable(["p", "a", "b", "g"])
    >>> print(statement(without_display(found, f, names, {})))
    def f(a, b):
        a[1] = b
        p_2 = [a, b]
        return g(p_2)
    """
    return function(node, _Rewriting(display, names, types).block(node.body))


class _Rewriting:
    def __init__(self, display: Display, names: NameTable, types: Known) -> None:
        self.display = display
        self.names = names
        self.types = types

    def block(self, block: Block) -> Block:
        return [
            new
            for s in block
            if s is not self.display.definition
            for new in self.statement(s)
        ]

    def statement(self, node: gast.AST) -> Block:
        variable = self.display.variable
        if isinstance(node, COMPOUND):
            new = shallow(node)
            new.body = self.block(node.body)
            if isinstance(node, gast.If):
                new.orelse = self.block(node.orelse)
        else:
            new = node
        if variable not in read(node):
            return [new]
        checks = [] if isinstance(node, COMPOUND) else self.checks(node)
        new = self.header(new) if isinstance(new, COMPOUND) else self.simple(new)
        if variable not in read(new):
            return [*checks, new]
        temporary = self.names.temporary(variable)
        again = assign(temporary, clone(self.display.definition.value), like=node)
        again.again = True
        if not isinstance(new, COMPOUND):
            return [*checks, again, rename(new, {variable: temporary})]
        for key in ("test", "iter"):
            if hasattr(new, key):
                setattr(new, key, rename(getattr(new, key), {variable: temporary}))
        return [again, new]

    def simple(self, node: gast.AST) -> gast.AST:
        entry = _written(node, self.display)
        if not isinstance(node, gast.AugAssign) or not isinstance(entry, gast.Name):
            return self.change(node)
        if not _is_array(entry.id, self.types):
            return self.change(node)
        whole = name(entry.id, store=True)
        return stamped(gast.AugAssign(whole, node.op, self.change(node.value)), node)

    def header(self, new: gast.AST) -> gast.AST:
        for key in ("test", "iter"):
            if hasattr(new, key):
                setattr(new, key, self.change(getattr(new, key)))
        return new

    def change(self, node: gast.AST) -> gast.AST:
        entry = self.display.entry(node)
        if entry is not None:
            if isinstance(node.ctx, gast.Load):
                return clone(entry)
            if isinstance(entry, gast.Name):
                return self.place(entry)
        if getattr(node, "target", None) is len and self.is_whole(node.args[0]):
            return constant(len(self.display.entries))
        return map_children(node, self.change)

    def place(self, entry: gast.Name) -> gast.AST:
        """Return where a write of an item goes: into all of the array that it is."""
        return subscript(name(entry.id), constant(...), store=True)

    def is_whole(self, node: gast.AST) -> bool:
        return isinstance(node, gast.Name) and node.id == self.display.variable

    def checks(self, node: gast.AST) -> Block:
        """Return a check that what a statement writes is an array, if that is open."""
        entry = _written(node, self.display)
        if not isinstance(entry, gast.Name) or _is_array(entry.id, self.types):
            return []
        check = call("array", name(entry.id), target=array)
        return [stamped(gast.Expr(check), node)]


def _entries(definition: gast.AST) -> dict[Any, gast.AST] | None:
    """Return what a display holds, by constant key; None if it is no such display."""
    value = definition.__dict__.get("value")
    if not isinstance(definition, gast.Assign) or not isinstance(value, DISPLAYS):
        return None
    if not isinstance(definition.targets[0], gast.Name):
        return None
    if isinstance(value, gast.Dict):
        if not all(isinstance(k, gast.Constant) for k in value.keys):
            return None
        keys, items = [k.value for k in value.keys], value.values
    else:
        keys, items = list(range(len(value.elts))), value.elts
    plain = all(isinstance(i, gast.Name | gast.Constant) for i in items)
    once = len(set(keys)) == len(keys)
    return dict(zip(keys, items, strict=True)) if plain and once and keys else None


def _is_item(node: gast.AST, variable: str) -> bool:
    """Tell whether an expression is the name subscripted by a constant."""
    return (
        isinstance(node, gast.Subscript)
        and isinstance(node.value, gast.Name)
        and node.value.id == variable
        and isinstance(node.slice, gast.Constant)
    )


def _written(node: gast.AST, display: Display) -> gast.AST | None:
    """Return the item that a statement writes as a whole, ``p[0] += e``, if it does."""
    target = None
    if isinstance(node, gast.AugAssign):
        target = node.target
    elif is_store(node):
        target = node.targets[0]
    return display.entry(target) if target is not None else None


def _stands(node: gast.AST, display: Display, types: Known) -> bool:
    """Tell whether a statement means the same when the display is made before it."""
    variable = display.variable
    if isinstance(node, gast.While):
        return _only_items(node.test, display)
    if isinstance(node, COMPOUND):
        return True
    if any(tape_of(node, m) == variable for m in ("append", "pop")):
        return False
    if mutated(node) != variable:
        return True
    entry = _written(node, display)
    if entry is not None:
        updates = isinstance(node, gast.AugAssign) or hasattr(node, "updates")
        known = isinstance(entry, gast.Name) and types.get(entry.id, UNKNOWN)
        return updates and (known == UNKNOWN or _is_array(entry.id, types))
    place = node.target if isinstance(node, gast.AugAssign) else None
    if is_store(node):
        place = node.targets[0]
    if place is None:
        place = node.value.args[0]
    return any(isinstance(display.entry(n), gast.Name) for n in _chain(place))


def _chain(place: gast.AST) -> list[gast.AST]:
    """Return the objects that a place views, down to the name at its bottom."""
    root = root_name(place)
    return [n for n in gast.walk(place) if _is_item(n, root)]


def _only_items(node: gast.AST, display: Display) -> bool:
    if display.entry(node) is not None:
        return True
    if isinstance(node, gast.Name):
        return node.id != display.variable
    if getattr(node, "target", None) is len:
        return all(isinstance(a, gast.Name) for a in node.args)
    return all(_only_items(c, display) for c in gast.iter_child_nodes(node))


def _is_array(variable: str, types: Known) -> bool:
    kind = types.get(variable)
    return isinstance(kind, Array) and bool(kind.shape)


def _may_rebind(node: gast.AST, held: frozenset[str], types: Known) -> bool:
    """Tell whether ``u op= e`` may bind a name again: u is not surely an array."""
    if not isinstance(node, gast.AugAssign) or not isinstance(node.target, gast.Name):
        return False
    return node.target.id in held and not _is_array(node.target.id, types)
