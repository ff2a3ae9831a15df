"""Functions as values: what the front end knows of a value that may be called.

A value that exists before the program runs is ``Known``. The others are made by the
program: they are code, known here, together with names of the function that made them,
read at run time. They have no place among the data of a program: calls of them become
calls of plain functions that get these names as arguments (lambda lifting: Johnsson,
*Lambda Lifting*, 1985).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import gast

from srcdiff.core import types as core_types
from srcdiff.core.build import name
from srcdiff.core.traverse import names_in
from srcdiff.core.types import Fields, Literal, Type
from srcdiff.frontend.scopes import free_names
from srcdiff.frontend.source import FunctionSource


@dataclass(frozen=True, eq=False)
class Known:
    """An object that exists before the program runs."""

    thing: Any

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        return ("known", id(self.thing))


@dataclass(frozen=True, eq=False)
class Argument:
    """An argument that a value holds: its expression, or what is known of it."""

    expression: gast.AST | None
    value: Value | None = None

    @property
    def key(self) -> Any:
        """What two equal arguments have in common: expressions are read at run time."""
        return self.value.key if self.value is not None else None


@dataclass(frozen=True, eq=False)
class Closure:
    """A nested function or lambda.

    site: the definition, or the call that returned it. node: its code, whose free
    names are names of the function around it. source: where the code stands.
    defaults: of parameters. inner: functions of a function that has returned, by name.
    captured: the names that hold what such a function left behind. sees: the names of
    the function around it that it may read, None for all.
    """

    site: gast.AST
    node: gast.FunctionDef
    source: FunctionSource
    defaults: Mapping[str, Argument]
    inner: Mapping[str, Value]
    captured: tuple[str, ...] = ()
    sees: frozenset[str] | None = None

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        defaults = tuple((n, a.key) for n, a in self.defaults.items())
        return ("closure", id(self.node), defaults)


@dataclass(frozen=True, eq=False)
class Partial:
    """A function with some of its arguments: a partial, or a bound method."""

    site: gast.AST
    function: Argument
    leading: tuple[Argument, ...]
    named: Mapping[str, Argument]

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        named = tuple((n, a.key) for n, a in self.named.items())
        leading = tuple(a.key for a in self.leading)
        return ("partial", id(self.site), self.function.key, leading, named)


@dataclass(frozen=True, eq=False)
class Derived:
    """The derivative of a function: what ``grad`` or the like makes of it here.

    maker: what makes it. options: what else that was given.
    """

    site: gast.AST
    function: Argument
    maker: Any
    options: Mapping[str, Any]

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        options = tuple(self.options.items())
        return ("derived", id(self.site), self.function.key, self.maker, options)


@dataclass(frozen=True, eq=False)
class Items:
    """A tuple, list or dict whose items are known one by one; keys: those of a dict."""

    site: gast.AST
    items: tuple[Argument, ...]
    keys: tuple[Any, ...] | None

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        return ("items", id(self.site), self.keys, *(a.key for a in self.items))


@dataclass(frozen=True, eq=False)
class Instance:
    """An object of a user's class: its methods are known, and some attributes.

    own: the names of the attributes that it has itself, as far as they are known.
    following: the classes in which ``super()`` looks. origin: the parameter that it is,
    or where it is made.
    """

    python: type
    members: Mapping[str, Value]
    own: frozenset[str] = frozenset()
    following: tuple[type, ...] | None = None
    origin: Any = None

    def attribute(self, name: str) -> Any:
        """Return what the class has under a name, as it stands there, or None."""
        return in_class(self, name)

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        members = tuple((n, v.key) for n, v in self.members.items())
        return ("instance", self.python, members)


@dataclass(frozen=True, eq=False)
class Object:
    """An object that is taken apart: each attribute is a name of the function.

    site: the call that makes it, or the parameter that it is. parts: the names, by
    attribute. bound: the attributes that it has; given: those that it has from the
    beginning. stem: for names. following: as for an instance.
    """

    site: Any
    origin: Any
    stem: str
    python: type
    parts: dict[str, str] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    following: tuple[type, ...] | None = None

    def attribute(self, name: str) -> Any:
        """Return what the class has under a name, as it stands there, or None."""
        return in_class(self, name)

    @property
    def key(self) -> Any:
        """What two equal values have in common: they are one object."""
        return ("object", id(self.parts))


def in_class(value: Instance | Object, name: str) -> Any:
    """Return what the class of an object has under a name, as it stands there."""
    order = value.python.__mro__ if value.following is None else value.following
    return next((vars(each)[name] for each in order if name in vars(each)), None)


@dataclass(frozen=True, eq=False)
class Unsure:
    """A function that only the run tells, or that is not what it was any more.

    made: whether it may be one that the program makes.
    """

    made: bool

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        return ("unsure", self.made)


@dataclass(frozen=True, eq=False)
class Choice:
    """One of two functions; test: the name that tells which of them.

    Until the site runs again: then the name tells of another choice.
    """

    site: gast.AST
    test: str
    taken: Argument
    other: Argument

    @property
    def key(self) -> Any:
        """What two equal values have in common."""
        return ("choice", id(self.site), self.taken.key, self.other.key)


Value: TypeAlias = (
    Known | Closure | Partial | Derived | Items | Instance | Object | Unsure | Choice
)
Environment: TypeAlias = Mapping[str, Value]


def functions_among(types: Mapping[str, Type]) -> dict[str, Value]:
    """Return what is known of the parameters that are functions, or hold some."""
    found = {name: _value_of(known) for name, known in types.items()}
    return {
        name: replace(value, origin=("parameter", name))
        if isinstance(value, Instance)
        else value
        for name, value in found.items()
        if value is not None
    }


def _value_of(known: Type) -> Value | None:
    if isinstance(known, Literal) and callable(known.value):
        return Known(known.value)
    if isinstance(known, core_types.Instance):
        members = dict(zip(known.names, map(_value_of, known.items), strict=True))
        found = {n: kept(v) for n, v in members.items() if v}
        return Instance(known.python, found, frozenset(known.names))
    if not isinstance(known, core_types.Items | Fields):
        return None
    values = [_value_of(item) for item in known.items]
    if not any(values):
        return None
    keys = known.keys if isinstance(known, Fields) else None
    # A list or dict may be changed, which a tuple may not.
    fixed = isinstance(known, core_types.Items) and known.python is tuple
    site = gast.Tuple([], gast.Load()) if fixed else gast.List([], gast.Load())
    return Items(site, tuple(Argument(None, v) for v in values), keys)


def kept(value: Any) -> Any:
    """Return what is known of a list or dict that has to stay what it is."""
    if not isinstance(value, Items):
        return value
    site = gast.copy_location(type(value.site)([], gast.Load()), value.site)
    site.kept = True
    return Items(site, value.items, value.keys)


def made_here(value: Value | None) -> bool:
    """Tell whether a value is made by the program, so that no data stands for it."""
    if isinstance(value, Items):
        return any(made_here(a.value) for a in value.items)
    if isinstance(value, Unsure):
        return value.made
    if isinstance(value, Choice):
        return made_here(value.taken.value) or made_here(value.other.value)
    return isinstance(value, Closure | Partial | Derived | Object)


def arguments_of(value: Value) -> list[Argument]:
    """Return the arguments that a value holds."""
    if isinstance(value, Closure):
        return list(value.defaults.values())
    if isinstance(value, Partial):
        return [value.function, *value.leading, *value.named.values()]
    if isinstance(value, Derived):
        return [value.function]
    if isinstance(value, Choice):
        return [value.taken, value.other]
    if isinstance(value, Object):
        return [Argument(name(n)) for n in value.parts.values()]
    return list(value.items) if isinstance(value, Items) else []


def made_at(value: Value, site: gast.AST) -> bool:
    """Tell whether a value holds what running a place of the program once left behind.

    When the place runs again, the value is not what it was.
    """
    held = arguments_of(value)
    names = any(a.expression is not None and names_in(a.expression) for a in held)
    captured = isinstance(value, Closure) and bool(value.captured)
    captured = captured or isinstance(value, Choice)
    if (names or captured) and getattr(value, "site", None) is site:
        return True
    return any(made_at(a.value, site) for a in held if a.value is not None)


def reached(value: Value, around: Environment) -> tuple[list[str], dict[str, Value]]:
    """Return the names that a value reads when it is called: data, and functions.

    around: the functions that have names where the call stands. The names are in the
    order in which they are met; data may be names from outside of all functions.
    """
    data: dict[str, None] = {}
    functions: dict[str, Value] = {}
    seen: set[int] = set()

    def visit(value: Value) -> None:
        if id(value) in seen:
            return
        seen.add(id(value))
        for argument in arguments_of(value):
            if argument.expression is not None:
                data.update(dict.fromkeys(sorted(names_in(argument.expression))))
            if argument.value is not None:
                visit(argument.value)
        if isinstance(value, Choice):
            data[value.test] = None
        if isinstance(value, Object):
            for part in value.parts.values():
                found = around.get(part)
                if found is not None:
                    functions[part] = found
                    visit(found)
                if found is not None and made_here(found):
                    data.pop(part, None)
        if isinstance(value, Closure):
            for name in free_names(value.node):
                if value.sees is not None and name not in value.sees:
                    continue
                found = value.inner.get(name, around.get(name))
                if found is not None:
                    functions[name] = found
                    visit(found)
                if found is None or not made_here(found):
                    data[name] = None

    visit(value)
    return list(data), functions
