"""Functions made for the functions that they are given, or for what is around them.

A call of a nested function becomes a call of a function at module level, which gets
what it reads of the function around it as further arguments; one that is given a
function becomes a call of a function made for that one (lambda lifting and
specialisation).
"""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gast

from srcdiff.core.build import assign, clone, constant, name, tuple_of
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import names_in
from srcdiff.frontend.accept import refusals
from srcdiff.frontend.applied import Calls
from srcdiff.frontend.callables import (
    Argument,
    Closure,
    Instance,
    Items,
    Known,
    Value,
    made_here,
    reached,
)
from srcdiff.frontend.expressions import spelled, worth_knowing
from srcdiff.frontend.lifted import DEEPEST, Lifted, positional
from srcdiff.frontend.needed import is_needed
from srcdiff.frontend.origins import mark_origins
from srcdiff.frontend.parameters import default_values, literal, signature_of
from srcdiff.frontend.scopes import apart, every_binding, rebound
from srcdiff.frontend.source import FunctionSource, find_source

STOP = "let the function that is passed on be the same in every call"
ENDLESS = "functions are made inside each other without end"


@dataclass(frozen=True)
class Making:
    """What a function is made from.

    called: the function called. given: what the call gives for each parameter; starred
    ones are taken apart: starred has the parameters that stand for their items.
    functions: functions that it reads by name. around: all that it reads by name.
    extra: the names of the calling function that it reads.
    """

    called: Closure
    given: dict[str, Argument]
    starred: dict[str, dict[Any, str]]
    functions: dict[str, Value]
    around: list[str]
    extra: list[str]

    @property
    def key(self) -> Any:
        """What calls that one function can serve have in common."""
        return (
            id(self.called.node),
            tuple((n, a.key) for n, a in self.given.items()),
            tuple((n, *named.items()) for n, named in self.starred.items()),
            tuple((n, v.key) for n, v in self.functions.items()),
            tuple(self.extra),
        )


