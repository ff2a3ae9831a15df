"""Which names may share memory: views, copies of a binding, items of containers.

Two names are in one group when some statement may make one hold memory of the other.
The order of statements does not matter: a group is right at every point.
"""

from __future__ import annotations

import types
from collections.abc import Iterable

import gast
import numpy as np

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.children import nodes_in
from srcdiff.core.facts import once
from srcdiff.core.traverse import (
    bound,
    is_backward,
    is_scatter,
    is_store,
    mutated,
    names_in,
    statements,
)
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Double,
    Fields,
    Items,
    Literal,
    Number,
    Other,
    Several,
    Type,
)
from srcdiff.rules.apply import Application, BindingError, apply
from srcdiff.rules.effects import (
    Element,
    Fresh,
    Interacts,
    MaybeView,
    Same,
    View,
    Writes,
)
from srcdiff.rules.registry import Nondifferentiable
from srcdiff.runtime import sequence

Group = frozenset[str]


class Sharing:
    """The groups of names of one function that may share memory.

    known: what is known of the names' types; scalars share nothing. holding: a
    container shares memory with what is put into it.

    >>> f = gast.parse(
    ...     "def f(x):\\n    y = x[1:]\\n    z = y * 2\\n    return z"
    ... ).body[0]
    >>> found = Sharing(f, {})
    >>> sorted(found.of("x")), sorted(found.of("z"))
    (['x', 'y'], ['z'])
    """

    def __init__(
        self, node: gast.FunctionDef, known: Known, holding: bool = True
    ) -> None:
        self.known = known
        self.holding = holding
        self.parent: dict[str, str] = {}
        for statement in statements(node.body):
            self._statement(statement)
        self._groups: dict[str, set[str]] = {}
        for each in self.parent:
            self._groups.setdefault(self._find(each), set()).add(each)

    def of(self, name: str) -> Group:
        """Return the names that may share memory with a name, itself among them."""
        if name not in self.parent:
            return frozenset([name])
        return frozenset(self._groups[self._find(name)])

    def changed(self, statement: gast.AST) -> Group:
        """Return the names whose contents a statement itself may change in place."""
        root = mutated(statement)
        return frozenset() if root is None else self.of(root)

    def _statement(self, statement: gast.AST) -> None:
        if isinstance(statement, gast.Assign) and not is_store(statement):
            if isinstance(statement.targets[0], gast.Name):
                kind = type_of(statement.value, self.known)
                alone = hasattr(statement, "scalar") or is_opening(statement)
                if is_immutable(kind) or alone:
                    return
            display = isinstance(statement.value, gast.Tuple | gast.List | gast.Dict)
            if self.holding or not display:
                self._join([*bound(statement), *bound_to(statement, self.known)])
            return
        root = mutated(statement)
        if root is None or not self.holding or copies_in(statement, self.known):
            return
        inside = statement.value
        if isinstance(statement, gast.Expr) and isinstance(inside, gast.Call):
            held = [n for a in inside.args for n in shared(a, self.known)]
        else:
            held = list(shared(inside, self.known))
        self._join([root, *held])

    def _join(self, names: Iterable[str]) -> None:
        kept = [n for n in names if not is_immutable(self.known.get(n))]
        for each in kept:
            self.parent.setdefault(each, each)
        for other in kept[1:]:
            self.parent[self._find(other)] = self._find(kept[0])

    def _find(self, name: str) -> str:
        while self.parent[name] != name:
            name = self.parent[name]
        return name


def copies_in(statement: gast.AST, known: Known) -> bool:
    """Tell whether a write surely copies into memory, and makes nothing hold an object.

    Only an array has a place ``b[1:, 0]`` or ``b[[0, 2]]``. A list takes e itself in
    ``b[0] = e``.

    >>> first, second = gast.parse("b[1:, 0] = e; b[0] = e").body
    >>> copies_in(first, {}), copies_in(second, {})
    (True, False)
    """
    if isinstance(statement, gast.AugAssign) or hasattr(statement, "copies"):
        return True
    root = mutated(statement)
    if root is None:
        return False
    if isinstance(known.get(root), Array) or taken_as_array(statement, root, known):
        return True
    whole = statement.targets[0].value if is_store(statement) else None
    return whole is not None and isinstance(type_of(whole, known), Array)


