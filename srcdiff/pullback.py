"""Vector-Jacobian products: a forward part, then its backward part at will."""

from __future__ import annotations

import copy
import inspect
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from srcdiff.analysis.bulk import is_large
from srcdiff.analysis.complex_values import holds_complex
from srcdiff.analysis.signature import key_of, types_of
from srcdiff.compilation import Compilation
from srcdiff.derivative import SIGNATURES, Derivative, Wrt
from srcdiff.errors import NotDifferentiable
from srcdiff.frontend.library import plain_function
from srcdiff.frontend.target import target_of
from srcdiff.loaded import Loaded
from srcdiff.points import check_apart, conformed, differentiable
from srcdiff.runtime import like, own, unbroadcast
from srcdiff.runtime.objects import attributes, is_object, rebuilt
from srcdiff.runtime.structure import filled


class Pullback:
    """The linear map from an adjoint of the value to gradients of the arguments.

    ``vjp`` makes it. ``source`` is the text of a forward and a backward function.

    >>> from srcdiff import vjp
    >>> value, pullback = vjp(lambda x: x * np.arange(3.0), 2.0)
    >>> pullback(np.ones(3))
    (3.0,)
    """

    def __init__(
        self,
        loaded: Loaded,
        saved: Any,
        value: Any,
        points: list[Any],
        order: list[int],
        again: inspect.BoundArguments | None,
    ) -> None:
        self._loaded = loaded
        self._saved = saved
        self._value = value
        self._points = points
        self._order = order
        self._again = again

    @property
    def source(self) -> str:
        """The generated Python: a forward and a backward function."""
        return self._loaded.module.text

    def __call__(self, cotangent: Any) -> tuple[Any, ...]:
        """Return one gradient for each argument, for an adjoint of the value.

        cotangent: of the structure and shapes of the value.
        Raises NotDifferentiable when the structure or a shape differs.

        >>> from srcdiff import vjp
        >>> vjp(np.multiply, 2.0, 3.0)[1](1.0)
        (3.0, 2.0)
        """
        _check(cotangent, self._value)
        adjoint = own(_of_dtype(cotangent, self._value))
        forward, backward = (
            self._loaded.functions[entry] for entry in self._loaded.module.entries
        )
        try:
            result = backward(self._saved, like(adjoint, self._value))
            if self._again is not None:
                # The backward part undid the writes that another call must find done.
                given = copy.deepcopy(self._again)
                _, self._saved = forward(*given.args, **given.kwargs)
        except Exception as error:
            self._loaded.explain(error)
            raise
        results = (result,) if len(self._points) == 1 else result
        pairs = zip(results, self._points, strict=True)
        found = [conformed(own(r), p) for r, p in pairs]
        return tuple(found[place] for place in self._order)


def pullback_of(
    f: Callable[..., Any],
    wrt: Wrt | None,
    args: tuple,
    kwargs: dict[str, Any],
    readable: bool = False,
) -> tuple[Any, Pullback]:
    """Return the value of a function at a point, and its pullback there."""
    target = target_of(f)
    if wrt is None:
        wrt = target.holding(args, _holds_floats)
    names = target.resolve(wrt)
    given, named = target.complete(args, kwargs)
    bound = target.plain_signature.bind(*given, **named)
    bound.apply_defaults()
    # What the caller writes to arguments or value later must not reach the pullback.
    for name, value in bound.arguments.items():
        bound.arguments[name] = _copied(value)
    for name in names:
        bound.arguments[name] = differentiable(bound.arguments[name], name)
    ordered = [name for name in target.plain_signature.parameters if name in names]
    points = [bound.arguments[name] for name in ordered]
    plain = target.plain
    if holds_complex(bound.arguments):
        plain = plain_function(f, over_complex=True) or plain
    if isinstance(f, Derivative):
        plain = f.generated_for(types_of(bound.arguments, frozenset()))
    loaded = _compiled(plain, tuple(ordered), bound.arguments, readable)
    forward = loaded.functions[loaded.module.entries[0]]
    check_apart(bound.arguments, loaded.module.written)
    again = copy.deepcopy(bound) if loaded.module.restores else None
    try:
        value, saved = forward(*bound.args, **bound.kwargs)
    except Exception as error:
        loaded.explain(error)
        raise
    order = [ordered.index(name) for name in names]
    first = _copied(value)
    return first, Pullback(loaded, saved, first, points, order, again)


def _compiled(
    plain: Any, names: tuple[str, ...], values: dict[str, Any], readable: bool
) -> Loaded:
    """Return the pair of a function, made once for each signature."""
    large = not readable and is_large(values)
    key = (plain, names, large, tuple(key_of(v, False) for v in values.values()))
    with _LOCK:
        if key not in _MADE or not _MADE[key].module.holds():
            if len(_MADE) >= SIGNATURES:
                _MADE.clear()
            compilation = Compilation(
                plain, known=types_of(values, frozenset()), large=large
            )
            module = compilation.pair(list(names))
            _MADE[key] = Loaded(module, f"{plain.__name__}_vjp")
        return _MADE[key]


_MADE: dict[Any, Loaded] = {}
_LOCK = threading.RLock()


def _copied(value: Any) -> Any:
    """Return a value with its arrays copied; what holds none is returned as it is."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, list | tuple):
        items = [_copied(item) for item in value]
        if isinstance(value, list):
            return items
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return filled(value, {key: _copied(item) for key, item in value.items()})
    if is_object(value):
        return rebuilt(value, {k: _copied(v) for k, v in attributes(value).items()})
    return value


def _of_dtype(cotangent: Any, value: Any) -> Any:
    """Return a cotangent whose arrays have the float dtypes of the value's."""
    if isinstance(value, dict):
        return {key: _of_dtype(cotangent[key], item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_of_dtype(*pair) for pair in zip(cotangent, value, strict=True)]
    return unbroadcast(cotangent, value) if _holds_numbers(value) else cotangent


def _holds_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float | complex)


def _holds_floats(value: Any) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fc"
    if isinstance(value, list | tuple):
        return any(map(_holds_floats, value))
    if isinstance(value, dict):
        return any(map(_holds_floats, value.values()))
    return isinstance(value, float | complex) or (
        is_object(value) and bool(attributes(value))
    )


def _check(cotangent: Any, value: Any) -> None:
    if isinstance(value, dict):
        if not isinstance(cotangent, dict) or set(cotangent) != set(value):
            raise NotDifferentiable(
                f"the cotangent must be a dict with keys {list(value)}"
            )
        for key in value:
            _check(cotangent[key], value[key])
    elif isinstance(value, list | tuple):
        if not isinstance(cotangent, list | tuple) or len(cotangent) != len(value):
            raise NotDifferentiable(
                f"the cotangent must be a {type(value).__name__} of {len(value)} items"
            )
        for part, item in zip(cotangent, value, strict=True):
            _check(part, item)
    elif np.shape(cotangent) != np.shape(value):
        raise NotDifferentiable(
            f"the cotangent has shape {np.shape(cotangent)}, "
            f"the value {np.shape(value)}"
        )
