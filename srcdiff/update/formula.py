"""Update rules and schedules as text: the body of a function, numbers written in."""

from __future__ import annotations

import builtins
import math
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import gast
import numpy as np

from srcdiff.core.build import call, clone, constant, name
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_children
from srcdiff.errors import InvalidArgument
from srcdiff.frontend.source import FunctionSource, find_source

Block = list[gast.AST]


def number(value: float) -> gast.AST:
    """Return the expression of a number, which may be negative.

    >>> from srcdiff.codegen.printer import expression
    >>> expression(number(-0.5))
    '-0.5'
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value < 0 or (value == 0 and math.copysign(1.0, value) < 0):
        return gast.UnaryOp(gast.USub(), constant(-value))
    return constant(value)


def body_of(
    function: Callable[..., Any],
    arrays: Mapping[str, str],
    values: Mapping[str, gast.AST],
    locals_: dict[str, str],
    names: NameTable,
) -> Block:
    """Return the statements of a function that returns nothing, for given arguments.

    arrays: the name that each parameter has in the text around. values: expressions
    for the other parameters. locals_: names of locals that nothing reads any more.
    names: gives other locals their names.
    Raises InvalidArgument for a function that is more than its statements.

    >>> from srcdiff.codegen.printer import statement
    >>> def sgd(w, g, rate):
    ...     g *= rate
    ...     w -= g
    >>> values = {"rate": constant(0.1)}
    >>> for line in body_of(sgd, {"w": "W", "g": "W_bar"}, values, {}, NameTable()):
    ...     print(statement(line))
    W_bar *= 0.1
    W -= W_bar
    """
    source = _source(function)
    body = [s for s in source.node.body if not _is_text(s)]
    inside = [n for s in body for n in gast.walk(s)]
    in_place = [n.target for n in inside if isinstance(n, gast.AugAssign)]
    for node in inside:
        if _is_bound(node) and node.id in arrays and node not in in_place:
            change = f"change it in place, as in {node.id} -= ..."
            _refuse(source, f"it gives {node.id} another value: {change}")
    kept = _locals(source, body, values, locals_, names) | dict(arrays)
    read = _Reading(source, values, kept)
    return [read.inside(s) for s in body]


def local(stem: str, locals_: dict[str, str], names: NameTable) -> str:
    """Return the name of a local, the same for all with one stem."""
    if stem not in locals_:
        locals_[stem] = names.temporary(stem)
    return locals_[stem]


def value_of(
    function: Callable[..., Any], arguments: list[gast.AST]
) -> gast.AST | None:
    """Return the expression of a call of a function that is one ``return``.

    None where it is more than that.

    >>> from srcdiff.codegen.printer import expression
    >>> every = 30
    >>> expression(value_of(lambda t: 0.5 ** (t // every), [name("t")]))
    '0.5 ** (t // 30)'
    """
    source = _source(function)
    body = [s for s in source.node.body if not _is_text(s)]
    parameters = source.node.args.args
    alone = len(body) == 1 and isinstance(body[0], gast.Return) and body[0].value
    if not alone or len(parameters) != len(arguments):
        return None
    values = {p.id: a for p, a in zip(parameters, arguments, strict=True)}
    return _Reading(source, values, {}).inside(body[0].value)


def computed(
    function: Callable[..., Any],
    argument: gast.AST,
    locals_: dict[str, str],
    names: NameTable,
) -> tuple[Block, gast.AST]:
    """Return the statements of a function of one number, and what it returns then.

    locals_, names: as for ``body_of``. Raises InvalidArgument for a function that
    returns anywhere but at its end.

    >>> from srcdiff.codegen.printer import expression, statement
    >>> def rate(t):
    ...     falling = 0.5 ** (t // 10)
    ...     return max(falling, 0.01)
    >>> ahead, value = computed(rate, name("t"), {}, NameTable())
    >>> statement(ahead[0]), expression(value)
    ('falling = 0.5 ** (t // 10)', 'max(falling, 0.01)')
    """
    source = _source(function)
    *body, last = [s for s in source.node.body if not _is_text(s)]
    parameters = source.node.args.args
    if not isinstance(last, gast.Return) or last.value is None or not parameters:
        _refuse(source, "a schedule takes the number of a step and returns a rate")
    values = {parameters[0].id: argument}
    kept = _locals(source, body, values, locals_, names)
    read = _Reading(source, values, kept)
    value = read.inside(last.value)
    if any(getattr(n, "provided", None) is np for n in gast.walk(value)):
        # A NumPy number would make float64 of what it meets; Python's does not.
        value = call("float", value, target=float)
    return [read.inside(s) for s in body], value


def _locals(
    source: FunctionSource,
    body: Block,
    values: Mapping[str, gast.AST],
    locals_: dict[str, str],
    names: NameTable,
) -> dict[str, str]:
    """Return the names of the locals of some statements; refuse what is no part."""
    inside = [n for s in body for n in gast.walk(s)]
    if any(isinstance(n, gast.Return | gast.FunctionDef | gast.Global) for n in inside):
        _refuse(source, "it must run from start to end, and return nothing before")
    bound = dict.fromkeys(n.id for n in inside if _is_bound(n))
    for each in bound.keys() & values.keys():
        _refuse(source, f"it changes {each}: give what it computes another name")
    return {n: local(n, locals_, names) for n in bound}


class _Reading:
    """What the expressions of a function are, once its names are looked up."""

    def __init__(
        self,
        source: FunctionSource,
        values: Mapping[str, gast.AST],
        kept: Mapping[str, str],
    ) -> None:
        self.source = source
        self.values = values
        self.kept = kept

    def inside(self, node: gast.AST) -> gast.AST:
        """Return a tree with numbers and expressions for the names it reads."""
        if isinstance(node, gast.Name):
            return self.named(node)
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Name):
            called = self.found(node.func.id)
            if isinstance(called, types.FunctionType) and not node.keywords:
                inner = value_of(called, [self.inside(a) for a in node.args])
                if inner is None:
                    reason = f"{node.func.id} is more than one return"
                    _refuse(self.source, f"{reason}: write out what it does")
                return inner
        return map_children(node, self.inside)

    def found(self, identifier: str) -> Any:
        """Return what a name means outside of the function, None for its own."""
        if identifier in self.kept or identifier in self.values:
            return None
        try:
            return self.source.lookup(identifier)
        except KeyError:
            _refuse(self.source, f"it reads {identifier}, which nothing binds")

    def named(self, node: gast.Name) -> gast.AST:
        if node.id in self.values:
            return clone(self.values[node.id])
        if node.id in self.kept:
            return name(self.kept[node.id], isinstance(node.ctx, gast.Store))
        found = self.found(node.id)
        if isinstance(found, np.floating | np.integer):
            found = found.item()
        if type(found) in (int, float, bool):
            return number(found)
        if _is_shipped(found) or getattr(builtins, node.id, None) is found:
            known = name(node.id)
            known.provided = found
            return known
        reason = f"it reads {node.id}, a {type(found).__name__}"
        _refuse(self.source, f"{reason}: numbers, np and math are what it may read")


def _source(function: Callable[..., Any]) -> FunctionSource:
    if not isinstance(function, types.FunctionType):
        raise InvalidArgument(
            f"{function!r} is not a function written with def or lambda"
        )
    return find_source(function)


def _refuse(source: FunctionSource, reason: str) -> None:
    code = source.function.__code__
    place = f"{source.file}:{code.co_firstlineno}"
    raise InvalidArgument(f"{place}: {source.function.__name__}: {reason}")


def _is_shipped(value: Any) -> bool:
    """Tell whether a value is NumPy, or a module of Python's own."""
    if not isinstance(value, types.ModuleType):
        return False
    return value is np or value.__name__ in sys.stdlib_module_names


def _is_bound(node: gast.AST) -> bool:
    return isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)


def _is_text(statement: gast.AST) -> bool:
    """Tell whether a statement is a docstring."""
    value = statement.value if isinstance(statement, gast.Expr) else None
    return isinstance(value, gast.Constant)
