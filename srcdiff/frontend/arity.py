"""How many arguments a call must pass, where the function that it calls is known."""

from __future__ import annotations

import inspect
from collections.abc import Collection

import numpy as np

from srcdiff.frontend.callables import (
    Closure,
    Instance,
    Known,
    Object,
    Partial,
    Value,
)
from srcdiff.frontend.library import plain_function
from srcdiff.frontend.parameters import signature_of
from srcdiff.rules.records import is_record
from srcdiff.rules.registry import REGISTRY

NAMED = (
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
)


def positions_left(
    value: Value | None, given: int, named: Collection[str]
) -> int | None:
    """Return how many positional arguments a call must still pass; None if unknown.

    value: what is called. given, named: the arguments that it passes already. Where a
    parameter has a default, the call may pass it or not: then nothing is known.

    >>> positions_left(Known(np.hypot), 0, ()), positions_left(Known(max), 1, ())
    (2, None)
    """
    found = _parameters(value)
    if found is None:
        return None
    given += _already(value)
    kinds = (inspect.Parameter.POSITIONAL_ONLY, NAMED[0])
    if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in found):
        return None
    rest = [p for p in found if p.kind in kinds][given:]
    rest = [p for p in rest if p.name not in named]
    if any(p.default is not inspect.Parameter.empty for p in rest):
        return None
    return len(rest)


def names_left(
    value: Value | None, given: int, named: Collection[str]
) -> list[str] | None:
    """Return the keywords that a call must still pass; None if that is unknown.

    >>> def f(x, y, *, scale): ...
    >>> names_left(Known(f), 1, ["y"])
    ['scale']
    """
    found = _parameters(value)
    if found is None or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in found):
        return None
    rest = [p for p in found[given + _already(value) :] if p.kind in NAMED]
    rest = [p for p in rest if p.name not in named]
    if any(p.default is not inspect.Parameter.empty for p in rest):
        return None
    return [p.name for p in rest]


def _already(value: Value | None) -> int:
    """Return how many positional arguments a value holds itself."""
    if isinstance(value, Partial):
        return len(value.leading) + _already(value.function.value)
    return 1 if isinstance(value, Instance | Object) else 0


def _parameters(value: Value | None) -> list[inspect.Parameter] | None:
    """Return the parameters of what a value calls, None where it has no signature."""
    if isinstance(value, Partial):
        inner = _parameters(value.function.value)
        return inner and [p for p in inner if p.name not in value.named]
    if isinstance(value, Closure):
        return list(signature_of(value).parameters.values())
    if isinstance(value, Instance | Object):
        return _parameters(Known(value.attribute("__call__")))
    if not isinstance(value, Known):
        return None
    thing = value.thing
    if isinstance(thing, np.ufunc):
        kind = inspect.Parameter.POSITIONAL_ONLY
        return [inspect.Parameter(f"x{k}", kind) for k in range(thing.nin)]
    plain = plain_function(thing)
    if plain is not None:
        return list(inspect.signature(plain).parameters.values())
    if isinstance(thing, type) and is_record(thing):
        return list(inspect.signature(thing).parameters.values())
    rule = REGISTRY.of(thing)
    if rule is None or rule.body is None:
        return None
    return list(rule.signature.parameters.values())
