"""Functions in lists and dicts: loops over them written out, and picks among them."""

from __future__ import annotations

import gast

from srcdiff.core.build import call, clone, constant, subscript
from srcdiff.frontend.callables import (
    Argument,
    Choice,
    Items,
    Known,
    Value,
    made_here,
)
from srcdiff.frontend.expressions import Expressions, is_function


class Turns(Expressions):
    """The walk over expressions that knows the functions in lists and dicts."""

    def picked(self, node: gast.Subscript, items: Items, index: gast.AST) -> Value:
        """Return the choice among functions that an index makes when the program runs.

        The position is asked for once, which raises what Python raises.
        """
        whole: gast.AST = call("range", constant(len(items.items)), target=range)
        if items.keys is not None:
            numbers = [constant(k) for k in range(len(items.items))]
            whole = gast.Dict(list(map(constant, items.keys)), numbers)
        known = self.nest.sites.get(("picked", id(node)))
        if known is not None and self.has_just_bound(known.test):
            return known
        self.made(node)
        place = self.held(node, "place", "place", subscript(whole, index))
        *others, last = items.items
        value = last.value
        for position, item in reversed(list(enumerate(others))):
            test = gast.Compare(clone(place), [gast.Eq()], [constant(position)])
            chosen = self.held(node, ("chosen", position), "chosen", test)
            sides = (Argument(None, item.value), Argument(None, value))
            value = Choice(node, chosen.id, *sides)
        assert value is not None
        self.nest.sites["picked", id(node)] = value
        return value

    def has_just_bound(self, name: str) -> bool:
        """Tell whether the statements before this one, in its block, bind a name."""
        bound = (s.targets for s in self.out if isinstance(s, gast.Assign))
        return any(getattr(t, "id", None) == name for targets in bound for t in targets)

    def turns_written_out(self, node: gast.AST) -> gast.AST | None:
        """Return the list of a comprehension over functions, None for any other."""
        if isinstance(node, gast.DictComp) or len(node.generators) > 1:
            return None
        (part,) = node.generators
        turns = None if part.ifs else self.turns(part.iter)
        given = [self.assigned(part.target, t) for t in turns or ()]
        if turns is None or any(g is None for g in given):
            return None
        items = []
        spelled = self.spelled
        for found in given:
            assert found is not None
            with self.inside(set(found)):
                self.spelled = {**spelled}
                for each, argument in found.items():
                    self.bind(each, argument.value)
                    if argument.expression is not None:
                        self.spelled[each] = argument.expression
                items.append(self.data(node.elt))
                self.spelled = spelled
        return gast.copy_location(gast.List(items, gast.Load()), node)

    def assigned(self, target: gast.AST, found: Argument) -> dict[str, Argument] | None:
        """Return what each name of a target is bound to, None where that is open."""
        if isinstance(target, gast.Name):
            return {target.id: found}
        value = found.value
        if not isinstance(target, gast.Tuple) or not isinstance(value, Items):
            return None
        if len(value.items) != len(target.elts):
            return None
        whole: dict[str, Argument] = {}
        for each, item in zip(target.elts, value.items, strict=True):
            part = self.assigned(each, item)
            if part is None:
                return None
            whole |= part
        return whole

    def turns(self, node: gast.AST) -> list[Argument] | None:
        """Return what each turn of a loop over functions gets, None for other loops.

        The functions may stand in a list or dict, or beside other items in ``zip``.
        """
        if not self.straight:
            return None
        if isinstance(node, gast.Call):
            return None if node.keywords else self.turns_of_call(node)
        items = self.visit(node).value
        if not isinstance(items, Items) or not is_function(items):
            return None
        if items.keys is not None:
            return [Argument(constant(k)) for k in items.keys]
        if made_here(items):
            return list(items.items)
        whole = self.held(node, "items", "items", self.data(node))
        return [
            Argument(subscript(clone(whole), constant(k)), a.value)
            for k, a in enumerate(items.items)
        ]

    def turns_of_call(self, node: gast.Call) -> list[Argument] | None:
        """Return what each turn of a loop over ``zip`` and the like gets."""
        if isinstance(node.func, gast.Attribute) and not node.args:
            return self.viewed(node, node.func)
        called = self.visit(node.func).value
        thing = called.thing if isinstance(called, Known) else None
        if thing is enumerate and len(node.args) == 1:
            inner = self.turns(node.args[0])
            numbered = [(Argument(constant(k)), a) for k, a in enumerate(inner or ())]
            rows = [Argument(None, Items(node, pair, None)) for pair in numbered]
            return None if inner is None else rows
        if thing is not zip or any(isinstance(a, gast.Starred) for a in node.args):
            return None
        found = [self.turns(a) for a in node.args]
        count = min((len(c) for c in found if c is not None), default=None)
        if count is None:
            return None
        columns = []
        for position, (column, each) in enumerate(zip(found, node.args, strict=True)):
            if column is None:
                whole = self.held(node, ("zip", position), "items", self.data(each))
                at = [subscript(clone(whole), constant(k)) for k in range(count)]
                column = list(map(Argument, at))
            columns.append(column[:count])
        turns = zip(*columns, strict=True)
        return [Argument(None, Items(node, row, None)) for row in turns]

    def viewed(self, node: gast.Call, view: gast.Attribute) -> list[Argument] | None:
        """Return what ``d.values()`` or ``d.items()`` gives of a dict of functions."""
        value = self.visit(view.value).value
        if not isinstance(value, Items) or value.keys is None or not made_here(value):
            return None
        if view.attr == "values":
            return list(value.items)
        if view.attr != "items":
            return None
        pairs = zip(map(constant, value.keys), value.items, strict=True)
        rows = [(Argument(k), a) for k, a in pairs]
        return [Argument(None, Items(node, row, None)) for row in rows]

    def comprehension(self, node: gast.AST) -> gast.AST:
        """Return a comprehension; the list of its items where it is over functions."""
        return self.turns_written_out(node) or super().comprehension(node)
