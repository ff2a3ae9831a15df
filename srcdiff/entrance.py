"""The door of a derivative: which calls a text serves, and what it takes and gives."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcdiff.analysis.bulk import LARGE_BYTES, Place, arrays_in
from srcdiff.analysis.signature import key_of
from srcdiff.codegen.guard import Objects, conditions
from srcdiff.differentiate.assemble import Wanted
from srcdiff.frontend.assumed import Assumption
from srcdiff.points import conformed, differentiable, is_fit, is_passive, unambiguous

Function = Callable[..., Any]


@dataclass(frozen=True)
class Entrance:
    """The generated functions through which a call reaches a derivative's text.

    Each takes what the user's function takes. call: serves calls of one signature, and
    hands all others on. run: serves every call without a test. fits: is the test alone.
    """

    call: Function
    run: Function
    fits: Function


def arguments_of(plain: Function) -> Callable[..., dict[str, Any]]:
    """Return the function that gives the arguments of a call by parameter name.

    >>> arguments_of(lambda x, y=2.0, *, k=None: x)(1.0, k=3)
    {'x': 1.0, 'y': 2.0, 'k': 3}
    """
    objects = Objects(inspect.signature(plain).parameters)
    name = objects.fresh(_title(plain))
    all_of_them = objects.named(locals, "locals")
    return made_like(plain, {name: f"return {all_of_them}()"}, objects)[name]


def entrance(
    plain: Function,
    generated: tuple[Function, ast.expr | None, Function | None],
    missed: Function,
    wrt: list[str],
    wanted: Wanted,
    values: Mapping[str, Any] | None,
    flags: Collection[str],
    sized: tuple[Place, bool] | None = None,
    assumed: Iterable[Assumption] = (),
) -> Entrance:
    """Return the entrance of a generated function.

    plain: the user's function. generated: the function, the expression that it
    returns, and what checks the arguments as they are given, if need be. missed: takes
    the calls of other signatures. wrt, wanted: what the function was generated for.
    values: arguments that have the signature, by parameter name; None for the general
    form, which serves all calls. flags: the parameters in which flags count by value.
    sized: the argument that has to be large, or not; None where the text serves all
    sizes.
    assumed: what names outside of the function have to stand for.
    """
    objects = Objects(inspect.signature(plain).parameters)
    signature = inspect.signature(plain)
    passed = passed_on(signature)
    given = values or {}
    tests = [
        condition
        for name, value in given.items()
        for condition in conditions(value, name, objects, name in flags)
    ]
    if sized is not None:
        tests += of_size(given, *sized, objects)
    tests += [_test_of(one, objects) for one in assumed]
    test = " and ".join(tests) or "True"
    body = _body(*generated, passed, wrt, wanted, given, objects)
    elsewhere = f"return {objects.named(missed, 'missed')}({passed})"
    guarded = f"if {test}:\n{textwrap.indent(body, '    ')}\n{elsewhere}"
    title = objects.fresh(_title(plain))
    run, fits = objects.fresh("run"), objects.fresh("fits")
    texts = {title: guarded, run: body, fits: f"return {test}"}
    made = made_like(plain, texts, objects)
    return Entrance(made[title], made[run], made[fits])


def of_size(
    values: Mapping[str, Any], path: Place, large: bool, objects: Objects
) -> list[str]:
    """Return the tests that an array is large, and that all lie in C order; or is not.

    values: arguments of the signature. path: where the array is among them.

    >>> of_size({"p": [np.ones((9, 9))]}, ("p", 0), False, Objects("p"))
    ['p[0].nbytes < 262144']
    """
    if not large:
        return [f"{_place(path, objects)}.nbytes < {LARGE_BYTES}"]
    matrices = [p for p, array in arrays_in(values) if array.ndim > 1]
    return [
        f"{_place(path, objects)}.nbytes >= {LARGE_BYTES}",
        *(f"{_place(p, objects)}.flags.c_contiguous" for p in matrices),
    ]


def _place(path: Place, objects: Objects) -> str:
    """Return the expression of a part of the arguments."""
    keys = (k if type(k) is int else objects.named(k, "key") for k in path[1:])
    return path[0] + "".join(f"[{key}]" for key in keys)


def _test_of(one: Assumption, objects: Objects) -> str:
    """Return the test that a name outside of the function stands for what it did."""
    if isinstance(one.place, dict):
        place = f"{objects.named(one.place, 'names')}.get({one.name!r})"
    else:
        place = f"{objects.named(one.place, 'cell')}.cell_contents"
    if one.by_class:
        ask, kind = objects.named(type, "type"), objects.named(type(one.value), "kind")
        return f"{ask}({place}) is {kind}"
    if one.by_key:
        ask, key = objects.named(key_of, "key_of"), objects.named(one.key, "key")
        return f"{ask}({place}, True) == {key}"
    return f"{place} is {objects.named(one.value, 'meant')}"


def _title(plain: Function) -> str:
    return plain.__name__ if plain.__name__.isidentifier() else "lambda_"


def passed_on(signature: inspect.Signature) -> str:
    """Return how a function hands its own arguments to another with its parameters."""
    found = []
    for name, parameter in signature.parameters.items():
        keyword = f"{name}=" if parameter.kind is parameter.KEYWORD_ONLY else ""
        starred = str(parameter.replace(annotation=parameter.empty)).partition(name)[0]
        found.append(f"{keyword}{starred}{name}")
    return ", ".join(found)


def made_like(
    plain: Function, bodies: Mapping[str, str], objects: Objects
) -> dict[str, Function]:
    """Compile functions with the parameters and the defaults of another."""
    bare = [
        p.replace(
            annotation=p.empty, default=p.default if p.default is p.empty else None
        )
        for p in inspect.signature(plain).parameters.values()
    ]
    head = str(inspect.Signature(bare))
    text = "\n".join(
        f"def {name}{head}:\n{textwrap.indent(body, '    ')}"
        for name, body in bodies.items()
    )
    namespace = dict(objects.values)
    exec(compile(text, f"<srcdiff entrance of {_title(plain)}>", "exec"), namespace)
    made = {name: namespace[name] for name in bodies}
    for function in made.values():
        function.__defaults__ = plain.__defaults__  # type: ignore[attr-defined]
        function.__kwdefaults__ = plain.__kwdefaults__  # type: ignore[attr-defined]
    return made


def _body(
    entry: Function,
    returned: ast.expr | None,
    check: Function | None,
    passed: str,
    wrt: list[str],
    wanted: Wanted,
    values: Mapping[str, Any],
    objects: Objects,
) -> str:
    """Return the statements that make the arguments fit, call, and form the result."""
    lines = []
    if check is not None:
        lines.append(f"{objects.named(check, 'check')}({passed})")
    for name in wrt:
        if name not in values or not is_fit(values[name]):
            fit = differentiable if name in values else unambiguous
            called = objects.named(fit, fit.__name__)
            lines.append(f"{name} = {called}({name}, {name!r})")
    called = f"{objects.named(entry, 'entry')}({passed})"
    result = objects.fresh("result")
    place = 1 if wanted.with_value else 0
    bars = result
    if wanted.with_value or wanted.has_aux:
        bars, returned = f"{result}[{place}]", _item(returned, place)
    formed, as_they_are = [], True
    for position, name in enumerate(wrt):
        bar = bars if wanted.single else f"{bars}[{position}]"
        shown = returned if wanted.single else _item(returned, position)
        if name in values and _in_form(values[name], shown):
            formed.append(bar)
            continue
        as_they_are = False
        if name in values:
            formed.append(_formed(values[name], bar, name, objects))
        else:
            formed.append(_by_point(bar, name, objects))
    if as_they_are:
        return "\n".join([*lines, f"return {called}"])
    whole = formed[0] if wanted.single else f"({', '.join(formed)},)"
    if wanted.with_value:
        whole = f"{result}[0], {whole}"
    elif wanted.has_aux:
        whole = f"{whole}, {result}[1]"
    return "\n".join([*lines, f"{result} = {called}", f"return {whole}"])


def _item(display: ast.expr | None, place: int) -> ast.expr | None:
    return display.elts[place] if isinstance(display, ast.Tuple) else None


def _in_form(value: Any, returned: ast.expr | None) -> bool:
    """Tell whether the text returns a gradient in the very form of its point."""
    kind = type(value)
    if kind is np.ndarray:
        return value.dtype.kind in "fc" and value.ndim > 0
    if kind is tuple or kind is list:
        display = ast.Tuple if kind is tuple else ast.List
        if not isinstance(returned, display) or len(returned.elts) != len(value):
            return False
        return all(map(_in_form, value, returned.elts))
    return False


def _formed(value: Any, bar: str, point: str, objects: Objects) -> str:
    """Return the expression of a gradient in the form of its point.

    value: an argument of the signature. bar, point: the gradient and the point, as
    expressions that may be written several times.
    """
    kind = type(value)
    if kind is np.ndarray:
        whole = value.dtype.kind in "fc" and value.ndim > 0
        return bar if whole else _by_point(bar, point, objects)
    if is_passive(value):
        return bar
    if kind in (float, int, complex):
        number = complex if kind is complex else float
        return f"{objects.named(number, number.__name__)}({bar})"
    if isinstance(value, np.inexact):
        return f"{objects.named(kind, kind.__name__)}({bar})"
    if kind in (tuple, list):
        items = [
            _formed(item, f"{bar}[{k}]", f"{point}[{k}]", objects)
            for k, item in enumerate(value)
        ]
        inside = ", ".join(items)
        if kind is list:
            return f"[{inside}]"
        return f"({inside},)" if len(items) == 1 else f"({inside})"
    if kind is dict:
        pairs = []
        for key, item in value.items():
            name = objects.named(key, "key")
            inner = _formed(item, f"{bar}[{name}]", f"{point}[{name}]", objects)
            pairs.append(f"{name}: {inner}")
        # A key that the function did not read may be missing.
        full = f"{objects.named(len, 'len')}({bar}) == {len(value)}"
        shown = "{" + ", ".join(pairs) + "}"
        return f"({shown} if {full} else {_by_point(bar, point, objects)})"
    return _by_point(bar, point, objects)


def _by_point(bar: str, point: str, objects: Objects) -> str:
    return f"{objects.named(conformed, 'conformed')}({bar}, {point})"
