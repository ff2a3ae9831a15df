"""Every write through one name only: what shares memory with it steps aside.

At a write, no other name that is read later may share the memory. Where one does, the
view gives way to what it views: ``b = a[1:]; b *= 2`` becomes ``a[1:] = a[1:] * 2``.
After that, a write is an update of the one name's value, and an adjoint is the adjoint
of a value, whatever the aliases were.
"""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcdiff.analysis.aliasing import Aliasing
from srcdiff.analysis.built import private_lists
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.liveness import Liveness
from srcdiff.analysis.sharing import is_immutable
from srcdiff.analysis.types import infer
from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    parameters,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    bound,
    is_scatter,
    is_store,
    map_blocks,
    mutated,
    on_other,
    root_name,
    statements,
    tape_of,
    viewed,
)
from srcdiff.core.types import UNKNOWN, Array, Fields, Items, Type
from srcdiff.differentiate.check import place_of
from srcdiff.differentiate.maybe_views import (
    asks_for_views,
    keeping_order,
    kept_equal,
    may_view,
)
from srcdiff.differentiate.named_displays import display_of, without_display
from srcdiff.differentiate.openings import with_own_attributes
from srcdiff.differentiate.overlaps import Twice, guarded, shared_items
from srcdiff.differentiate.twins import through_places
from srcdiff.differentiate.views import (
    copied_at_run_time,
    is_part,
    settled_at_run_time,
    view_of,
    without_view,
)
from srcdiff.errors import Refusal, UnsupportedSyntax
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.effects import MaybeView
from srcdiff.runtime import gathered, number, private


@dataclass
class Conflict:
    """A write through one name while another one of its memory is still read."""

    statement: gast.AST
    root: str
    others: list[str]


def writes_in_place(node: gast.FunctionDef) -> bool:
    """Tell whether a function in core form writes into objects at all."""
    return any(
        is_store(s) or is_scatter(s) or isinstance(s, gast.AugAssign)
        for s in statements(node.body)
    )


def separate(
    node: gast.FunctionDef, names: NameTable, known: Known
) -> tuple[gast.FunctionDef, list[Refusal]]:
    """Return core form in which each write goes through the only name of its memory.

    known: what is known of the parameters. Returns also the refusals of writes for
    which that cannot be had.
    """
    if not writes_in_place(node):
        return node, []
    apart: set[str] = set()
    while True:
        types = infer(node, known)
        node = _numbers_rebound(node, types)
        twice = shared_items(node, types, apart)
        if twice:
            changed = _told_apart(node, twice[0], names, types, apart)
            if changed is None:
                return node, [t.refusal() for t in twice]
            node = changed
            continue
        conflict = _first_conflict(node, types)
        if conflict is None:
            node = guarded(node, types)
            node = _with_own_parameters(_updates_settled(node, names, types), types)
            plain = not _asks_for_order(node)
            return with_own_attributes(node, names, types, plain), []
        changed = _resolved(node, conflict, names, types)
        if changed is None:
            return node, [_refusal(conflict)]
        node = changed


def _first_conflict(node: gast.FunctionDef, types: Known) -> Conflict | None:
    aliasing, live = Aliasing(node, types), Liveness(node.body)
    lists = private_lists(node)
    for statement in statements(node.body):
        owner = statement.targets[0].value if is_store(statement) else None
        replaced = getattr(owner, "id", None)
        if replaced in lists and not hasattr(statement, "updates"):
            continue  # It changes which items there are, not the items.
        root = mutated(statement)
        if root is None or tape_of(statement, "append") or tape_of(statement, "pop"):
            continue
        others = sorted(aliasing.after(statement, root) & live.after[id(statement)])
        if others:
            return Conflict(statement, root, others)
    return None


def _resolved(
    node: gast.FunctionDef, conflict: Conflict, names: NameTable, types: Known
) -> gast.FunctionDef | None:
    """Return the function without the conflict, None where it cannot be resolved."""
    statement = conflict.statement
    kind = types.get(conflict.root, UNKNOWN)
    number_there = _grows_name(statement) and _may_be_number(kind)
    array_there = is_part(conflict.root, node) or may_view(conflict.root, node)
    if number_there and not array_there:
        # Only the program knows: an array is refused when it runs.
        check = gast.Expr(call("number", name(conflict.root), target=number))
        both = [stamped(check, statement), _rebound(statement)]
        return _replaced(node, statement, both)
    for candidate in [conflict.root, *conflict.others]:
        found = view_of(candidate, node, types)
        if found is not None:
            return without_view(found, node, names, types)
    copied = copied_at_run_time([conflict.root, *conflict.others], node, types)
    if copied is not None:
        return _replaced(node, *copied)
    for candidate in [conflict.root, *conflict.others]:
        settled = settled_at_run_time(candidate, node, types)
        if settled is not None:
            return _replaced(node, *settled)
    for candidate in [conflict.root, *conflict.others]:
        display = display_of(candidate, node, types)
        if display is not None:
            return without_display(display, node, names, types)
    for candidate in [conflict.root, *conflict.others]:
        equal = kept_equal(candidate, node, names, types)
        if equal is not None:
            return equal
    return None


