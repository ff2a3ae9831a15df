"""Which function each expression stands for, and expressions without nested ones."""

from __future__ import annotations

import builtins
import types
from typing import Any

import gast

from srcdiff.analysis.signature import types_of
from srcdiff.core.build import (
    assign,
    clone,
    constant,
    name,
    shallow,
    stamped,
    subscript,
)
from srcdiff.core.traverse import map_children, names_in
from srcdiff.frontend.assumed import holds_functions
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
    functions_among,
    kept,
    made_here,
)
from srcdiff.frontend.frame import CALL, CHOOSE, DATA, GONE, STORE, STORED, Frame
from srcdiff.frontend.refusals import REFUSED
from srcdiff.frontend.scopes import COMPREHENSIONS, comprehension_names, renamed
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime.objects import is_object, members


class Expressions(Frame):
    """The walk over expressions. Subclasses add calls and statements."""

    def data(self, node: gast.AST) -> gast.AST:
        """Return an expression whose value is data; refuse a function made here."""
        return self.as_data(node, self.visit(node))

    def as_data(self, node: gast.AST, found: Argument) -> gast.AST:
        """Return what ``data`` does, of an expression that was visited."""
        if found.expression is None or made_here(found.value):
            self.escaped(found.value)
            unsure = isinstance(found.value, Unsure)
            self.refuse(node, *((GONE, CHOOSE) if unsure else (DATA, CALL)))
            return constant(None)
        return found.expression

    def visit(self, node: gast.AST) -> Argument:
        """Return what stands for an expression, and what is known of its value.

        What an expression does besides, it does once, however often it is looked at.
        """
        if id(node) in self.done:
            return self.done[id(node)]
        before = len(self.out), self.writes
        found = self.visited(node)
        if (len(self.out), self.writes) != before:
            self.done[id(node)] = found
        return found

    def visited(self, node: gast.AST) -> Argument:
        """Return what ``visit`` does, for an expression that is looked at first."""
        visit = getattr(self, f"visit_{type(node).__name__}", None)
        if visit is not None:
            return visit(node)
        if isinstance(node, COMPREHENSIONS):
            return Argument(self.comprehension(node))
        return Argument(map_children(node, self.part))

    def part(self, node: gast.AST) -> gast.AST:
        """Return a part of an expression, without nested functions."""
        if isinstance(node, gast.expr):
            return self.data(node)
        return map_children(node, self.part)

    def target(self, node: gast.AST) -> gast.AST:
        """Return what an assignment binds, without nested functions."""
        if isinstance(node, gast.Name | gast.Tuple | gast.List | gast.Starred):
            return map_children(node, self.target)
        if isinstance(node, gast.Attribute) and not isinstance(node.ctx, gast.Load):
            self.stored(node)
        if isinstance(node, gast.Subscript | gast.Attribute):
            for each in names_in(node.value):
                self.mutated(each)
            held = isinstance(node.value, gast.Attribute)
            if held and isinstance(self.visit(node.value).value, Items):
                self.refuse(node, STORED, STORE)
        if isinstance(node, gast.expr):
            return self.part(node)
        return map_children(node, self.target)

    def stored(self, node: gast.Attribute) -> None:
        """Refuse a store into an attribute that is more than a value of the object."""
        if id(node) not in self.storable:
            self.refuse(node, *REFUSED["Attribute"])
        base = self.visit(node.value).value
        if not isinstance(base, Instance):
            return
        if base.origin is not None:
            self.nest.decomposition.changed.add(base.origin)
        ruled = hasattr(type(base.attribute(node.attr)), "__set__")
        if (
            node.attr in base.members
            or ruled
            or base.attribute("__setattr__")
            not in (
                object.__setattr__,
                None,
            )
        ):
            self.refuse(node, STORED, STORE)

    def visit_Name(self, node: gast.Name) -> Argument:
        if node.id in self.spelled:
            return Argument(clone(self.spelled[node.id]), self.values.get(node.id))
        if node.id in self.locals:
            return Argument(clone(node), self.values.get(node.id))
        try:
            return Argument(clone(node), worth_knowing(self.source.lookup(node.id)))
        except KeyError:
            return Argument(clone(node))

    def visit_Attribute(self, node: gast.Attribute) -> Argument:
        base = self.visit(node.value)
        value = None
        if isinstance(base.value, Known):
            owner = base.value.thing
            if isinstance(owner, types.ModuleType | type) and hasattr(owner, node.attr):
                found = getattr(owner, node.attr)
                if isinstance(found, types.MethodType) and found.__self__ is owner:
                    return self.class_method(node, found)
                value = worth_knowing(found)
        if isinstance(base.value, Instance | Object):
            return self.member(node, base)
        named = isinstance(base.value, Items) and isinstance(node.value, gast.Name)
        if named and node.attr not in LOOKS:
            self.mutated(node.value.id)
        if base.expression is None or made_here(base.value):
            base = Argument(self.data(node.value))
        return Argument(gast.Attribute(base.expression, node.attr, node.ctx), value)

    def class_method(self, node: gast.Attribute, found: types.MethodType) -> Argument:
        """Return a class method: a function that is given the class."""
        method = Argument(None, Known(found.__func__))
        owner = Argument(None, Known(found.__self__))
        return Argument(None, Partial(node, method, (owner,), {}))

    def member(self, node: gast.Attribute, base: Argument) -> Argument:
        """Return an attribute of an object of a user's class."""
        raise NotImplementedError

    def visit_Lambda(self, node: gast.Lambda) -> Argument:
        return Argument(None, self.closure(node, "function"))

    def closure(self, node: gast.AST, stem: str) -> Closure:
        """Return what a definition makes, once its defaults are evaluated."""
        nest = self.nest
        if ("code", id(node)) not in nest.sites:
            nest.sites["code", id(node)] = self.code(node, stem)
        code = nest.sites["code", id(node)]
        self.made(node)
        a = node.args
        given = [*a.posonlyargs, *a.args][-len(a.defaults) :] if a.defaults else []
        pairs = [*zip(given, a.defaults, strict=True)]
        pairs += [(p, d) for p, d in zip(a.kwonlyargs, a.kw_defaults, strict=True) if d]
        defaults = {}
        for parameter, default in pairs:
            found = self.visit(default)
            defaults[parameter.id] = self.kept(
                node, found, parameter.id, f"{code.name}_{parameter.id}"
            )
        return Closure(node, code, self.source, defaults, {})

    def kept(self, node: gast.AST, found: Argument, key: Any, stem: str) -> Argument:
        """Return an argument that keeps its value, whatever names are bound later."""
        if found.expression is None or made_here(found.value):
            return Argument(None, found.value)
        expression = found.expression
        if isinstance(found.value, Known) and not names_in(expression) & self.locals:
            return found
        return Argument(self.held(node, key, stem, expression), found.value)

    def code(self, node: gast.AST, stem: str) -> gast.FunctionDef:
        """Return the code of a nested function as a definition."""
        body = node.body
        if isinstance(node, gast.Lambda):
            last = stamped(gast.Return(node.body), self.like)
            body = [gast.copy_location(last, node.body)]
        title = getattr(node, "name", stem)
        new = gast.FunctionDef(title, node.args, body, [], None, None, [])
        return gast.copy_location(new, node)

    def visit_IfExp(self, node: gast.IfExp) -> Argument:
        test = self.data(node.test)
        with self.inside():
            taken, other = self.visit(node.body), self.visit(node.orelse)
        value = joined(taken.value, other.value)
        if isinstance(value, Unsure) and self.straight and choosable(taken, other):
            test = self.chosen(node, test, taken, other)
            value = self.nest.sites["choice", id(node)]
        if made_here(value) or taken.expression is None or other.expression is None:
            return Argument(None, value or Unsure(True))
        return Argument(gast.IfExp(test, taken.expression, other.expression), value)

    def chosen(
        self, node: gast.AST, test: gast.AST, taken: Argument, other: Argument
    ) -> gast.AST:
        """Give the test of a choice between functions a name; return that name."""
        site = ("choice", id(node))
        if site in self.nest.sites:
            title = self.nest.sites[site].test
        else:
            title = self.names.temporary("chosen")
        self.made(node)
        # How a function is written here may mean another one where it is called.
        sides = (Argument(None, taken.value), Argument(None, other.value))
        self.nest.sites[site] = Choice(node, title, *sides)
        self.locals.add(title)
        self.emit(assign(title, test))
        return name(title)

    def visit_BoolOp(self, node: gast.BoolOp) -> Argument:
        first = self.data(node.values[0])
        with self.inside():
            others = [self.data(v) for v in node.values[1:]]
        return Argument(gast.BoolOp(node.op, [first, *others]))

    def visit_Tuple(self, node: gast.Tuple | gast.List) -> Argument:
        if any(isinstance(e, gast.Starred) for e in node.elts):
            return Argument(map_children(node, self.part))
        found = [self.visit(e) for e in node.elts]
        if not any(f.value is not None for f in found):
            kept = [f.expression for f in found]
            return Argument(type(node)(kept, node.ctx))
        if any(f.expression is None or made_here(f.value) for f in found):
            self.made(node)
            held = [self.kept(node, f, k, "item") for k, f in enumerate(found)]
            return Argument(None, Items(node, tuple(held), None))
        items = tuple(Argument(None, f.value) for f in found)
        display = type(node)([f.expression for f in found], node.ctx)
        return Argument(display, Items(node, items, None))

    visit_List = visit_Tuple

    def visit_Dict(self, node: gast.Dict) -> Argument:
        if None in node.keys or not all(
            isinstance(k, gast.Constant) for k in node.keys
        ):
            return Argument(map_children(node, self.part))
        found = [self.visit(v) for v in node.values]
        keys = tuple(k.value for k in node.keys)
        if any(f.expression is None or made_here(f.value) for f in found):
            self.made(node)
            held = [self.kept(node, f, k, "item") for k, f in enumerate(found)]
            return Argument(None, Items(node, tuple(held), keys))
        display = gast.Dict(list(map(clone, node.keys)), [f.expression for f in found])
        if not any(f.value is not None for f in found):
            return Argument(display)
        items = tuple(Argument(None, f.value) for f in found)
        return Argument(display, Items(node, items, keys))

    def visit_Subscript(self, node: gast.Subscript) -> Argument:
        base = self.visit(node.value)
        index = self.data(node.slice) if isinstance(node.slice, gast.expr) else None
        if isinstance(base.value, Items):
            item = item_of(base.value, index)
            if item is not None and item.expression is not None:
                return item
            value: Value | None = Unsure(made_here(base.value))
            if item is not None:
                value = item.value
            elif index is not None and self.straight and choosable(*base.value.items):
                value = self.picked(node, base.value, index)
            if base.expression is None or made_here(base.value):
                return Argument(None, value)
            return Argument(subscript(base.expression, index), value)
        if base.expression is None or made_here(base.value):
            base = Argument(self.data(node.value))
        where = index if index is not None else self.part(node.slice)
        value = base.value if isinstance(base.value, Unsure) else None
        return Argument(gast.Subscript(base.expression, where, node.ctx), value)

    def picked(self, node: gast.Subscript, items: Items, index: gast.AST) -> Value:
        """Return the choice among functions that an index makes."""
        raise NotImplementedError

    def comprehension(self, node: gast.AST) -> gast.AST:
        """Return a comprehension, its own names different from the function's."""
        first = self.data(node.generators[0].iter)
        shared = sorted(comprehension_names(node) & self.locals)
        if shared:
            key = ("comprehension", id(node))
            if key not in self.nest.sites:
                stems = self.names.stems
                fresh = {n: self.names.temporary(stems.get(n, n)) for n in shared}
                self.nest.sites[key] = renamed(node, fresh)
            node = self.nest.sites[key]
        new = shallow(node)
        new.generators = list(map(shallow, node.generators))
        new.generators[0].iter = constant(None)
        with self.inside(comprehension_names(node)):
            new = map_children(new, self.part)
        new.generators[0].iter = first
        return new


