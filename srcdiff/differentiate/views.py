"""Views that give way to what they view, re-read wherever they were used."""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.sharing import copies_in, is_view, parts_of
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
    blocks,
    bound,
    bound_in,
    is_scatter,
    is_store,
    mutated,
    names_in,
    read,
    rename,
    statements,
    substitute,
)
from srcdiff.core.types import UNKNOWN, Array, Number, Type
from srcdiff.differentiate.recompute import views_whole
from srcdiff.runtime import array, scalar

Block = list[gast.AST]


@dataclass
class View:
    """A name bound once to a view, and the expression that makes the same again."""

    variable: str
    definition: gast.Assign
    block: Block

    @property
    def expression(self) -> gast.AST:
        """What the name stands for, wherever it is in scope."""
        return self.definition.value


def view_of(variable: str, node: gast.FunctionDef, types: Known) -> View | None:
    """Return how a name views another, None where its text cannot stand for it.

    The name must be bound once, read only further on in the same block, and what its
    view is made of must not be rebound there. A write does not matter: a view shows it.
    """
    found = [s for s in statements(node.body) if variable in bound(s)]
    if len(found) != 1 or variable in parameters(node):
        return None
    definition = found[0]
    if not isinstance(definition, gast.Assign) or len(bound(definition)) != 1:
        return None
    if not hasattr(definition, "viewed") and not is_view(definition.value, types):
        return None
    block = block_of(definition, node.body)
    position = next(k for k, s in enumerate(block) if s is definition)
    later = block[position + 1 :]
    inside = {id(s) for s in statements(later)}
    everywhere = [s for s in statements(node.body) if variable in read(s)]
    if any(id(s) not in inside for s in everywhere):
        return None
    if names_in(definition.value) & bound_in(later):
        return None
    return View(variable, definition, block)


def settled_at_run_time(
    variable: str, node: gast.FunctionDef, types: Known
) -> tuple[gast.Assign, Block] | None:
    """Return a name's definition, and what it becomes with a check of its kind.

    A part ``a[1:]`` of an unknown value is a view if a is an array, an item that is
    written if it is an array itself; any other item ``a[i]`` is none if it is a number.
    The program raises where that is not so.
    """
    found = [s for s in statements(node.body) if variable in bound(s)]
    if len(found) != 1 or variable in parameters(node):
        return None
    definition, value = found[0], found[0].__dict__.get("value")
    settled = hasattr(definition, "viewed") or hasattr(definition, "scalar")
    if not settled and views_whole(value):
        new = shallow(definition)
        new.viewed = True
        check = call("array", clone(value.args[0]), target=array)
        return definition, [stamped(gast.Expr(check), definition), new]
    if settled or not isinstance(value, gast.Subscript):
        return None
    if not isinstance(value.value, gast.Name) or not _is_open(type_of(value, types)):
        return None
    new = shallow(definition)
    written = any(mutated(s) == variable for s in statements(node.body))
    if written or _takes_part(value):
        if names_in(value.slice) & set(types) - _integers(types):
            return None
        new.viewed = True
        if _takes_part(value):
            check = call("array", clone(value.value), target=array)
            return definition, [stamped(gast.Expr(check), definition), new]
        new.item = True
        check = call("array", name(variable), target=array)
        return definition, [new, stamped(gast.Expr(check), definition)]
    new.scalar = True
    check = call("scalar", name(variable), target=scalar)
    return definition, [new, stamped(gast.Expr(check), definition)]


def _is_open(kind: Type) -> bool:
    """Tell whether a value may be an array with axes, or without."""
    return kind == UNKNOWN or (isinstance(kind, Array) and kind.shape is None)


def copied_at_run_time(
    variables: list[str], node: gast.FunctionDef, types: Known
) -> tuple[gast.AST, Block] | None:
    """Return a store into a part of one of some names, and it with a check.

    ``a[:] = e`` copies if a is an array; in a list the items are held by both. The
    program raises where that is not so.
    """
    for statement in statements(node.body):
        if not is_store(statement) or copies_in(statement, types):
            continue
        place = statement.targets[0]
        root = place.value
        if isinstance(root, gast.Name) and root.id in variables and _takes_part(place):
            new = shallow(statement)
            new.copies = True
            check = call("array", name(root.id), target=array)
            return statement, [stamped(gast.Expr(check), statement), new]
    return None


def is_part(variable: str, node: gast.FunctionDef) -> bool:
    """Tell whether a name is bound to a part of something: surely no number."""
    found = [s for s in statements(node.body) if variable in bound(s)]
    return bool(found) and all(_takes_part(s.__dict__.get("value")) for s in found)


