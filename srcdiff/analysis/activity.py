"""Which names carry a derivative: they depend on the inputs and reach the result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import ModuleType

import gast

from srcdiff.analysis.sharing import Sharing, parts_of
from srcdiff.core.traverse import (
    bound,
    is_scatter,
    is_store,
    mutated,
    root_name,
    statements,
)
from srcdiff.core.types import Type
from srcdiff.rules.apply import BindingError, apply
from srcdiff.rules.inline import differentiable_parameters
from srcdiff.rules.registry import Nondifferentiable

BITS = gast.BitOr | gast.BitAnd | gast.BitXor
PASSIVE = gast.Constant | gast.Compare | gast.JoinedStr | gast.Slice


def carried(node: gast.AST) -> list[str]:
    """Return the names through which an expression carries a derivative.

    >>> from srcdiff.core.text import parse_expression
    >>> carried(parse_expression("x[i] * len(y)"))
    ['x', 'y']
    >>> carried(parse_expression("x.shape[0] + (y > 0)"))
    []
    """
    if isinstance(node, gast.Name):
        return [node.id]
    if isinstance(node, PASSIVE):
        return []
    if isinstance(node, gast.Tuple | gast.List):
        return _all(node.elts)
    if isinstance(node, gast.Dict):
        return _all(node.values)
    if isinstance(node, gast.BoolOp):
        return []
    if isinstance(node, gast.BinOp) and isinstance(node.op, BITS):
        return _all([node.left, node.right])  # Of dicts: floats have no bits.
    if (index := index_of_module(node)) is not None:
        return _all(index)
    try:
        found = apply(node)
    except BindingError:
        found = None
    if found is not None:
        if isinstance(found.rule, Nondifferentiable):
            return []
        rule = found.rule
        kept = (*differentiable_parameters(rule), *rule.without_adjoint)
        return _all(found.arguments[p] for p in kept if p in found.arguments)
    if isinstance(node, gast.Call):
        inside = [node.func.value] if isinstance(node.func, gast.Attribute) else []
        if hasattr(node, "target"):
            inside = []
        return _all([*inside, *node.args, *(k.value for k in node.keywords)])
    return _all(c for c in gast.iter_child_nodes(node) if isinstance(c, gast.expr))


def index_of_module(node: gast.AST) -> list[gast.AST] | None:
    """Return what indexes an object of a module, as in ``np.r_[0:2, x]``."""
    base = node.value if isinstance(node, gast.Subscript) else None
    owner = base.value if isinstance(base, gast.Attribute) else None
    if not isinstance(getattr(owner, "provided", None), ModuleType):
        return None
    parts = (
        (p.lower, p.upper, p.step) if isinstance(p, gast.Slice) else (p,)
        for p in parts_of(node.slice)
    )
    return [e for each in parts for e in each if e is not None]


def _all(nodes: Iterable[gast.AST]) -> list[str]:
    return [n for node in nodes for n in carried(node)]


def active_names(
    node: gast.FunctionDef,
    inputs: set[str],
    result: str,
    without: Collection[str] = (),
    known: Mapping[str, Type] | None = None,
) -> set[str]:
    """Return the names that depend on the inputs and on which the result depends.

    without: names through which no derivative flows. known: types of names.

    Flow-insensitive over webs: an over-estimate, so that unknown is never inactive.

    >>> f = gast.parse(
    ...     "def f(x, y):\\n    a = x * y\\n    b = y * y\\n    return a"
    ... ).body[0]
    >>> sorted(active_names(f, {"x"}, "a"))
    ['a', 'x']
    """
    sharing = (
        Sharing(node, dict(known or {}))
        if any(map(is_store, statements(node.body)))
        else None
    )
    edges = [edge for s in statements(node.body) for edge in _flow(s)]
    if sharing is not None:
        # What is stored through one name is read through those that share its memory.
        edges += [
            (root, other)
            for s in statements(node.body)
            if (root := mutated(s)) is not None
            for other in sorted(sharing.changed(s) - {root})
        ]
    flows = [(source, target) for source, target in edges if target not in without]
    varied = _closure(inputs, flows)
    useful = _closure({result}, [(target, source) for source, target in flows])
    return varied & useful


def _flow(statement: gast.AST) -> list[tuple[str, str]]:
    """Return the edges (from, to) along which a statement carries derivatives."""
    if is_store(statement):
        root = root_name(statement.targets[0])
        return [(s, root) for s in carried(statement.value)]
    if isinstance(statement, gast.Assign):
        sources = carried(statement.value)
        return [(s, t) for s in sources for t in bound(statement)]
    changed = mutated(statement)
    if changed is None:
        return []
    if isinstance(statement, gast.AugAssign):
        return [(s, changed) for s in carried(statement.value)]
    if is_scatter(statement):
        return [(s, changed) for s in carried(statement.value.args[2])]
    return [(s, changed) for s in _all(statement.value.args)]


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    successors: dict[str, list[str]] = {}
    for source, target in edges:
        successors.setdefault(source, []).append(target)
    found, todo = set(start), list(start)
    while todo:
        for name in successors.get(todo.pop(), ()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found
