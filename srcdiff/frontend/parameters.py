"""Parameters of functions: their defaults, and how calls bind them."""

from __future__ import annotations

import inspect
import types
from typing import Any

import gast

from srcdiff.core.build import constant
from srcdiff.frontend.callables import Closure


def signature_of(called: Closure) -> inspect.Signature:
    """Return the signature of code, its defaults marked."""
    a = called.node.args
    kinds = [
        *((p, inspect.Parameter.POSITIONAL_ONLY) for p in a.posonlyargs),
        *((p, inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in a.args),
        (a.vararg, inspect.Parameter.VAR_POSITIONAL),
        *((p, inspect.Parameter.KEYWORD_ONLY) for p in a.kwonlyargs),
        (a.kwarg, inspect.Parameter.VAR_KEYWORD),
    ]
    empty = inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(p.id, kind, default=called.defaults.get(p.id, empty))
            for p, kind in kinds
            if p is not None
        ]
    )


def default_values(plain: types.FunctionType) -> dict[str, Any]:
    """Return the defaults of a function by parameter."""
    parameters = inspect.signature(plain, follow_wrapped=False).parameters
    return {
        n: p.default
        for n, p in parameters.items()
        if p.default is not inspect.Parameter.empty
    }


def literal(value: Any) -> gast.AST | None:
    """Return a default as a literal, None for what is none."""
    plain = value is None or type(value) in (bool, int, float, str)
    return constant(value) if plain else None