def _copying(place: gast.AST, value: gast.AST, like: gast.AST) -> gast.Assign:
    """Return a store through a view: a view is an array, which holds no objects."""
    store = stamped(gast.Assign([place], value, None), like)
    store.copies = True
    return store


def _takes_part(node: gast.AST | None) -> bool:
    if not isinstance(node, gast.Subscript):
        return False
    parts = parts_of(node.slice)
    return any(isinstance(p, gast.Slice) or _is_constant(p, (None, ...)) for p in parts)


def _is_constant(node: gast.AST, values: tuple) -> bool:
    return isinstance(node, gast.Constant) and node.value in values


def _integers(types: Known) -> set[str]:
    return {n for n, kind in types.items() if isinstance(kind, Number)}


def block_of(statement: gast.AST, block: Block) -> Block:
    """Return the block, of one and of all in it, in which a statement stands."""
    todo = [block]
    while todo:
        found = todo.pop()
        if any(s is statement for s in found):
            return found
        todo += [inner for s in found for inner in blocks(s)]
    raise AssertionError("a statement outside of its function")


def without_view(
    view: View, node: gast.FunctionDef, names: NameTable, types: Known
) -> gast.FunctionDef:
    """Return the function in which the view's name has given way to its expression."""
    return function(node, _Rewriting(view, names, types).block(node.body))


class _Rewriting:
    def __init__(self, view: View, names: NameTable, types: Known) -> None:
        self.view = view
        self.types = types
        self.names = names
        self.variable = view.variable

    def block(self, block: Block) -> Block:
        return [
            new for s in block if s is not self.view.definition for new in self.one(s)
        ]

    def one(self, node: gast.AST) -> Block:
        if isinstance(self.view.expression, gast.Name):
            renamed = rename(node, {self.variable: self.view.expression.id})
            return [self.inside(renamed, node)]
        if isinstance(node, COMPOUND):
            return [self.inside(self.header(node), node)]
        if self.variable not in read(node):
            return [node]
        if mutated(node) == self.variable:
            return self.write(node)
        again, temporary = self.again(node)
        return [again, rename(node, {self.variable: temporary})]

    def inside(self, changed: gast.AST, node: gast.AST) -> gast.AST:
        if not isinstance(node, COMPOUND):
            return changed
        changed.body = self.block(node.body)
        if isinstance(node, gast.If):
            changed.orelse = self.block(node.orelse)
        return changed

    def header(self, node: gast.AST) -> gast.AST:
        new = shallow(node)
        for key in ("test", "iter"):
            if hasattr(new, key):
                setattr(new, key, self.stated(getattr(new, key)))
        return new

    def stated(self, expression: gast.AST) -> gast.AST:
        return substitute(expression, {self.variable: self.view.expression})

    def again(self, like: gast.AST) -> tuple[gast.AST, str]:
        """Return a statement that makes the view once more, and its name."""
        temporary = self.names.temporary(self.variable)
        return assign(temporary, clone(self.view.expression), like=like), temporary

    def write(self, node: gast.AST) -> Block:
        """Rewrite a write through the view as a write into what it views."""
        setup: Block = []
        value = self.given(node)
        if isinstance(value, gast.Name) and value.id == self.variable:
            first, temporary = self.again(node)
            setup.append(first)
            value = name(temporary)
        if is_store(node):
            return [*setup, _copying(self.stated(node.targets[0]), value, node)]
        if is_scatter(node):
            called = clone(node.value)
            called.args = [self.stated(called.args[0]), called.args[1], value]
            return [*setup, stamped(gast.Expr(called), node)]
        place = self.stated(node.target)
        if isinstance(node.target, gast.Name):
            whole = clone(self.view.expression)
            place = whole if self.is_place(whole) else subscript(whole, constant(...))
        place.ctx = gast.Store()
        grown = gast.AugAssign(place, node.op, value)
        grown.stems = (self.variable, f"{self.variable}_in")
        return [*setup, stamped(grown, node)]

    def is_place(self, node: gast.AST) -> bool:
        """Tell whether a store there writes into the view, not a list's item."""
        if not isinstance(node, gast.Subscript):
            return False
        definition = self.view.definition
        if hasattr(definition, "viewed"):
            return not hasattr(definition, "item")
        return isinstance(type_of(node.value, self.types), Array)

    def given(self, node: gast.AST) -> gast.AST:
        return node.value.args[2] if is_scatter(node) else node.value
