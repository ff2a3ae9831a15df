"""Names that inner functions rebind are held in lists; globals may only count."""

from __future__ import annotations

import gast

from srcdiff.core.build import (
    call,
    clone,
    constant,
    name,
    shallow,
    stamped,
    subscript,
)
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children, names_in
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.walrus import COMPREHENSIONS
from srcdiff.runtime import rebind

Block = list[gast.AST]


def rebound_names(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without ``nonlocal``, and without ``global`` of counters.

    What an inner function rebinds is the one item of a list, which both functions hold.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     n = 0
    ...     def g(v):
    ...         nonlocal n
    ...         n += 1
    ...         return v * n
    ...     return g(x) + n
    ... ''').body[0]
    >>> print(statement(rebound_names(f)))
    def f(x):
        n = [0]
        def g(v):
            n[0] += 1
            return v * n[0]
        return g(x) + n[0]
    """
    if any(isinstance(n, gast.Global) for n in nodes_in(node)):
        node = _counting(node)
    for each in sorted(_said(node)):
        node = _in_a_list(node, each)
    return node


def _said(node: gast.FunctionDef) -> set[str]:
    """Return the names that inner functions say to be those of a function."""
    every = [n for n in nodes_in(node) if isinstance(n, gast.Nonlocal)]
    functions = [n for s in node.body for n in nodes_in(s) if _is_function(n)]
    inside = {id(n) for f in functions for n in nodes_in(f)}
    own = {name for n in every if id(n) not in inside for name in n.names}
    return {name for n in every for name in n.names} - own


def _is_function(node: gast.AST) -> bool:
    return isinstance(node, gast.FunctionDef)


def _in_a_list(node: gast.FunctionDef, held: str) -> gast.FunctionDef:
    """Return the function with a name as the only item of a list."""
    first = _birth(node, held)
    if first is None:
        return node

    def change(tree: gast.AST) -> gast.AST:
        if isinstance(tree, gast.Name) and tree.id == held:
            item = subscript(name(held), constant(0))
            item.ctx = tree.ctx
            return gast.copy_location(item, tree)
        return map_children(tree, change)

    def each(statement: gast.AST) -> Block:
        if isinstance(statement, gast.Nonlocal) and held in statement.names:
            rest = [n for n in statement.names if n != held]
            statement.names = rest
            return [statement] if rest else []
        if isinstance(statement, gast.FunctionDef):
            new = shallow(statement)
            new.args = change(statement.args)
            return [new]
        if getattr(statement, "birth", None) == held:
            statement.value = gast.List([change(statement.value)], gast.Load())
            return [statement]
        new = shallow(statement)
        for key in statement._fields:
            value = statement.__dict__.get(key)
            if isinstance(value, gast.expr):
                new.__dict__[key] = change(value)
            elif key in ("targets", "items") and isinstance(value, list):
                new.__dict__[key] = [change(v) for v in value]
        return [new]

    marked = clone(node)
    marked.body[first].birth = held
    return replaced(marked, each)


def _birth(node: gast.FunctionDef, held: str) -> int | None:
    """Return which statement binds a name for the first time, for all that read it.

    None where that is not sure, or the name means other things in other functions.
    """
    for position, statement in enumerate(node.body):
        if held not in {n.id for n in nodes_in(statement) if isinstance(n, gast.Name)}:
            continue
        plain = isinstance(statement, gast.Assign) and len(statement.targets) == 1
        if not plain or getattr(statement.targets[0], "id", None) != held:
            return None
        if held in names_in(statement.value):
            return None
        return position if _means_one_thing(node, held) else None
    return None


def _means_one_thing(node: gast.FunctionDef, held: str) -> bool:
    """Tell whether each inner function that binds a name says ``nonlocal``."""
    if held in {n.id for n in nodes_in(node.args) if isinstance(n, gast.Name)}:
        return False
    scopes = (gast.Lambda, gast.SetComp, *COMPREHENSIONS)
    for inner in (n for s in node.body for n in nodes_in(s)):
        if isinstance(inner, scopes):
            bound = [getattr(inner, "args", None), *getattr(inner, "generators", [])]
            targets = [getattr(b, "target", b) for b in bound if b is not None]
            if held in {n.id for t in targets for n in nodes_in(t) if _is_name(n)}:
                return False
        if isinstance(inner, gast.FunctionDef):
            own = [n for s in inner.body for n in nodes_in(s)]
            says = any(isinstance(n, gast.Nonlocal) and held in n.names for n in own)
            binds = any(_is_name(n) and n.id == held and _stores(n) for n in own)
            given = held in {n.id for n in nodes_in(inner.args) if _is_name(n)}
            if inner.name == held or given or (binds and not says):
                return False
        if isinstance(inner, gast.Delete | gast.ClassDef | gast.Match | gast.Try):
            return False
    return True


def _is_name(node: gast.AST) -> bool:
    return isinstance(node, gast.Name)


def _stores(node: gast.Name) -> bool:
    return not isinstance(node.ctx, gast.Load)


def _counting(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with calls for ``n += 1`` on globals that only count."""
    said = {n for s in nodes_in(node) if isinstance(s, gast.Global) for n in s.names}
    steps = [s for s in nodes_in(node) if _is_step(s, said)]
    known = {id(s.target) for s in steps}
    names = (n for n in nodes_in(node) if _is_name(n))
    said -= {n.id for n in names if id(n) not in known}

    def change(statement: gast.AST) -> Block:
        if isinstance(statement, gast.Global):
            rest = [n for n in statement.names if n not in said]
            statement.names = rest
            return [statement] if rest else []
        if not _is_step(statement, said):
            return [statement]
        counter = statement.target.id
        more = gast.BinOp(name(counter), statement.op, statement.value)
        new = call("rebind", call("globals", target=globals), target=rebind)
        new.args[0].func.provided = globals
        new.keywords = [gast.keyword(counter, more)]
        done = stamped(gast.Expr(gast.copy_location(new, statement)), statement)
        return [gast.copy_location(done, statement)]

    return replaced(node, change)


def _is_step(node: gast.AST, counters: set[str]) -> bool:
    """Tell whether a statement adds a number that stands in the text to a global."""
    return (
        isinstance(node, gast.AugAssign)
        and isinstance(node.target, gast.Name)
        and node.target.id in counters
        and isinstance(node.value, gast.Constant)
    )