def taken_as_array(statement: gast.AST, name: str, known: Known) -> bool:
    """Tell whether a statement subscripts a name as only an array can be.

    >>> taken_as_array(gast.parse("b[i] += c[1:, 0]").body[0], "c", {})
    True
    """
    return any(
        isinstance(n, gast.Subscript)
        and isinstance(n.value, gast.Name)
        and n.value.id == name
        and any(_only_in_arrays(part, n.slice, known) for part in parts_of(n.slice))
        for n in nodes_in(statement)
    )


def _only_in_arrays(part: gast.AST, index: gast.AST, known: Known) -> bool:
    """Tell whether no list or dict has an index with such a part."""
    if isinstance(part, gast.Slice):
        return part is not index
    kind = type_of(part, known)
    return gathers(part, known) or (isinstance(kind, Items) and kind.python is list)


def sharing_of(node: gast.FunctionDef, known: Known | None = None) -> Sharing | None:
    """Return what shares memory in a function that writes into objects, else None.

    >>> sharing_of(gast.parse("def f(x):\\n    return x").body[0]) is None
    True
    """
    if known is None:
        return _sharing_of(node)
    if not any(map(_writes, statements(node.body))):
        return None
    return Sharing(node, infer(node, known))


@once
def _sharing_of(node: gast.FunctionDef) -> Sharing | None:
    return sharing_of(node, getattr(node, "known", {}))


def _writes(statement: gast.AST) -> bool:
    """Tell whether a statement writes into an object; sums of adjoints hide nothing."""
    grows = isinstance(statement, gast.AugAssign) and not is_backward(statement)
    return grows or is_store(statement) or is_scatter(statement)


def is_opening(statement: gast.AST) -> bool:
    """Tell whether a statement reads an attribute that shares memory with no other.

    As a function begins, where a call checks that: see ``differentiate/openings``.
    """
    return hasattr(statement.__dict__.get("value"), "opening")


def is_immutable(kind: Type | None) -> bool:
    """Tell whether a value of a type surely cannot be changed in place.

    >>> is_immutable(Number(float)), is_immutable(Array(None, ()))
    (True, False)
    """
    return isinstance(kind, Number | Double | Literal | Other)


def bound_to(statement: gast.Assign, known: Known) -> set[str]:
    """Return the names whose memory the names that an assignment binds may share.

    >>> unpacked = gast.parse("a, b = x").body[0]
    >>> bound_to(unpacked, {}), bound_to(unpacked, {"x": Array(None, (2,))})
    ({'x'}, set())
    """
    if hasattr(statement, "scalar") or is_opening(statement):
        return set()
    if isinstance(statement.targets[0], gast.Tuple | gast.List):
        kind = type_of(statement.value, known)
        if isinstance(kind, Array) and kind.shape is not None and len(kind.shape) == 1:
            return set()
    return shared(statement.value, known)


def shared(node: gast.AST, known: Known) -> set[str]:
    """Return the names whose memory the value of an expression may be or hold.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(shared(parse_expression("(a[1:], b * c, d[i])"), {"i": Number(int)}))
    ['a', 'd']
    >>> vector = {"d": Array(None, ("n",)), "i": Number(int)}
    >>> shared(parse_expression("d[i]"), vector)
    set()
    """
    if isinstance(node, gast.Name):
        module = isinstance(getattr(node, "provided", None), types.ModuleType)
        return set() if module or is_immutable(known.get(node.id)) else {node.id}
    if isinstance(node, gast.Tuple | gast.List):
        return {n for e in node.elts for n in shared(e, known)}
    if isinstance(node, gast.Starred):
        return shared(node.value, known)
    if isinstance(node, gast.Dict):
        return {n for e in node.values for n in shared(e, known)}
    if isinstance(node, gast.Subscript):
        return set() if _reads_copy(node, known) else shared(node.value, known)
    if isinstance(node, gast.Attribute):
        applied = apply(node)
        if applied is not None and isinstance(applied.rule, Nondifferentiable):
            return set()
        return shared(node.value, known)
    if isinstance(node, gast.Call):
        walked = node.args[0] if getattr(node, "target", None) is sequence else None
        if walked is not None and isinstance(type_of(walked, known), Fields):
            return set()  # These are the keys.
        return _of_call(node, known)
    if isinstance(node, gast.BinOp) and isinstance(
        type_of(node, known), Items | Several
    ):
        return shared(node.left, known) | shared(node.right, known)
    return set()


