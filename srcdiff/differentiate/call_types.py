"""What the calls in a module tell of a called function's parameters and result."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import gast

from srcdiff.analysis.expression_types import Known, type_of
from srcdiff.analysis.types import infer
from srcdiff.core.atoms import Dim, Given, parts
from srcdiff.core.build import parameters
from srcdiff.core.join import is_double, join
from srcdiff.core.traverse import statements
from srcdiff.core.types import (
    NOTHING,
    UNKNOWN,
    Array,
    Double,
    Items,
    Literal,
    Number,
    Structure,
    Type,
)
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


def detached(value: Type) -> Type:
    """Return a type that says nothing in terms of one function's integer parameters.

    >>> from srcdiff.core.dims import of_parameter
    >>> detached(Array(None, ("n", of_parameter("k"))))
    Array(dtype=None, shape=('n', None))
    """
    if isinstance(value, Number):
        return replace(value, value=_settled(value.value))
    if isinstance(value, Array) and value.shape is not None:
        return replace(value, shape=tuple(map(_settled, value.shape)))
    if isinstance(value, Structure):
        return replace(value, items=tuple(map(detached, value.items)))
    return value


def _settled(size: Dim) -> Dim:
    return None if any(isinstance(p, Given) for p in parts(size)) else size


def adjoint_type(value: Type) -> Type:
    """Return the type of the adjoint of a value: that of the value, for floats.

    >>> adjoint_type(Literal(1.0)), adjoint_type(Literal("a"))
    (Double(), Unknown())
    """
    if is_double(value):
        return Double()
    if isinstance(value, Array) and value.dtype is not None:
        return value if value.dtype.kind in "fc" else UNKNOWN
    return UNKNOWN


def adjoints_type(pair: Pair) -> Type:
    """Return the type of what a backward function returns."""
    found = [adjoint_type(pair.known.get(p, UNKNOWN)) for p in pair.wrt]
    return found[0] if len(found) == 1 else Items(tuple(found))
