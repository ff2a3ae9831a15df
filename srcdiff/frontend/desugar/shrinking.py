"""Lists and dicts that lose items: each change binds the name to a new one.

That is the same where nobody else holds the list, which the pass sees to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    name,
    stamped,
    subscript,
    tuple_of,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.generated import is_generated
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children, names_in
from srcdiff.frontend.desugar.owned import Owned, binds, shared, walked_names
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import mentioned_inside
from srcdiff.runtime import found_at, joined, without_item

Block = list[gast.AST]
METHODS = {
    **{"pop": (0, 1), "insert": (2,), "remove": (1,), "reverse": (0,), "clear": (0,)},
    **{"append": (1,), "extend": (1,), "sort": (0,)},
}
"""The methods that change a list or dict, and how many arguments they are given."""
GROWS = ("append", "extend")


def shrinking_lists(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with new lists and dicts for those that lose items.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, y):
    ...     items = [x, y]
    ...     items.append(x * y)
    ...     del items[1]
    ...     items.insert(0, y)
    ...     last = items.pop()
    ...     return last * items.pop(0)
    >>> source = find_source(f)
    >>> names = NameTable(["x", "y", "items", "last"])
    >>> print(statement(shrinking_lists(source.node, Scope(source), names)))
    def f(x, y):
        items = [x, y]
        items = joined([items, [x * y]])
        items = without_item(items, 1)
        items = joined([items[:0], [y], items[0:]])
        last = items[-1]
        items = items[:-1]
        return last * ((popped := items[0]), (items := without_item(items, 0)))[-2]
    """
    if is_generated(scope.source.file):
        return node
    found = {owner for owner, how in _changes(node) if how not in GROWS}
    found |= _made_of_itself(node) & (_grown(node) | {o for o, _ in _changes(node)})
    if not found:
        return node
    owned = Owned(node, scope)
    own = (found & (owned.lists | owned.dicts)) - shared(node, scope)
    own -= _out_of_reach(node) | _stacks(node)
    if not own:
        return node
    each = _Shrinking(own, owned.dicts, names)
    return replaced(node, each.statement)


