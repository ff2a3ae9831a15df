"""The adjoint of a single statement: what it adds to the adjoints of what it read."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection

import gast

from srcdiff.analysis.decide import decide
from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.index import is_basic, whole_of
from srcdiff.analysis.numeric import numeric_operands
from srcdiff.core import types
from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    name,
    numpy_call,
    subscript,
    tuple_of,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, tape_of
from srcdiff.differentiate.adjoints import Adjoints, Code, State
from srcdiff.differentiate.call_types import adjoints_type
from srcdiff.differentiate.conjugates import operands
from srcdiff.differentiate.fit import fitted, formed
from srcdiff.differentiate.joined import part_of
from srcdiff.differentiate.parts import is_passive
from srcdiff.differentiate.segments import joined
from srcdiff.differentiate.stores import StoreAdjoints, place_of_write
from srcdiff.rules.apply import Application, apply
from srcdiff.rules.inline import adjoint_of, differentiable_parameters
from srcdiff.rules.records import fields_given
from srcdiff.rules.registry import Elementwise, Nondifferentiable
from srcdiff.runtime import field, like, quotient

NUMERIC = types.Array | types.Number | types.Double | types.Literal
Terms = dict[str, list[gast.AST]]
ARITHMETIC = gast.BinOp | gast.UnaryOp
"""What surely makes a new array, if any."""


class StatementAdjoints:
    """Reverses assignments, accumulations, and pushes and pops of tapes."""

    def __init__(
        self, adjoints: Adjoints, known: Known, names: NameTable, over_reals: bool
    ) -> None:
        self.adjoints = adjoints
        self.active = adjoints.active
        self.known = known
        self.names = names
        self.over_reals = over_reals
        self.stores = StoreAdjoints(adjoints, known, over_reals)

    def reverse(self, node: gast.AST, state: State) -> Code:
        """Return the backward code of one statement; ``state`` is moved before it."""
        place = place_of_write(node)
        if place is not None:
            return self.stores.reverse(node, place, state)
        if (tape := tape_of(node, "append")) is not None:
            return self.push(node, tape, state)
        if not isinstance(node, gast.Assign):
            return []
        if (tape := tape_of(node, "pop")) is not None:
            return self.pop(node, tape, state)
        if isinstance(node.targets[0], gast.Tuple):
            return self.unpacking(node, state)
        target = node.targets[0].id
        if target not in state.owned:
            return []
        held = state.owned.pop(target)
        if hasattr(node, "visits"):
            return self.adjoints.append(state, node.value.value.id, target)
        if isinstance(node.value, gast.Subscript):
            return self.item(node.value, target, state)
        if isinstance(node.value, gast.Attribute) and apply(node.value) is None:
            return self.field(node.value, target, state)
        displays = gast.Tuple | gast.List | gast.Dict
        if isinstance(node.value, displays) or fields_given(node.value) is not None:
            return self.display(node.value, target, state)
        if isinstance(node.value, gast.Name):
            given = name(self.adjoints.bar(target))
            terms = {node.value.id: [_turned_round(node, given)]}
            return self.contribute(terms, target, state, held)
        terms = self.terms(node.value, target)
        return self.contribute(terms, target, state, held, numeric_operands(node.value))

    def contribute(
        self,
        terms: Terms,
        target: str,
        state: State,
        held: bool,
        numeric: Collection[str] | None = None,
    ) -> Code:
        """Add terms to the adjoints; the target's own comes last, for it is read.

        numeric: the names that surely are arrays or numbers where the terms arise.
        """
        code: Code = []
        last = sorted(terms, key=lambda v: v == target)
        for variable in last:
            if variable in self.active:
                sure = variable in (numeric or ())
                code += self.adjoints.add(state, variable, terms[variable], sure)
                others = [t for v in last if v != variable for t in terms[v]]
                alone = held and all(isinstance(t, ARITHMETIC) for t in others)
                if alone and isinstance(code[-1].value, gast.Name):
                    state.owned[variable] = True
        return code

    def terms(self, value: gast.AST, target: str) -> Terms:
        """Return what an operation adds to the adjoint of each active operand."""
        applied = apply(value)
        if applied is None or isinstance(applied.rule, Nondifferentiable):
            return {}
        terms: Terms = {}
        for parameter in differentiable_parameters(applied.rule):
            operand = applied.arguments.get(parameter)
            if isinstance(operand, gast.Tuple | gast.List):
                self.several(value, parameter, operand, target, terms)
                continue
            if not isinstance(operand, gast.Name) or operand.id not in self.active:
                continue
            term = self.adjoint(applied, parameter, target)
            if term is None:
                continue
            if target in self.adjoints.bare_poles and _is_quotient(term):
                term = gast.BinOp(term.args[0], gast.Div(), term.args[1])
            terms.setdefault(operand.id, []).append(
                self.fit(term, applied, operand, target)
            )
        return terms

    def adjoint(
        self, applied: Application, parameter: str, target: str
    ) -> gast.AST | None:
        """Return the adjoint of an argument of an operation, None where it is zero."""
        out, g = name(target), name(self.adjoints.bar(target))
        standing = None
        if not self.over_reals:
            standing = functools.partial(operands, applied, known=self.known)
        return adjoint_of(applied, parameter, out, g, self.decide, standing)

    def fit(
        self, term: gast.AST, applied: Application, operand: gast.Name, target: str
    ) -> gast.AST:
        """Return the adjoint of an operand in the operand's form."""
        bar = self.adjoints.bar(target)
        whole, part = self.known.get(target), self.known.get(operand.id)
        kinds = [types.is_complex(k or types.UNKNOWN) for k in (whole, part)]
        apart = not self.over_reals and kinds != [False, False]
        if self.broadcasts(applied, operand) or (apart and _is_elementwise(applied)):
            return fitted(term, target, operand.id, bar, self.known, self.over_reals)
        if not apart:
            return term
        here = type_of(term, {**self.known, bar: whole or types.UNKNOWN})
        return formed(term, here, operand.id, part)

    def several(
        self,
        value: gast.AST,
        parameter: str,
        displayed: gast.AST,
        target: str,
        terms: Terms,
    ) -> None:
        """Add the terms of a parameter that stands for several operands."""
        applied = apply(value)
        assert applied is not None
        whole = self.adjoint(applied, parameter, target)
        if whole is None:
            return
        part = part_of(value, self.known) if self.over_reals else None
        for position, operand in enumerate(displayed.elts):
            if isinstance(operand, gast.Name) and operand.id in self.active:
                term = subscript(clone(whole), constant(position))
                if part is not None:
                    term = part(position, name(self.adjoints.bar(target)))
                if not self.over_reals:
                    kind = self.known.get(operand.id)
                    term = formed(term, types.UNKNOWN, operand.id, kind)
                terms.setdefault(operand.id, []).append(term)

    def decide(self, test: gast.AST) -> bool | None:
        return decide(test, self.known, self.over_reals)

    def broadcasts(self, applied: Application, operand: gast.Name) -> bool:
        """Tell whether other operands may stretch an operand, or change its dtype."""
        if not _is_elementwise(applied):
            return False
        others = [v for v in applied.arguments.values() if v is not operand]
        kinds = [type_of(v, self.known) for v in others]
        numeric = isinstance(type_of(operand, self.known), NUMERIC)
        if operator.mul in applied.rule.targets and not numeric:
            # An integer repeats a list: only the program knows, and then refuses.
            return not all(_weak(k) and not _may_be_int(k) for k in kinds)
        return not all(map(_weak, kinds))

    def item(self, value: gast.Subscript, target: str, state: State) -> Code:
        container = value.value
        if not isinstance(container, gast.Name) or container.id not in self.active:
            return []
        whole = whole_of(value, self.known)
        if whole is not None:
            term = subscript(name(self.adjoints.bar(target)), whole)
            return self.contribute({container.id: [term]}, target, state, held=False)
        basic = is_basic(value.slice, self.known)
        index = clone(value.slice)
        return self.adjoints.add_item(state, container.id, index, target, basic)

    def field(self, value: gast.Attribute, target: str, state: State) -> Code:
        """Reverse ``t = p.w``, where p is a namedtuple."""
        container = value.value
        if not isinstance(container, gast.Name) or container.id not in self.active:
            return []
        position: gast.AST = constant(value.attr)
        kind = self.known.get(container.id)
        if isinstance(kind, types.Instance) and value.attr not in kind.names:
            # An attribute of the class: the object holds nothing of it.
            return []
        if not isinstance(kind, types.Instance):
            position = call("field", clone(container), position, target=field)
        return self.adjoints.add_item(state, container.id, position, target, True)

    def display(self, value: gast.AST, target: str, state: State) -> Code:
        """Reverse ``t = (a, b)``: each item gets its part of the adjoint."""
        bar = self.adjoints.bar(target)
        given = fields_given(value)
        if given is not None:
            pairs = [(constant(k), v) for k, v in given.items()]
        elif isinstance(value, gast.Dict):
            pairs = [
                (clone(k), v) for k, v in zip(value.keys, value.values, strict=True)
            ]
        else:
            pairs = [(constant(k), v) for k, v in enumerate(value.elts)]
        terms: Terms = {}
        for key, operand in pairs:
            if isinstance(operand, gast.Name) and operand.id in self.active:
                part = subscript(name(bar), key)
                terms.setdefault(operand.id, []).append(part)
        return self.contribute(terms, target, state, held=False)

    def unpacking(self, node: gast.Assign, state: State) -> Code:
        targets = node.targets[0]
        present = [v for v in bound(node) if v in state.owned]
        if not present:
            return []
        if isinstance(node.value, gast.Call):
            return self.call_of_pair(node, state)
        if hasattr(node, "whole"):
            return self.parts(node, state)
        source = node.value
        kind = None
        if isinstance(source, gast.Name):
            kind = self.known.get(source.id)
        whole, exact = self.gathered(targets, state, kind)
        alone = all(state.owned.get(v, True) for v in bound(node))
        for variable in present:
            state.owned.pop(variable, None)
        if not isinstance(source, gast.Name) or source.id not in self.active:
            return []
        rank = _rank_of_floats(kind)
        if rank is not None:
            whole = numpy_call("array" if rank == 1 else "stack", whole)
        elif not exact:
            whole = call("like", whole, name(source.id), target=like)
        code = self.adjoints.add(state, source.id, [whole])
        if exact and code[-1].value is whole:
            state.owned[source.id] = alone
            self.adjoints.displays.add(source.id)
        return code

    def parts(self, node: gast.Assign, state: State) -> Code:
        """Reverse ``w, b = p["w"], p["b"]``, all the parts of p: put p_bar together."""
        values = [self.gathered(t, state, None)[0] for t in node.targets[0].elts]
        for variable in bound(node):
            state.owned.pop(variable, None)
        if isinstance(node.kind, types.Fields):
            whole = gast.Dict([constant(k) for k in node.kind.keys], values)
        elif isinstance(node.kind, types.Instance):
            kinds = zip(node.kind.names, node.kind.items, values, strict=True)
            shown = {key: bar for key, kind, bar in kinds if not is_passive(kind)}
            whole = gast.Dict(list(map(constant, shown)), list(shown.values()))
        else:
            display = gast.List if node.kind.python is list else gast.Tuple
            whole = display(joined(values, node.keys), gast.Load())
        self.adjoints.displays.add(node.whole)
        return self.adjoints.add(state, node.whole, [whole])

    def gathered(
        self, target: gast.AST, state: State, kind: types.Type | None
    ) -> tuple[gast.AST, bool]:
        """Return the adjoints of unpacked names in the shape of the targets.

        kind: what is known of the value that was unpacked. Tells also whether the
        adjoint surely has its structure.
        """
        if isinstance(target, gast.Tuple):
            count = len(target.elts)
            known = kind if isinstance(kind, types.Items) else None
            if known is not None and len(known.items) != count:
                known = None
            kinds = (None,) * count if known is None else known.items
            parts = [
                self.gathered(e, state, k)
                for e, k in zip(target.elts, kinds, strict=True)
            ]
            is_list = known is not None and known.python is list
            display = gast.List if is_list else gast.Tuple
            whole = display([part for part, _ in parts], gast.Load())
            return whole, known is not None and all(exact for _, exact in parts)
        exact = isinstance(kind, types.Array | types.Number)
        if target.id in state.owned:
            return name(self.adjoints.bar(target.id)), exact
        return self.adjoints.zeros(target.id), exact

    def call_of_pair(self, node: gast.Assign, state: State) -> Code:
        """Reverse ``value, saved = f_forward(...)`` by calling ``f_backward``."""
        value, saved = bound(node)
        pair = node.value.pair
        del state.owned[value]
        back = call(pair.backward, name(saved), name(self.adjoints.bar(value)))
        back.returns = adjoints_type(pair)
        results: list[gast.AST] = []
        code: Code = []
        taken: set[str] = set()
        for operand in pair.operands(node.value):
            wanted = isinstance(operand, gast.Name) and operand.id in self.active
            if wanted and operand.id not in state.owned and operand.id not in taken:
                taken.add(operand.id)
                results.append(name(self.adjoints.bar(operand.id), store=True))
                state.owned[operand.id] = False
            elif wanted:
                part = self.names.temporary(f"{operand.id}_part_bar")
                results.append(name(part, store=True))
                code += self.adjoints.add(state, operand.id, [name(part)])
            else:
                results.append(name("_", store=True))
        if all(r.id == "_" for r in results):
            return []
        target = results[0] if len(results) == 1 else tuple_of(results, store=True)
        return [assign(target, back), *code]

    def push(self, node: gast.Expr, tape: str, state: State) -> Code:
        """Reverse ``tape.append(v)``: take the adjoint back from the tape's twin."""
        if tape not in state.owned:
            return []
        value = node.value.args[0]
        twin = gast.Attribute(name(self.adjoints.bar(tape)), "pop", gast.Load())
        taken = call(twin)
        taken.tape = True
        if not isinstance(value, gast.Name) or value.id not in self.active:
            return [gast.Expr(taken)]
        part = self.names.temporary(f"{value.id}_part_bar")
        return [assign(part, taken), *self.adjoints.add(state, value.id, [name(part)])]

    def pop(self, node: gast.Assign, tape: str, state: State) -> Code:
        """Reverse ``v = tape.pop()``: put v's adjoint on the tape's twin."""
        if tape not in self.active:
            return []
        target = node.targets[0].id
        code: Code = []
        if tape not in state.owned:
            code.append(self.adjoints.zero(tape))
            state.owned[tape] = True
        given = (
            name(self.adjoints.bar(target))
            if target in state.owned
            else self.adjoints.zeros(target)
        )
        twin = gast.Attribute(name(self.adjoints.bar(tape)), "append", gast.Load())
        put = call(twin, given)
        put.tape = True
        state.owned.pop(target, None)
        return [*code, gast.Expr(put)]


