"""Memory that overlaps within one object: items held twice, stores into itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.sharing import (
    Sharing,
    copies_in,
    is_immutable,
    taken_as_array,
)
from srcdiff.core.build import call, clone, function, name, stamped, subscript
from srcdiff.core.traverse import (
    blocks,
    bound,
    is_scatter,
    is_store,
    map_blocks,
    mutated,
    statements,
)
from srcdiff.core.types import Array, shape_of
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax
from srcdiff.runtime import buffered


def guarded(node: gast.FunctionDef, types: Known) -> gast.FunctionDef:
    """Return the function with a check before stores of what may overlap the place.

    NumPy copies such a value first, except into one axis from another or at another
    stride.
    """
    sharing = Sharing(node, types)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in (*_guard(s, sharing, types), s)]

    return function(node, map_blocks(node.body, change))


def _guard(node: gast.AST, sharing: Sharing, types: Known) -> list[gast.AST]:
    if not is_store(node) or not isinstance(node.value, gast.Name):
        return []
    if node.value.id not in sharing.changed(node):
        return []
    target = node.targets[0]
    place = subscript(clone(target.value), clone(target.slice))
    shape = shape_of(type_of(place, types))
    if shape is not None and len(shape) != 1:
        return []
    check = call("buffered", place, name(node.value.id), target=buffered)
    return [stamped(gast.Expr(check), node)]


@dataclass(frozen=True)
class Twice:
    """A write into an item of a container that may hold one array twice.

    container: its name. held: a name of what it may hold twice.
    """

    statement: gast.AST
    container: str
    held: str

    def refusal(self) -> Refusal:
        reason = f"an item is written in place, and {self.held} may be held twice"
        remedy = f"put copies into the container, as in {self.held}.copy()"
        place = place_of(self.statement, self.statement)
        return Refusal(UnsupportedSyntax, place, reason, remedy)


def shared_items(
    node: gast.FunctionDef, types: Known, apart: Collection[str] = ()
) -> list[Twice]:
    """Return each write into an item that a container may hold twice.

    apart: the containers of which items are reached through their first places.
    """
    whole, items = Sharing(node, types), Sharing(node, types, holding=False)
    found = []
    for statement in statements(node.body):
        root = mutated(statement)
        if root is None or not _into_item(statement, root, types):
            continue
        for holder in _holders(node, whole.of(root), types):
            container = mutated(holder) or bound(holder)[0]
            held = _held_twice(holder, node, items, types)
            if held is not None and container not in apart:
                found.append(Twice(statement, container, held))
                break
    return found


def _into_item(statement: gast.AST, root: str, types: Known) -> bool:
    """Tell whether a statement changes an item of a container, not replaces it."""
    kind = types.get(root)
    if isinstance(kind, Array) or is_immutable(kind):
        return False
    if is_scatter(statement):
        return True
    if taken_as_array(statement, root, types):
        return False
    if isinstance(statement, gast.AugAssign):
        place = statement.target
        if not isinstance(place, gast.Subscript):
            return False
        return not is_immutable(type_of(subscript(place.value, place.slice), types))
    if not is_store(statement):
        return False
    replaces = isinstance(statement.targets[0].value, gast.Name)
    return not replaces or _updates_item(statement, types)


def _updates_item(statement: gast.Assign, types: Known) -> bool:
    """Tell whether ``b[i] = t``, written ``b[i] *= e``, may write into the item."""
    if not hasattr(statement, "updates"):
        return False
    target = statement.targets[0]
    return not is_immutable(type_of(subscript(target.value, target.slice), types))


def _holders(
    node: gast.FunctionDef, group: frozenset[str], types: Known
) -> list[gast.AST]:
    """Return the statements that put something into the containers of a group."""
    displays = gast.Tuple | gast.List | gast.Dict
    return [
        s
        for s in statements(node.body)
        if (
            isinstance(s, gast.Assign)
            and isinstance(s.value, displays)
            and set(bound(s)) & group
        )
        or (mutated(s) in group and not copies_in(s, types))
    ]


def _held_twice(
    statement: gast.AST, node: gast.FunctionDef, items: Sharing, types: Known
) -> str | None:
    """Return a name that a statement may put in where its memory is held already."""
    value = statement.value
    if isinstance(value, gast.Dict):
        operands = value.values
    elif isinstance(value, gast.Tuple | gast.List):
        operands = value.elts
    else:
        operands = value.args if isinstance(value, gast.Call) else [value]
    names = [
        o.id
        for o in operands
        if isinstance(o, gast.Name) and not is_immutable(types.get(o.id))
    ]
    seen: set[str] = set()
    for each in names:
        if items.of(each) & seen:
            return each
        seen |= items.of(each)
    plain = isinstance(value, gast.Tuple | gast.List | gast.Dict)
    if not plain and names and not _made_beside(names[0], statement, node, items):
        return names[0]
    return None


def _made_beside(
    variable: str, statement: gast.AST, node: gast.FunctionDef, items: Sharing
) -> bool:
    """Tell whether a name is bound beside a statement, to what it alone holds."""
    todo = [node.body]
    while todo:
        block = todo.pop()
        if any(s is statement for s in block):
            here = any(variable in bound(s) for s in block)
            return here and items.of(variable) == {variable}
        todo += [inner for s in block for inner in blocks(s)]
    return False
