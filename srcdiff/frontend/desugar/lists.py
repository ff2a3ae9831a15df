"""Lists and dicts put together: joined, extended, updated, with stars in displays."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    shallow,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children, names_in
from srcdiff.core.types import Fields
from srcdiff.frontend.desugar.owned import Owned, binds, shared, stored_inside
from srcdiff.frontend.desugar.replaced import BLOCKS
from srcdiff.frontend.resolve import Scope
from srcdiff.runtime import added, joined, merged

Block = list[gast.AST]
MAKERS = ("list", "dict", "sorted")
METHODS = ("append", "extend", "update", "insert", "pop", "remove")
DISPLAYS = gast.List | gast.ListComp | gast.Dict | gast.DictComp | gast.Starred


def spelled_lists(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with calls for displays with stars and for sums of lists.

    What makes a list longer becomes calls of ``append``, what updates a dict stores.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, ys, d):
    ...     items = [x, *ys] + [x]
    ...     items += [x, 2.0]
    ...     items.extend(ys)
    ...     d.update(a=x)
    ...     return items, {**d, "b": x}
    >>> source = find_source(f)
    >>> names = NameTable(["x", "ys", "d", "items"])
    >>> print(statement(spelled_lists(source.node, Scope(source), names)))
    def f(x, ys, d):
        items = joined([joined([[x], ys]), [x]])
        items.append(x)
        items.append(2.0)
        for item in ys:
            items.append(item)
        d["a"] = x
        return items, merged([d, {"b": x}])
    """
    if not any(map(_is_about_lists, nodes_in(node))):
        return node
    return function(node, _Lists(node, scope, names).block(node.body))


def _is_about_lists(node: gast.AST) -> bool:
    """Tell whether a node makes a list or dict, changes one, or has a star."""
    if isinstance(node, gast.Attribute):
        return node.attr in METHODS
    if isinstance(node, gast.Name):
        return node.id in MAKERS
    united = isinstance(getattr(node, "op", None), gast.BitOr)
    return united or isinstance(node, DISPLAYS)


class _Lists:
    def __init__(self, node: gast.FunctionDef, scope: Scope, names: NameTable) -> None:
        self.bound = {n.id for s in node.body for n in nodes_in(s) if binds(n)}
        self.scope = scope
        self.names = names
        self.owned = Owned(node, scope)
        self.lists = self.owned.lists
        self.dicts = self.owned.dicts - shared(node, scope)
        self.dicts -= _complete(node) | stored_inside(node)

    def block(self, block: Block) -> Block:
        return [new for s in block for new in self.statement(s)]

    def statement(self, node: gast.AST) -> Block:
        new = shallow(node)
        for key in BLOCKS:
            inner = node.__dict__.get(key)
            if isinstance(inner, list):
                new.__dict__[key] = self.block(inner)
        for key in node._fields:
            value = node.__dict__.get(key)
            if isinstance(value, gast.expr):
                new.__dict__[key] = self.change(value)
            elif key in ("targets", "items") and isinstance(value, list):
                new.__dict__[key] = [self.change(v) for v in value]
        longer = self.longer(new)
        done = [new] if longer is None else [stamped(s, node) for s in longer]
        done = [self.larger(s) for s in done]
        return [gast.copy_location(s, node) if s is not new else s for s in done]

    def change(self, node: gast.AST) -> gast.AST:
        """Return an expression without stars in displays and sums of lists."""
        new = map_children(node, self.change)
        loaded = not isinstance(getattr(new, "ctx", None), gast.Store)
        if isinstance(new, gast.List | gast.Tuple) and loaded and _starred(new):
            whole = call("joined", _parts(new), target=joined)
            if isinstance(new, gast.Tuple):
                whole = call("tuple", whole, target=tuple)
            return gast.copy_location(whole, node)
        if isinstance(new, gast.Dict) and None in new.keys:
            whole = call("merged", _dicts(new), target=merged)
            return gast.copy_location(whole, node)
        if isinstance(new, gast.BinOp) and isinstance(new.op, gast.Add):
            sides = [new.left, new.right]
            found = list(map(self.surely_list, sides))
            if any(found):
                # An array and a list are added as arrays are.
                parts = gast.List(sides, gast.Load())
                whole = call("joined", parts, target=joined)
                if not all(found):
                    whole = call("added", parts, target=added)
                return gast.copy_location(whole, node)
        if isinstance(new, gast.BinOp) and isinstance(new.op, gast.BitOr):
            sides = [new.left, new.right]
            if any(map(self.surely_dict, sides)):
                whole = call("merged", gast.List(sides, gast.Load()), target=merged)
                return gast.copy_location(whole, node)
        return new

    def larger(self, node: gast.AST) -> gast.AST:
        """Return a store of a new key as a new dict, where nobody holds the old one."""
        if not isinstance(node, gast.Assign) or len(node.targets) != 1:
            return node
        place = node.targets[0]
        if not isinstance(place, gast.Subscript) or not isinstance(
            place.value, gast.Name
        ):
            return node
        owner = place.value.id
        if owner not in self.dicts or isinstance(place.slice, gast.Slice):
            return node
        added = gast.Dict([place.slice], [node.value])
        parts = gast.List([name(owner), added], gast.Load())
        return assign(owner, call("merged", parts, target=merged), like=node)

    def longer(self, node: gast.AST) -> Block | None:
        """Return what a statement that makes a list longer, or a dict, does."""
        if isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Name):
            owner = node.target.id
            if isinstance(node.op, gast.Add) and owner in self.lists:
                return self.extended(node.target, node.value)
            if isinstance(node.op, gast.BitOr) and owner in self.owned.dicts:
                return self.united(owner, node.value)
            return None
        match node:
            case gast.Expr(
                value=gast.Call(
                    func=gast.Attribute(value=gast.Name(id=owner), attr=attr),
                    args=args,
                    keywords=keywords,
                )
            ):
                if attr == "extend" and len(args) == 1 and not keywords:
                    return self.extended(name(owner), args[0])
                if attr == "update" and len(args) <= 1:
                    return _updated(owner, args, keywords, self.names)
        return None

    def extended(self, owner: gast.Name, value: gast.AST) -> Block | None:
        """Return the statements that append all items of a value to a list."""
        if isinstance(value, gast.Starred):
            return None
        if isinstance(value, gast.List | gast.Tuple) and not _starred(value):
            first, items = _read_first(owner.id, value.elts, self.names)
            return [*first, *(_append(owner.id, e) for e in items)]
        if owner.id in names_in(value):
            value = call("list", value, target=list)
        item = self.names.fresh("item")
        body = [_append(owner.id, name(item))]
        return [gast.For(name(item, store=True), value, body, [], None)]

    def united(self, owner: str, value: gast.AST) -> Block | None:
        """Return the statements that take the items of another dict into a dict."""
        stores = _updated(owner, [value], [], self.names)
        if stores is None and owner in self.dicts:
            parts = gast.List([name(owner), value], gast.Load())
            return [assign(owner, call("merged", parts, target=merged))]
        return stores

    def surely_list(self, node: gast.AST) -> bool:
        named = isinstance(node, gast.Name) and node.id in self.lists
        return named or self.owned.makes_list(node)

    def surely_dict(self, node: gast.AST) -> bool:
        if not isinstance(node, gast.Name):
            return self.owned.is_dict(node)
        given = isinstance(self.scope.source.known.get(node.id), Fields)
        return node.id in self.owned.dicts or (given and node.id not in self.bound)