def _of_call(node: gast.Call, known: Known) -> set[str]:
    method = isinstance(node.func, gast.Attribute) and not hasattr(node, "target")
    operands = [*([node.func.value] if method else []), *node.args]
    named = [k.value for k in node.keywords]
    try:
        applied = apply(node)
    except BindingError:
        applied = None
    if applied is not None:
        effect = applied.rule.effect
        if isinstance(effect, Fresh | Interacts):
            return set()
        if isinstance(effect, View | MaybeView) and _takes_a_list(node, known):
            return set()
        views = View | MaybeView | Same | Element | Writes
        if isinstance(effect, views) and effect.argument < len(operands):
            return shared(operands[effect.argument], known)
    return {n for e in [*operands, *named] for n in shared(e, known)}


def _reads_copy(node: gast.Subscript, known: Known) -> bool:
    """Tell whether a subscript surely yields a number or a copy, no view."""
    if any(gathers(part, known) for part in parts_of(node.slice)):
        return isinstance(type_of(node.value, known), Array)
    kind = type_of(node, known)
    scalar = isinstance(kind, Array) and kind.shape == ()
    dots = any(getattr(p, "value", None) is ... for p in parts_of(node.slice))
    return is_immutable(kind) or (scalar and not dots)


def parts_of(index: gast.AST) -> list[gast.AST]:
    return list(index.elts) if isinstance(index, gast.Tuple) else [index]


def gathers(part: gast.AST, known: Known) -> bool:
    """Tell whether a part of an index is surely an array or list: it makes a copy.

    >>> from srcdiff.core.text import parse_expression
    >>> gathers(parse_expression("[0, 1]"), {}), gathers(parse_expression("i"), {})
    (True, False)
    """
    if isinstance(part, gast.List):
        return True
    kind = type_of(part, known)
    if isinstance(kind, Array):
        boolean = kind.dtype is not None and kind.dtype == np.bool_
        return bool(kind.shape) or boolean
    return False


def is_view(node: gast.AST, types: Known) -> bool:
    """Tell whether an expression surely shares memory with the array it reads.

    >>> from srcdiff.core.text import parse_expression
    >>> matrix = {"a": Array(None, ("n", "m")), "i": Number(int)}
    >>> is_view(parse_expression("a[i]"), matrix), is_view(parse_expression("a[i]"), {})
    (True, False)
    """
    if isinstance(node, gast.Name):
        return True
    if isinstance(node, gast.Subscript):
        kind = type_of(node, types)
        parts = parts_of(node.slice)
        if any(gathers(p, types) or names_in(p) & _arrays(types) for p in parts):
            return False
        return isinstance(kind, Array) and bool(kind.shape)
    if isinstance(node, gast.Attribute | gast.Call):
        try:
            applied = apply(node)
        except BindingError:
            return False
        if applied is None:
            return False
        effect = applied.rule.effect
        if isinstance(effect, Same):
            operand = next(iter(applied.arguments.values()))
            return isinstance(type_of(operand, types), Array)
        viewed = isinstance(effect, View) and not _of_a_list(node, types)
        return viewed or _reshapes_vector(applied, types)
    return False


def _of_a_list(node: gast.AST, known: Known) -> bool:
    """Tell whether a view may be asked of a list: NumPy makes an array of it first.

    >>> from srcdiff.core.text import parse_expression
    >>> call = parse_expression("np.flip(u)")
    >>> call.target = np.flip
    >>> _of_a_list(call, {}), _of_a_list(call, {"u": Array(None, ("n",))})
    (True, False)
    """
    if not isinstance(node, gast.Call) or not hasattr(node, "target"):
        return False  # Only arrays have attributes and methods that view.
    return not isinstance(_first_type(node, known), Array)


def _takes_a_list(node: gast.Call, known: Known) -> bool:
    """Tell whether what a function is given is surely a list, or a tuple."""
    return hasattr(node, "target") and isinstance(
        _first_type(node, known), Items | Several
    )


def _first_type(node: gast.Call, known: Known) -> Type:
    return type_of(node.args[0], known) if node.args else UNKNOWN


def _reshapes_vector(applied: Application, known: Known) -> bool:
    """Tell whether an operation reshapes an array of one axis: always a view."""
    first = next(iter(applied.arguments.values()), None)
    if not isinstance(applied.rule.effect, MaybeView) or first is None:
        return False
    kind = type_of(first, known)
    vector = isinstance(kind, Array) and kind.shape is not None and len(kind.shape) == 1
    return vector and "shape" in applied.arguments


def _arrays(types: Known) -> set[str]:
    return {n for n, kind in types.items() if isinstance(kind, Array) and kind.shape}
