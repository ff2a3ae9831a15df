"""The adjoints that exist at a point of the backward part, and how they grow."""

from __future__ import annotations

from dataclasses import dataclass

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known
from srcdiff.core.build import (
    assign,
    call,
    constant,
    name,
    numpy_attribute,
    numpy_call,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.types import Array, Number
from srcdiff.rules.apply import apply, given
from srcdiff.rules.effects import Fresh, Same
from srcdiff.runtime import accumulate_at, add_adjoints, own, zeros_like

Code = list[gast.AST]


@dataclass
class State:
    """The names whose adjoint exists, each with whether nobody else holds it."""

    owned: dict[str, bool]

    def copy(self) -> State:
        """Return an independent copy, for a branch."""
        return State(dict(self.owned))


class Adjoints:
    """Emits the statements that make, grow and use the adjoint of a name."""

    def __init__(
        self, names: NameTable, active: set[str], numeric: set[str], known: Known
    ) -> None:
        self.names = names
        self.known = known
        self.active = active
        self.numeric = numeric
        self.tapes: set[str] = set()
        # Logarithms whose infinities reach the result.
        self.bare_poles: set[str] = set()
        # Names whose adjoint is filled by a loop that visits each item once.
        self.lists: set[str] = set()
        # Names whose adjoint may be a tuple display, whose items cannot be added to.
        self.displays: set[str] = set()
        self._bars: dict[str, str] = {}

    def bar(self, variable: str) -> str:
        """Return the name of a name's adjoint."""
        if variable not in self._bars:
            stem = self.names.stems.get(variable, variable)
            make = self.names.fresh
            if variable in self.names.stems:
                make = self.names.temporary
            self._bars[variable] = make(f"{stem}_bar")
        return self._bars[variable]

    def zero(self, variable: str) -> gast.AST:
        """Return the assignment of a zero adjoint."""
        if variable in self.tapes | self.lists:
            return assign(self.bar(variable), gast.List([], gast.Load()))
        return assign(self.bar(variable), self.zeros(variable))

    def as_list(self, variable: str) -> gast.AST:
        """Return the statement that makes an adjoint a list, to take items off."""
        bar = self.bar(variable)
        return assign(bar, call("list", name(bar), target=list))

    def zeros(self, variable: str) -> gast.AST:
        """Return the expression that makes a zero adjoint for a name."""
        kind = self.known.get(variable)
        if isinstance(kind, Number) and kind.python in (float, complex):
            return constant(kind.python(0))
        if isinstance(kind, Array) and kind.shape and _is_float(kind):
            return numpy_call("zeros_like", name(variable))
        return call("zeros_like", name(variable), target=zeros_like)

    def add(
        self, state: State, variable: str, terms: list[gast.AST], numeric: bool = False
    ) -> Code:
        """Return code that adds terms to an adjoint, which may not exist yet.

        numeric: where the terms come from, the name is surely an array or a number.
        """
        bar = self.bar(variable)
        if variable in state.owned:
            terms = [name(bar), *terms]
        total = terms[0]
        for term in terms[1:]:
            if numeric or variable in self.numeric:
                term = _unspread(term, variable)
                total = gast.BinOp(total, gast.Add(), term)
            else:
                total = call("add_adjoints", total, term, target=add_adjoints)
        state.owned[variable] = is_fresh(total)
        return [assign(bar, total)]

    def add_item(
        self, state: State, variable: str, index: gast.AST, item: str, basic: bool
    ) -> Code:
        """Return code that adds an item's adjoint into the adjoint of its container."""
        bar = self.bar(variable)
        code: Code = []
        source = name(self.bar(item))
        if item == variable:
            # In ``x = x[1:]`` both have one name: the adjoint of the old x begins at 0.
            part = self.names.temporary(f"{variable}_part_bar")
            code.append(assign(part, source))
            source = name(part)
        if variable not in state.owned:
            code.append(self.zero(variable))
        elif not state.owned[variable] or variable in self.displays:
            code.append(self.owned_copy(variable))
        state.owned[variable] = True
        if basic and (item in self.numeric or variable in self.numeric):
            target = subscript(name(bar), index, store=True)
            code.append(gast.AugAssign(target, gast.Add(), source))
        else:
            where = as_value(index)
            grown = call(
                "accumulate_at", name(bar), where, source, target=accumulate_at
            )
            code.append(assign(bar, grown))
        return code

    def append(self, state: State, sequence: str, item: str) -> Code:
        """Return code that puts an item's adjoint at the end of its sequence's."""
        self.lists.add(sequence)
        state.owned[sequence] = True
        end = gast.Attribute(name(self.bar(sequence)), "append", gast.Load())
        put = call(end, name(self.bar(item)))
        put.tape = put.gathers = True
        return [gast.Expr(put)]

    def owned_copy(self, variable: str) -> gast.AST:
        """Return the statement that gives a name's adjoint memory of its own."""
        bar = self.bar(variable)
        kind = self.known.get(variable)
        value: gast.AST = call("own", name(bar), target=own)
        if isinstance(kind, Array) and kind.shape and variable not in self.displays:
            copied = gast.Attribute(name(bar), "copy", gast.Load())
            value = gast.Call(copied, [], [])
        statement = assign(bar, value)
        statement.owns = variable
        return statement


def _unspread(term: gast.AST, variable: str) -> gast.AST:
    """Return ``t`` for ``np.broadcast_to(t, np.shape(v))`` added to v's adjoint."""
    if getattr(term, "target", None) is not np.broadcast_to:
        return term
    shape = term.args[1]
    asked = shape.args[0] if getattr(shape, "target", None) is np.shape else None
    same = isinstance(asked, gast.Name) and asked.id == variable
    return term.args[0] if same else term


def _is_float(kind: Array) -> bool:
    return kind.dtype is not None and kind.dtype.kind in "fc"


def as_value(index: gast.AST) -> gast.AST:
    """Return an index as an expression: one with slices is ``np.s_[...]``."""
    if not any(isinstance(n, gast.Slice) for n in nodes_in(index)):
        return index
    return subscript(numpy_attribute("s_"), index)


def is_fresh(node: gast.AST) -> bool:
    """Tell whether an expression makes a new array (or a number) that nobody holds.

    >>> from srcdiff.core.text import parse_expression
    >>> is_fresh(parse_expression("g * y")), is_fresh(parse_expression("g.T"))
    (True, False)
    """
    if isinstance(node, gast.BinOp | gast.UnaryOp | gast.Constant):
        return True
    if not isinstance(node, gast.Call):
        return False
    applied = apply(node)
    if applied is None:
        return False
    effect = applied.rule.effect
    if isinstance(effect, Same):
        return is_fresh(given(node)[effect.argument])
    return isinstance(effect, Fresh)
