"""What the calls in a module tell of a called function's parameters and result."""

from __future__ import annotations

import inspect
from typing import Any

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.build import parameters
from srcdiff.core.join import join
from srcdiff.core.traverse import statements
from srcdiff.core.types import (
    NOTHING,
    UNKNOWN,
    Items,
    Literal,
    Type,
)
from srcdiff.differentiate.adjoint_types import adjoint_type, detached
from srcdiff.differentiate.calls import Pair, bind


def learn(node: gast.FunctionDef, known: Known) -> tuple[Type, bool]:
    """Join the types of the arguments of a function's calls into the pairs it calls.

    node: core form with its calls expanded. known: what is known of its parameters.
    Returns the type of the result, and whether anything new is known of a pair.
    """
    found = infer(node, known)
    grew = False
    for statement in statements(node.body):
        pair = getattr(statement.__dict__.get("value"), "pair", None)
        if pair is None:
            continue
        given = _arguments(pair, statement.value, found)
        joined = {p: join(pair.known.get(p, NOTHING), t) for p, t in given.items()}
        if joined != pair.known:
            pair.known, grew = joined, True
    return detached(found.get(node.body[-1].value.id, UNKNOWN)), grew


def _arguments(pair: Pair, call: gast.Call, found: Known) -> Known:
    given = bind(pair.callee, call)
    declared = pair.callee.signature.parameters
    return {
        p: _argument(given.get(p), declared[p], found)
        for p in parameters(pair.callee.node)
    }


def _argument(value: Any, declared: inspect.Parameter, found: Known) -> Type:
    if isinstance(value, gast.AST):
        return detached(type_of(value, found))
    default = declared.default
    if value is None and (default is None or isinstance(default, bool | int | float)):
        return Literal(default)
    return UNKNOWN


def adjoints_type(pair: Pair) -> Type:
    """Return the type of what a backward function returns."""
    found = [adjoint_type(pair.known.get(p, UNKNOWN)) for p in pair.wrt]
    return found[0] if len(found) == 1 else Items(tuple(found))
