"""Objects of users' classes: methods, properties, operators are calls of functions."""

from __future__ import annotations

import types
from dataclasses import replace
from typing import Any

import gast

from srcdiff.core.build import member
from srcdiff.core.traverse import map_children
from srcdiff.frontend.callables import (
    Argument,
    Instance,
    Known,
    Object,
    Partial,
    Unsure,
)
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.specialise import Makers
from srcdiff.runtime.objects import FUNCTIONS

BINARY = {
    gast.Add: "add",
    gast.Sub: "sub",
    gast.Mult: "mul",
    gast.Div: "truediv",
    gast.FloorDiv: "floordiv",
    gast.Mod: "mod",
    gast.Pow: "pow",
    gast.MatMult: "matmul",
}
UNARY = {gast.USub: "__neg__", gast.UAdd: "__pos__", gast.Invert: "__invert__"}
BUILTINS = (len, abs, float)
ASKED = {builtin.__name__: f"__{builtin.__name__}__" for builtin in BUILTINS}


class Members(Makers):
    """The walk over expressions in which methods are resolved by their classes."""

    def visit_Call(self, node: gast.Call) -> Argument:
        func = node.func
        if isinstance(func, gast.Name) and len(node.args) == 1 and not node.keywords:
            return self.asked(node) or super().visit_Call(node)
        if not isinstance(func, gast.Attribute) or hasattr(node, "target"):
            return super().visit_Call(node)
        base = self.receiver(func.value)
        if base is None:
            return super().visit_Call(node)
        if isinstance(base.value, Unsure):
            self.refuse(node, GONE, CHOOSE)
            return Argument(gast.Constant(None, None))
        method = self.found(func, base)
        arguments = self.arguments(node, method.value)
        if method.value is None or arguments is None:
            self.refuse(node, GONE, CHOOSE)
            return Argument(gast.Constant(None, None))
        return self.invoke(node, method, *arguments)

    def asked(self, node: gast.Call) -> Argument | None:
        """Return what a builtin such as ``len`` asks an object, None for any other."""
        method = ASKED.get(node.func.id)
        (argument,) = node.args
        if method is None or not isinstance(argument, gast.Name | gast.Attribute):
            return None
        called = self.visit(node.func).value
        if not isinstance(called, Known) or called.thing not in BUILTINS:
            return None
        base = self.visit(argument)
        known = has_method(base, method)
        return self.operator(node, method, base, []) if known else None

    def receiver(self, node: gast.AST) -> Argument | None:
        """Return the object whose attribute is read, if it is of a user's class."""
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
            owner = self.visit(node.func).value
            if isinstance(owner, Known) and owner.thing is super and not node.args:
                return self.parent()
        base = self.visit(node)
        return base if isinstance(base.value, Instance | Object | Unsure) else None

    def parent(self) -> Argument | None:
        """Return what ``super()`` stands for: the object, from its next class on."""
        if self.first is None:
            return None
        value = self.values.get(self.first)
        try:
            owner = self.source.lookup("__class__")
        except KeyError:
            return None
        if not isinstance(value, Instance | Object):
            return None
        order = value.python.__mro__
        place = order.index(owner) + 1 if owner in order else len(order)
        held = self.visit_Name(gast.Name(self.first, gast.Load(), None, None))
        whole = replace(value, following=tuple(order[place:]))
        return Argument(held.expression, whole)

    def member(self, node: gast.Attribute, base: Argument) -> Argument:
        """Return an attribute of an object; a method keeps the object it is of."""
        found = self.found(node, base)
        if isinstance(found.value, Partial) and found.value.site is node:
            self.made(node)
            held = self.kept(node, found.value.leading[0], "self", "self")
            method = Partial(node, found.value.function, (held,), {})
            return Argument(None, method)
        return found

    def found(self, node: gast.Attribute, base: Argument) -> Argument:
        """Return an attribute of an object of a user's class."""
        assert isinstance(base.value, Instance | Object)
        value = base.value
        thing = value.attribute(node.attr)
        if isinstance(value, Object):
            if self.is_part(value, node.attr):
                return self.part_read(value, node.attr)
        elif node.attr in value.own and not hasattr(type(thing), "__set__"):
            thing = None
        whole = Argument(base.expression, replace(value, following=None))
        if isinstance(thing, types.FunctionType):
            method = Argument(None, Known(thing))
            return Argument(None, Partial(node, method, (whole,), {}))
        if isinstance(thing, property) and thing.fget is not None:
            return self.invoke(node, Argument(None, Known(thing.fget)), [whole], {})
        if isinstance(thing, classmethod):
            method = Argument(None, Known(thing.__func__))
            owner = Argument(None, Known(value.python))
            return Argument(None, Partial(node, method, (owner,), {}))
        if isinstance(value, Object):
            return self.class_value(node, value)
        read = member(base.expression, node.attr)
        read.ctx = node.ctx
        if isinstance(thing, staticmethod):
            return Argument(read, Known(thing.__func__))
        if isinstance(thing, FUNCTIONS):
            return Argument(read, Known(thing))
        inner = value.members.get(node.attr)
        if isinstance(inner, Instance):
            inner = replace(inner, origin=value.origin)
        return Argument(read, inner)

    def is_part(self, value: Object, attribute: str) -> bool:
        """Tell whether an attribute of an object is a name of the function."""
        raise NotImplementedError

    def part_read(self, value: Object, attribute: str) -> Argument:
        """Return the name that an attribute of an object is, and what it holds."""
        raise NotImplementedError

    def class_value(self, node: gast.Attribute, value: Object) -> Argument:
        """Return an attribute that an object has from its class."""
        raise NotImplementedError

    def visit_BinOp(self, node: gast.BinOp) -> Argument:
        left, right = self.visit(node.left), self.visit(node.right)
        stem = BINARY.get(type(node.op), "")
        for one, other, method in (
            (left, right, f"__{stem}__"),
            (right, left, f"__r{stem}__"),
        ):
            if has_method(one, method):
                return self.operator(node, method, one, [other])
        operands = self.as_data(node.left, left), self.as_data(node.right, right)
        return Argument(gast.BinOp(operands[0], node.op, operands[1]))

    def visit_UnaryOp(self, node: gast.UnaryOp) -> Argument:
        operand = self.visit(node.operand)
        method = UNARY.get(type(node.op), "")
        if has_method(operand, method):
            return self.operator(node, method, operand, [])
        return Argument(gast.UnaryOp(node.op, self.as_data(node.operand, operand)))

    def visit_Subscript(self, node: gast.Subscript) -> Argument:
        if hasattr(node, "taken") or hasattr(node, "unpacked"):
            return Argument(map_children(node, self.part))
        if isinstance(node.slice, gast.expr) and isinstance(node.ctx, gast.Load):
            base = self.visit(node.value)
            item = "__getitem__"
            if has_method(base, item):
                index = [self.visit(node.slice)]
                return self.operator(node, "__getitem__", base, index)
        return super().visit_Subscript(node)

    def operator(
        self, node: gast.AST, method: str, base: Argument, others: list[Argument]
    ) -> Argument:
        """Return the call of a method that stands for an operator."""
        assert isinstance(base.value, Instance | Object)
        thing: Any = base.value.attribute(method)
        if not isinstance(thing, types.FunctionType):
            self.refuse(node, GONE, CHOOSE)
            return Argument(gast.Constant(None, None))
        return self.invoke(node, Argument(None, Known(thing)), [base, *others], {})


def has_method(found: Argument, method: str) -> bool:
    """Tell whether a value is an object of a user's class that has a method."""
    value = found.value
    return isinstance(value, Instance | Object) and bool(value.attribute(method))