def _told_apart(
    node: gast.FunctionDef,
    twice: Twice,
    names: NameTable,
    types: Known,
    apart: set[str],
) -> gast.FunctionDef | None:
    """Return the function in which no array has two names in a container."""
    container, root = twice.container, mutated(twice.statement)
    assert root is not None
    if root != container:
        found = view_of(root, node, types)
        if found is not None:
            return without_view(found, node, names, types)
        settled = settled_at_run_time(root, node, types)
        if settled is not None:
            return _replaced(node, *settled)
    display = display_of(container, node, types)
    if display is not None:
        return without_display(display, node, names, types)
    if _is_gathered(container, node):
        return None  # What was told apart once is still held twice.
    apart.add(container)
    return through_places(container, node, names)


def _is_gathered(container: str, node: gast.FunctionDef) -> bool:
    """Tell whether a container was made again of the first places of its items."""
    made = [
        s.__dict__.get("value") for s in statements(node.body) if container in bound(s)
    ]
    return any(getattr(value, "target", None) is gathered for value in made)


def _may_be_number(kind: Type) -> bool:
    return kind == UNKNOWN or (isinstance(kind, Array) and not kind.shape)


def _rebound(statement: gast.AugAssign) -> gast.AST:
    target = statement.target.id
    return assign(
        target, gast.BinOp(name(target), statement.op, statement.value), like=statement
    )


def _replaced(
    node: gast.FunctionDef, old: gast.AST, new: list[gast.AST]
) -> gast.FunctionDef:
    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [n for s in block for n in (new if s is old else [s])]

    return function(node, map_blocks(node.body, change))


def _grows_name(statement: gast.AST) -> bool:
    return isinstance(statement, gast.AugAssign) and isinstance(
        statement.target, gast.Name
    )


def _numbers_rebound(node: gast.FunctionDef, types: Known) -> gast.FunctionDef:
    """Return the function with ``x op= e`` on a number, which rebinds x, as such."""

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [
            _rebound(s)
            if _grows_name(s) and is_immutable(types.get(s.target.id))
            else s
            for s in block
        ]

    return function(node, map_blocks(node.body, change))


def _updates_settled(
    node: gast.FunctionDef, names: NameTable, types: Known
) -> gast.FunctionDef:
    """Return the function without ``x op= e`` on names: nobody else holds x.

    An array keeps its dtype and shape, as NumPy does it: if the sum has others, it is
    stored into x. So it is where views depend on how x lies in memory.
    """
    by_order = asks_for_views(node)

    def keeps_type(kind: Array, value: gast.AST) -> bool:
        return kind.dtype is not None and type_of(value, types) == kind

    def settled(statement: gast.AugAssign) -> list[gast.AST]:
        rebound = _rebound(statement)
        kind = types.get(statement.target.id, UNKNOWN)
        array = kind if isinstance(kind, Array) and kind.shape else None
        if not by_order and (array is None or keeps_type(array, rebound.value)):
            return [rebound]
        result = names.temporary(f"{statement.target.id}_in")
        if array is None:
            return keeping_order(rebound, result)
        target = subscript(name(statement.target.id), constant(...), store=True)
        store = stamped(gast.Assign([target], name(result), None), statement)
        return [assign(result, rebound.value, like=statement), store]

    def each(statement: gast.AST) -> list[gast.AST]:
        if _grows_name(statement):
            return settled(statement)
        if isinstance(statement, gast.AugAssign) and not isinstance(
            statement.op, gast.Add | gast.Sub
        ):
            return _read_and_stored(statement, names, types)
        return [statement]

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [n for s in block for n in each(s)]

    return function(node, map_blocks(node.body, change))


def _read_and_stored(
    node: gast.AugAssign, names: NameTable, types: Known
) -> list[gast.AST]:
    """Return ``b[i] *= e`` as a read, a product and a store."""
    target, root = node.target, root_name(node.target)
    stems = getattr(node, "stems", None) or (f"{root}_item", f"{root}_in")
    reads = _one_by_one(subscript(target.value, target.slice), stems[0], names)
    item, result = reads[-1].targets[0].id, names.temporary(stems[1])
    where = subscript(clone(target.value), clone(target.slice), store=True)
    if _holds_arrays(type_of(target.value, types)):
        where = subscript(clone(where), constant(...), store=True)
        where.value.ctx = gast.Load()
    product = gast.BinOp(name(item), node.op, node.value)
    store = stamped(gast.Assign([where], name(result), None), node)
    done = [*reads, assign(result, product)]
    return [*(stamped(s, node) for s in done), store]


