"""Names that view another or hold a copy, as only the program knows: kept equal.

After ``m = np.ravel(y)`` the program asks once if m views y. If it does, a write into
one of them is followed by the same write into the other, which has its own memory.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.aliasing import Aliasing
from srcdiff.analysis.expression_types import Known
from srcdiff.core.build import (
    assign,
    branch,
    call,
    clone,
    constant,
    function,
    name,
    numpy_call,
    parameters,
    stamped,
    subscript,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import (
    COMPOUND,
    bound,
    bound_in,
    map_blocks,
    mutated,
    names_in,
    read,
    statements,
)
from srcdiff.differentiate.views import block_of
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.effects import MaybeView
from srcdiff.runtime import private, same_order, shares_memory

Block = list[gast.AST]


def may_view(variable: str, node: gast.FunctionDef) -> gast.Assign | None:
    """Return the only definition of a name, where NumPy decides if it is a view."""
    found = [s for s in statements(node.body) if variable in bound(s)]
    if len(found) != 1 or variable in parameters(node):
        return None
    value = found[0].__dict__.get("value")
    if not isinstance(found[0], gast.Assign) or not isinstance(value, gast.Call):
        return None
    try:
        applied = apply(value)
    except BindingError:
        return None
    effect = None if applied is None else applied.rule.effect
    if not isinstance(effect, MaybeView) or not effect.whole:
        return None
    return found[0] if isinstance(_viewed(found[0]), gast.Name) else None


def _viewed(definition: gast.Assign) -> gast.AST | None:
    """Return what a definition may view: the receiver or the first argument."""
    value = definition.value
    if isinstance(value.func, gast.Attribute) and not hasattr(value, "target"):
        return value.func.value
    return value.args[0] if value.args else None


def kept_equal(
    variable: str, node: gast.FunctionDef, names: NameTable, types: Known
) -> gast.FunctionDef | None:
    """Return the function where a name has memory of its own, and what it may view too.

    None where the name, or what it views, is used in other ways than from there on.
    """
    definition = may_view(variable, node)
    if definition is None:
        return None
    block = block_of(definition, node.body)
    position = next(k for k, s in enumerate(block) if s is definition)
    later = block[position + 1 :]
    inside = {id(s) for s in statements(later)}
    if any(variable in read(s) and id(s) not in inside for s in statements(node.body)):
        return None
    if names_in(definition.value) & bound_in(later):
        return None
    return _Mirroring(definition, inside, names).function(node, types)


def asks_for_views(node: gast.FunctionDef) -> bool:
    """Tell whether a function asks if a name views another, which layout decides."""
    return any(
        getattr(s.__dict__.get("value"), "target", None) is shares_memory
        for s in statements(node.body)
    )


def keeping_order(rebound: gast.Assign, result: str) -> Block:
    """Return ``x = x op e`` with a check that the result lies in memory as x does.

    rebound: the assignment to x; result: a name for its value. NumPy stores into x,
    whose layout decides whether what is reshaped of it is a view.
    """
    root = rebound.targets[0].id
    both = (name(result), name(root))
    check = gast.Expr(call("same_order", *both, target=same_order))
    done = [assign(result, rebound.value), check, assign(root, name(result))]
    return [stamped(s, rebound) for s in done]


class _Mirroring:
    """Gives a name memory of its own, and mirrors writes where it would have none."""

    def __init__(
        self, definition: gast.Assign, inside: set[int], names: NameTable
    ) -> None:
        self.definition = definition
        self.variable = definition.targets[0].id
        self.viewed = getattr(_viewed(definition), "id", "")
        self.inside = inside
        self.names = names
        self.flag = names.temporary(f"{self.variable}_shares")

    def function(self, node: gast.FunctionDef, types: Known) -> gast.FunctionDef | None:
        """Return the function with both names, None where a write may be into both."""
        parted = [stamped(s, self.definition) for s in self.apart()]
        node = _replaced(node, self.definition, parted)
        aliasing = Aliasing(node, types)
        for statement in statements(node.body):
            root = None if isinstance(statement, COMPOUND) else mutated(statement)
            if root is None or id(statement) not in self.inside:
                continue
            near = {root, *aliasing.after(statement, root)}
            if {self.variable, self.viewed} <= near:
                return None
            if self.variable in near:
                mirrored = self.into_viewed()
            elif self.viewed in near:
                mirrored = self.into_variable()
            else:
                continue
            inside = [stamped(s, statement) for s in mirrored]
            again = branch(name(self.flag), inside, [], statement)
            node = _replaced(node, statement, [statement, again])
        return node

    def apart(self) -> Block:
        whole = self.names.temporary(self.variable)
        both = (name(whole), name(self.viewed))
        own = call("private", name(whole), target=private)
        return [
            assign(whole, self.definition.value),
            assign(self.flag, call("shares_memory", *both, target=shares_memory)),
            assign(self.variable, own),
        ]

    def into_viewed(self) -> Block:
        back = self.names.temporary(f"{self.viewed}_in")
        shape = numpy_call("shape", name(self.viewed))
        again = numpy_call("reshape", name(self.variable), shape)
        return [assign(back, again), _stored(self.viewed, back)]

    def into_variable(self) -> Block:
        again = self.names.temporary(f"{self.variable}_in")
        return [
            assign(again, clone(self.definition.value)),
            _stored(self.variable, again),
        ]


def _replaced(node: gast.FunctionDef, old: gast.AST, new: Block) -> gast.FunctionDef:
    def change(block: Block) -> Block:
        return [n for s in block for n in (new if s is old else [s])]

    return function(node, map_blocks(node.body, change))


def _stored(variable: str, value: str) -> gast.AST:
    target = subscript(name(variable), constant(...), store=True)
    store = gast.Assign([target], name(value), None)
    store.copies = True
    return store
