"""Generators that a call runs at once, and in full: lists of the same items."""

from __future__ import annotations

import inspect
import math
from types import FunctionType

import gast
import numpy as np

from srcdiff.core.build import function, numpy_attribute
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import map_children
from srcdiff.errors import SourceUnavailable
from srcdiff.frontend.resolve import Scope
from srcdiff.frontend.scopes import FUNCTIONS, binders
from srcdiff.frontend.source import find_source

TAKERS = (
    *(sum, min, max, sorted, dict, math.fsum, math.prod, np.fromiter),
    *(list, tuple, set, frozenset, any, all),
)
"""Functions that take every item of their first argument before they do anything."""
WALKS = (zip, enumerate, reversed, map, filter)
DEEPEST = 4
ALONE = (sum, min, max, sorted, list, tuple, set, frozenset, any, all)
"""Those of them that the compiler reads as loops when they are given nothing else."""
BUILTINS = ("sum", "min", "max", "sorted", "list", "tuple", "any", "all")
QUIET = (range, str, repr, round, divmod, set, frozenset, len, isinstance)
LOOPS = (gast.For, gast.While, gast.ListComp, gast.SetComp, gast.DictComp)


def listed_generators(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function with lists for generators that calls of it run at once.

    Those are given to builtins that take all items, or to a function that walks over
    them once; and nothing that they compute has an effect, so that it does not matter
    when it is computed.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(xs):
    ...     def largest(values):
    ...         best = 0.0
    ...         for v in values:
    ...             best = max(best, v)
    ...         return best
    ...     return largest(abs(x) for x in xs) + sum((x for x in xs), 1.0)
    >>> source = find_source(f)
    >>> print(statement(listed_generators(source.node, Scope(source)).body[-1]))
    return largest([abs(x) for x in xs]) + sum([x for x in xs], 1.0)
    """
    found = [n for s in node.body for n in nodes_in(s)]
    if not any(isinstance(n, gast.GeneratorExp) for n in found):
        return node
    inner = {n.name: n for n in found if isinstance(n, gast.FunctionDef)}
    counts = binders(node)
    known = {name: f for name, f in inner.items() if counts[name] == 1}

    def change(part: gast.AST) -> gast.AST:
        new = map_children(part, change)
        if not isinstance(new, gast.Call):
            return new
        args = [
            _listed(a) if _at_once(part, k, a, scope, known) else a
            for k, a in enumerate(new.args)
        ]
        if all(a is b for a, b in zip(args, new.args, strict=True)):
            return new
        func = new.func
        if scope.known(func) is np.fromiter and len(args) == 2:
            func = numpy_attribute("array")
        return gast.copy_location(gast.Call(func, args, new.keywords), part)

    return function(node, list(map(change, node.body)))


def _listed(node: gast.GeneratorExp) -> gast.ListComp:
    return gast.copy_location(gast.ListComp(node.elt, node.generators), node)


def _at_once(
    call: gast.Call,
    place: int,
    argument: gast.AST,
    scope: Scope,
    inner: dict[str, gast.FunctionDef],
) -> bool:
    """Tell whether an argument is a generator that may be run before its call."""
    if not isinstance(argument, gast.GeneratorExp) or not is_quiet(argument, scope):
        return False
    func, called = call.func, scope.known(call.func)
    if place == 0 and (isinstance(func, gast.Attribute) and func.attr == "join"):
        return len(call.args) == 1
    if any(called is taker for taker in TAKERS):
        alone = len(call.args) == 1 and not call.keywords
        return place == 0 and not (alone and any(called is c for c in ALONE))
    code = None
    if isinstance(func, gast.Name) and func.id in inner:
        code = inner[func.id]
    elif isinstance(called, FunctionType):
        code = _code(called)
    if code is None or any(isinstance(a, gast.Starred) for a in call.args[:place]):
        return False
    places = [*code.args.posonlyargs, *code.args.args]
    return place < len(places) and _walks_once(code, places[place].id)


def _code(called: FunctionType) -> gast.FunctionDef | None:
    if inspect.isgeneratorfunction(called):
        return None
    try:
        return find_source(called).node
    except SourceUnavailable:
        return None


def _walks_once(code: gast.FunctionDef, parameter: str) -> bool:
    """Tell whether a function does no more with a parameter than walk over it once."""
    mentions = [
        n
        for s in code.body
        for n in nodes_in(s)
        if isinstance(n, gast.Name) and n.id == parameter
    ]
    return len(mentions) == 1 and any(_walks(s, mentions[0]) for s in code.body)


def _walks(node: gast.AST, mention: gast.AST) -> bool:
    """Tell whether a node walks over a value once; the value is read nowhere else."""
    if isinstance(node, (*FUNCTIONS, gast.GeneratorExp)):
        return False
    if isinstance(node, gast.For) and _is_walked(node.iter, mention):
        return True
    if isinstance(node, LOOPS):
        first = getattr(node, "iter", None)
        if hasattr(node, "generators"):
            first = node.generators[0].iter
            if _is_walked(first, mention):
                return True
        return first is not None and _walks(first, mention)
    if isinstance(node, gast.Call) and getattr(node.func, "id", "") in BUILTINS:
        for argument in node.args:
            lazy = isinstance(argument, gast.GeneratorExp)
            walked = argument.generators[0].iter if lazy else argument
            if _is_walked(walked, mention):
                return True
    return any(_walks(child, mention) for child in gast.iter_child_nodes(node))


def _is_walked(node: gast.AST, mention: gast.AST) -> bool:
    """Tell whether a loop over a node walks over a value, through ``zip`` too."""
    if node is mention:
        return True
    titles = {walk.__name__ for walk in WALKS}
    if not isinstance(node, gast.Call) or getattr(node.func, "id", "") not in titles:
        return False
    return any(_is_walked(a, mention) for a in node.args)


def is_quiet(node: gast.AST, scope: Scope, depth: int = 0) -> bool:
    """Tell whether computing an expression has no effect but its value, and an end."""
    calls = [n for n in nodes_in(node) if isinstance(n, gast.Call)]
    return all(_is_quiet_call(call, scope, depth) for call in calls)


def _is_quiet_call(call: gast.Call, scope: Scope, depth: int) -> bool:
    called = scope.known(call.func)
    if scope.pure(call) or any(called is walk for walk in WALKS):
        return True
    if any(called is each for each in QUIET):
        return True
    if not isinstance(called, FunctionType) or depth > DEEPEST:
        return False
    code = _code(called)
    if code is None or any(map(_acts, nodes_in(code))):
        return False
    around = Scope(find_source(called))
    return all(is_quiet(s, around, depth + 1) for s in code.body)


def _acts(node: gast.AST) -> bool:
    """Tell whether a node writes into something, or may not come to an end."""
    if isinstance(node, gast.Subscript | gast.Attribute):
        return not isinstance(node.ctx, gast.Load)
    kinds = gast.AugAssign | gast.Global | gast.Nonlocal | gast.While | gast.Delete
    stated = isinstance(node, gast.Expr) and isinstance(node.value, gast.Call)
    return stated or isinstance(node, kinds | gast.Yield | gast.With | gast.Try)