LOOKS = ("values", "items", "keys", "get", "copy", "index", "count")
"""Methods that change no list or dict."""


def worth_knowing(thing: Any) -> Known | Instance | Items | None:
    """Return a value for what may be called, or has attributes or items that may be."""
    if holds_functions(thing):
        found = functions_among(types_of({"it": thing}, {"it"})).get("it")
        return kept(found) if isinstance(found, Items | Instance) else None
    if is_object(thing):
        return instance_of(thing)
    if callable(thing) or isinstance(thing, types.ModuleType):
        return Known(thing)
    return None


def instance_of(thing: Any) -> Instance:
    """Return what is known of an object: its class, and those of its attributes."""
    inner = {name: instance_of(item) for name, item in members(thing).items()}
    return Instance(type(thing), inner, frozenset(vars(thing)))


def choosable(*found: Argument) -> bool:
    """Tell whether values are functions that may be called one as the other."""
    kinds = Closure | Partial | Derived | Choice
    return all(isinstance(a.value, kinds) or _is_written(a.value) for a in found)


def _is_written(value: Value | None) -> bool:
    """Tell whether a value is a function that can be called from anywhere."""
    if not isinstance(value, Known):
        return False
    plain = isinstance(value.thing, types.FunctionType)
    return plain or spelled(value.thing) is not None or is_builtin(value.thing)


