"""Functions that return functions: they return what those read instead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import gast

from srcdiff.core.build import constant, name, tuple_of
from srcdiff.core.facts import KEY
from srcdiff.core.traverse import rename
from srcdiff.frontend.callables import (
    Argument,
    Choice,
    Closure,
    Derived,
    Instance,
    Items,
    Known,
    Object,
    Partial,
    Unsure,
    Value,
    made_here,
    reached,
)
from srcdiff.frontend.expressions import spelled
from srcdiff.frontend.frame import CHOOSE, GONE, INSIDE
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.members import Members
from srcdiff.frontend.scopes import renamed

MIXED = "this returns a function on some paths only, or not always the same"


def carried_out(value: Value, names: Mapping[str, str], like: Carried) -> Value:
    """Return a value as the caller of the function that made it sees it.

    names: from names of that function to names of the caller. like: the rest.
    """
    if isinstance(value, Known):
        return value
    if id(value) in like.done:
        return like.done[id(value)]

    def argument(held: Argument) -> Argument:
        expression = held.expression and rename(held.expression, names)
        inner = held.value and carried_out(held.value, names, like)
        return Argument(expression, inner)

    new: Value
    if isinstance(value, Closure):
        inner: dict[str, Value] = {}
        defaults: dict[str, Argument] = {}
        code = renamed(value.node, dict(names))
        captured = tuple(names.values())
        new = Closure(
            like.site, code, value.source, defaults, inner, captured, like.sees
        )
        like.done[id(value)] = new
        defaults |= {n: argument(a) for n, a in value.defaults.items()}
        for each, function in {**like.functions, **value.inner}.items():
            inner[names.get(each, each)] = carried_out(function, names, like)
        return new
    if isinstance(value, Object):
        return carried_object(value, names, like)
    if isinstance(value, Partial):
        leading = tuple(map(argument, value.leading))
        named = {n: argument(a) for n, a in value.named.items()}
        new = Partial(like.site, argument(value.function), leading, named)
    elif isinstance(value, Derived):
        held = argument(value.function)
        new = Derived(like.site, held, value.maker, value.options)
    elif isinstance(value, Items):
        new = Items(like.site, tuple(map(argument, value.items)), value.keys)
    else:
        new = value
    like.done[id(value)] = new
    return new


def carried_object(value: Object, names: Mapping[str, str], like: Carried) -> Object:
    """Return an object as the caller of the function that made it sees it."""
    if id(value.parts) in like.outer:
        return value
    parts = {a: names.get(p) or like.fresh(p) for a, p in value.parts.items()}
    kept = replace(value, parts=parts, bound=set(value.bound))
    new = replace(kept, site=like.site)
    like.done[id(value)] = new
    like.objects.append(new)
    for attribute, part in value.parts.items():
        if part in like.functions:
            held = carried_out(like.functions[part], names, like)
            like.parts[parts[attribute]] = held
    return new


class Carried:
    """What the values that one call returns have in common."""

    def __init__(
        self,
        site: gast.AST,
        functions: Mapping[str, Value],
        sees: frozenset[str],
        outer: Collection[int],
        fresh: Callable[[str], str],
    ) -> None:
        self.fresh = fresh
        self.site = site
        self.functions = functions
        self.sees = sees
        self.outer = outer
        self.done: dict[int, Any] = {}
        self.objects: list[Object] = []
        self.parts: dict[str, Value] = {}


class Returns(Members):
    """The walk over the ``return`` statements of a function."""

    def put(self, statement: gast.AST, like: gast.AST) -> None:
        """Emit what a statement becomes, with all that is noted on it."""
        statement.__dict__.update(notes(like))
        self.out.append(statement)

    def visit_Return(self, node: gast.Return) -> None:
        self.direct = node.value
        found = self.visit(node.value) if node.value is not None else Argument(None)
        if node.value is None or (
            found.expression is not None and not made_here(found.value)
        ):
            self.returned.append((node, found.value, [], {}))
            self.results(found.expression and [found.expression], node)
        elif found.value is None or isinstance(found.value, Unsure | Choice):
            self.refuse(node.value, GONE, CHOOSE)
        else:
            data, functions = reached(found.value, self.values)
            here = [n for n in data if n in self.locals and self.is_own(n)]
            kept = [n for n in here if not self.everywhere(functions.get(n))]
            self.returned.append((node, found.value, kept, functions))
            values = [self.visit_Name(name(n)).expression for n in kept]
            self.results(values, node)

    def results(self, values: list[gast.AST] | None, node: gast.Return) -> None:
        """Emit a ``return`` of values; none for one that returns nothing."""
        new = gast.Return(packed(values) if values is not None else None)
        new.results = values or []
        self.states.append(dict(self.values))
        self.put(new, node)

    def is_own(self, name: str) -> bool:
        """Tell whether a local name is none of what the caller passes on."""
        owner = self.nest.owners.get(name)
        if owner is not None and name not in self.parts_bound:
            return False
        return name not in self.extra and owner not in self.outer

    def everywhere(self, value: Value | None) -> bool:
        """Tell whether any function can name a value."""
        return isinstance(value, Known) and spelled(value.thing) is not None

    def settle(self, made: Lifted) -> None:
        """Note on a function that was made which function it returns, if it does."""
        if not self.returned:
            return
        node, value, kept, functions = self.returned[-1]
        keys = {v.key if v is not None else None for _, v, _, _ in self.returned}
        captured = {tuple(k) for _, _, k, _ in self.returned}
        if not any(made_here(v) for _, v, _, _ in self.returned):
            if len(keys) == 1 and isinstance(value, Known | Instance):
                made.returned = value
        elif len(keys) == len(captured) == 1 and not made.recursive:
            made.returned, made.captured, made.functions = value, kept, functions
        else:
            self.refuse(node.value or node, MIXED, CHOOSE)

    def returned_function(self, node: gast.AST, made: Lifted, call: gast.AST) -> Value:
        """Return what a call returns where that is a function made in it."""
        site = ("returned", id(node), id(made))
        self.made(node)
        assert made.returned is not None
        if site not in self.nest.sites:
            own = dict.fromkeys([*made.captured, *made.functions])
            names = {n: self.fresh(n) for n in own}
            sees = frozenset([*names.values(), *made.extra])
            carried = Carried(node, made.functions, sees, made.outer, self.fresh)
            value = carried_out(made.returned, names, carried)
            for each in carried.objects:
                for attribute, part in each.parts.items():
                    self.nest.owners[part] = id(each.parts)
                    self.nest.places[part] = (each.origin, attribute)
                self.present.add(id(each.parts))
            self.nest.sites[site] = (names, value, carried.parts)
        names, value, parts = self.nest.sites[site]
        self.parts_bound.update(names.values())
        kept = [*(names[n] for n in made.captured), *made.rebound]
        if kept:
            if not self.straight or (self.wrote and node is not self.direct):
                self.refuse(node, INSIDE, CHOOSE)
            self.locals.update(kept)
            target = packed([name(n, store=True) for n in kept], store=True)
            self.emit(gast.Assign([target], call, None))
        for part, held in parts.items():
            self.bind(part, held)
        return value


def packed(items: list[gast.AST], store: bool = False) -> gast.AST:
    """Return one item, or a tuple of several; None for none."""
    if not items:
        return constant(None)
    return items[0] if len(items) == 1 else tuple_of(items, store=store)


def notes(node: gast.AST) -> dict[str, Any]:
    """Return what passes and the parser have noted on a node, its place included."""
    noted = node.__dict__.items()
    return {k: v for k, v in noted if k not in node._fields and k != KEY}


def nothing(like: gast.AST) -> gast.AST:
    """Return the statement that stands where a block is empty now."""
    new = gast.Pass()
    new.__dict__.update(notes(like))
    return new
