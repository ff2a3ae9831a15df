"""What a user hands over to differentiate, taken apart: function and arguments."""

from __future__ import annotations

import functools
import inspect
import itertools
import linecache
import math
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from srcdiff.errors import InvalidArgument, SourceUnavailable
from srcdiff.frontend.library import plain_function
from srcdiff.rules.declared import Declared
from srcdiff.rules.registry import REGISTRY, Nondifferentiable, Rule


@dataclass(frozen=True)
class Target:
    """A plain function, and the arguments that a partial or bound method gives it."""

    plain: types.FunctionType
    leading: tuple[Any, ...]
    named: dict[str, Any]
    signature: inspect.Signature

    @property
    def plain_signature(self) -> inspect.Signature:
        """The signature of the plain function."""
        return inspect.signature(self.plain)

    def complete(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """Return a call's arguments together with the ones given beforehand."""
        if not self.leading and not self.named:
            return args, kwargs
        return (*self.leading, *args), {**self.named, **kwargs}

    def holding(
        self, args: tuple, holds: Callable[[Any], bool]
    ) -> tuple[int | str, ...]:
        """Return the parameters whose positional arguments hold what is asked for.

        >>> target_of(lambda x, *xs: x).holding((1, 2.0, 3.0), lambda v: v > 1.5)
        ('xs',)
        """
        parameters = list(self.plain_signature.parameters.values())
        found: list[int | str] = []
        for k, parameter in enumerate(parameters[len(self.leading) :][: len(args)]):
            if parameter.kind is parameter.VAR_POSITIONAL:
                return (
                    *found,
                    *([parameter.name] if any(map(holds, args[k:])) else []),
                )
            if holds(args[k]):
                found.append(k)
        return tuple(found)

    def resolve(self, wrt: int | str | tuple[int | str, ...]) -> list[str]:
        """Return the parameter names that ``wrt`` stands for.

        Raises InvalidArgument for a position or name that the function does not have.
        """
        parameters = list(self.plain_signature.parameters)
        free = parameters[len(self.leading) :]
        entries = wrt if isinstance(wrt, tuple) else (wrt,)
        if not entries:
            raise InvalidArgument("wrt is empty: name at least one parameter")
        found = []
        for entry in entries:
            if isinstance(entry, str) and entry in free:
                found.append(entry)
            elif _is_position(entry) and -len(free) <= entry < len(free):
                found.append(free[entry])
            else:
                known = ", ".join(free)
                raise InvalidArgument(
                    f"wrt={entry!r}: {self.plain.__name__} has no such parameter; "
                    f"it has {known or 'none'}"
                )
        if len(set(found)) < len(found):
            raise InvalidArgument(f"wrt={wrt!r} names a parameter twice")
        return found


def _is_position(entry: Any) -> TypeGuard[int]:
    return isinstance(entry, int) and not isinstance(entry, bool)


def target_of(function: Callable[..., Any]) -> Target:
    """Return what a callable stands for: functions, methods, partials, primitives.

    Raises SourceUnavailable when no Python source and no rule is behind it.

    >>> target_of(functools.partial(math.pow, 2.0)).leading
    (2.0,)
    """
    if isinstance(function, functools.partial):
        inner = target_of(function.func)
        named = {**inner.named, **function.keywords}
        leading = (*inner.leading, *function.args)
        return Target(inner.plain, leading, named, inspect.signature(function))
    if isinstance(function, types.MethodType):
        inner = target_of(function.__func__)
        leading = (function.__self__, *inner.leading)
        return Target(inner.plain, leading, inner.named, inspect.signature(function))
    plain = plain_function(function)
    if plain is None:
        plain = _primitive(function)
    return Target(plain, (), {}, inspect.signature(plain))


_SERIAL = itertools.count(1)


def _primitive(function: Any) -> types.FunctionType:
    """Return a Python function that only calls a primitive that has a rule."""
    rule = REGISTRY.of(function) if callable(function) else None
    name = getattr(function, "__name__", type(function).__name__)
    if rule is None or isinstance(rule, Nondifferentiable):
        raise SourceUnavailable(
            f"{name} has neither Python source nor a derivative rule; "
            "instead: wrap it in a Python function of primitives (see srcdiff rules)"
        )
    called, namespace = _spelled(function, name)
    taken, given = _parameters(rule)
    namespace |= {f"default_{p}": d for p, d in _defaults(rule).items()}
    text = f"def {name}({', '.join(taken)}):\n    return {called}({', '.join(given)})\n"
    file = f"<primitive {name} {next(_SERIAL)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), namespace)
    return namespace[name]


def _spelled(function: Any, name: str) -> tuple[str, dict[str, Any]]:
    for alias, module in (("np", np), ("math", math), ("np.linalg", np.linalg)):
        if getattr(module, name, None) is function:
            return f"{alias}.{name}", {"np": np, "math": math}
    return "primitive", {"primitive": function}


def _parameters(rule: Rule) -> tuple[list[str], list[str]]:
    """Return the parameters of a function that calls a primitive, and what it passes.

    Of ours, those that must be given: the compiler knows what to do without the rest.
    """
    taken, given = [], []
    defaults = _defaults(rule)
    for each in rule.signature.parameters.values():
        named = each.kind is each.KEYWORD_ONLY
        if named and "*" not in taken and isinstance(rule, Declared):
            taken.append("*")
        if each.name in defaults:
            taken.append(f"{each.name}=default_{each.name}")
        elif each.default is each.empty:
            taken.append(each.name)
        else:
            continue
        given.append(f"{each.name}={each.name}" if named else each.name)
    return taken, given


def _defaults(rule: Rule) -> dict[str, Any]:
    """Return the defaults of a function whose rule a user has declared."""
    if not isinstance(rule, Declared):
        return {}
    parameters = rule.signature.parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}