def is_builtin(thing: Any) -> bool:
    """Tell whether an object is one that Python has under its name everywhere.

    >>> is_builtin(max), is_builtin(types.FunctionType)
    (True, False)
    """
    title = getattr(thing, "__name__", "")
    return getattr(builtins, title, None) is thing


def is_function(value: Value | None) -> bool:
    """Tell whether a value is one to specialise a called function on."""
    if isinstance(value, Known):
        return not isinstance(value.thing, types.ModuleType)
    if isinstance(value, Items):
        return any(is_function(a.value) for a in value.items)
    return value is not None


def item_of(items: Items, index: gast.AST | None) -> Argument | None:
    """Return the item at an index that is known, None where it is not."""
    if isinstance(index, gast.UnaryOp) and isinstance(index.op, gast.USub):
        inner = index.operand
        if isinstance(inner, gast.Constant) and items.keys is None:
            return _at(items.items, -inner.value)
    if not isinstance(index, gast.Constant):
        return None
    if items.keys is None:
        return _at(items.items, index.value)
    return dict(zip(items.keys, items.items, strict=True)).get(index.value)


def _at(items: tuple[Argument, ...], index: Any) -> Argument | None:
    inside = isinstance(index, int) and -len(items) <= index < len(items)
    return items[index] if inside else None


def joined(first: Value | None, second: Value | None) -> Value | None:
    """Return what is known of a value that is one of two."""
    if first is None and second is None:
        return None
    if first is not None and second is not None and first.key == second.key:
        return first
    return Unsure(made_here(first) or made_here(second))


def spelled(thing: Any) -> gast.AST | None:
    """Return how a function of NumPy's is written, None for others."""
    import numpy as np

    from srcdiff.core.build import numpy_attribute

    title = getattr(thing, "__name__", "")
    if getattr(np, title, None) is thing and REGISTRY.of(thing) is not None:
        return numpy_attribute(title)
    return None
