"""Scopes of Python: the names that a function binds, and those it takes from around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator

import gast

from srcdiff.core.build import clone
from srcdiff.core.children import children_and_annotations, nodes_in
from srcdiff.core.traverse import map_children, rename

COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)


def parameter_names(arguments: gast.arguments) -> list[str]:
    """Return the names of all parameters, starred ones included, in their order."""
    a = arguments
    every = [*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg]
    return [p.id for p in every if p is not None]


def stars_of(function: gast.AST) -> set[str]:
    """Return the starred parameters of a function and of those nested in it."""
    inside = [n.args for n in nodes_in(function) if isinstance(n, FUNCTIONS)]
    stars = [s for a in inside for s in (a.vararg, a.kwarg)]
    return {star.id for star in stars if star is not None}


def bindings(function: gast.AST) -> set[str]:
    """Return the names that belong to a function: parameters, and what it binds.

    Names of nested functions, classes and comprehensions are theirs.

    >>> f = gast.parse('''
    ... def f(x):
    ...     def g(v):
    ...         u = v
    ...     return [w for w in (y := x)]
    ... ''').body[0]
    >>> sorted(bindings(f))
    ['g', 'x', 'y']
    """
    body = function.body if isinstance(function.body, list) else [function.body]
    found = set(parameter_names(function.args))
    for node in body:
        found |= bound_by(node)
    return found


def bound_by(node: gast.AST) -> set[str]:
    """Return what a node binds in its scope."""
    found: set[str] = set()
    _add_bound(node, False, found)
    return found


def _add_bound(node: gast.AST, inside: bool, found: set[str]) -> None:
    """Add what a node binds to a set; ``inside`` a comprehension only ``:=``."""
    kind = type(node)
    if kind is gast.Constant:
        return
    if kind is gast.Name:
        if not inside and not isinstance(node.ctx, gast.Load):
            found.add(node.id)
        return
    if kind in FUNCTIONS or kind is gast.ClassDef:
        if kind is not gast.Lambda:
            found.add(node.name)
        for part in outer_parts(node):
            _add_bound(part, False, found)
        return
    if kind is gast.NamedExpr:
        found.add(node.target.id)
    for key in ("name", "rest"):
        value = node.__dict__.get(key)
        if isinstance(value, str) and kind is not gast.alias:
            found.add(value)
    for child in children_and_annotations(node):
        _add_bound(child, inside or kind in COMPREHENSIONS, found)


def outer_parts(node: gast.AST) -> Iterator[gast.AST]:
    """Yield the parts of a definition that belong to the scope around it."""
    yield from getattr(node, "decorator_list", [])
    if isinstance(node, gast.ClassDef):
        yield from [*node.bases, *node.keywords]
    else:
        yield from node.args.defaults
        yield from (d for d in node.args.kw_defaults if d is not None)


def mentioned_inside(function: gast.FunctionDef) -> set[str]:
    """Return the names that functions nested in a function mention.

    >>> f = gast.parse("def f(a, b): return (lambda v: v * a)(b)").body[0]
    >>> sorted(mentioned_inside(f))
    ['a', 'v']
    """
    every = (n for s in function.body for n in nodes_in(s))
    inner = (n for n in every if isinstance(n, FUNCTIONS))
    return {n.id for f in inner for n in nodes_in(f) if isinstance(n, gast.Name)}


def free_names(function: gast.AST) -> list[str]:
    """Return, in order, the names that a function reads and takes from around it.

    >>> f = gast.parse("lambda v, k=a: [v * w + b for w in c]").body[0].value
    >>> free_names(f)
    ['c', 'b']
    """
    body = function.body if isinstance(function.body, list) else [function.body]
    inside = bindings(function)
    found = [n for node in body for n in _read(node)]
    return list(dict.fromkeys(n for n in found if n not in inside))


def _read(node: gast.AST) -> list[str]:
    if isinstance(node, gast.Name):
        return [node.id] if isinstance(node.ctx, gast.Load) else []
    if isinstance(node, FUNCTIONS):
        around = [n for part in outer_parts(node) for n in _read(part)]
        return [*around, *free_names(node)]
    if isinstance(node, COMPREHENSIONS):
        inside = comprehension_names(node)
        first, *_ = node.generators
        parts = [*node.generators, *_results(node)]
        found = [n for part in parts for n in _read(part)]
        return [*_read(first.iter), *(n for n in found if n not in inside)]
    return [n for child in children_and_annotations(node) for n in _read(child)]


def comprehension_names(node: gast.AST) -> set[str]:
    """Return the names that a comprehension binds for itself."""
    return {
        n.id
        for generator in node.generators
        for n in nodes_in(generator.target)
        if isinstance(n, gast.Name)
    }


def _results(node: gast.AST) -> list[gast.AST]:
    if isinstance(node, gast.DictComp):
        return [node.key, node.value]
    return [node.elt]


def every_binding(function: gast.AST) -> set[str]:
    """Return the names that a function, or anything inside it, binds."""
    found = bindings(function)
    for node in nodes_in(function):
        if isinstance(node, FUNCTIONS):
            found |= bindings(node)
        elif isinstance(node, COMPREHENSIONS):
            found |= comprehension_names(node)
    return found


def renamed(function: gast.AST, names: dict[str, str]) -> gast.AST:
    """Return a copy of a function with names changed, those of definitions too.

    >>> from srcdiff.codegen.printer import expression
    >>> f = gast.parse("lambda v: v * w").body[0].value
    >>> expression(renamed(f, {"v": "u"}))
    'lambda u: u * w'
    """
    new = rename(function, names)
    for node in nodes_in(new):
        for key in ("name", "rest"):
            value = getattr(node, key, None)
            if isinstance(value, str) and not isinstance(node, gast.alias):
                setattr(node, key, names.get(value, value))
    return new


def apart(
    function: gast.FunctionDef, taken: Collection[str], fresh: Callable[[str], str]
) -> tuple[gast.FunctionDef, dict[str, str]]:
    """Return a function that binds none of some names at any depth, and its changes.

    The changes are those to the names that belong to the function itself.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x, k):\\n    return lambda v, k=k: v * k * x").body[0]
    >>> new, changes = apart(f, {"x", "k"}, lambda name: name + "_2")
    >>> print(statement(new), changes)
    def f(x_2, k_2):
        return lambda v, k_2=k_2: v * k_2 * x_2 {'k': 'k_2', 'x': 'x_2'}
    """
    changes = {n: fresh(n) for n in sorted(bindings(function) & set(taken))}
    new = _renamed_inside(function, changes)

    def inner(node: gast.AST) -> gast.AST:
        if isinstance(node, FUNCTIONS):
            own = {n: fresh(n) for n in sorted(bindings(node) & set(taken))}
            node = _renamed_inside(node, own)
        return map_children(node, inner)

    new.body = [inner(s) for s in new.body]
    return new, changes


def _renamed_inside(function: gast.AST, names: dict[str, str]) -> gast.AST:
    """Return a function with names of its own changed: not what is around it."""
    new = renamed(function, names)
    new.args.defaults = clone(function.args).defaults
    new.args.kw_defaults = clone(function.args).kw_defaults
    if isinstance(function, gast.Lambda):
        return new
    new.name = function.name
    new.decorator_list = function.decorator_list
    return new


def rebound(function: gast.FunctionDef) -> set[str]:
    """Return the names that the body of a function binds."""
    return set().union(*map(bound_by, function.body))


def binders(function: gast.FunctionDef) -> Counter[str]:
    """Return how often a function binds each of its names; parameters count too.

    >>> f = gast.parse("def f(x):\\n    x = y = 1.0").body[0]
    >>> sorted(binders(f).items())
    [('x', 2), ('y', 1)]
    """
    found = Counter(parameter_names(function.args))
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, gast.Name) and not isinstance(node.ctx, gast.Load):
            found[node.id] += 1
        elif isinstance(node, (*FUNCTIONS, gast.ClassDef)):
            found.update([] if isinstance(node, gast.Lambda) else [node.name])
            todo += outer_parts(node)
        else:
            todo += children_and_annotations(node)
    return found
