"""Names that are surely bound to new lists, dicts or sets, and what others may hold."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcdiff.core.children import nodes_in
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import parameter_names
from srcdiff.rules.effects import Fresh
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime import joined, merged

READERS = (
    "len",
    "sorted",
    "list",
    "tuple",
    "dict",
    "set",
    "sum",
    "max",
    "min",
    "any",
    "all",
)
"""Builtins that do not keep the container that they are given."""
COPIES = ("list", "tuple", "sorted", "range", "len")
"""Builtins that a loop may run over without what they were given."""
WALKS = ("zip", "enumerate", "reversed")
"""Builtins that keep it, as long as a loop over them runs."""


class Owned:
    """The names of a function that only ever are bound to new lists, dicts or sets."""

    def __init__(self, node: gast.FunctionDef, scope: Scope) -> None:
        self.scope = scope
        self.lists: set[str] = set()
        self.lists = self._lists(node)
        self.dicts = self._surely(node, self.is_dict)
        self.sets = self._surely(node, self.is_set)

    def makes_list(self, node: gast.AST) -> bool:
        """Tell whether an expression surely makes a new list."""
        if isinstance(node, gast.List | gast.ListComp):
            return True
        if not isinstance(node, gast.Call):
            return False
        if getattr(node, "target", None) is joined:
            return True
        found = self.scope.static(node.func)
        return found is list or found is sorted

    def _surely(
        self, node: gast.FunctionDef, makes: Callable[[gast.AST], bool]
    ) -> set[str]:
        """Return the names that only ever are bound to new lists, dicts or sets."""
        every: set[str] = set()
        others = set(parameter_names(node.args)) | bound_otherwise(node)
        for each in nodes_in(node):
            if hasattr(each, "keeps"):
                continue
            if isinstance(each, gast.Assign) and makes(each.value):
                named = {id(t): t for t in each.targets if isinstance(t, gast.Name)}
                every |= {t.id for t in named.values()}
                others |= {
                    n.id
                    for t in each.targets
                    for n in nodes_in(t)
                    if id(n) not in named and binds(n)
                }
            elif isinstance(each, gast.Assign | gast.For | gast.AnnAssign | gast.With):
                others |= {n.id for n in targets_of(each) if binds(n)}
            elif isinstance(each, gast.NamedExpr | gast.comprehension):
                others |= {n.id for n in nodes_in(each.target) if binds(n)}
        return every - others

    def _lists(self, node: gast.FunctionDef) -> set[str]:
        """Return the names that only ever are bound to new lists.

        A sum is one where both sides are lists, which they may be by its own name.
        """
        self.lists = {n.id for n in nodes_in(node) if binds(n)}
        while True:
            found = self._surely(node, self.is_list)
            if found >= self.lists:
                return found
            self.lists &= found

    def is_list(self, node: gast.AST) -> bool:
        if isinstance(node, gast.BinOp) and isinstance(node.op, gast.Add):
            sides = (node.left, node.right)
            named = [isinstance(s, gast.Name) and s.id in self.lists for s in sides]
            return all(n or self.is_list(s) for n, s in zip(named, sides, strict=True))
        return self.makes_list(node)

    def is_dict(self, node: gast.AST) -> bool:
        if isinstance(node, gast.Dict | gast.DictComp):
            return True
        called = isinstance(node, gast.Call) and self.scope.static(node.func)
        return called is dict or getattr(node, "target", None) is merged

    def is_set(self, node: gast.AST) -> bool:
        if isinstance(node, gast.Set | gast.SetComp):
            return True
        return isinstance(node, gast.Call) and self.scope.static(node.func) is set


def bound_otherwise(node: gast.AST) -> set[str]:
    """Return the names that handlers, patterns and definitions bind or take away."""
    found: set[str] = set()
    for each in nodes_in(node):
        for key in ("name", "rest"):
            title = getattr(each, key, None)
            found |= {title} if isinstance(title, str) else set()
        if isinstance(each, gast.ExceptHandler) and each.name is not None:
            found.add(each.name.id)
        if isinstance(each, gast.Delete):
            found |= {n.id for t in each.targets for n in nodes_in(t) if binds(n)}
        grows = gast.Add | gast.BitOr
        if isinstance(each, gast.AugAssign) and not isinstance(each.op, grows):
            found |= {n.id for n in nodes_in(each.target) if binds(n)}
    return found


def stored_inside(node: gast.AST) -> set[str]:
    """Return the names into which nested functions store items."""
    inner = [n for s in node.body for n in nodes_in(s)]
    functions = [n for n in inner if isinstance(n, gast.FunctionDef)]
    return {
        n.value.id
        for f in functions
        for n in nodes_in(f)
        if isinstance(n, gast.Subscript) and isinstance(n.ctx, gast.Store)
        if isinstance(n.value, gast.Name)
    }


def shared(node: gast.AST, scope: Scope) -> set[str]:
    """Return the names of what others may hold: that are more than looked into.

    >>> from srcdiff.frontend.source import find_source
    >>> def f(a, b, c):
    ...     for x in a:
    ...         print(b[x], len(a))
    ...     return [c]
    >>> source = find_source(f)
    >>> sorted(shared(source.node, Scope(source)))
    ['c', 'len', 'print', 'x']
    """
    looks = {
        id(n.value)
        for n in nodes_in(node)
        if isinstance(n, gast.Subscript | gast.Attribute)
    }
    for each in nodes_in(node):
        if isinstance(each, gast.Compare):
            looks |= {id(c) for c in each.comparators}
        elif isinstance(each, gast.BinOp):
            looks |= {id(each.left), id(each.right)}
        elif isinstance(each, gast.AugAssign):
            looks.add(id(each.value))
        elif isinstance(each, gast.For | gast.comprehension):
            looks |= set(map(id, _walked(each.iter)))
        elif isinstance(each, gast.Return):
            looks.add(id(each.value))
        elif isinstance(each, gast.If | gast.While | gast.IfExp | gast.Assert):
            looks |= set(map(id, _tested(each.test)))
        elif isinstance(each, gast.Call) and _only_reads(each, scope):
            looks |= {id(n) for a in each.args for n in _walked(a)}
        elif isinstance(each, gast.Starred):
            looks.add(id(each.value))
        elif hasattr(each, "keeps"):
            looks |= set(map(id, nodes_in(each.value)))
        elif isinstance(each, gast.Assign):
            apart = isinstance(each.targets[0], gast.Tuple | gast.List)
            looks |= {id(each.value)} if apart and len(each.targets) == 1 else set()
        elif isinstance(each, gast.Dict):
            spread = zip(each.keys, each.values, strict=True)
            looks |= {id(v) for k, v in spread if k is None}
    loaded = (n for n in nodes_in(node) if isinstance(n, gast.Name))
    return {n.id for n in loaded if not binds(n) and id(n) not in looks}


def _only_reads(node: gast.Call, scope: Scope) -> bool:
    """Tell whether a call keeps none of the containers that it is given."""
    if isinstance(node.func, gast.Name) and node.func.id in READERS:
        return True
    rule = REGISTRY.of(scope.static(node.func))
    return rule is not None and isinstance(rule.effect, Fresh)


def _walked(node: gast.AST) -> list[gast.AST]:
    """Return what a loop runs over, looking through ``zip`` and the like."""
    walks = isinstance(node, gast.Call) and isinstance(node.func, gast.Name)
    if walks and node.func.id in WALKS:
        return [n for a in node.args for n in _walked(a)]
    return [node]


def walked_names(node: gast.AST) -> set[str]:
    """Return the names of what a loop runs over itself, not over a copy of it.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(walked_names(parse_expression("zip(a, b[1:], list(c))")))
    ['a', 'zip']
    """
    if isinstance(node, gast.Subscript) and isinstance(node.slice, gast.Slice):
        return set()
    if isinstance(node, gast.Call) and getattr(node.func, "id", None) in COPIES:
        return set()
    if isinstance(node, gast.Name):
        return {node.id}
    return {n for c in gast.iter_child_nodes(node) for n in walked_names(c)}


def _tested(node: gast.AST) -> list[gast.AST]:
    """Return what a test asks for its truth."""
    if isinstance(node, gast.UnaryOp):
        return _tested(node.operand)
    if isinstance(node, gast.BoolOp):
        return [n for v in node.values for n in _tested(v)]
    return [node]


def binds(node: gast.AST) -> bool:
    return isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load)


def targets_of(node: gast.AST) -> list[gast.AST]:
    """Return what is in the targets of a statement."""
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    if isinstance(node, gast.With):
        targets = [i.optional_vars for i in node.items]
    return [n for t in targets if t is not None for n in nodes_in(t)]
