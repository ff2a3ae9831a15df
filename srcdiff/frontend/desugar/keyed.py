"""``sorted``, ``max`` and ``min`` with a key: by the positions of the sorted keys."""

from __future__ import annotations

import operator

import gast

from srcdiff.core.build import call, clone, name, subscript
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children, rename
from srcdiff.frontend.desugar.replaced import gives, replaced
from srcdiff.frontend.resolve import Scope
from srcdiff.runtime import gathered, largest_at, ordering, smallest_at

EXTREMES = {max: ("largest_at", largest_at), min: ("smallest_at", smallest_at)}


def spelled_keys(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function without keys of ``sorted``, ``max`` and ``min``.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(pairs):
    ...     best = max(pairs, key=lambda p: p[1])
    ...     pairs = sorted(pairs, key=len, reverse=True)
    ...     return pairs, best
    >>> source = find_source(f)
    >>> names = NameTable(["pairs", "best", "p"])
    >>> print(statement(spelled_keys(source.node, Scope(source), names)))
    def f(pairs):
        best = list(pairs)[largest_at([item[1] for item in pairs])]
        pairs = gathered(list(pairs), ordering([len(item_2) for item_2 in pairs], True))
        return pairs, best
    """
    if not gives(node, "key"):
        return node
    keyed = _Keyed(scope, names)

    def change(statement: gast.AST) -> list[gast.AST]:
        for key in statement._fields:
            value = statement.__dict__.get(key)
            if isinstance(value, gast.expr):
                statement.__dict__[key] = keyed.change(value)
        return [statement]

    return replaced(node, change)


class _Keyed:
    def __init__(self, scope: Scope, names: NameTable) -> None:
        self.scope = scope
        self.names = names

    def change(self, node: gast.AST) -> gast.AST:
        new = map_children(node, self.change)
        if not isinstance(new, gast.Call):
            return new
        given = {k.arg: k.value for k in new.keywords}
        called = getattr(new, "target", None) or self.scope.static(new.func)
        if "key" not in given or any(isinstance(a, gast.Starred) for a in new.args):
            return new
        options = given.keys() - {"key"}
        if called is sorted and len(new.args) == 1 and options <= {"reverse"}:
            whole, keys = self.keys(new.args[0], given["key"])
            backwards = [given["reverse"]] if options else []
            order = call("ordering", keys, *backwards, target=ordering)
            found = call("gathered", whole, order, target=gathered)
        elif (called is max or called is min) and new.args and not options:
            items = new.args[0]
            if len(new.args) > 1:
                items = gast.List(new.args, gast.Load())
            whole, keys = self.keys(items, given["key"])
            title, target = EXTREMES[called]
            found = subscript(whole, call(title, keys, target=target))
        else:
            return new
        return gast.copy_location(found, node)

    def keys(self, items: gast.AST, key: gast.AST) -> tuple[gast.AST, gast.AST]:
        """Return a list of items, and the list of their keys."""
        again = items
        whole = items
        if not isinstance(items, gast.List | gast.ListComp):
            whole = call("list", clone(items), target=list)
        if not isinstance(items, gast.Name):
            again = name(self.names.fresh("items"))
            whole = gast.NamedExpr(name(again.id, store=True), whole)
        item, value = self.key_of(key)
        part = gast.comprehension(name(item, store=True), clone(again), [], False)
        keys = gast.ListComp(value, [part])
        gast.copy_location(keys, items)
        return whole, keys

    def key_of(self, key: gast.AST) -> tuple[str, gast.AST]:
        """Return a name for an item, and the expression of its key."""
        item = self.names.fresh("item")
        if isinstance(key, gast.Lambda) and _is_plain(key.args):
            parameter = key.args.args[0].id
            return item, rename(clone(key.body), {parameter: item})
        if getattr(key, "value", key) is None:
            return item, name(item)
        made = self.scope.static(key.func) if isinstance(key, gast.Call) else None
        if made is operator.itemgetter and len(key.args) == 1:
            return item, subscript(name(item), clone(key.args[0]))
        if made is operator.attrgetter and len(key.args) == 1:
            path = getattr(key.args[0], "value", None)
            if isinstance(path, str) and path.isidentifier():
                return item, gast.Attribute(name(item), path, gast.Load())
        return item, gast.Call(clone(key), [name(item)], [])


def _is_plain(args: gast.arguments) -> bool:
    """Tell whether a lambda takes one argument and no more."""
    others = [args.vararg, args.kwarg, *args.kwonlyargs, *args.posonlyargs]
    return len(args.args) == 1 and not args.defaults and not any(others)
