"""Calls of derivatives: of the texts that are made for the types of the arguments."""

from __future__ import annotations

import inspect
from typing import Any

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.build import function, shallow
from srcdiff.core.join import join
from srcdiff.core.traverse import map_blocks, statements
from srcdiff.core.types import NOTHING, UNKNOWN, Type
from srcdiff.differentiate.adjoint_types import adjoint_type, detached


def types_with_derivatives(node: gast.FunctionDef, known: Known) -> Known:
    """Return the types of a function's names, where calls of derivatives have types.

    known: what is known of the parameters. Nothing is returned for a function without
    such calls. Their types and those of their arguments may hang on each other, as in
    gradient descent: they are found together.
    """
    calls = [s for s in statements(node.body) if is_derivative_call(s)]
    if not calls:
        return {}
    results: dict[int, Type] = {id(s): NOTHING for s in calls}
    while True:
        types = infer(_with_results(node, results), known)
        found = {
            id(s): join(results[id(s)], _result(s.value, types))
            for s in calls
            if isinstance(s, gast.Assign)
        }
        if found == results:
            return types
        results = found


def is_derivative_call(statement: gast.AST) -> bool:
    """Tell whether a statement binds what a derivative returns."""
    value = statement.__dict__.get("value")
    made = isinstance(statement, gast.Assign) and isinstance(value, gast.Call)
    return made and hasattr(getattr(value, "target", None), "generated_for")


def target_for(node: gast.Call, types: Known) -> Any:
    """Return the generated function that a call of a derivative calls.

    types: those of the names around it.
    """
    given = _arguments(node, types)
    return node.target if given is None else node.target.generated_for(given)


def _arguments(node: gast.Call, types: Known) -> Known | None:
    named = {k.arg: k.value for k in node.keywords}
    try:
        bound = inspect.signature(node.target).bind(*node.args, **named).arguments
    except (TypeError, ValueError):
        return None
    if not all(isinstance(v, gast.AST) for v in bound.values()):
        return None
    return {p: detached(type_of(v, types)) for p, v in bound.items()}


def _result(node: gast.Call, types: Known) -> Type:
    """Return the type of what a derivative returns: of one gradient, its argument's."""
    wanted, given = node.target.wanted, _arguments(node, types)
    if given is None or wanted.with_value or wanted.has_aux or not wanted.single:
        return UNKNOWN
    kind = given.get(node.target.wrt_names[0], UNKNOWN)
    return NOTHING if kind == NOTHING else adjoint_type(kind)


def _with_results(node: gast.FunctionDef, results: dict[int, Type]) -> gast.FunctionDef:
    def typed(statement: gast.AST) -> gast.AST:
        if id(statement) not in results:
            return statement
        new = shallow(statement)
        new.value = shallow(statement.value)
        new.value.returns = results[id(statement)]
        return new

    return function(node, map_blocks(node.body, lambda b: [typed(s) for s in b]))