def _is_elementwise(applied: Application) -> bool:
    return isinstance(applied.rule, Elementwise)


def _is_quotient(node: gast.AST) -> bool:
    return getattr(node, "target", None) is quotient


def _turned_round(node: gast.Assign, given: gast.AST) -> gast.AST:
    """Return the adjoint of a copy; a list of adjoints was filled from the end."""
    if not hasattr(node, "visited"):
        return given
    last_first = gast.Slice(None, None, constant(-1))
    ordered = subscript(given, last_first)
    return call("tuple", ordered, target=tuple) if node.visited is tuple else ordered


def _may_be_int(value: types.Type) -> bool:
    if isinstance(value, types.Literal):
        return isinstance(value.value, int)
    return isinstance(value, types.Number) and value.python is not float


def _weak(value: types.Type) -> bool:
    """Tell whether an operand is a Python number, which stretches nothing."""
    if isinstance(value, types.Number):
        return value.python is not complex
    return isinstance(value, types.Literal) and isinstance(value.value, int | float)


def _rank_of_floats(kind: types.Type | None) -> int | None:
    """Return the rank of an array whose items' adjoints joined have its dtype."""
    if not isinstance(kind, types.Array) or kind.dtype is None or not kind.shape:
        return None
    rank = len(kind.shape)
    # Numbers of Python may be among the adjoints of numbers: they make float64.
    fits = kind.dtype.kind == "f" if rank > 1 else kind.dtype == float
    return rank if fits else None
