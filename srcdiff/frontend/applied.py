"""Calls of functions that are values: each becomes a call of a plain function."""

from __future__ import annotations

import functools
import inspect
import types

import gast

from srcdiff.core.build import clone, constant
from srcdiff.frontend.callables import (
    Argument,
    Closure,
    Instance,
    Items,
    Known,
    Partial,
    Value,
    made_here,
)
from srcdiff.frontend.expressions import Expressions, is_function, spelled
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.library import plain_function

ESCAPES = "a function that is made here is given to one that srcdiff does not know"
WRITE = "call it here, or pass it to a function that has Python source"

Given = dict[str, Argument]


class Calls(Expressions):
    """The walk over expressions, calls included. Subclasses make functions."""

    def visit_Call(self, node: gast.Call) -> Argument:
        if hasattr(node, "target"):
            return Argument(self.plain_call(node, node.func))
        func = self.visit(node.func)
        if func.value is None:
            return Argument(self.plain_call(node, func.expression))
        found = self.arguments(node)
        if found is None:
            self.refuse(node, "how many arguments this passes, only the run tells", OUT)
            return Argument(constant(None))
        return self.invoke(node, func, *found)

    def plain_call(self, node: gast.Call, func: gast.AST | None) -> gast.AST:
        """Return a call as it stands, its arguments data."""
        new = clone(node)
        new.func = func
        new.args = [self.part(a) for a in node.args]
        new.keywords = [self.part(k) for k in node.keywords]
        return new

    def arguments(self, node: gast.Call) -> tuple[list[Argument], Given] | None:
        """Return the arguments of a call one by one, None where that cannot be."""
        leading: list[Argument] = []
        named: Given = {}
        for argument in node.args:
            if isinstance(argument, gast.Starred):
                items = self.visit(argument.value).value
                if not isinstance(items, Items) or items.keys is not None:
                    return None
                leading += items.items
            else:
                leading.append(self.visit(argument))
        for keyword in node.keywords:
            if keyword.arg is None:
                items = self.visit(keyword.value).value
                if not isinstance(items, Items) or items.keys is None:
                    return None
                named |= dict(zip(items.keys, items.items, strict=True))
            else:
                named[keyword.arg] = self.visit(keyword.value)
        return leading, named

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
        if isinstance(value, Instance):
            method = value.attribute("__call__")
            if isinstance(method, types.FunctionType):
                function = Argument(None, Known(method))
                return self.invoke(node, function, [func, *leading], named)
        if not isinstance(value, Known):
            self.refuse(node, GONE, CHOOSE)
            return Argument(constant(None))
        if value.thing is functools.partial and leading and leading[0].value:
            return Argument(None, self.partial(node, leading, named))
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
            expression = spelled(func.value.thing)
        new = gast.Call(
            expression,
            [self.given(node, a) for a in leading],
            [gast.keyword(k, self.given(node, a)) for k, a in named.items()],
        )
        gast.copy_location(new, node)
        new.target = func.value.thing
        return Argument(new)

    def given(self, node: gast.AST, argument: Argument) -> gast.AST:
        """Return the expression of an argument; refuse a function made here."""
        if argument.expression is None or made_here(argument.value):
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


OUT = "write the arguments out one by one"


def special(plain: types.FunctionType, given: list[Argument]) -> bool:
    """Tell whether a function is to be made anew for the arguments of a call."""
    stars = plain.__code__.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    defaults = (*(plain.__defaults__ or ()), *(plain.__kwdefaults__ or {}).values())
    inner = any(isinstance(c, types.CodeType) for c in plain.__code__.co_consts)
    functions: list[Value | None] = [a.value for a in given]
    return (
        bool(stars)
        or inner
        or any(map(callable, defaults))
        or any(map(is_function, functions))
    )