def _one_by_one(place: gast.AST, stem: str, names: NameTable) -> list[gast.AST]:
    """Return the statements that read a place, each one operation.

    >>> from srcdiff.codegen.printer import statement
    >>> place = gast.parse("u.T[i][0]").body[0].value
    >>> found = _one_by_one(place, "t", NameTable(["u", "i", "t"]))
    >>> [statement(s) for s in found]
    ['t_2 = u.T', 't_3 = t_2[i]', 't_4 = t_3[0]']
    """
    if isinstance(place, gast.Subscript) and getattr(place.slice, "value", None) is ...:
        place = place.value  # All of an array is the array.
    if isinstance(place, gast.Name):
        return [assign(names.temporary(stem), place)]
    inner = viewed(place)
    before: list[gast.AST] = []
    if not isinstance(inner, gast.Name):
        before = _one_by_one(inner, stem, names)
        place = on_other(place, name(before[-1].targets[0].id))
    return [*before, assign(names.temporary(stem), place)]


def _holds_arrays(kind: Type) -> bool:
    """Tell whether a value is a list or dict of which all items are arrays."""
    if not isinstance(kind, Items | Fields):
        return False
    return all(isinstance(i, Array) and i.shape != () for i in kind.items)


def _with_own_parameters(node: gast.FunctionDef, types: Known) -> gast.FunctionDef:
    """Return the function with a copy of each parameter that it writes into."""
    written = _parameters_written(node, types)
    copies = []
    for parameter in sorted(written):
        kind = types.get(parameter, UNKNOWN)
        copied: gast.AST = call("private", name(parameter), target=private)
        if isinstance(kind, Array) and not _asks_for_order(node):
            copied = gast.Call(
                gast.Attribute(name(parameter), "copy", gast.Load()), [], []
            )
        first = assign(parameter, copied, like=node.body[0])
        first.origin, first.part = None, "forward"
        copies.append(first)
    written |= set(getattr(node, "written", ()))
    return function(node, [*copies, *node.body], written=tuple(sorted(written)))


def _parameters_written(node: gast.FunctionDef, types: Known) -> set[str]:
    """Return the parameters whose memory a function may write, by whatever name."""
    callers = {f"caller's {p}": p for p in parameters(node)}
    opening = [assign(held, name(p)) for held, p in callers.items()]
    kinds = {held: types.get(p, UNKNOWN) for held, p in callers.items()}
    aliasing = Aliasing(function(node, [*opening, *node.body]), {**types, **kinds})
    written = set()
    for statement in statements(node.body):
        root = mutated(statement)
        if root is not None:
            reached = {root, *aliasing.after(statement, root)}
            written |= {callers.get(r, r) for r in reached}
    return written & set(parameters(node))


def _asks_for_order(node: gast.FunctionDef) -> bool:
    """Tell whether the order of axes in memory may matter: views where it allows."""
    for statement in statements(node.body):
        for item in nodes_in(statement):
            if isinstance(item, gast.Call):
                try:
                    applied = apply(item)
                except BindingError:
                    return True
                if applied is None or isinstance(applied.rule.effect, MaybeView):
                    return True
    return False


def written_by_call(node: gast.FunctionDef) -> list[Refusal]:
    """Return a refusal where a function, called as one, writes into its arguments."""
    written = getattr(node, "written", ())
    found = [s for s in statements(node.body) if mutated(s) in written]
    if not found:
        return []
    reason = f"{node.name} writes into its argument {mutated(found[0])}"
    if any(_calls(s, node) for s in statements(node.body)):
        reason += ", and calls itself"
        remedy = "return the new array, or write the recursion as a loop"
    else:
        reason += ", and reads names of another module than its caller"
        remedy = "return the new array, or move the caller to that module"
    return [Refusal(UnsupportedSyntax, place_of(found[0], found[0]), reason, remedy)]


def _calls(statement: gast.AST, node: gast.FunctionDef) -> bool:
    pair = getattr(statement.__dict__.get("value"), "pair", None)
    return pair is not None and pair.callee.node.name == node.name


def _refusal(conflict: Conflict) -> Refusal:
    other = conflict.others[0]
    return Refusal(
        UnsupportedSyntax,
        place_of(conflict.statement, conflict.statement),
        f"{conflict.root} is written in place while {other}, which may share its "
        "memory, is still used",
        f"make one of them a copy, as in {other} = {other}.copy()",
    )
