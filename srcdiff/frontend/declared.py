"""``srcdiff.rule``: a user's own rule for the derivative of a function."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any

import gast
import numpy as np

from srcdiff.core.build import parameters
from srcdiff.errors import (
    InvalidArgument,
    Refusal,
    SourceUnavailable,
    UnsupportedSyntax,
    refuse,
)
from srcdiff.frontend.source import find_source
from srcdiff.rules.declared import OWN, Declared, declare
from srcdiff.rules.registry import REGISTRY

FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, np.ufunc, type(np.sum))
Parameters = list[inspect.Parameter]
Rule = Callable[..., Any]


def rule(
    function: Callable[..., Any], wrt: str | tuple[str, ...] | None = None
) -> Callable[[Rule], Rule]:
    """Declare how a function is differentiated: return a decorator for its rule.

    function: a function that depends on its arguments alone and writes into none of
    them: one of Python, of C, or a ufunc, also where srcdiff could differentiate it.
    wrt: the parameters that carry a derivative, as for ``grad``; None means all that
    have no default.

    The rule has the parameters of the function, then keyword-only ``result``, the value
    of the function, and ``adjoint``, the adjoint of that. It returns the adjoint of the
    parameter that wrt names, of the same shape; for a tuple, a tuple of adjoints. A
    derivative calls it by its name, and may be differentiated again if the rule can be.
    Declare it before the first call of a derivative that needs it.

    Returns a decorator that gives the rule back as it is. Raises InvalidArgument when
    the parameters do not fit the function's or the function cannot be known again;
    UnsupportedSyntax when either writes in place. An adjoint of the wrong shape is an
    error when the derivative runs.

    With y_bar the adjoint of y = f(x), that of x is y_bar times the Jacobian of f:
    Griewank and Walther, Evaluating Derivatives (2008), chapter 3.

    >>> import numpy as np
    >>> from srcdiff import grad
    >>> def softplus(x):
    ...     return np.logaddexp(0.0, x)
    >>> @rule(softplus)
    ... def softplus_rule(x, *, result, adjoint):
    ...     return adjoint * (1 - np.exp(-result))
    >>> grad(lambda x: softplus(2.0 * x))(0.0)
    1.0
    """
    _check_function(function)
    _check_writes(function)

    def enter(body: Rule) -> Rule:
        names = _wrt(wrt, _parameters(function, body))
        _check_writes(body)
        alone = isinstance(wrt, str) or (wrt is None and len(names) == 1)
        declare(function, body, names, alone)
        return body

    return enter


def _check_function(function: Any) -> None:
    """Raise for what is no function, or will not be the same object another time."""
    owner = getattr(function, "__self__", None)
    method = owner is not None and not isinstance(owner, types.ModuleType | np.ufunc)
    if not isinstance(function, FUNCTIONS) or method:
        raise InvalidArgument(
            f"{function!r} is no function that can be known again; "
            "instead: wrap it in a function, and declare the rule of that"
        )
    known = REGISTRY.of(function) or REGISTRY.definition(function)
    if known is not None and not isinstance(known, Declared):
        raise InvalidArgument(
            f"{function.__name__} has a rule; "
            "instead: wrap it in a function, and declare the rule of that"
        )


def _parameters(function: Callable[..., Any], body: Rule) -> Parameters:
    """Return the parameters of a rule without its own; they must be the function's."""
    every = list(inspect.signature(body).parameters.values())
    own = [p.name for p in every if p.kind is p.KEYWORD_ONLY and p.name in OWN]
    if sorted(own) != sorted(OWN):
        raise InvalidArgument(
            f"{body.__name__} must take result and adjoint, keyword-only: "
            f"def {body.__name__}(x, *, result, adjoint)"
        )
    found = [p for p in every if p.name not in OWN]
    starred = [str(p) for p in found if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if starred:
        raise InvalidArgument(
            f"{body.__name__} takes {', '.join(starred)}; "
            "instead: name the parameters one by one"
        )
    if isinstance(function, types.FunctionType):
        theirs = list(inspect.signature(function).parameters.values())
        if list(map(_form, theirs)) != list(map(_form, found)):
            wanted = inspect.signature(function).replace(
                return_annotation=inspect.Signature.empty
            )
            raise InvalidArgument(
                f"{body.__name__} must have the parameters of {function.__name__}, "
                f"{wanted}, and then *, result, adjoint"
            )
    return found


def _form(parameter: inspect.Parameter) -> tuple[Any, ...]:
    """Return what must be the same of two parameters; defaults by their text."""
    return parameter.name, parameter.kind, repr(parameter.default)


def _wrt(wrt: str | tuple[str, ...] | None, taken: Parameters) -> tuple[str, ...]:
    names = [p.name for p in taken]
    if wrt is None:
        found = tuple(p.name for p in taken if p.default is p.empty)
    else:
        found = wrt if isinstance(wrt, tuple) else (wrt,)
    unknown = [each for each in found if each not in names]
    if unknown or not found or len(set(found)) < len(found):
        raise InvalidArgument(
            f"wrt={wrt!r}: name one or more of the parameters {', '.join(names)}, "
            "each once"
        )
    return found


def _check_writes(function: Any) -> None:
    """Raise where a function's text shows that it writes into what it is given.

    That is where the name of a parameter is written through and never bound again.
    """
    try:
        source = find_source(function)
    except SourceUnavailable:
        return
    bound = {
        n.id
        for s in gast.walk(source.node)
        if not isinstance(s, gast.AugAssign)
        for n in _targets(s)
        if isinstance(n, gast.Name)
    }
    given = set(parameters(source.node)) - bound
    refuse(
        Refusal(
            UnsupportedSyntax,
            source.place(statement),
            f"this writes into {root}, if that is an array",
            f"write into a copy, as in y = {root}.copy()",
        )
        for statement in gast.walk(source.node)
        for target in _targets(statement)
        if (root := _root(target)) in given
        and (isinstance(statement, gast.AugAssign) or not isinstance(target, gast.Name))
    )


def _targets(statement: gast.AST) -> Iterator[gast.AST]:
    """Yield the names, subscripts and attributes that a statement assigns to."""
    found = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in found:
        inside = gast.walk(target) if isinstance(target, gast.Tuple) else [target]
        yield from (
            t for t in inside if isinstance(getattr(t, "ctx", None), gast.Store)
        )


def _root(target: gast.AST) -> str:
    """Return the name through which an assignment goes."""
    while isinstance(target, gast.Subscript | gast.Attribute):
        target = target.value
    return target.id if isinstance(target, gast.Name) else ""
