"""What a pattern of ``match`` asks of a value, and the names that it binds to parts."""

from __future__ import annotations

import collections.abc
import dataclasses
from collections.abc import Callable
from typing import Any

import gast

from srcdiff.core.build import call, clone, constant, name, subscript, tuple_of

Resolve = Callable[[gast.AST], Any]
"""From an expression to the object that it surely stands for, None where unknown."""
Tests = list[gast.AST]
Binds = list[tuple[str, gast.AST]]

WHOLE = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)
"""Classes of which a single positional pattern matches the object itself."""


class Unsupported(Exception):
    """A pattern that does not become a test: the pattern, and why."""

    def __init__(self, pattern: gast.AST, reason: str) -> None:
        super().__init__(reason)
        self.pattern = pattern
        self.reason = reason


def matched(
    pattern: gast.AST, value: gast.AST, resolve: Resolve
) -> tuple[Tests, Binds] | None:
    """Return the tests that a value passes if it matches, and the names bound then.

    value: an expression that may be evaluated several times, or a tuple display.
    None where it cannot match. Raises Unsupported.

    >>> from srcdiff.codegen.printer import expression
    >>> f = gast.parse("match p:\\n  case {'w': 0, 'b': b}: pass").body[0]
    >>> tests, binds = matched(f.cases[0].pattern, name("p"), lambda node: None)
    >>> print(" and ".join(map(expression, tests[1:])))
    "w" in p and "b" in p and p["w"] == 0
    >>> [(n, expression(e)) for n, e in binds]
    [('b', 'p["b"]')]
    """
    visit = _VISITS.get(type(pattern))
    if visit is None:
        raise Unsupported(pattern, "this pattern is not supported")
    return visit(pattern, value, resolve)


def _all(
    pairs: list[tuple[gast.AST, gast.AST]], tests: Tests, resolve: Resolve
) -> tuple[Tests, Binds] | None:
    """Return what several patterns ask of several values, after some tests."""
    binds: Binds = []
    for pattern, value in pairs:
        found = matched(pattern, value, resolve)
        if found is None:
            return None
        tests, binds = [*tests, *found[0]], [*binds, *found[1]]
    return tests, binds


def _value(pattern: gast.MatchValue, value: gast.AST, resolve: Resolve):
    equal = gast.Compare(clone(value), [gast.Eq()], [clone(pattern.value)])
    return [equal], []


def _singleton(pattern: gast.MatchSingleton, value: gast.AST, resolve: Resolve):
    same = gast.Compare(clone(value), [gast.Is()], [constant(pattern.value)])
    return [same], []


def _as(pattern: gast.MatchAs, value: gast.AST, resolve: Resolve):
    found: tuple[Tests, Binds] | None = ([], [])
    if pattern.pattern is not None:
        found = matched(pattern.pattern, value, resolve)
    if found is None or pattern.name is None:
        return found
    return found[0], [*found[1], (pattern.name, clone(value))]


def _or(pattern: gast.MatchOr, value: gast.AST, resolve: Resolve):
    found = [matched(p, value, resolve) for p in pattern.patterns]
    possible = [f for f in found if f is not None]
    if any(binds for _, binds in possible):
        raise Unsupported(pattern, "alternatives of a part bind names")
    if not possible:
        return None
    if any(not tests for tests, _ in possible):
        return [], []
    each = [_joined(tests) for tests, _ in possible]
    return [each[0] if len(each) == 1 else gast.BoolOp(gast.Or(), each)], []


def _joined(tests: Tests) -> gast.AST:
    return tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), tests)


def _sequence(pattern: gast.MatchSequence, value: gast.AST, resolve: Resolve):
    patterns = pattern.patterns
    stars = [k for k, p in enumerate(patterns) if isinstance(p, gast.MatchStar)]
    if isinstance(value, gast.Tuple):
        if stars:
            raise Unsupported(pattern, "a star matches parts of a display")
        if len(patterns) != len(value.elts):
            return None
        return _all(list(zip(patterns, value.elts, strict=True)), [], resolve)
    length = call("len", clone(value), target=len)
    count = len(patterns) - len(stars)
    order: gast.AST = gast.GtE() if stars else gast.Eq()
    tests: Tests = [
        _is_a(value, collections.abc.Sequence),
        gast.UnaryOp(gast.Not(), _is_a(value, str, bytes, bytearray)),
        gast.Compare(length, [order], [constant(count)]),
    ]
    pairs: list[tuple[gast.AST, gast.AST]] = []
    rest: Binds = []
    for k, part in enumerate(patterns):
        if isinstance(part, gast.MatchStar):
            if part.name is not None:
                behind = len(patterns) - 1 - k
                stop = constant(-behind) if behind else None
                start = constant(k) if k else None
                middle = subscript(clone(value), gast.Slice(start, stop, None))
                rest = [(part.name, call("list", middle, target=list))]
            continue
        index = k - len(patterns) if stars and k > stars[0] else k
        pairs.append((part, subscript(clone(value), constant(index))))
    found = _all(pairs, tests, resolve)
    return found and (found[0], [*found[1], *rest])


def _mapping(pattern: gast.MatchMapping, value: gast.AST, resolve: Resolve):
    if pattern.rest is not None:
        raise Unsupported(pattern, "** in a pattern is not supported")
    tests: Tests = [_is_a(value, collections.abc.Mapping)]
    tests += [gast.Compare(k, [gast.In()], [clone(value)]) for k in pattern.keys]
    items = [subscript(clone(value), clone(k)) for k in pattern.keys]
    return _all(list(zip(pattern.patterns, items, strict=True)), tests, resolve)


def _class(pattern: gast.MatchClass, value: gast.AST, resolve: Resolve):
    kind = resolve(pattern.cls)
    if not isinstance(kind, type):
        raise Unsupported(pattern, "which class this is, only the run tells")
    test = call("isinstance", clone(value), clone(pattern.cls), target=isinstance)
    if kind in WHOLE and len(pattern.patterns) == 1 and not pattern.kwd_attrs:
        return _all([(pattern.patterns[0], value)], [test], resolve)
    titles = [*getattr(kind, "__match_args__", ())[: len(pattern.patterns)]]
    fields = _fields(kind)
    named = [*titles, *pattern.kwd_attrs]
    if len(titles) < len(pattern.patterns) or not set(named) <= fields:
        raise Unsupported(pattern, "only fields of dataclasses and namedtuples match")
    parts = [*pattern.patterns, *pattern.kwd_patterns]
    values = [gast.Attribute(clone(value), n, gast.Load()) for n in named]
    return _all(list(zip(parts, values, strict=True)), [test], resolve)


def _fields(kind: type) -> set[str]:
    """Return the attributes that every object of a class surely has."""
    if dataclasses.is_dataclass(kind):
        return {f.name for f in dataclasses.fields(kind)}
    return set(getattr(kind, "_fields", ()))


def _is_a(value: gast.AST, *kinds: type) -> gast.AST:
    classes = []
    for kind in kinds:
        classes.append(name(kind.__name__))
        classes[-1].provided = kind
    asked = classes[0] if len(classes) == 1 else tuple_of(classes)
    return call("isinstance", clone(value), asked, target=isinstance)


_VISITS: dict[type, Callable] = {
    gast.MatchValue: _value,
    gast.MatchSingleton: _singleton,
    gast.MatchAs: _as,
    gast.MatchOr: _or,
    gast.MatchSequence: _sequence,
    gast.MatchMapping: _mapping,
    gast.MatchClass: _class,
}
