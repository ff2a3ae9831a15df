"""The callable that a user holds: a derivative, its text, and how to call it."""

from __future__ import annotations

import ast
import functools
import inspect
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from srcdiff.analysis.signature import Key, is_plain, key_of, types_of
from srcdiff.analysis.types import Known
from srcdiff.codegen.guard import Guard, guard_for
from srcdiff.codegen.load import Surroundings, load
from srcdiff.codegen.standalone import standalone
from srcdiff.compiler import Compilation, Module
from srcdiff.differentiate.assemble import Wanted
from srcdiff.errors import NotDifferentiable
from srcdiff.frontend.target import Target, target_of
from srcdiff.points import conformed, differentiable
from srcdiff.runtime.misuse import Misuse

Wrt = int | str | tuple[int | str, ...]


SIGNATURES = 64
"""So many signatures of a function are compiled; others use the general form."""


class Loaded:
    """Generated functions in memory, and the way from their lines to the user's."""

    def __init__(self, module: Module, stem: str) -> None:
        self.module = module
        around = {
            title: Surroundings(callee.globals, callee.cells)
            for title, callee in module.surroundings.items()
        }
        self.functions = load(module.text, stem, around)
        for title, callee in module.surroundings.items():
            function, plain = self.functions[title], callee.key
            if not title.endswith("_backward"):
                function.__defaults__ = plain.__defaults__
                function.__kwdefaults__ = plain.__kwdefaults__
        self.entry = self.functions[module.entries[0]]
        self.file = next(iter(self.functions.values())).__code__.co_filename

    def explain(self, error: BaseException) -> None:
        """Say at which user's line an exception arose; locate our own errors."""
        origin = None
        for frame, line in _frames(error.__traceback__):
            if frame.f_code.co_filename == self.file:
                origin = self.module.origins.get(line, origin)
        if isinstance(error, Misuse):
            where = f"{origin.file}:{origin.line}: " if origin else ""
            quoted = f"\n    {origin.text}" if origin else ""
            raise NotDifferentiable(
                f"{where}{error.reason}{quoted}\n  instead: {error.remedy}"
            ) from error
        if origin is not None:
            error.add_note(f"in {origin.file}:{origin.line}: {origin.text}")


def _frames(traceback: types.TracebackType | None):
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


