"""Rules that users declare for functions of their own: generated code calls them.

A rule of the compiler's own is a text that is put into the backward part. A user's is a
function that may hold any code, so the backward part calls it by its name. It goes
through a check: an adjoint of the wrong shape would be a wrong gradient.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import gast
import numpy as np

from srcdiff.core import types
from srcdiff.core.build import call, clone, constant, subscript
from srcdiff.rules.effects import HOLDS
from srcdiff.rules.registry import REGISTRY, Body, Rule
from srcdiff.runtime.misuse import Misuse

OWN = ("result", "adjoint")


@dataclass(frozen=True, eq=False)
class Declared(Rule):
    """A function whose rule a user has declared.

    called: the checked rule, which generated code calls. wrt: the parameters for which
    it gives adjoints. alone: it gives one adjoint, not a tuple.
    """

    called: Callable[..., Any] = print
    wrt: tuple[str, ...] = ()
    alone: bool = False

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters of the function, those of the rule without its own two."""
        assert self.body is not None
        whole = inspect.signature(self.body)
        kept = [p for p in whole.parameters.values() if p.name not in OWN]
        return whole.replace(parameters=kept)


@dataclass(frozen=True, eq=False)
class AdjointFunction(Rule):
    """A user's rule as a function that a program calls, differentiable like others."""

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters of the rule, ``result`` and ``adjoint`` included."""
        assert self.body is not None
        return inspect.signature(self.body)


def declare(function: Any, body: Body, wrt: tuple[str, ...], alone: bool) -> None:
    """Enter a user's rule of a function; an older one gives way.

    wrt: the parameters for which it gives adjoints. alone: it returns no tuple.
    """
    name = getattr(function, "__name__", "function")
    called = checked(body, wrt, alone)
    if body.__name__ == "_":
        called.__name__ = f"{name}_rule"
    # Nobody knows more of such functions than that they may return what they are given.
    rule = Declared(
        name,
        (function,),
        body,
        _result(function),
        HOLDS,
        called=called,
        wrt=wrt,
        alone=alone,
    )
    REGISTRY.declare(function, rule)
    again = AdjointFunction(called.__name__, (called,), body, effect=HOLDS)
    REGISTRY.declare(called, again)


def _result(function: Any) -> types.ResultType:
    """Return from what types a function makes a value of what type."""
    plain = isinstance(function, np.ufunc) and function.signature is None
    if plain and function.nout == 1:
        return lambda *values: types.ufunc_result(function, *values)
    return types.unknown_result


def checked(body: Body, wrt: tuple[str, ...], alone: bool) -> Callable[..., Any]:
    """Return a rule that looks at the form of the adjoints that it gives.

    Raises Misuse when called, if an adjoint has not the shape of its argument.

    >>> def scaled_rule(x, k, *, result, adjoint):
    ...     return k * adjoint
    >>> checked(scaled_rule, ("x",), True)(1.0, 2.0, result=2.0, adjoint=1.0)
    2.0
    """
    signature = inspect.signature(body)

    @functools.wraps(body)
    def rule(*args: Any, **kwargs: Any) -> Any:
        found = body(*args, **kwargs)
        given = signature.bind(*args, **kwargs).arguments
        if alone:
            return _conformed(found, given[wrt[0]], body.__name__, wrt[0])
        if not isinstance(found, tuple) or len(found) != len(wrt):
            raise Misuse(
                f"{body.__name__} does not return a tuple of {len(wrt)} adjoints",
                f"return one adjoint each for {', '.join(wrt)}",
            )
        pairs = zip(wrt, found, strict=True)
        return tuple(_conformed(a, given[p], body.__name__, p) for p, a in pairs)

    return rule


def _conformed(adjoint: Any, x: Any, rule: str, parameter: str) -> Any:
    """Return an adjoint in the float type of its argument, whose form it must have."""
    if isinstance(x, dict | list | tuple):
        keys = list(x) if isinstance(x, dict) else range(len(x))
        kind = dict if isinstance(x, dict) else list | tuple
        if not isinstance(adjoint, kind) or len(adjoint) != len(x):
            raise Misuse(
                f"{rule} gives no {type(x).__name__} of {len(x)} adjoints for "
                f"{parameter}",
                "return adjoints in the structure of the argument",
            )
        for key in keys:
            _conformed(adjoint[key], x[key], rule, f"{parameter}[{key!r}]")
        return adjoint
    if not isinstance(x, np.ndarray | np.generic | float):
        return adjoint
    if adjoint is None or np.shape(adjoint) != np.shape(x):
        shape = "" if adjoint is None else f" of shape {np.shape(adjoint)}"
        raise Misuse(
            f"{rule} gives {'no' if adjoint is None else 'an'} adjoint{shape} for "
            f"{parameter} of shape {np.shape(x)}",
            "return an adjoint of the shape of the argument",
        )
    if np.iscomplexobj(adjoint):
        raise Misuse(
            f"{rule} gives a complex adjoint for {parameter}, which is real",
            "return its real part",
        )
    if isinstance(x, float) and not isinstance(x, np.generic):
        return float(adjoint)
    if x.dtype.kind != "f":
        return adjoint
    same = np.asarray(adjoint).astype(x.dtype, copy=False)
    return same if isinstance(x, np.ndarray) else same[()]


def adjoint_call(
    rule: Declared,
    arguments: dict[str, gast.AST],
    parameter: str,
    out: gast.AST,
    g: gast.AST,
) -> gast.AST:
    """Return the call of a user's rule that gives the adjoint of one argument.

    arguments: by parameter, those that the call of the function gives.
    """
    node = call(rule.called.__name__, target=rule.called)
    positional = True
    for name, declared in rule.signature.parameters.items():
        if name not in arguments or declared.kind is declared.KEYWORD_ONLY:
            positional = False
        if name in arguments and positional:
            node.args.append(clone(arguments[name]))
        elif name in arguments:
            node.keywords.append(gast.keyword(name, clone(arguments[name])))
    node.keywords += [gast.keyword(*own) for own in zip(OWN, (out, g), strict=True)]
    if rule.alone:
        return node
    return subscript(node, constant(rule.wrt.index(parameter)))
