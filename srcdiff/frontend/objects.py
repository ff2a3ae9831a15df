"""Objects that a function makes or changes: statements and calls that do that."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import types
from dataclasses import replace
from typing import Any

import gast

from srcdiff.core.build import (
    assign,
    clone,
    constant,
    name,
    shallow,
)
from srcdiff.core.traverse import root_name
from srcdiff.errors import SourceUnavailable
from srcdiff.frontend.accept import refusals
from srcdiff.frontend.callables import (
    Argument,
    Instance,
    Items,
    Known,
    Object,
    Value,
    made_here,
)
from srcdiff.frontend.classes import (
    initialiser,
    is_from_fields,
    is_made_plainly,
)
from srcdiff.frontend.expressions import spelled, worth_knowing
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.members import BINARY, has_method
from srcdiff.frontend.parameters import literal
from srcdiff.frontend.parts import BEFORE, INSIDE, Parts, is_none
from srcdiff.frontend.refusals import STATEMENTS
from srcdiff.frontend.scopes import bound_by
from srcdiff.frontend.source import find_source
from srcdiff.rules.records import is_record

FIELDS = "what a field of this class is, only the run tells"
WRITE = "give the value to the call"


class Objects(Parts):
    """The walk over what makes and changes objects that are taken apart."""

    def invoke(
        self,
        node: gast.Call,
        func: Argument,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return what stands for the call of a known function, or class."""
        thing = func.value.thing if isinstance(func.value, Known) else None
        if isinstance(thing, type) and self.takes_apart(node, thing):
            return self.constructed(node, thing, leading, named)
        given = leading[0].value if leading else None
        if isinstance(given, Instance) and thing is dataclasses.replace:
            found = self.known_call(node, func, leading, named)
            return Argument(found.expression, replace(given, members={}, origin=None))
        if isinstance(given, Object):
            if thing is isinstance and len(leading) == 2:
                answer = is_of(given.python, leading[1].value)
                if answer is not None:
                    return Argument(constant(answer))
            if thing is copy.copy or thing is dataclasses.replace:
                return self.copied(node, given, named)
        return super().invoke(node, func, leading, named)

    def copied(
        self, node: gast.Call, given: Object, changes: dict[str, Argument]
    ) -> Argument:
        """Return a new object with the attributes of another, some of them changed."""
        plain = not hasattr(given.python, "__copy__")
        if changes:
            fields = {f.name for f in dataclasses.fields(given.python) if f.init}
            post = hasattr(given.python, "__post_init__")
            plain = changes.keys() <= fields == given.parts.keys() and not post
        if not plain:
            self.refuse(node, GONE, CHOOSE)
        new = self.new_object(node, given.python)
        self.made(node)
        for attribute, part in given.parts.items():
            held = changes.get(attribute)
            given_it = attribute in given.given or part in self.extra
            if held is None and not given_it and part not in self.parts_bound:
                continue
            self.part_bound(
                node, new, attribute, held or self.part_read(given, attribute)
            )
        self.present.add(id(new.parts))
        return Argument(None, new)

    def new_object(self, node: gast.Call, kind: type) -> Object:
        """Return the object that a place of the function makes."""
        site = ("object", id(node), self.serial)
        if site not in self.nest.sites:
            new = Object(node, self.origin(node), kind.__name__.lower(), kind)
            self.nest.sites[site] = self.taken(new)
        found = self.nest.sites[site]
        assert isinstance(found, Object)
        return found

    def takes_apart(self, node: gast.AST, kind: type) -> bool:
        """Tell whether the objects that a call makes are taken apart."""
        known, origin = self.nest.decomposition, self.origin(node)
        if origin is None or origin in known.whole or not is_made_plainly(kind):
            return False
        if is_record(kind):
            return origin in known.apart
        return is_from_fields(kind) or self.can_be_walked(initialiser(kind))

    def can_be_walked(self, function: Any) -> bool:
        """Tell whether all that a function is written with is accepted."""
        if not isinstance(function, types.FunctionType):
            return True
        try:
            return not refusals(find_source(function))
        except SourceUnavailable:
            return False

    def origin(self, node: gast.AST) -> Any:
        """Return where an object is made, None where there is no such place."""
        if getattr(node, "lineno", None) is None:
            return None
        return (self.source.file, node.lineno, node.col_offset)

    def known_call(
        self,
        node: gast.Call,
        func: Argument,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return the call of a function that exists before the program runs."""
        found = super().known_call(node, func, leading, named)
        if isinstance(found.value, Instance):
            value = replace(found.value, origin=self.origin(node))
            return Argument(found.expression, value)
        return found

    def constructed(
        self,
        node: gast.Call,
        kind: type,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> Argument:
        """Return an object that a call makes, after all that making it does."""
        new = self.new_object(node, kind)
        self.made(node)
        for attribute, part in list(new.parts.items()):
            self.bind(part, None)
            found = self.of_class(new, attribute)
            if found is not None:
                self.part_bound(node, new, attribute, found)
            elif (new.origin, attribute) in self.nest.decomposition.unbound:
                self.put_before(node, assign(part, constant(None)))
                self.note_bound(part)
        self.present.discard(id(new.parts))
        if is_from_fields(kind):
            self.fields(node, new, leading, named)
        elif initialiser(kind) is not object.__init__:
            self.initialised(node, new, initialiser(kind), leading, named)
        self.present.add(id(new.parts))
        return Argument(None, new)

    def initialised(
        self,
        node: gast.Call,
        new: Object,
        function: Any,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> None:
        """Call a method of a new object for what it binds."""
        method = Argument(None, Known(function))
        found = self.invoke(node, method, [Argument(None, new), *leading], named)
        if found.expression is not None and not is_none(found.expression):
            self.put_before(node, gast.Expr(found.expression))

    def put_before(self, node: gast.AST, statement: gast.AST) -> None:
        """Put a statement before the one that is looked at, if that is the same."""
        if not self.straight or self.wrote:
            self.refuse(node, INSIDE, BEFORE)
        self.emit(statement)

    def fields(
        self,
        node: gast.Call,
        new: Object,
        leading: list[Argument],
        named: dict[str, Argument],
    ) -> None:
        """Bind the fields of an object of a dataclass, as its ``__init__`` does."""
        try:
            given = inspect.signature(new.python).bind(*leading, **named).arguments
        except TypeError as error:
            self.refuse(node, f"{new.python.__name__}(): {error}", "mend the call")
            return
        fields = dataclasses.fields(new.python)
        if given.keys() - {f.name for f in fields}:
            self.refuse(node, FIELDS, WRITE)
        for field in fields:
            found = given.get(field.name) or self.default(node, field)
            if found is not None:
                self.part_bound(node, new, field.name, found)
        if hasattr(new.python, "__post_init__"):
            self.initialised(node, new, new.python.__post_init__, [], {})

    def default(
        self, node: gast.Call, field: dataclasses.Field[Any]
    ) -> Argument | None:
        """Return the default of a field, None where it has none."""
        if field.default is not dataclasses.MISSING:
            value = worth_knowing(field.default)
            text = literal(field.default)
            if text is None and isinstance(value, Known):
                text = spelled(value.thing)
            if text is None:
                self.refuse(node, FIELDS, WRITE)
            return Argument(text or constant(None), value)
        if field.default_factory is dataclasses.MISSING:
            return None
        if field.default_factory is list:
            return Argument(gast.List([], gast.Load()))
        if field.default_factory is dict:
            return Argument(gast.Dict([], []))
        made = Argument(None, Known(field.default_factory))
        return self.invoke(node, made, [], {})

    def part_bound(
        self, node: gast.AST, value: Object, attribute: str, found: Argument
    ) -> None:
        """Bind an attribute of an object to an argument."""
        part = self.part_stored(value, attribute)
        if found.expression is not None and not made_here(found.value):
            self.put_before(node, assign(part, clone(found.expression)))
        self.bind(part, found.value)

    # Objects that are changed.

    def plain_call(self, node: gast.Call, func: gast.AST | None) -> gast.AST:
        """Return a call as it stands; refuse one that changes what an object holds."""
        if isinstance(node.func, gast.Attribute) and node.func.attr in STATEMENTS:
            owner = getattr(func, "value", None)
            root = root_name(node.func.value)
            if root in self.receivers and not isinstance(owner, gast.Name):
                reason = f"{self.source.text(node.func)}(...) writes in place"
                self.refuse(node, reason, STATEMENTS[node.func.attr])
        return super().plain_call(node, func)

    def target(self, node: gast.AST) -> gast.AST:
        """Return what an assignment binds, without nested functions."""
        if isinstance(node, gast.Attribute) and not isinstance(node.ctx, gast.Load):
            base = self.visit(node.value).value
            if isinstance(base, Object):
                if hasattr(type(base.attribute(node.attr)), "__set__"):
                    self.refuse(node, GONE, CHOOSE)
                part = self.part_stored(base, node.attr)
                self.bind(part, None)
                return name(part, store=True)
        if isinstance(node, gast.Subscript) and not isinstance(node.ctx, gast.Load):
            self.note_written(node.value)
        return super().target(node)

    def note_written(self, node: gast.AST) -> None:
        """Note that what an expression stands for is written in place."""
        for origin in self.objects_seen(node):
            self.nest.decomposition.changed.add(origin)

    def objects_seen(self, node: gast.AST) -> set[Any]:
        """Return the objects whose attributes an expression views."""
        while isinstance(node, gast.Subscript | gast.Attribute):
            if isinstance(node, gast.Attribute):
                value = self.visit(node.value).value
                if isinstance(value, Instance):
                    return {value.origin} - {None}
            node = node.value
        return self.views.get(node.id, set()) if isinstance(node, gast.Name) else set()

    def onto_parts(self, node: gast.Assign) -> gast.Assign:
        """Return an assignment with the names that attributes of objects are."""

        def change(target: gast.AST) -> gast.AST:
            if isinstance(target, gast.Tuple | gast.List):
                new = shallow(target)
                new.elts = list(map(change, target.elts))
                return new
            held = isinstance(target, gast.Attribute) and self.visit(target.value)
            return self.target(target) if held and is_object(held) else target

        for target in node.targets:
            if isinstance(target, gast.Name):
                self.views[target.id] = self.objects_seen(node.value)
        new = shallow(node)
        new.targets = list(map(change, node.targets))
        return new

    def sets_property(self, node: gast.AST, target: gast.AST) -> Argument | None:
        """Return the object whose property a statement sets, and None for no such."""
        if not isinstance(target, gast.Attribute):
            return None
        base = self.visit(target.value)
        if not isinstance(base.value, Instance | Object):
            return None
        thing = base.value.attribute(target.attr)
        if not isinstance(thing, property) or thing.fset is None:
            return None
        if isinstance(base.value, Instance):
            self.nest.decomposition.changed.add(base.value.origin)
            return None
        return base

    def set_property(
        self, node: gast.AST, target: gast.Attribute, base: Argument, value: Argument
    ) -> None:
        """Emit the call that sets a property of an object."""
        assert isinstance(base.value, Object)
        thing = base.value.attribute(target.attr)
        self.direct = target
        setter = Argument(None, Known(thing.fset))
        found = self.invoke(target, setter, [base, value], {})
        if found.expression is not None and not is_none(found.expression):
            self.put(gast.Expr(found.expression), node)

    def unpack(self, target: gast.AST, found: Argument, like: gast.AST) -> None:
        """Bind names to a value that the program makes, or to its items."""
        raise NotImplementedError

    def sets_item(self, node: gast.AST, target: gast.AST, value: Argument) -> bool:
        """Emit the call that sets an item of an object; tell whether there is one."""
        if not isinstance(target, gast.Subscript):
            return False
        base = self.visit(target.value)
        method = "__setitem__"
        if not isinstance(base.value, Object) or not has_method(base, method):
            return False
        index = self.visit(target.slice)
        self.direct = target
        found = self.operator(target, method, base, [index, value])
        if found.expression is not None and not is_none(found.expression):
            self.put(gast.Expr(found.expression), node)
        return True

    def grows_object(self, node: gast.AugAssign) -> bool:
        """Emit what ``a += e`` calls on an object; tell whether a is one."""
        held = self.visit(node.target) if isinstance(node.target, gast.Name) else None
        if held is None or not isinstance(held.value, Object):
            return False
        stem = BINARY.get(type(node.op), "")
        methods = [m for m in (f"__i{stem}__", f"__{stem}__") if has_method(held, m)]
        if not methods:
            self.refuse(node, GONE, CHOOSE)
            return True
        self.direct = node
        other = self.visit(node.value)
        found = self.operator(node, methods[0], held, [other])
        self.unpack(shallow(node.target), found, node)
        return True

    def visit_AugAssign(self, node: gast.AugAssign) -> None:
        target = node.target
        if self.grows_object(node):
            return
        if isinstance(target, gast.Name):
            self.note_written(target)
        base = self.sets_property(node, target)
        owner = None
        if isinstance(target, gast.Attribute):
            owner = self.visit(target.value).value
        if base is None and not isinstance(owner, Object):
            value = self.data(node.value)
            if self.wrote and not isinstance(target, gast.Name):
                self.refuse(node, INSIDE, BEFORE)
            place = self.target(target)
            self.put(gast.AugAssign(place, node.op, value), node)
            for each in bound_by(node):
                self.bind(each, None)
            return
        # Python reads the attribute, changes what it is, and binds it again.
        held = self.held_by(target)
        value = self.data(node.value)
        if base is None and not self.wrote:
            assert isinstance(owner, Object)
            part = self.part_stored(owner, target.attr)
            if getattr(held, "id", None) != part:
                self.put(assign(part, held), node)
            self.bind(part, None)
            place = name(part, store=True)
            self.put(gast.AugAssign(place, node.op, value), node)
            return
        site = ("grown", id(node))
        if site not in self.nest.sites:
            self.nest.sites[site] = self.names.temporary(target.attr)
        grown = self.nest.sites[site]
        self.locals.add(grown)
        self.put(assign(grown, held), node)
        self.put(gast.AugAssign(name(grown, store=True), node.op, value), node)
        if base is not None:
            self.set_property(node, target, base, Argument(name(grown)))
            return
        assert isinstance(owner, Object)
        part = self.part_stored(owner, target.attr)
        self.put(assign(part, name(grown)), node)
        self.bind(part, None)

    def held_by(self, target: gast.Attribute) -> gast.AST:
        """Return what an attribute is that is about to be changed."""
        site = ("read", id(target))
        if site not in self.nest.sites:
            read = shallow(target)
            read.ctx = gast.Load()
            self.nest.sites[site] = read
        self.direct = self.nest.sites[site]
        return self.data(self.nest.sites[site])

    def visit_Expr(self, node: gast.Expr) -> None:
        """Walk an expression for what it does."""
        call = node.value
        if isinstance(call, gast.Call):
            if isinstance(call.func, gast.Attribute) and call.func.attr in STATEMENTS:
                self.note_written(call.func.value)
            for argument in call.args[:1]:
                self.note_written(argument)
        count = len(self.out)
        self.direct = call
        found = self.visit(call)
        if isinstance(found.value, Object) or (
            len(self.out) > count and isinstance(found.expression, gast.Name)
        ):
            return
        done = found.expression is not None and is_none(found.expression)
        if isinstance(call, gast.Call) and done:
            return
        if found.expression is None or made_here(found.value):
            self.data(call)
            return
        self.put(gast.Expr(found.expression), node)


def is_object(found: Argument) -> bool:
    return isinstance(found.value, Object)


def is_of(kind: type, asked: Value | None) -> bool | None:
    """Tell whether objects of a class are of another, None where that is not known."""
    if isinstance(asked, Items):
        found = [is_of(kind, a.value) for a in asked.items]
        return None if None in found else any(found)
    known = asked.thing if isinstance(asked, Known) else None
    return issubclass(kind, known) if isinstance(known, type) else None