def _complete(node: gast.AST) -> set[str]:
    """Return the dicts that have, from the start, every key that is stored in them."""
    keys: dict[str, set[object]] = {}
    stored: dict[str, set[object]] = {}
    for each in nodes_in(node):
        if not isinstance(each, gast.Assign):
            continue
        for target in each.targets:
            if isinstance(target, gast.Name) and isinstance(each.value, gast.Dict):
                found = {getattr(k, "value", None) for k in each.value.keys}
                keys[target.id] = keys.get(target.id, found) & found
            elif isinstance(target, gast.Subscript) and isinstance(
                target.value, gast.Name
            ):
                key = getattr(target.slice, "value", each)
                stored.setdefault(target.value.id, set()).add(key)
    return {n for n, found in stored.items() if found <= keys.get(n, set())}


def _append(owner: str, item: gast.AST) -> gast.Expr:
    method = gast.Attribute(name(owner), "append", gast.Load())
    return gast.Expr(gast.Call(method, [item], []))


def _updated(
    owner: str, args: Block, keywords: list[gast.keyword], names: NameTable
) -> Block | None:
    """Return the stores that ``d.update(...)`` makes, None where they are not known."""
    pairs: list[tuple[gast.AST, gast.AST]] = []
    for given in args:
        if not isinstance(given, gast.Dict) or None in given.keys:
            return None
        pairs += zip(given.keys, given.values, strict=True)
    if any(k.arg is None for k in keywords):
        return None
    pairs += [(constant(k.arg), k.value) for k in keywords]
    first, values = _read_first(owner, [v for _, v in pairs], names)
    keys = [k for k, _ in pairs]
    stores = [
        assign(subscript(name(owner), k, store=True), clone(v))
        for k, v in zip(keys, values, strict=True)
    ]
    return [*first, *stores]


def _read_first(owner: str, values: Block, names: NameTable) -> tuple[Block, Block]:
    """Return values as they are before their owner changes, and what binds them."""
    if len(values) < 2 or not any(owner in names_in(v) for v in values[1:]):
        return [], values
    kept = [names.fresh("value") for _ in values]
    first = [assign(n, v) for n, v in zip(kept, values, strict=True)]
    return first, [name(n) for n in kept]


def _starred(node: gast.AST) -> bool:
    return any(isinstance(e, gast.Starred) for e in node.elts)


def _parts(node: gast.AST) -> gast.List:
    """Return the lists that a display with stars joins."""
    parts: Block = []
    for item in node.elts:
        if isinstance(item, gast.Starred):
            parts.append(item.value)
        elif parts and isinstance(parts[-1], gast.List) and hasattr(parts[-1], "ours"):
            parts[-1].elts.append(item)
        else:
            parts.append(gast.List([item], gast.Load()))
            parts[-1].ours = True
    return gast.List(parts, gast.Load())


def _dicts(node: gast.Dict) -> gast.List:
    """Return the dicts that a display with stars merges."""
    parts: Block = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            parts.append(value)
        elif parts and isinstance(parts[-1], gast.Dict) and hasattr(parts[-1], "ours"):
            parts[-1].keys.append(key)
            parts[-1].values.append(value)
        else:
            parts.append(gast.Dict([key], [value]))
            parts[-1].ours = True
    return gast.List(parts, gast.Load())
