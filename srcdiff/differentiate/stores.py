"""The adjoints of writes in place: what they overwrote, and what they put there.

Reversing ``u[s] = v``: v gets the adjoint of the place, which then is zero, for what
stood there before did not matter. Reversing ``u[s] += v``: v gets it, and it stays.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.index import is_basic
from srcdiff.analysis.sharing import gathers, is_immutable, parts_of
from srcdiff.core.build import assign, call, clone, constant, name, subscript
from srcdiff.core.traverse import is_scatter, is_store, root_name, substitute
from srcdiff.core.types import UNKNOWN, Array, Type, shape_of
from srcdiff.differentiate.adjoints import Adjoints, Code, State, as_value, is_fresh
from srcdiff.differentiate.fit import fitted_as
from srcdiff.runtime import own, stored_at, zeros_like


def place_of_write(node: gast.AST) -> gast.Subscript | None:
    """Return the place that a statement writes, to be read; None if it writes none.

    >>> from srcdiff.codegen.printer import expression
    >>> expression(place_of_write(gast.parse("u[1:] = v").body[0]))
    'u[1:]'
    """
    if is_store(node):
        target = node.targets[0]
    elif is_scatter(node):
        return subscript(clone(node.value.args[0]), clone(node.value.args[1]))
    elif isinstance(node, gast.AugAssign) and isinstance(node.target, gast.Subscript):
        target = node.target
    else:
        return None
    return subscript(clone(target.value), clone(target.slice))


class StoreAdjoints:
    """Reverses stores, sums in place and ``np.add.at``."""

    def __init__(self, adjoints: Adjoints, known: Known, over_reals: bool) -> None:
        self.adjoints = adjoints
        self.known = known
        self.over_reals = over_reals

    def kept(self, place: gast.Subscript) -> gast.AST:
        """Return an expression of the items at a place, in memory of its own."""
        kind = self.type_at(place)
        if isinstance(kind, Array) and self.is_copy(place, kind):
            return place
        if isinstance(kind, Array):
            return _copied(place)
        return call("own", place, target=own)

    def is_copy(self, place: gast.Subscript, kind: Type) -> bool:
        """Tell whether reading a place surely yields a number or a copy."""
        parts = parts_of(place.slice)
        dots = any(getattr(p, "value", None) is ... for p in parts)
        masks = any(isinstance(p, gast.Compare) for p in parts)
        gathered = any(gathers(p, self.known) for p in parts) or masks
        return gathered or (shape_of(kind) == () and not dots)

    def type_at(self, place: gast.Subscript) -> Type:
        """Return what is known of the items at a place of an array."""
        base = type_of(place.value, self.known)
        return type_of(place, self.known) if isinstance(base, Array) else UNKNOWN

    def reverse(self, node: gast.AST, place: gast.Subscript, state: State) -> Code:
        """Return the backward code of a write into a place; ``state`` is moved."""
        root = root_name(place)
        if root not in state.owned:
            return []
        code: Code = []
        bar = self.adjoints.bar(root)
        bar_place = substitute(place, {root: name(bar)})
        value = node.value.args[2] if is_scatter(node) else node.value
        active = isinstance(value, gast.Name) and value.id in self.adjoints.active
        if is_store(node) and self.is_whole(place) and active:
            return self.moved(value.id, place, root, state)
        if is_store(node) and not state.owned[root]:
            code.append(self.adjoints.owned_copy(root))
            state.owned[root] = True
        zeroed: Code = []
        if is_store(node):
            target = subscript(bar_place.value, clone(bar_place.slice), store=True)
            zeroed.append(assign(target, self.zero(place)))
        if not active or not self.takes(place):
            return [*code, *zeroed]
        negative = self.is_negative(node)
        term = self.term(node, place, bar_place, value.id, negative)
        if value.id == root and zeroed:
            # What the array gets back must not be zeroed with what it lost.
            part = self.adjoints.names.temporary(f"{root}_part_bar")
            kept = assign(part, call("own", term, target=own))
            back = self.adjoints.add(state, root, [name(part)])
            return [*code, kept, *zeroed, *back]
        return [*code, *self.contribution(value.id, term, place, state), *zeroed]

    def takes(self, place: gast.Subscript) -> bool:
        """Tell whether the place may hold floats: others cut the derivative off."""
        kind = type_of(place.value, self.known)
        if not isinstance(kind, Array) or kind.dtype is None:
            return True
        return kind.dtype.kind in "fc"

    def is_negative(self, node: gast.AST) -> bool:
        if is_scatter(node):
            return node.value.scatter is gast.Sub
        return isinstance(node, gast.AugAssign) and isinstance(node.op, gast.Sub)

    def is_whole(self, place: gast.Subscript) -> bool:
        """Tell whether a place is all of an array that a name holds."""
        kind = type_of(place.value, self.known)
        if not isinstance(place.value, gast.Name) or not isinstance(kind, Array):
            return False
        if kind.dtype is None or kind.dtype.kind not in "fc":
            return False
        return getattr(place.slice, "value", None) is ... or _is_full_slice(place.slice)

    def moved(self, value: str, place: gast.Subscript, root: str, state: State) -> Code:
        """Hand the whole adjoint of an array on to what was stored into all of it."""
        held = state.owned.pop(root)
        bar = name(self.adjoints.bar(root))
        whole = self.known.get(root, UNKNOWN)
        part = self.known.get(value)
        term = fitted_as(bar, whole, whole, value, part, self.over_reals)
        code = self.adjoints.add(state, value, [term])
        if code[-1].value is bar:
            state.owned[value] = held
        return code

    def term(
        self,
        node: gast.AST,
        place: gast.Subscript,
        bar_place: gast.AST,
        value: str,
        negative: bool,
    ) -> gast.AST:
        """Return what the value gets: the adjoint at the place, in the value's form."""
        found = bar_place
        whole = self.type_at(place)
        here = whole
        array = isinstance(type_of(place.value, self.known), Array)
        if is_scatter(node):
            found = found if array else call("own", found, target=own)
        elif not array or not is_basic(place.slice, self.known):
            index = as_value(clone(place.slice))
            like = clone(place.value)
            found = call("stored_at", bar_place.value, index, like, target=stored_at)
        if negative:
            found = gast.UnaryOp(gast.USub(), found)
        part = self.known.get(value)
        return fitted_as(found, here, whole, value, part, self.over_reals)

    def contribution(
        self, value: str, term: gast.AST, place: gast.Subscript, state: State
    ) -> Code:
        """Add to the value's adjoint something that does not change with the root's."""
        code = self.adjoints.add(state, value, [term])
        whole = code[-1].value
        if is_fresh(whole):
            return code
        kind, part = self.type_at(place), self.known.get(value, UNKNOWN)
        if is_immutable(part):
            return code
        state.owned[value] = True
        if isinstance(kind, Array) and self.is_copy(place, kind):
            return code
        arrays = isinstance(kind, Array) and isinstance(part, Array) and part.shape
        if whole is not term or not arrays:
            code[-1].value = call("own", whole, target=own)
        else:
            code[-1].value = _copied(whole)
        return code

    def zero(self, place: gast.Subscript) -> gast.AST:
        if isinstance(type_of(place.value, self.known), Array):
            return constant(0.0)
        return call("zeros_like", clone(place), target=zeros_like)


def _copied(place: gast.AST) -> gast.Call:
    return gast.Call(gast.Attribute(place, "copy", gast.Load()), [], [])


def _is_full_slice(node: gast.AST) -> bool:
    if isinstance(node, gast.Tuple):
        return all(map(_is_full_slice, node.elts))
    return isinstance(node, gast.Slice) and not (node.lower or node.upper or node.step)
