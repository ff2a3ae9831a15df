"""From a rule's body to the adjoint text of one of its parameters.

The compiler keeps the part of the body that one adjoint needs, decides the tests that
it can decide, and replaces the parameters by the operands of the call.
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import gast

from srcdiff.core.build import clone, constant
from srcdiff.core.children import nodes_in
from srcdiff.core.traverse import names_in, substitute
from srcdiff.rules.apply import Application, default
from srcdiff.rules.declared import AdjointFunction, Declared, adjoint_call
from srcdiff.rules.form import check_form
from srcdiff.rules.operands import Operands, written
from srcdiff.rules.registry import Rule

Decide = Callable[[gast.AST], bool | None]
Standing = Callable[[dict[str, gast.AST]], Operands]


@dataclass(frozen=True)
class _Body:
    """A rule's body: local definitions and guarded results, in order."""

    locals: tuple[tuple[str, gast.AST], ...]
    results: tuple[tuple[gast.AST | None, gast.AST], ...]
    namespace: dict


@cache
def _body(rule: Rule) -> _Body:
    assert rule.body is not None
    text = textwrap.dedent(inspect.getsource(rule.body))
    parsed = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef))
    node = gast.ast_to_gast(parsed)
    check_form(rule, node.body)
    found_locals, results = [], []
    for statement in node.body:
        if isinstance(statement, gast.Assign):
            found_locals.append((statement.targets[0].id, statement.value))
        elif isinstance(statement, gast.If):
            results.append((statement.test, statement.body[0].value))
        elif isinstance(statement, gast.Return):
            results.append((None, statement.value))
    namespace = rule.body.__globals__
    local = {"out", "g", *rule.signature.parameters, *(n for n, _ in found_locals)}
    for root in [*(v for _, v in found_locals), *(e for r in results for e in r if e)]:
        _resolve(root, namespace, local)
    return _Body(tuple(found_locals), tuple(results), namespace)


def _resolve(tree: gast.AST, namespace: dict, local: set[str]) -> None:
    """Attach to the calls of a rule's text the objects that they call."""
    for item in nodes_in(tree):
        if (
            isinstance(item, gast.Name)
            and item.id in namespace
            and item.id not in local
        ):
            item.provided = namespace[item.id]
        if isinstance(item, gast.Call):
            chain, func = [], item.func
            while isinstance(func, gast.Attribute):
                chain.append(func.attr)
                func = func.value
            known = isinstance(func, gast.Name) and func.id not in local
            if known and (func.id in namespace or func.id in dir(builtins)):
                target = namespace.get(func.id) or getattr(builtins, func.id)
                for attribute in reversed(chain):
                    target = getattr(target, attribute)
                item.target = target


@cache
def differentiable_parameters(rule: Rule) -> tuple[str, ...]:
    """Return the parameters for which a rule gives an adjoint.

    >>> from srcdiff.rules import REGISTRY
    >>> import numpy as np
    >>> differentiable_parameters(REGISTRY.of(np.multiply))
    ('x', 'y')
    """
    if isinstance(rule, Declared | AdjointFunction):
        return tuple(rule.signature.parameters)
    found: list[str] = []
    for _, result in _body(rule).results:
        entries = result.elts if isinstance(result, gast.Tuple) else [result]
        for parameter, entry in zip(rule.signature.parameters, entries, strict=False):
            if not _is_none(entry) and parameter not in found:
                found.append(parameter)
    return tuple(p for p in rule.signature.parameters if p in found)


def adjoint_of(
    applied: Application,
    parameter: str,
    out: gast.AST,
    g: gast.AST,
    decide: Decide,
    standing: Standing | None = None,
) -> gast.AST | None:
    """Return the adjoint of one argument as an expression, or None where it is zero.

    applied: the operation. out, g: what stands for its result and the adjoint of that.
    decide: tells of a test, after substitution, whether it is surely true or false.
    standing: tells what stands for each operand, and for the result, in the text of the
    adjoint, where that is not always the operand itself.

    >>> from srcdiff.core.text import parse_expression
    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.rules.apply import apply
    >>> node = apply(parse_expression("a * b"))
    >>> out, g = parse_expression("c"), parse_expression("c_bar")
    >>> expression(adjoint_of(node, "x", out, g, lambda test: None))
    'c_bar * b'
    """
    rule = applied.rule
    if isinstance(rule, Declared):
        return adjoint_call(rule, applied.arguments, parameter, out, g)
    body = _body(rule)
    values: dict[str, gast.AST] = {"out": out, "g": g}
    for each in rule.signature.parameters:
        values[each] = applied.arguments.get(each) or _missing(rule, each)
    operands = (
        standing(values) if standing else Operands(values, values, values, values)
    )
    put = functools.partial(written if standing else _put, operands=operands)
    for local, value in body.locals:
        text = put(clone(value))
        for table in vars(operands).values():
            table[local] = text
    for test, result in body.results:
        if test is not None and decide(substitute(clone(test), values)) is not True:
            continue
        if isinstance(result, gast.Tuple):
            position = list(rule.signature.parameters).index(parameter)
            result = result.elts[position]
        return None if _is_none(result) else put(clone(result))
    raise AssertionError(f"rule {rule.name} has no final return")


def _put(node: gast.AST, operands: Operands) -> gast.AST:
    return substitute(node, operands.plain)


def _missing(rule: Rule, parameter: str) -> gast.AST:
    kind = rule.signature.parameters[parameter].kind
    if kind is inspect.Parameter.VAR_POSITIONAL:
        return gast.Tuple([], gast.Load())
    return default(rule, parameter)


def reads(applied: Application, parameter: str, decide: Decide) -> set[str]:
    """Return what an adjoint's text mentions among ``out`` and the operands' names."""
    out, g = gast.Name("out", gast.Load(), None, None), constant(1.0)
    text = adjoint_of(applied, parameter, out, g, decide)
    return set(names_in(text)) if text is not None else set()


def _is_none(node: gast.AST) -> bool:
    return isinstance(node, gast.Constant) and node.value is None
