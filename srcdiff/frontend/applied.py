"""Calls of functions that are values: each becomes a call of a plain function."""

from __future__ import annotations

import functools
import inspect
import types
from typing import Any

import gast

from srcdiff.core.build import clone, constant, name, subscript, tuple_of
from srcdiff.frontend.arity import names_left, positions_left
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
    Value,
    made_here,
)
from srcdiff.frontend.classes import makes_objects
from srcdiff.frontend.counted import known_keys, known_length
from srcdiff.frontend.derived import (
    AROUND,
    SUM,
    Derivatives,
    is_maker,
    is_outermost,
)
from srcdiff.frontend.expressions import is_builtin, is_function, spelled
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.library import plain_function
from srcdiff.rules.records import fields_given, is_record

ESCAPES = "a function that is made here is given to one that srcdiff does not know"
WRITE = "call it here, or pass it to a function that has Python source"

Given = dict[str, Argument]


class Calls(Derivatives):
    """The walk over expressions, calls included. Subclasses make functions."""

    def visit_Call(self, node: gast.Call) -> Argument:
        if hasattr(node, "target"):
            return Argument(self.plain_call(node, node.func))
        func = self.visit(node.func)
        if func.value is None:
            return Argument(self.plain_call(node, func.expression))
        if _is_extreme(func.value) and len(node.args) == 1 and not node.keywords:
            # The largest of all arguments is the largest of what holds them.
            (argument,) = node.args
            if isinstance(argument, gast.Starred):
                argument = argument.value
            node = gast.copy_location(gast.Call(node.func, [argument], []), node)
        found = self.arguments(node, func.value)
        if found is None:
            self.refuse(node, MANY, OUT)
            return Argument(constant(None))
        return self.invoke(node, func, *found)

    def plain_call(self, node: gast.Call, func: gast.AST | None) -> gast.AST:
        """Return a call as it stands, its arguments data."""
        if any(isinstance(a, gast.Starred) for a in node.args) or any(
            k.arg is None for k in node.keywords
        ):
            found = self.arguments(node, None)
            if found is None:
                self.refuse(node, MANY, OUT)
                return constant(None)
            node = clone(node)
            node.args = [self.given(node, a) for a in found[0]]
            node.keywords = [
                gast.keyword(k, self.given(node, a)) for k, a in found[1].items()
            ]
            node.func = func
            return node
        new = clone(node)
        new.func = func
        new.args = [self.part(a) for a in node.args]
        new.keywords = [self.part(k) for k in node.keywords]
        return new

    def arguments(
        self, node: gast.Call, called: Value | None
    ) -> tuple[list[Argument], Given] | None:
        """Return the arguments of a call one by one, None where that cannot be.

        called: what is known of the function.
        """
        leading: list[Argument | gast.AST] = []
        named: Given = {}
        for argument in node.args:
            if not isinstance(argument, gast.Starred):
                leading.append(self.visit(argument))
                continue
            items = self.items_of(argument.value)
            leading += [argument.value] if items is None else items
        spread: list[gast.AST] = []
        for keyword in node.keywords:
            if keyword.arg is not None:
                named[keyword.arg] = self.visit(keyword.value)
                continue
            options = self.visit(keyword.value).value
            if isinstance(options, Items) and options.keys is not None:
                named |= dict(zip(options.keys, options.items, strict=True))
            elif (keys := self.keys_of(keyword.value)) is not None:
                named |= self.spread_keys(keyword.value, keys)
            else:
                spread.append(keyword.value)
        whole = self.spread_items(leading, named, called, bool(spread))
        if whole is None or len(spread) > 1:
            return None
        if spread:
            wanted = names_left(called, len(whole), named)
            if wanted is None:
                return None
            named |= self.spread_keys(spread[0], wanted)
        return whole, named

    def keys_of(self, node: gast.AST) -> list[str] | None:
        """Return the keys of what is spread over keywords, None if they are not known.

        What the signature does not tell may have keys that the call takes or not.
        """
        if not isinstance(node, gast.Name):
            return None
        return known_keys(node.id, self.node, self.source.known)

    def items_of(self, node: gast.AST) -> list[Argument | gast.AST] | None:
        """Return the items of a starred argument, None where they are not known."""
        if isinstance(node, gast.Tuple | gast.List):
            found: list[Argument | gast.AST] = []
            for item in node.elts:
                if isinstance(item, gast.Starred):
                    inner = self.items_of(item.value)
                    found += [item.value] if inner is None else inner
                else:
                    found.append(self.visit(item))
            return found
        value = self.visit(node).value
        if not isinstance(value, Items) or value.keys is not None:
            return None
        if any(a.expression is None and not made_here(a.value) for a in value.items):
            return None
        return list(value.items)

    def spread_items(
        self,
        leading: list[Argument | gast.AST],
        named: Given,
        called: Value | None,
        more: bool,
    ) -> list[Argument] | None:
        """Return positional arguments, an unknown starred one taken apart.

        more: whether keywords follow that are not known.
        """
        places = [k for k, a in enumerate(leading) if isinstance(a, gast.AST)]
        if not places:
            return [a for a in leading if isinstance(a, Argument)]
        place = places[0]
        whole = leading[place]
        assert isinstance(whole, gast.AST)
        count = None
        if isinstance(whole, gast.Name):
            count = known_length(whole.id, self.node, self.source.known)
        if count is None and not more:
            count = positions_left(called, len(leading) - 1, named)
        if len(places) > 1 or count is None:
            return None
        return [
            *(a for a in leading[:place] if isinstance(a, Argument)),
            *(Argument(name(n)) for n in self.taken_apart(whole, count)),
            *(a for a in leading[place + 1 :] if isinstance(a, Argument)),
        ]

    def taken_apart(self, whole: gast.AST, count: int) -> list[str]:
        """Bind so many items of a value to names of their own; return the names."""
        if not count and isinstance(whole, gast.Name):
            return []
        site = ("spread", id(whole))
        if site not in self.nest.sites:
            names = [self.names.temporary("item") for _ in range(count)]
            self.nest.sites[site] = names
        self.locals.update(self.nest.sites[site])
        if not self.straight:
            self.refuse(whole, LATE, BEFORE)
        parts = [name(n, store=True) for n in self.nest.sites[site]]
        target = tuple_of(parts, store=True)
        self.emit(gast.Assign([target], self.data(whole), None))
        return list(self.nest.sites[site])

    def spread_keys(self, node: gast.AST, wanted: list[str]) -> Given:
        """Return the keywords that a mapping passes: the ones that the call wants."""
        whole = self.data(node)
        if not isinstance(whole, gast.Name):
            whole = self.held(node, "spread", "options", whole)
        return {n: Argument(subscript(clone(whole), constant(n))) for n in wanted}

    def invoke(
        self, node: gast.Call, func: Argument, leading: list[Argument], named: Given
    ) -> Argument:
        """Return what stands for the call of a known function."""
        value = func.value
        if isinstance(value, Partial):
            leading, named = [*value.leading, *leading], {**value.named, **named}
            return self.invoke(node, value.function, leading, named)
        if isinstance(value, Closure):
            return self.lifted(node, value, leading, named)
        if isinstance(value, Derived):
            return self.derived_call(node, value, leading, named)
        if isinstance(value, Choice):
            with self.inside():
                sides = [
                    self.invoke(node, side, leading, named)
                    for side in (value.taken, value.other)
                ]
            if any(s.expression is None for s in sides):
                self.refuse(node, GONE, CHOOSE)
                return Argument(constant(None))
            first, second = (s.expression for s in sides)
            whole = gast.IfExp(name(value.test), first, second)
            return Argument(gast.copy_location(whole, node))
        if isinstance(value, Instance | Object):
            method = value.attribute("__call__")
            if isinstance(method, types.FunctionType):
                function = Argument(None, Known(method))
                return self.invoke(node, function, [func, *leading], named)
        if not isinstance(value, Known):
            self.refuse(node, GONE, CHOOSE)
            return Argument(constant(None))
        if value.thing is functools.partial and leading and leading[0].value:
            return Argument(None, self.partial(node, leading, named))
        if is_maker(value.thing):
            return self.derivative(node, func, leading, named)
        if is_outermost(value.thing):
            self.refuse(node, AROUND.format(value.thing.__name__), SUM)
            return Argument(constant(None))
        plain = plain_function(value.thing)
        given = [*leading, *named.values()]
        if plain is not None and (func.expression is None or special(plain, given)):
            return self.lifted(node, self.outside(plain), leading, named)
        return self.known_call(node, func, leading, named)

    def partial(
        self, node: gast.AST, leading: list[Argument], named: Given
    ) -> Partial | None:
        """Return what ``functools.partial`` makes: arguments keep their values."""
        self.made(node)
        function, *others = leading
        first = self.kept(node, function, "function", "function")
        held = [self.kept(node, a, k, "bound") for k, a in enumerate(others)]
        kept = {k: self.kept(node, a, k, k) for k, a in named.items()}
        return Partial(node, first, tuple(held), kept)

    def known_call(
        self, node: gast.Call, func: Argument, leading: list[Argument], named: Given
    ) -> Argument:
        """Return the call of a function that exists before the program runs."""
        assert isinstance(func.value, Known)
        expression = func.expression
        if expression is None:
            expression = spelled(func.value.thing) or _builtin(func.value.thing)
        new = gast.Call(
            expression,
            [self.given(node, a) for a in leading],
            [gast.keyword(k, self.given(node, a)) for k, a in named.items()],
        )
        gast.copy_location(new, node)
        new.target = func.value.thing
        return Argument(new, _record(new, [*leading, *named.values()]))

    def given(self, node: gast.AST, argument: Argument) -> gast.AST:
        """Return the expression of an argument; refuse a function made here."""
        if argument.expression is None or made_here(argument.value):
            self.escaped(argument.value)
            self.refuse(node, ESCAPES, WRITE)
            return constant(None)
        return argument.expression

    def lifted(
        self, node: gast.Call, called: Closure, leading: list[Argument], named: Given
    ) -> Argument:
        """Return the call of a function that is made for its function arguments."""
        raise NotImplementedError

    def outside(self, plain: types.FunctionType) -> Closure:
        """Return a user's function as code with defaults."""
        raise NotImplementedError


