"""The last part of a training step: each array of the parameters, changed in place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import gast

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    numpy_call,
    subscript,
    tuple_of,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import names_in
from srcdiff.runtime import own
from srcdiff.update.formula import Block, body_of, computed, local, number
from srcdiff.update.leaves import Leaf, reached, stem_of
from srcdiff.update.pieces import Pieces
from srcdiff.update.places import own_parameters, places_of
from srcdiff.update.plan import Update
from srcdiff.update.sources import sources
from srcdiff.update.turns import depth_of, flat, over_layers, over_rows

PART = "update"


def with_update(
    node: gast.FunctionDef, update: Update, names: NameTable
) -> gast.FunctionDef:
    """Return the function that updates, for one that returns a value and gradients.

    node: what is left of the optimiser, its gradients held by nobody else. The result
    takes the state of the optimiser as its first argument and returns the value.

    >>> from srcdiff.codegen.printer import statement
    >>> def descend(w, g, rate):
    ...     g *= rate
    ...     w -= g
    >>> text = "def f(w, x):\\n    y = w * x\\n    return y, 2 * x"
    >>> leaf = Leaf("w", None, (), scalar=False)
    >>> update = Update(descend, (), 0.1, {}, None, (leaf,))
    >>> print(statement(with_update(gast.parse(text).body[0], update, NameTable())))
    def f(state, w, x):
        y = w * x
        w_bar = 2 * x
        state["t"] += 1
        w_bar *= 0.1
        w -= w_bar
        return y
    """
    wrt = list(dict.fromkeys(leaf.parameter for leaf in update.leaves))
    node = own_parameters(node, wrt, names)
    body = list(node.body[:-1])
    value, bars = node.body[-1].value.elts
    section = _Section(node, update, names)
    section.gradients(bars)
    value = section.value(value)
    section.clip()
    section.rule()
    returned = gast.Return(value)
    returned.part = PART
    for statement in section.done:
        statement.part = PART
    arguments = clone(node.args)
    first = arguments.posonlyargs or arguments.args
    first.insert(0, name(section.state, store=True))
    return function(node, [*body, *section.done, returned], args=arguments)


@dataclass(frozen=True)
class _Row:
    """Arrays to update and their gradients, as expressions: one array, or layers.

    leaf: the array, the first of those in layers. depth: 0 for one array; how many
    lists the arrays are in.
    """

    leaf: Leaf
    weight: gast.AST
    gradient: gast.AST
    depth: int = 0


class _Section:
    """Writes the statements of an update, one after the other."""

    def __init__(
        self, node: gast.FunctionDef, update: Update, names: NameTable
    ) -> None:
        self.node = node
        self.update = update
        self.names = names
        self.state = names.fresh("state")
        self.rows: list[_Row] = []
        self.locals: dict[str, str] = {}
        self.done: Block = []

    def bind(self, stem: str, value: gast.AST) -> gast.AST:
        """Give a value a name."""
        chosen = self.names.temporary(stem)
        self.done.append(assign(chosen, value))
        return name(chosen)

    def local(self, stem: str) -> str:
        """Return the name of a local of the update: one for all with this stem."""
        return local(stem, self.locals, self.names)

    def gradients(self, bars: gast.AST) -> None:
        """Find the expressions of each array and of its gradient."""
        known = places_of(self.node, {leaf.parameter for leaf in self.update.leaves})
        pieces = Pieces(self.node, bars, self.bind)
        leaves = self.update.leaves
        depth = depth_of(leaves)
        whole = pieces.layers(leaves) if depth else None
        if depth and whole is not None:
            self.layers(leaves[0], whole, depth)
            return
        alone = len(leaves) == 1
        for leaf in leaves:
            at = (leaf.parameter, leaf.path)
            weight = known.get(at) or reached(name(leaf.parameter), leaf.path)
            stem = stem_of(weight)
            if alone and not isinstance(weight, gast.Name):
                weight = self.bind(stem, weight)
            gradient = pieces.of(leaf)
            if leaf.scalar:
                dtype = gast.Attribute(clone(weight), "dtype", gast.Load())
                gradient = self.bind(
                    f"{stem}_bar", numpy_call("asarray", gradient, dtype)
                )
            elif (alone or self.update.clip) and not isinstance(gradient, gast.Name):
                gradient = self.bind(f"{stem}_bar", gradient)
            self.rows.append(_Row(leaf, weight, gradient))

    def layers(self, first: Leaf, whole: gast.AST, depth: int) -> None:
        """Take all arrays as one list of layers."""
        if self.update.clip is not None and not isinstance(whole, gast.Name):
            whole = self.bind(f"{first.parameter}_bar", whole)
        self.rows = [_Row(first, name(first.parameter), whole, depth)]

    def value(self, value: gast.AST) -> gast.AST:
        """Return the value as it is before the update."""
        shared = sources(self.node, value)
        given = {row.leaf.parameter for row in self.rows}
        for row in self.rows:
            given |= sources(self.node, row.gradient)
        if shared & given:
            return self.bind("value", call("own", value, target=own))
        if isinstance(value, gast.Name | gast.Constant):
            return value
        return self.bind("value", value)

    def clip(self) -> None:
        """Limit the gradients."""
        clip = self.update.clip
        if clip is None:
            return
        row = self.rows[0]
        if row.depth:
            found = flat(row.depth, clone(row.gradient), self.local)
        else:
            found = tuple_of([clone(r.gradient) for r in self.rows])
        every = self.bind("gradients", found)
        values = {k: number(v) for k, v in clip.numbers.items()}
        given = {"gradients": every.id}
        self.done += body_of(clip.rule, given, values, self.locals, self.names)

    def rule(self) -> None:
        """Change the arrays."""
        count = subscript(name(self.state), constant("t"), store=True)
        self.done.append(gast.AugAssign(count, gast.Add(), constant(1)))
        values = {k: number(v) for k, v in self.update.numbers.items()}
        start = len(self.done)
        t = self.names.temporary("step" if "t" in self.names.used else "t")
        values |= {"t": name(t), "rate": self.rate(name(t))}
        arrays = self.arrays()
        body = body_of(self.update.rule, arrays, values, self.locals, self.names)
        if any(t in names_in(s) for s in [*self.done[start:], *body]):
            step = subscript(name(self.state), constant("t"))
            self.done.insert(start, assign(t, step))
        ahead, each = _split(body, set(arrays.values()))
        names, row = list(arrays.values()), self.rows[0]
        if row.depth:
            stems = ["layer", "layer_bar", *(f"layer_{m}" for m in self.update.moments)]
            each = [
                over_layers(row.depth, names, stems, self.row(row), each, self.local)
            ]
        elif len(self.rows) > 1:
            each = [over_rows(names, list(map(self.row, self.rows)), each)]
        self.done += [*ahead, *each]

    def rate(self, step: gast.AST) -> gast.AST:
        """Return the expression of the rate of a step."""
        rate = self.update.rate
        if not callable(rate):
            return number(rate)
        ahead, value = computed(rate, step, self.locals, self.names)
        self.done += ahead
        return self.bind("rate", value)

    def arrays(self) -> dict[str, str]:
        """Return the names of the arrays that the rule is given."""
        parameters = ["w", "g", *self.update.moments]
        row = self.rows[0]
        if len(self.rows) > 1 or row.depth:
            return {p: self.local(p) for p in parameters}
        given = [row.weight, row.gradient]
        for moment, expression in zip(
            self.update.moments, self.row(row)[2:], strict=True
        ):
            given.append(self.bind(moment, expression))
        return {p: e.id for p, e in zip(parameters, given, strict=True)}

    def row(self, row: _Row) -> list[gast.AST]:
        """Return the arrays that the rule is given, as expressions."""
        path = () if row.depth else row.leaf.in_state
        kept = [
            reached(subscript(name(self.state), constant(m)), path)
            for m in self.update.moments
        ]
        return [clone(row.weight), clone(row.gradient), *kept]


def _split(body: Block, arrays: set[str]) -> tuple[Block, Block]:
    """Return what is the same for all arrays, and what is to be done for each."""
    ahead: Block = []
    each: Block = []
    bound = Counter(n.id for n in _names(body) if isinstance(n.ctx, gast.Store))
    touched = {*arrays, *(n for n, times in bound.items() if times > 1)}
    for statement in body:
        names = _names([statement])
        alone = isinstance(statement, gast.Assign)
        if alone and touched.isdisjoint(n.id for n in names):
            ahead.append(statement)
        else:
            each.append(statement)
            touched |= {n.id for n in names if isinstance(n.ctx, gast.Store)}
    return ahead, each


def _names(body: Block) -> list[gast.Name]:
    return [n for s in body for n in gast.walk(s) if isinstance(n, gast.Name)]