class _Shrinking:
    """Rewrites the changes of some lists and dicts.

    own: their names. dicts: the names of dicts.
    """

    def __init__(self, own: set[str], dicts: set[str], names: NameTable) -> None:
        self.own = own
        self.dicts = dicts
        self.names = names

    def statement(self, node: gast.AST) -> Block:
        for key in node._fields:
            value = node.__dict__.get(key)
            if isinstance(value, gast.expr) and not _is_statement(node):
                node.__dict__[key] = self.change(value)
            elif key in ("targets", "items") and isinstance(value, list):
                node.__dict__[key] = [self.change(v) for v in value]
        done = self.changed(node)
        return [gast.copy_location(stamped(s, node), node) for s in done]

    def changed(self, node: gast.AST) -> Block:
        """Return what a statement does that changes a list; any other as it is."""
        if isinstance(node, gast.Delete):
            return [s for t in node.targets for s in self.deleted(t, node)]
        if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            owner = node.target.id
            if owner in self.own and isinstance(node.op, gast.Add):
                first, value = self.taken_first([node.value])
                return [*first, self.longer(owner, call("list", *value, target=list))]
            return [node]
        if not isinstance(node, gast.Expr | gast.Assign) or not self.is_own(node.value):
            return [node]
        owner, how = node.value.func.value.id, node.value.func.attr
        args = [self.change(a) for a in node.value.args]
        first, args = self.taken_first(args)
        return [*first, *self.called(node, owner, how, args)]

    def taken_first(self, args: Block) -> tuple[Block, Block]:
        """Return arguments that take nothing from a list, and what is done before.

        What they take from it is gone when the method runs.
        """
        first, done = [], []
        for argument in args:
            if any(isinstance(n, gast.NamedExpr) for n in nodes_in(argument)):
                item = self.names.temporary("item")
                first.append(assign(item, argument))
                argument = name(item)
            done.append(argument)
        return first, done

    def called(self, node: gast.AST, owner: str, how: str, args: Block) -> Block:
        """Return what a statement does that calls a method of a list or dict."""
        if how == "pop":
            index = args[0] if args else constant(-1)
            before, index = self.settled(index)
            less = self.without(owner, index)
            if isinstance(node, gast.Expr):
                return [*before, less]
            taken = gast.Assign(
                node.targets, subscript(name(owner), clone(index)), None
            )
            return [*before, taken, less]
        if isinstance(node, gast.Assign):
            return [node]
        if how == "append":
            return [self.longer(owner, gast.List(args, gast.Load()))]
        if how == "extend":
            return [self.longer(owner, call("list", args[0], target=list))]
        if how == "insert":
            before, index = self.settled(args[0])
            first = subscript(name(owner), gast.Slice(None, index, None))
            rest = subscript(name(owner), gast.Slice(clone(index), None, None))
            middle = gast.List([args[1]], gast.Load())
            return [*before, self.bound(owner, [first, middle, rest])]
        if how == "remove":
            where = call("found_at", name(owner), args[0], target=found_at)
            return [self.without(owner, where)]
        if how == "sort":
            ordered = gast.Call(name("sorted"), [name(owner)], node.value.keywords)
            ordered.func.provided = ordered.target = sorted
            return [_kept(owner, ordered)]
        if how == "reverse":
            back = gast.Slice(None, None, gast.UnaryOp(gast.USub(), constant(1)))
            return [_kept(owner, subscript(name(owner), back))]
        empty = gast.Dict([], []) if owner in self.dicts else gast.List([], gast.Load())
        return [assign(owner, empty)]

    def change(self, node: gast.AST) -> gast.AST:
        """Return an expression with ``:=`` for ``pop``, which the items follow."""
        if not self.is_own(node) or node.func.attr != "pop":
            return map_children(node, self.change)
        owner = node.func.value.id
        args = [self.change(a) for a in node.args]
        index = args[0] if args else constant(-1)
        before, index = self.settled(index)
        taken = self.names.temporary("popped")
        item = assign(taken, subscript(name(owner), clone(index)))
        steps = [*before, item, self.without(owner, index)]
        named = [gast.NamedExpr(s.targets[0], s.value) for s in steps]
        new = subscript(tuple_of(named), constant(-2))
        new.taken = taken
        return gast.copy_location(new, node)

    def is_own(self, node: gast.AST) -> bool:
        found = _change(node)
        return found is not None and found[0] in self.own

    def settled(self, index: gast.AST) -> tuple[Block, gast.AST]:
        """Return an index that may be read twice, and what binds it."""
        if not any(isinstance(n, gast.Call | gast.NamedExpr) for n in nodes_in(index)):
            return [], index
        place = self.names.temporary("index")
        return [assign(place, index)], name(place)

    def deleted(self, target: gast.AST, node: gast.Delete) -> Block:
        owner = _owner(target)
        if owner not in self.own:
            return [gast.Delete([target])]
        return [self.without(owner, self.change(target.slice))]

    def without(self, owner: str, index: gast.AST) -> gast.AST:
        """Return the statement that takes an item out of a list or dict."""
        last = getattr(index, "value", None) == -1
        if last and owner not in self.dicts:
            shorter = gast.Slice(None, clone(index), None)
            return _kept(owner, subscript(name(owner), shorter))
        if isinstance(index, gast.Slice):
            parts = (index.lower, index.upper, index.step)
            given = [constant(None) if p is None else clone(p) for p in parts]
            index = call("slice", *given, target=slice)
        both = name(owner), clone(index)
        return _kept(owner, call("without_item", *both, target=without_item))

    def longer(self, owner: str, more: gast.AST) -> gast.AST:
        return self.bound(owner, [name(owner), more])

    def bound(self, owner: str, parts: Block) -> gast.AST:
        whole = call("joined", gast.List(parts, gast.Load()), target=joined)
        return assign(owner, whole)


