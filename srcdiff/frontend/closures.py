"""Nested functions and functions as values become calls of plain functions."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import gast

from srcdiff.core.build import clone, function, shallow
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.errors import refuse
from srcdiff.frontend.callables import (
    Argument,
    Choice,
    Items,
    Known,
    Unsure,
    Value,
    made_here,
)
from srcdiff.frontend.decomposition import Decomposition, settled
from srcdiff.frontend.expressions import choosable
from srcdiff.frontend.frame import CALL, CHOOSE, DATA, GONE, Nest
from srcdiff.frontend.lifted import Lifting
from srcdiff.frontend.looped import Loops
from srcdiff.frontend.returned import notes, nothing
from srcdiff.frontend.scopes import bound_by
from srcdiff.frontend.source import FunctionSource

RESULT = "the result is a function that is made here"
RETURN = "return what it computes, or differentiate that function"
DECORATOR = "what this decorator makes of a function is not known"
PLAINLY = "call the function without it, or decorate it at module level"
# What these make of a function computes what the function computes.
TRANSPARENT = (functools.wraps, functools.lru_cache, functools.cache)
PLACES = (gast.Name, gast.Attribute)
_DISPLAYS = (gast.List, gast.Dict)


def lift_functions(
    node: gast.FunctionDef,
    source: FunctionSource,
    names: NameTable,
    lifting: Lifting,
    functions: Mapping[str, Value],
) -> gast.FunctionDef:
    """Return the function without nested ones; each call knows what it calls.

    A call of a nested function becomes one of a function at module level, with what
    that reads of the function around it as further arguments, at their values of the
    time of the call. lifting: gets these functions. functions: the parameters
    that are, or hold, known functions.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     k = 1.0
    ...     def g(v):
    ...         return v * k
    ...     k = 3.0
    ...     return g(x)
    >>> source = find_source(f)
    >>> lifting = Lifting()
    >>> names = NameTable(["x", "k", "g", "v"])
    >>> print(statement(lift_functions(source.node, source, names, lifting, {})))
    def f(x):
        k = 1.0
        k = 3.0
        return g(x, k)
    >>> print(*(statement(made.source.node) for made in lifting.made.values()))
    def g(v, k):
        return v * k
    """

    given: list[str] = []

    def walk(known: Decomposition) -> list[gast.AST]:
        nest = Nest(names, lifting, known)
        frame = Statements(source, node, nest, functions, {})
        frame.main()
        body = frame.block(node.body)
        for returned, value, _, _ in frame.returned:
            if made_here(value):
                frame.escaped(value)
                frame.refuse(returned.value, RESULT, RETURN)
        given[:] = [p for p, _ in frame.opening]
        return frame.opened(body)

    body = settled(walk, names, lifting)
    refuse(lifting.refusals)
    new = function(node, body)
    if given:
        new = function(node, body, written=tuple(given))
    # Names of nested functions only may be given to others now.
    names.globals &= {n.id for n in nodes_in(new) if isinstance(n, gast.Name)}
    return new


class Statements(Loops):
    """The walk over statements."""

    def block(self, statements: list[gast.AST]) -> list[gast.AST]:
        """Return statements without nested functions."""
        saved, self.out = self.out, []
        like = self.like
        for statement in statements:
            self.like = statement
            self.writes, self.done = 0, {}
            visit = getattr(self, f"visit_{type(statement).__name__}", self.other)
            visit(statement)
        self.like = like
        done, self.out = self.out, saved
        return done

    def visit_FunctionDef(self, node: gast.FunctionDef) -> None:
        found = Argument(None, self.closure(node, node.name))
        for decorator in reversed(node.decorator_list):
            called = decorator.func if isinstance(decorator, gast.Call) else decorator
            value = self.visit(called).value
            if isinstance(value, Known) and any(value.thing is t for t in TRANSPARENT):
                continue
            function = self.visit(decorator)
            if function.value is not None:
                found = self.invoke(decorator, function, [found], {})
            if function.value is None or found.value is None:
                self.refuse(decorator, DECORATOR, PLAINLY)
                break
        self.bind(node.name, found.value)

    def visit_Assign(self, node: gast.Assign) -> None:
        first = node.targets[0]
        base = self.sets_property(node, first)
        self.direct = node.value
        if isinstance(node.value, gast.Lambda):
            stem = first.id if isinstance(first, gast.Name) else "function"
            found = Argument(None, self.closure(node.value, stem))
        else:
            found = self.visit(node.value)
        if len(node.targets) == 1 and base is not None:
            self.set_property(node, first, base, found)
            return
        if len(node.targets) == 1 and self.sets_item(node, first, found):
            return
        node = self.onto_parts(node)
        if found.expression is None or made_here(found.value):
            for target in node.targets:
                self.unpack(target, found, node)
            return
        targets = [self.target(t) for t in node.targets]
        self.put(gast.Assign(targets, found.expression, None), node)
        value = self.shared(node.value, found.value)
        for target in node.targets:
            self.spread_over(target, value)

    def shared(self, node: gast.AST, value: Value | None) -> Value | None:
        """Return what two names for one list or dict hold: either may change it."""
        changeable = isinstance(value, Items) and isinstance(value.site, _DISPLAYS)
        fixed = isinstance(value, Items) and hasattr(value.site, "kept")
        if fixed or not changeable or not isinstance(node, gast.Name):
            return value
        self.bind(node.id, Unsure(False))
        return Unsure(False)

    def spread_over(self, target: gast.AST, value: Value | None) -> None:
        """Note what targets hold after the assignment of a value."""
        if isinstance(target, gast.Name):
            self.bind(target.id, value)
        elif isinstance(target, gast.Tuple | gast.List):
            inside: list[Value | None] = [None] * len(target.elts)
            if isinstance(value, Items) and len(value.items) == len(inside):
                inside = [a.value for a in value.items]
            for each, item in zip(target.elts, inside, strict=True):
                self.spread_over(each, item)

    def unpack(self, target: gast.AST, found: Argument, like: gast.AST) -> None:
        """Bind names to a value that the program makes, or to its items."""
        value = found.value
        if found.expression is not None and not made_here(value):
            self.put(gast.Assign([clone(target)], clone(found.expression), None), like)
            self.spread_over(target, value)
        elif isinstance(target, gast.Name):
            self.bind(target.id, value)
        elif (
            isinstance(target, gast.Tuple | gast.List)
            and isinstance(value, Items)
            and len(value.items) == len(target.elts)
        ):
            for each, item in zip(target.elts, value.items, strict=True):
                self.unpack(each, item, like)
        else:
            unsure = isinstance(value, Unsure)
            self.refuse(target, *((GONE, CHOOSE) if unsure else (DATA, CALL)))

    def visit_AnnAssign(self, node: gast.AnnAssign) -> None:
        if isinstance(node.target, PLACES) and node.value is not None:
            plain = gast.Assign([node.target], node.value, None)
            plain.__dict__.update(notes(node))
            self.visit_Assign(plain)
        else:
            self.other(node)

    def visit_If(self, node: gast.If) -> None:
        test = self.data(node.test)
        before = dict(self.values)
        body = self.block(node.body)
        taken, self.values = self.values, before
        orelse = self.block(node.orelse)
        test = self.between(node, test, taken, self.values)
        if body or orelse:
            self.put(gast.If(test, body or [nothing(node)], orelse), node)

    def between(
        self,
        node: gast.If,
        test: gast.AST,
        taken: dict[str, Value],
        other: dict[str, Value],
    ) -> gast.AST:
        """Note what names hold after a branch; return its test, named if need be."""
        self.values = self.merged(taken, other)
        named: gast.AST | None = None
        for each, value in list(self.values.items()):
            sides = [Argument(None, v.get(each)) for v in (taken, other)]
            if isinstance(value, Unsure) and choosable(*sides):
                named = named or self.chosen(node, test, *sides)
                self.values[each] = Choice(node, named.id, *sides)
        return named or test

    def other(self, node: gast.AST) -> None:
        """Walk any other statement: its blocks, if it has some, may run or not."""
        for item in getattr(node, "items", []) if isinstance(node, gast.With) else []:
            for each in bound_by(item):
                self.bind(each, None)
        ends = dict(self.values)
        new = shallow(node)
        for key in node._fields:
            value: Any = getattr(node, key, None)
            if isinstance(value, list) and value and isinstance(value[0], gast.stmt):
                self.values = dict(ends)
                new.__dict__[key] = self.block(value) or [nothing(node)]
                ends = self.merged(ends, self.values)
                if isinstance(node, gast.Try):
                    ends = self.interrupted(ends, value)
            elif key in ("handlers", "cases"):
                new.__dict__[key] = []
                for part in value:
                    self.values = dict(ends)
                    new.__dict__[key].append(self.clause(part))
                    ends = self.merged(ends, self.values)
            elif isinstance(value, list) and key != "names":
                new.__dict__[key] = [self.target(v) for v in value]
            elif isinstance(value, gast.AST):
                new.__dict__[key] = self.target(value)
        branches = hasattr(node, "body") or hasattr(node, "cases")
        if branches and not isinstance(node, gast.With):
            self.values = ends
        for each in () if branches else bound_by(node):
            self.bind(each, None)
        self.out.append(new)

    def interrupted(
        self, values: dict[str, Value], block: list[gast.AST]
    ) -> dict[str, Value]:
        """Return what is known when a block may have been left at any point."""
        names = {n for s in block for n in bound_by(s) if self.binders[n] > 1}
        return {n: Unsure(made_here(v)) if n in names else v for n, v in values.items()}

    def clause(self, node: gast.AST) -> gast.AST:
        new = shallow(node)
        for each in bound_by(node) - {n for s in node.body for n in bound_by(s)}:
            self.bind(each, None)
        for key in node._fields:
            value: Any = getattr(node, key, None)
            if key == "body":
                new.body = self.block(value) or [nothing(node)]
            elif isinstance(value, gast.expr):
                setattr(new, key, self.target(value))
        return new