class Derivative:
    """The gradient of a function, as a function: callable, readable, saveable.

    Calling it with the primal's arguments returns what ``grad`` or ``value_and_grad``
    promises. ``source`` is the generated text, ``primal`` the function differentiated.
    """

    def __init__(self, primal: Callable[..., Any], wrt: Wrt, wanted: Wanted) -> None:
        self.primal = primal
        self.wrt = wrt
        self.wanted = wanted
        self._target: Target = target_of(primal)
        self._names = self._target.resolve(wrt)
        self._lock = threading.Lock()
        self._by_signature: dict[Key, Loaded] = {}
        self._exact: dict[Key, Loaded] = {}
        self._last: Loaded | None = None
        self._hit: tuple[Guard, Any] = (_never, None)
        functools.update_wrapper(self, primal, updated=())
        self.__signature__ = self._target.signature

    @functools.cached_property
    def _general(self) -> Loaded:
        return self._compiled({})

    def _compiled(self, known: Known) -> Loaded:
        plain = self._target.plain
        kind = "value_and_grad" if self.wanted.with_value else "grad"
        title = f"{_identifier(plain.__name__)}_{kind}"
        module = Compilation(plain).gradient(self._names, self.wanted, title, known)
        return Loaded(module, title)

    def _for(self, key: Key, args: tuple, kwargs: dict) -> Loaded:
        """Return the derivative made for the signature of a call."""
        found = self._by_signature.get(key)
        if found is None:
            with self._lock:
                found = self._by_signature.get(key)
                if found is None:
                    found = self._specialised(key, args, kwargs)
                    self._by_signature[key] = found
        return found

    def _specialised(self, key: Key, args: tuple, kwargs: dict) -> Loaded:
        if len(self._by_signature) >= SIGNATURES:
            return self._general
        bound = self._target.plain_signature.bind(*args, **kwargs)
        bound.apply_defaults()
        known = types_of(bound.arguments)
        found = self._compiled(known)
        if all(is_plain(known[name]) for name in self._names):
            self._exact[key] = found
        return found

    def generated_function(self) -> types.FunctionType:
        """Return the generated function itself, for differentiating it again."""
        return self._general.entry

    @property
    def source(self) -> str:
        """The generated Python, a whole module: for the signature of the last call.

        Before any call, the general form, which is right for all arguments.
        """
        return (self._last or self._general).module.text

    def save(self, path: str | Path) -> None:
        """Write the derivative as a module that needs NumPy only.

        What is written is the general form, right for all arguments, whatever calls
        came before. path: the file to write. Raises InvalidArgument when the function
        reads a global that cannot be written as source.
        """
        outside: dict[str, Any] = {}
        module = self._general.module
        for callee in module.surroundings.values():
            for name in sorted(callee.outside):
                value = (
                    callee.cells[name].cell_contents
                    if name in callee.cells
                    else (callee.globals.get(name, _MISSING))
                )
                if value is not _MISSING and name in _names(module.text):
                    outside[name] = value
        Path(path).write_text(standalone(module.text, outside), encoding="utf-8")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the gradient (and value) at the given arguments."""
        args, kwargs = self._target.complete(args, kwargs)
        guard, loaded = self._hit
        points = None
        if kwargs or not guard(args):
            key = (key_of(args), key_of(kwargs)) if kwargs else key_of(args)
            loaded = self._exact.get(key)
            if loaded is None:
                args, kwargs, points = self._points(args, kwargs)
                loaded = self._for(key, args, kwargs)
            elif not kwargs:
                self._hit = guard_for(args), loaded
        self._last = loaded
        try:
            result = loaded.entry(*args, **kwargs)
        except Exception as error:
            loaded.explain(error)
            raise
        if points is None:
            return result
        if self.wanted.with_value:
            return result[0], self._conformed(result[1], points)
        if self.wanted.has_aux:
            return self._conformed(result[0], points), result[1]
        return self._conformed(result, points)

    def _points(self, args: tuple, kwargs: dict) -> tuple[tuple, dict, list[Any]]:
        """Check the arguments to differentiate at; whole numbers become floats."""
        bound = None
        points = []
        for name, position in self._positions.items():
            if position < len(args):
                value = args[position]
            elif name in kwargs:
                value = kwargs[name]
            else:
                bound = self._target.plain_signature.bind(*args, **kwargs)
                bound.apply_defaults()
                value = bound.arguments[name]
            if type(value) is not float and (
                type(value) is not np.ndarray or value.dtype.kind != "f"
            ):
                checked = differentiable(value, name)
                if checked is not value:
                    value = checked
                    if position < len(args):
                        args = (*args[:position], value, *args[position + 1 :])
                    else:
                        kwargs = {**kwargs, name: value}
            points.append(value)
        return args, kwargs, points

    @functools.cached_property
    def _positions(self) -> dict[str, int]:
        parameters = self._target.plain_signature.parameters
        positional = [
            n
            for n, p in parameters.items()
            if p.kind is not inspect.Parameter.KEYWORD_ONLY
        ]
        never = sys.maxsize
        return {
            n: positional.index(n) if n in positional else never for n in self._names
        }

    def _conformed(self, result: Any, points: list[Any]) -> Any:
        if self.wanted.single:
            return conformed(result, points[0])
        return tuple(conformed(r, p) for r, p in zip(result, points, strict=True))

    def __reduce__(self):
        module = sys.modules.get(self.__module__)
        found = module
        for part in self.__qualname__.split("."):
            found = getattr(found, part, None)
        if found is self:
            return self.__qualname__
        return Derivative, (self.primal, self.wrt, self.wanted)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        kind = "value_and_grad" if self.wanted.with_value else "grad"
        wrt = ", ".join(self._names)
        return f"<{kind} of {self._target.plain.__qualname__} wrt {wrt}>"


_MISSING = object()


def _never(args: tuple) -> bool:
    """Guard nothing: no call has been seen yet."""
    return False


def _names(text: str) -> set[str]:
    """Return the names that code reads."""
    return {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}


def _identifier(name: str) -> str:
    return name if name.isidentifier() else "lambda_"
