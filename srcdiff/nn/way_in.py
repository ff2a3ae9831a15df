"""The way into a training step: tests that a call is one that its text serves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from srcdiff.codegen.guard import Objects, conditions
from srcdiff.entrance import made_like, passed_on
from srcdiff.runtime.objects import is_object
from srcdiff.update.leaves import Leaf

MANY = 6
"""So many arrays are told apart by a set of their identities, fewer two by two."""


def way_in(
    entry: Callable[..., Any],
    missed: Callable[..., Any],
    values: Mapping[str, Any],
    leaves: Sequence[Leaf],
    flags: Collection[str],
) -> Callable[..., Any]:
    """Return the function that serves calls of one signature, and hands on the others.

    entry: the generated step. missed: takes the other calls. values: arguments of the
    loss that have the signature. leaves: the arrays to update. flags: the parameters in
    which flags count by value.

    >>> x = np.ones(3)
    >>> leaf = Leaf("x", None, (), scalar=False)
    >>> step = way_in(lambda s, x: "made", lambda s, x: "no", {"x": x}, [leaf], ())
    >>> step({}, x), step({}, 1.0)
    ('made', 'no')
    """
    signature = inspect.signature(entry)
    objects = Objects(signature.parameters)
    trained = {leaf.parameter for leaf in leaves}
    known: dict[int, str] = {}
    tests: list[str] = []
    for name, value in values.items():
        found = known if name in trained else None
        tests += conditions(value, name, objects, name in flags, found)
    for name in sorted(trained):
        tests += _inside(values[name], name, objects, known)
    arrays = [leaf.array(values) for leaf in leaves]
    tests += _in_place([(known[id(array)], array) for array in arrays], objects)
    passed = passed_on(signature)
    run = f"return {objects.named(entry, 'entry')}({passed})"
    elsewhere = f"return {objects.named(missed, 'missed')}({passed})"
    text = f"if {' and '.join(tests)}:\n    {run}\n{elsewhere}"
    title = objects.fresh(entry.__name__ if entry.__name__.isidentifier() else "step")
    return made_like(entry, {title: text}, objects)[title]


def _apart(arrays: tuple[np.ndarray, ...]) -> bool:
    """Tell whether no two arrays may share memory, as far as their bounds tell."""
    pairs = combinations(arrays, 2)
    return not any(np.may_share_memory(first, second) for first, second in pairs)


def _in_place(arrays: list[tuple[str, np.ndarray]], objects: Objects) -> Iterator[str]:
    """Yield the tests that no two arrays to update share memory.

    arrays: with the names that they go by after the tests of their dtypes and ranks.
    """
    if any(array.base is not None for _, array in arrays):
        every = ", ".join(name for name, _ in arrays)
        yield f"{objects.named(_apart, 'apart')}(({every},))"
        return
    yield from (f"{name}.base is None" for name, _ in arrays)
    alike: dict[Any, list[str]] = {}
    for name, array in arrays:
        alike.setdefault((array.dtype, array.ndim), []).append(name)
    for names in alike.values():
        if len(names) < MANY:
            yield from (f"{a} is not {b}" for a, b in combinations(names, 2))
        else:
            identity = objects.named(id, "id")
            shown = ", ".join(f"{identity}({name})" for name in names)
            yield f"{objects.named(len, 'len')}({{{shown}}}) == {len(names)}"


def _inside(
    value: Any, place: str, objects: Objects, arrays: dict[int, str]
) -> Iterator[str]:
    """Yield the tests of what is in containers into which ``conditions`` does not look.

    Those are objects, namedtuples, and dicts that are more than a dict.
    """
    opened = type(value) in (tuple, list, dict)
    if isinstance(value, dict):
        held = [(f"{place}[{key!r}]", inner) for key, inner in value.items()]
        size = f"{objects.named(tuple, 'tuple')}({place})"
        whole = f"{size} == {objects.named(tuple(value), 'keys')}"
    elif isinstance(value, list | tuple):
        held = [(f"{place}[{k}]", inner) for k, inner in enumerate(value)]
        whole = f"{objects.named(len, 'len')}({place}) == {len(value)}"
    elif is_object(value):
        held = [(f"{place}.{name}", inner) for name, inner in vars(value).items()]
        every = f"{objects.named(vars, 'vars')}({place})"
        size = f"{objects.named(tuple, 'tuple')}({every})"
        whole = f"{size} == {objects.named(tuple(vars(value)), 'names')}"
    else:
        return
    if not opened:
        yield whole
    for inner_place, inner in held:
        if not opened:
            yield from conditions(inner, inner_place, objects, False, arrays)
        yield from _inside(inner, inner_place, objects, arrays)