def _kept(owner: str, value: gast.AST) -> gast.AST:
    """Return the assignment of a new list to the name of a list, or dict of a dict."""
    new = assign(owner, value)
    new.keeps = True
    return new


def _change(node: gast.AST) -> tuple[str, str] | None:
    """Return whose items a call changes, and by which method."""
    match node:
        case gast.Call(
            func=gast.Attribute(value=gast.Name(id=owner), attr=how),
            args=args,
            keywords=keywords,
        ) if len(args) in METHODS.get(how, ()) and (not keywords or how == "sort"):
            return owner, how
    return None


def _is_statement(node: gast.AST) -> bool:
    """Tell whether a statement does no more than change a list, or bind an item."""
    plain = isinstance(node, gast.Expr | gast.Assign)
    return plain and _change(node.value) is not None


def _owner(target: gast.AST) -> Any:
    """Return the name whose item a ``del`` takes away."""
    if isinstance(target, gast.Subscript) and isinstance(target.value, gast.Name):
        return target.value.id
    return None


def _changes(node: gast.AST) -> Iterator[tuple[str, str]]:
    for each in nodes_in(node):
        if (found := _change(each)) is not None:
            yield found
        if isinstance(each, gast.Delete):
            yield from ((o, "del") for t in each.targets if (o := _owner(t)))


def _grown(node: gast.FunctionDef) -> set[str]:
    """Return the names that ``+=`` adds to."""
    sums = (n for n in nodes_in(node) if isinstance(n, gast.AugAssign))
    added = (n for n in sums if isinstance(n.op, gast.Add))
    return {n.target.id for n in added if isinstance(n.target, gast.Name)}


def _made_of_itself(node: gast.FunctionDef) -> set[str]:
    """Return the names that are bound to what their own values are part of.

    A list that is made of itself, and grows, has no place where it is complete.
    """
    return {
        target.id
        for each in nodes_in(node)
        if isinstance(each, gast.Assign)
        for target in each.targets
        if isinstance(target, gast.Name) and target.id in names_in(each.value)
    }


def _out_of_reach(node: gast.FunctionDef) -> set[str]:
    """Return the names that a loop runs over while it changes them, or have two owners.

    And those that nested functions mention, which would bind a name of their own.
    """
    found = mentioned_inside(node)
    for each in (n for s in node.body for n in nodes_in(s)):
        if isinstance(each, gast.For):
            inside = {o for s in each.body for o, _ in _changes(s)}
            found |= inside & walked_names(each.iter)
        elif isinstance(each, gast.Assign) and len(each.targets) > 1:
            found |= {n.id for t in each.targets for n in nodes_in(t) if binds(n)}
        elif isinstance(each, gast.comprehension):
            found |= {o for o, _ in _changes(each.iter)}
    return found


def _stacks(node: gast.FunctionDef) -> set[str]:
    """Return the lists that are only appended to and popped from, line by line."""
    lines = [s.value for s in nodes_in(node) if isinstance(s, gast.Expr | gast.Assign)]
    ends = [v.func.value for v in lines if _works_at_end(v)]
    known = {id(n) for n in ends}
    others = {
        n.id
        for n in nodes_in(node)
        if isinstance(n, gast.Name) and not binds(n) and id(n) not in known
    }
    full = {
        t.id
        for s in nodes_in(node)
        if isinstance(s, gast.Assign) and not _is_empty(s.value)
        for t in s.targets
        if isinstance(t, gast.Name)
    }
    return {n.id for n in ends} - others - full


def _works_at_end(node: gast.AST) -> bool:
    found = _change(node)
    return found is not None and (
        found[1] == "append" or (found[1] == "pop" and not node.args)
    )


def _is_empty(node: gast.AST) -> bool:
    return isinstance(node, gast.List) and not node.elts