def _builtin(thing: Any) -> gast.Name | None:
    """Return how a builtin function is written, None for any other."""
    if not is_builtin(thing):
        return None
    written = name(thing.__name__)
    written.provided = thing
    return written


def _record(node: gast.Call, given: list[Argument]) -> Instance | None:
    """Return what is known of an object that a call puts together, if it does that."""
    fields = fields_given(node)
    if fields is None or not is_record(node.target):
        return None
    values = {id(a.expression): a.value for a in given}
    held = {n: values.get(id(e)) for n, e in fields.items()}
    inner = {str(n): v for n, v in held.items() if isinstance(v, Instance)}
    return Instance(node.target, inner, frozenset(map(str, held)))


def _is_extreme(value: Value | None) -> bool:
    known = value.thing if isinstance(value, Known) else None
    return known is max or known is min


MANY = "how many arguments this passes, only the run tells"
OUT = "write the arguments out one by one"
LATE = "items are spread over the arguments of a call that may not be reached"
BEFORE = "take them apart in a statement before, as in a, b = items"


def special(plain: types.FunctionType, given: list[Argument]) -> bool:
    """Tell whether a function is to be made anew for the arguments of a call."""
    stars = plain.__code__.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    defaults = (*(plain.__defaults__ or ()), *(plain.__kwdefaults__ or {}).values())
    inner = any(isinstance(c, types.CodeType) for c in plain.__code__.co_consts)
    functions: list[Value | None] = [a.value for a in given]
    return (
        bool(stars)
        or inner
        or makes_objects(plain)
        or any(map(callable, defaults))
        or any(map(is_function, functions))
    )