class Makers(Calls):
    """The walk over expressions that makes functions. Subclasses walk statements."""

    def lifted(
        self,
        node: gast.Call,
        called: Closure,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return the call of a function that is made for its function arguments."""
        try:
            bound = signature_of(called).bind(*leading, **named)
        except TypeError as error:
            self.refuse(node, f"{called.node.name}(): {error}", "mend the call")
            return Argument(constant(None))
        making = self.making(called, {**called.defaults, **bound.arguments})
        made = self.made_for(making)
        if made is None:
            self.refuse(node, ENDLESS, STOP)
            return Argument(constant(None))
        sent = [self.given(node, making.given[n]) for n in made.kept]
        self.names.used.add(made.name)
        for each in made.extra:
            self.note_early(each)
        new = gast.Call(
            name(made.name), [*map(clone, sent), *map(name, made.extra)], []
        )
        gast.copy_location(new, node)
        new.target = made
        for each in made.changed:
            held = making.given[each].expression if each in making.given else name(each)
            if isinstance(held, gast.Name):
                self.mutated(held.id)
        if made.source is None:
            made.recursive = True
        if made.rebound or made.after:
            return self.rebinding(node, made, new)
        if made.returned is None or isinstance(made.returned, Known | Instance):
            return Argument(new, made.returned)
        return Argument(None, self.returned_function(node, made, new))

    def making(self, called: Closure, arguments: Mapping[str, Any]) -> Making:
        """Return what the function that a call asks for is made from."""
        a = called.node.args
        given: dict[str, Argument] = {}
        for parameter in [*a.posonlyargs, *a.args, *a.kwonlyargs]:
            given[parameter.id] = arguments[parameter.id]
        starred: dict[str, dict[Any, str]] = {}
        if a.vararg is not None:
            items = dict(enumerate(arguments.get(a.vararg.id, ())))
            starred[a.vararg.id] = self.item_names(called, a.vararg.id, items)
            given |= {starred[a.vararg.id][k]: v for k, v in items.items()}
        if a.kwarg is not None:
            items = arguments.get(a.kwarg.id, {})
            starred[a.kwarg.id] = self.item_names(called, a.kwarg.id, items)
            given |= {starred[a.kwarg.id][k]: v for k, v in items.items()}
        around, functions = reached(called, self.values)
        for value in [a.value for a in given.values() if a.value is not None]:
            more, others = reached(value, self.values)
            around, functions = [*around, *more], {**functions, **others}
        written = {n for n, v in functions.items() if _written(v) is not None}
        extra = [
            n for n in dict.fromkeys(around) if self.is_here(n) and n not in written
        ]
        return Making(called, given, starred, functions, around, extra)

    def is_here(self, name: str) -> bool:
        """Tell whether a name is one of the function's, or part of an object in it."""
        return name in self.locals or self.nest.owners.get(name) in self.present

    def item_names(self, called: Closure, star: str, items: Any) -> dict[Any, str]:
        """Return a parameter for each item of a starred one."""
        sites = self.nest.sites
        for key in items:
            stem = key if isinstance(key, str) else f"{star}_{key + 1}"
            if (id(called.node), star, key) not in sites:
                sites[id(called.node), star, key] = self.names.temporary(stem)
        return {key: sites[id(called.node), star, key] for key in items}

    def fresh(self, taken: str) -> str:
        """Return a new name for one that is taken."""
        return self.names.temporary(self.names.stems.get(taken, taken))

    def made_for(self, making: Making) -> Lifted | None:
        """Return the function made for a call; None when that would never end."""
        lifting = self.nest.lifting
        if making.key in lifting.made:
            return lifting.made[making.key]
        if lifting.depth > DEEPEST:
            return None
        called = making.called
        lifting.values.append(making)
        taken = every_binding(called.node) & {*making.around, *making.functions}
        code, changes = apart(called.node, taken, self.fresh)
        again = rebound(code)
        fixed: dict[str, gast.AST] = {}
        kept = []
        for parameter, argument in making.given.items():
            own = changes.get(parameter, parameter)
            text = None
            if own not in again and isinstance(argument.value, Known):
                text = _written(argument.value, called.source, every_binding(code))
            if text is not None:
                fixed[own] = text
            elif argument.expression is not None and not made_here(argument.value):
                kept.append(parameter)
        hidden = {n for n, count in self.binders.items() if count > 1}
        hidden |= self.locals - {called.node.name}
        stem = called.node.name.strip("_") or called.node.name
        title = lifting.title(stem, called.source, hidden)
        code_of = called.source.function.__code__
        line = called.source.place(called.node).line
        located = code_of.replace(co_firstlineno=line)
        made = Lifted(title, stem, located, kept, making.extra)
        lifting.made[making.key] = made
        lifting.depth += 1
        self.fill(made, making, code, changes, fixed)
        lifting.depth -= 1
        return made

    def fill(
        self,
        made: Lifted,
        making: Making,
        code: gast.FunctionDef,
        changes: dict[str, str],
        fixed: dict[str, gast.AST],
    ) -> None:
        """Make the body of a function in which the functions it is given are known."""
        given, called = making.given, making.called
        own = {n: changes.get(n, n) for n in given}
        values = dict(making.functions)
        values |= {own[n]: a.value for n, a in given.items() if a.value is not None}
        fixed |= {
            n: text
            for n, v in making.functions.items()
            if (text := _written(v)) is not None
        }
        packs: dict[str, Items] = {}
        for star, named in making.starred.items():
            items = [Argument(name(own[n]), given[n].value) for n in named.values()]
            is_dict = called.node.args.kwarg is not None and (
                star == called.node.args.kwarg.id
            )
            keys = tuple(named) if is_dict else None
            packs[changes.get(star, star)] = Items(code.args, tuple(items), keys)
        parameters = positional([*(own[n] for n in made.kept), *made.extra])
        node = gast.FunctionDef(made.name, parameters, code.body, [], None, None, [])
        gast.copy_location(node, called.node)
        source = replace(called.source, node=node, known={})
        frame = type(self)(source, node, self.nest, {**values, **packs}, fixed)
        frame.extra = set(making.extra)
        frame.first = next(iter(own.values()), None)
        frame.enter()
        body = frame.block(code.body)
        read = {n for s in body for n in names_in(s)}
        for star, pack in packs.items():
            if star in read and not made_here(pack):
                body.insert(0, _display(star, pack, body[0]))
        node.body = body
        made.names = own_table(node, self.names)
        made.changed = [n for n in given if own[n] in frame.changed]
        made.changed += [n for n in made.extra if n in frame.changed]
        frame.settle(made)
        node.body = frame.with_results(node.body, made)
        # A function that it returns may see them too.
        if not made.recursive and not made_here(made.returned):
            made.extra = [n for n in made.extra if is_needed(n, node.body)]
            node.args = positional([*(own[n] for n in made.kept), *made.extra])
        made.source = source

    def settle(self, made: Lifted) -> None:
        """Note on a function that was made which function it returns, if it does."""
        raise NotImplementedError

    def note_early(self, name: str) -> None:
        """Note that a name is read which may be a part that nothing has bound."""
        raise NotImplementedError

    def enter(self) -> None:
        """Note which objects there are before the function."""
        raise NotImplementedError

    def with_results(self, body: list[gast.AST], made: Lifted) -> list[gast.AST]:
        """Return a body that returns the parts of objects that it binds anew, too."""
        raise NotImplementedError

    def rebinding(self, node: gast.AST, made: Lifted, call: gast.AST) -> Argument:
        """Return what stands for a call that binds parts of objects anew."""
        raise NotImplementedError

    def block(self, statements: list[gast.AST]) -> list[gast.AST]:
        """Return statements without nested functions."""
        raise NotImplementedError

    def returned_function(self, node: gast.AST, made: Lifted, call: gast.AST) -> Value:
        """Return what a call returns where that is a function made in it."""
        raise NotImplementedError

    def outside(self, plain: types.FunctionType) -> Closure:
        """Return a user's function as code with defaults, once for a compilation."""
        lifting = self.nest.lifting
        if plain not in lifting.outside:
            source = find_source(plain)
            lifting.refusals += refusals(source)
            node = mark_origins(source.node, source)
            used = [n.id for n in nodes_in(node) if isinstance(n, gast.Name)]
            self.names.used.update(used)
            defaults = {
                n: Argument(literal(v), worth_knowing(v))
                for n, v in default_values(plain).items()
            }
            nothing: frozenset[str] = frozenset()
            lifting.outside[plain] = Closure(
                node, node, source, defaults, {}, (), nothing
            )
        return lifting.outside[plain]


def _written(
    value: Value, source: FunctionSource | None = None, hidden: Collection[str] = ()
) -> gast.AST | None:
    """Return how a known function is written in a function, None where it cannot be."""
    if not isinstance(value, Known):
        return None
    text = spelled(value.thing)
    title = getattr(value.thing, "__name__", None)
    if text is not None or source is None or not title or title in hidden:
        return text
    found = source.function.__globals__.get(title)
    return name(title) if found is value.thing else None


def _display(star: str, pack: Items, like: gast.AST) -> gast.AST:
    """Return the statement that makes the tuple or dict of a starred parameter."""
    items = [clone(a.expression) for a in pack.items]
    display: gast.AST = tuple_of(items)
    if pack.keys is not None:
        display = gast.Dict(list(map(constant, pack.keys)), items)
    return gast.copy_location(assign(star, display, like=like), like)


def own_table(node: gast.FunctionDef, around: NameTable) -> NameTable:
    """Return the names of a function that was made, those of others not to be used."""
    table = NameTable(around.used)
    table.stems = dict(around.stems)
    found = {n.id for n in nodes_in(node) if isinstance(n, gast.Name)}
    table.globals = found - set(table.stems)
    return table
