"""Objects that change: each attribute is a name of the function that it is changed in.

``self.h = e`` binds the name that stands for ``self.h``. A function that is called gets
the names as arguments, and returns those that it binds beside its result; the caller
binds them. So two names for one object are no question: both stand for the same names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import gast

from srcdiff.core.build import (
    assign,
    clone,
    constant,
    member,
    name,
    stamped,
    subscript,
    tuple_of,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children
from srcdiff.frontend.callables import (
    Argument,
    Instance,
    Known,
    Object,
    Value,
    arguments_of,
    made_here,
    reached,
)
from srcdiff.frontend.classes import class_data, in_some_class, named_in
from srcdiff.frontend.desugar.attributes import own_objects, stored_place
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.expressions import joined, spelled, worth_knowing
from srcdiff.frontend.frame import CHOOSE, GONE
from srcdiff.frontend.lifted import Lifted
from srcdiff.frontend.needed import is_first, is_needed, writes_nothing
from srcdiff.frontend.receivers import object_names
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.returned import MIXED, Returns, packed

INSIDE = "an object is made or changed inside an expression, which reads it too"
BEFORE = "give this a name in a statement before"
AGAIN = "a function that calls itself changes an object"
LOOP = "return the new values, or write the recursion as a loop"
GIVE = "bind it in `__init__`, or before this"


class Parts(Returns):
    """The walk over attributes of objects that are taken apart, and calls that bind.

    outer: the objects that were there before the function. present: those that are
    there where the walk stands. parts_bound: the parts that it has bound; rebound:
    those of outer objects.
    """

    def enter(self) -> None:
        """Note which objects there are before the function."""
        self.outer = set(objects_in(self.values.values()))
        self.present = set(self.outer)
        self.storable = self.own_places(main=False)
        self.receivers = object_names(self.source, Scope(self.source).known)
        self.receivers |= {
            n for n, v in self.values.items() if isinstance(v, Instance | Object)
        }

    def own_places(self, main: bool) -> set[int]:
        """Return the attributes that may be bound of objects that stay whole."""
        own = own_objects(self.node, Scope(self.source).known, main)
        places = map(stored_place, nodes_in(self.node))
        return {id(p) for p in places if p is not None and p.value.id in own}

    def main(self) -> None:
        """Take the parameters apart that are to be."""
        self.enter()
        self.storable = self.own_places(self.nest.lifting.main is self.source.function)
        for parameter, value in list(self.values.items()):
            if isinstance(value, Instance) and (
                value.origin in self.nest.decomposition.apart
            ):
                self.opening.append((parameter, self.given_object(parameter, value)))
        for parameter, value in self.opening:
            self.bind(parameter, value)
        self.outer = set()

    def given_object(self, stem: str, value: Instance, path: tuple = ()) -> Object:
        """Return a parameter, or an attribute of one, as an object taken apart."""
        origin = (*value.origin, *path)
        new = Object(object(), origin, stem, value.python)
        self.nest.decomposition.mentioned.setdefault(origin, {})
        new.given.update(value.own, class_data(value.python))
        new.bound.update(new.given)
        self.taken(new)
        self.present.add(id(new.parts))
        for attribute, inner in value.members.items():
            if attribute in new.parts and isinstance(inner, Instance):
                kept = replace(inner, origin=value.origin)
                held = self.given_object(attribute, kept, (*path, attribute))
                self.entry[new.parts[attribute]] = held
                self.bind(new.parts[attribute], held)
        return new

    def opened(self, body: list[gast.AST]) -> list[gast.AST]:
        """Return a body that first reads the attributes of objects taken apart."""
        first: list[gast.AST] = []
        todo = [(name(p), value) for p, value in self.opening]
        while todo:
            whole, value = todo.pop(0)
            for attribute, part in value.parts.items():
                read = member(clone(whole), attribute)
                inner = self.entry.get(part)
                if inner is not None:
                    todo.append((read, inner))
                elif is_needed(part, body) and attribute in value.given:
                    first.append(opening_read(part, read, body[0]))
                elif is_needed(part, body):
                    first.append(assign(part, constant(None), like=body[0]))
        return [*first, *body]

    def taken(self, new: Object) -> Object:
        """Return an object, its attributes known as far as another walk found them."""
        self.nest.lifting.values.append(new)
        for attribute in self.nest.decomposition.attributes.get(new.origin, ()):
            self.part_of(new, attribute)
        return new

    def part_of(self, value: Object, attribute: str) -> str:
        """Return the name that an attribute of an object is."""
        self.nest.decomposition.mention(value.origin, attribute)
        if attribute not in value.parts:
            stem = attribute
            if attribute in self.names.used:
                stem = f"{value.stem}_{attribute}"
            changes = attribute in self.nest.decomposition.bound.get(value.origin, ())
            new = self.names.fresh if changes else self.names.temporary
            value.parts[attribute] = new(stem)
            self.nest.owners[value.parts[attribute]] = id(value.parts)
            self.nest.places[value.parts[attribute]] = (value.origin, attribute)
        self.locals.add(value.parts[attribute])
        return value.parts[attribute]

    def part_stored(self, value: Object, attribute: str) -> str:
        """Return the name that an attribute is, which is about to be bound."""
        part = self.part_of(value, attribute)
        value.bound.add(attribute)
        self.nest.decomposition.store(value.origin, attribute)
        self.note_bound(part)
        return part

    def note_bound(self, part: str) -> None:
        """Note that a name is bound that is a part, maybe of an outer object."""
        self.parts_bound.add(part)
        if self.nest.owners.get(part) in self.outer:
            self.rebound[part] = None

    def note_early(self, name: str) -> None:
        """Note that a name is read which may be a part that nothing has bound."""
        owner = self.nest.owners.get(name)
        if owner is None or name in self.parts_bound or owner in self.outer:
            return
        self.nest.decomposition.early.add(self.nest.places[name])

    def visit_Compare(self, node: gast.Compare) -> Argument:
        """Return a comparison; what the program makes is never None."""
        alone = len(node.ops) == 1 and isinstance(node.ops[0], gast.Is | gast.IsNot)
        if alone and is_none(node.comparators[0]):
            plain = isinstance(node.left, gast.Name | gast.Attribute)
            if plain and isinstance(self.visit(node.left).value, Object):
                return Argument(constant(isinstance(node.ops[0], gast.IsNot)))
        return Argument(map_children(node, self.part))

    def is_part(self, value: Object, attribute: str) -> bool:
        """Tell whether an attribute of an object is a name of the function."""
        known = self.nest.decomposition
        if hasattr(type(value.attribute(attribute)), "__set__"):
            return False
        if attribute in value.bound | known.bound.get(value.origin, frozenset()):
            return True
        # What the first walk does not know, it may find bound further on.
        first = value.origin not in known.attributes
        return first and not in_some_class(value.python, attribute)

    def part_read(self, value: Object, attribute: str) -> Argument:
        """Return the name that an attribute of an object is, and what it holds."""
        part = self.part_of(value, attribute)
        self.note_early(part)
        held = self.values.get(part)
        text = spelled(held.thing) if isinstance(held, Known) else None
        return Argument(text or name(part), held)

    def class_value(self, node: gast.Attribute, value: Object) -> Argument:
        """Return an attribute that an object has from its class."""
        thing = value.attribute(node.attr)
        if isinstance(thing, staticmethod):
            return Argument(None, Known(thing.__func__))
        found = self.of_class(value, node.attr)
        if found is not None:
            return found
        if in_some_class(value.python, node.attr):
            self.refuse(node, GONE, CHOOSE)
        else:
            title = value.python.__name__
            self.refuse(node, f"{title} has no attribute {node.attr} here", GIVE)
        return Argument(constant(None))

    def of_class(self, value: Object, attribute: str) -> Argument | None:
        """Return what the class holds under a name, None where that is code."""
        thing = value.attribute(attribute)
        known = in_some_class(value.python, attribute)
        if not known or hasattr(type(thing), "__get__"):
            return None
        title = named_in(value.python, self.source)
        if title is not None and title not in self.locals:
            return Argument(member(name(title), attribute), worth_knowing(thing))
        return None

    # Calls that bind parts of objects anew.

    def settle(self, made: Lifted) -> None:
        """Note on a function that was made what it returns beside its result."""
        super().settle(made)
        made.outer = self.outer
        states = list(self.states)
        if not ends(self.node.body):
            states.append(dict(self.values))
        todo = list(self.rebound)
        for part in todo:
            held = states[0].get(part)
            for state in states[1:]:
                held = joined(held, state.get(part))
            if held is not None:
                made.after.setdefault(part, held)
                todo += self.reached_anew(made, held, states[-1], todo)
        made.rebound = [p for p in todo if not made_here(made.after.get(p))]
        if made.rebound and made.recursive:
            self.refuse(self.node, AGAIN, LOOP)
        results = [n.results for n in self.return_nodes()]
        named = {getattr(r[0], "id", None) if r else None for r in results}
        made.valued = any(r and not is_none(r[0]) for r in results)
        if len(named) == 1 and named <= set(made.rebound) and ends(self.node.body):
            made.valued, (made.same,) = False, named
        returned = [] if made.returned is None else [made.returned]
        new = set(objects_in(returned)) - self.outer
        if new & set(objects_in(made.after.values())):
            self.refuse(self.node, MIXED, CHOOSE)

    def reached_anew(
        self, made: Lifted, value: Value, state: dict[str, Value], known: list[str]
    ) -> list[str]:
        """Return the further names that a value needs which a part holds."""
        data, functions = reached(value, state)
        found = [n for n in data if n in self.locals and self.is_own(n)]
        if any(n not in self.nest.owners for n in found):
            self.refuse(self.node, MIXED, CHOOSE)
        for part, held in functions.items():
            if part in self.nest.owners and self.is_own(part):
                made.after.setdefault(part, held)
        return [n for n in found if n not in known]

    def return_nodes(self) -> list[gast.Return]:
        """Return the ``return`` statements of the body that was made."""
        every = [n for s in self.node.body for n in nodes_in(s)]
        return [n for n in every if isinstance(n, gast.Return)]

    def with_results(self, body: list[gast.AST], made: Lifted) -> list[gast.AST]:
        """Return a body that returns the parts of objects that it binds anew, too."""
        if not made.rebound:
            return body
        count = int(made.valued)
        if made_here(made.returned):
            count = len(made.captured)
        if not ends(body):
            last = gast.copy_location(gast.Return(None), body[-1])
            last.results = []
            self.node.body = [*body, stamped(last, body[-1])]

        def change(statement: gast.AST) -> list[gast.AST]:
            if isinstance(statement, gast.Return):
                missing = [constant(None)] * (count - len(statement.results))
                kept = [*statement.results, *missing][:count]
                statement.value = packed([*kept, *map(name, made.rebound)])
            return [statement]

        return replaced(self.node, change).body

    def rebinding(self, node: gast.AST, made: Lifted, call: gast.AST) -> Argument:
        """Return what stands for a call that binds parts of objects anew."""
        owners = {self.nest.owners[n] for n in made.rebound}
        quiet = made.source is not None and writes_nothing(made.source.node)
        first = is_first(node, self.direct, self.locals)
        first = first or (quiet and not owners & self.present)
        early = self.straight and (node is self.direct or (first and not self.wrote))
        value = made.returned
        if not early and (made_here(value) or made.after):
            self.refuse(node, INSIDE, BEFORE)
        if made_here(value):
            value = self.returned_function(node, made, call)
            self.take(made)
            return Argument(None, value)
        self.take(made)
        if not made.rebound:
            return Argument(call, value)
        targets = list(made.rebound)
        found = constant(None) if made.same is None else name(made.same)
        site = ("result", id(node), made.name)
        if made.valued:
            if site not in self.nest.sites:
                self.nest.sites[site] = self.names.temporary(f"{made.stem}_value")
            targets.insert(0, self.nest.sites[site])
            self.locals.add(targets[0])
            found = name(targets[0])
        if early:
            into = packed([name(t, store=True) for t in targets], store=True)
            self.emit(gast.Assign([into], call, None))
            return Argument(found, value)
        return Argument(self.in_place(node, made, call, targets, found), value)

    def in_place(
        self,
        node: gast.AST,
        made: Lifted,
        call: gast.AST,
        targets: list[str],
        found: gast.AST,
    ) -> gast.AST:
        """Return an expression that calls, binds names, and is the result."""
        self.writes += 1
        site = ("results", id(node), made.name)
        if len(targets) > 1 and site not in self.nest.sites:
            self.nest.sites[site] = self.names.temporary(f"{made.stem}_values")
        whole = self.nest.sites[site] if len(targets) > 1 else targets[0]
        self.locals.add(whole)
        steps = [gast.NamedExpr(name(whole, store=True), call)]
        if len(targets) > 1:
            for position, target in enumerate(targets):
                item = subscript(name(whole), constant(position))
                steps.append(gast.NamedExpr(name(target, store=True), item))
        new = subscript(tuple_of([*steps, found]), constant(-1))
        new.unpacked = True
        return gast.copy_location(new, node)

    def take(self, made: Lifted) -> None:
        """Note what a call has bound, and what that holds."""
        for value in made.after.values():
            for each in objects_in([value]).values():
                if id(each.parts) not in made.outer:
                    self.made(each.site)
        for part in dict.fromkeys([*made.rebound, *made.after]):
            self.locals.add(part)
            self.note_bound(part)
            self.bind(part, made.after.get(part))
            self.present.add(self.nest.owners[part])


def opening_read(part: str, read: gast.Attribute, like: gast.AST) -> gast.AST:
    """Return the statement that binds a part to an attribute as the function begins."""
    read.opening = True
    statement = assign(part, read, like=like)
    statement.origin = None
    return statement


def objects_in(values: Iterable[Value]) -> dict[int, Object]:
    """Return the objects that values are, or hold, by identity."""
    found: dict[int, Object] = {}
    seen: dict[int, Value] = {}
    todo = list(values)
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if isinstance(value, Object):
            found[id(value.parts)] = value
            continue
        todo += [a.value for a in arguments_of(value) if a.value is not None]
        todo += getattr(value, "inner", {}).values()
    return found


def ends(body: list[gast.AST]) -> bool:
    """Tell whether every path through a body returns or raises.

    >>> ends(gast.parse("if a:\\n    raise a\\nelse:\\n    assert a").body)
    False
    """
    last = body[-1] if body else None
    if isinstance(last, gast.If):
        return ends(last.body) and ends(last.orelse)
    return isinstance(last, gast.Return | gast.Raise)


def is_none(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and node.value is None
