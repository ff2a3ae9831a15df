"""Points to differentiate at: arguments made fit for it, gradients in their form."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcdiff.errors import NotDifferentiable
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime import like
from srcdiff.runtime.objects import attributes, is_object, rebuilt
from srcdiff.runtime.structure import filled


def differentiable(value: Any, name: str) -> Any:
    """Return an argument fit for differentiating at it: integers become floats.

    value: the argument. name: the parameter. Raises NotDifferentiable for arrays of
    integers or booleans, and for values that hold no numbers.

    >>> differentiable(3, "x"), differentiable([1, 2.0], "x")
    (3.0, [1.0, 2.0])
    """
    if isinstance(value, np.matrix | np.ma.MaskedArray):
        raise NotDifferentiable(
            f"{name} is a {type(value).__name__}, whose arithmetic is not that of "
            f"arrays; instead: pass np.asarray({name})"
        )
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind in "fcO":
            return value
        raise NotDifferentiable(
            f"{name} is an array of {value.dtype}; instead: convert it with "
            f"{name}.astype(float), or leave it out of wrt"
        )
    if isinstance(value, float | complex):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, list):
        return [_item(item, name) for item in value]
    if isinstance(value, tuple):
        items = [_item(item, name) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return filled(value, {key: _item(v, name) for key, v in value.items()})
    if is_object(value) and attributes(value):
        found = {k: _item(v, name) for k, v in attributes(value).items()}
        return rebuilt(value, found)
    raise NotDifferentiable(
        f"{name} is a {type(value).__name__}, which holds no numbers to differentiate "
        "with respect to; instead: leave it out of wrt"
    )


def unambiguous(value: Any, name: str) -> Any:
    """Return an argument as ``differentiable`` does, for a text that serves all calls.

    Raises NotDifferentiable for an object with numbers under a name that arrays have
    for something else, too, as ``size``: what that text means by it is that of arrays.
    """
    if is_object(value):
        for attribute, item in attributes(value).items():
            if attribute in REGISTRY.by_attribute:
                raise NotDifferentiable(
                    f"{name}.{attribute} is what arrays call something else; instead: "
                    "let specialise be true, or give it another name"
                )
            if is_object(item):
                unambiguous(item, f"{name}.{attribute}")
    return differentiable(value, name)


def _item(value: Any, name: str) -> Any:
    return value if is_passive(value) else differentiable(value, name)


def is_passive(value: Any) -> bool:
    """Tell whether an item of a container may stay as it is: it carries no derivative.

    >>> is_passive("tanh"), is_passive(np.arange(3)), is_passive(2.0)
    (True, True, False)
    """
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biuSU"
    if is_object(value):
        return not attributes(value)
    return value is None or isinstance(value, str | bytes | bool) or callable(value)


def is_fit(value: Any) -> bool:
    """Tell whether ``differentiable`` lets an argument pass unchanged: value or type.

    What it says holds for all arguments of the same signature.

    >>> is_fit((np.ones(2), 1.0)), is_fit(3), is_fit([3])
    (True, False, False)
    """
    kind = type(value)
    if kind is float or kind is complex or isinstance(value, np.inexact):
        return True
    if kind is np.ndarray:
        return value.dtype.kind in "fcO"
    if kind is tuple or kind is list:
        return all(is_passive(item) or is_fit(item) for item in value)
    if kind is dict:
        return all(is_passive(item) or is_fit(item) for item in value.values())
    return False


def conformed(gradient: Any, point: Any) -> Any:
    """Return a gradient in the form of the point: float for float, list for list.

    >>> conformed(np.float64(2.0), 1.0), conformed((1.0, [2.0]), [0.0, (0.0,)])
    (2.0, [1.0, (2.0,)])
    """
    if type(point) is float or type(point) is complex:
        return type(point)(gradient)
    if isinstance(point, np.inexact):
        return point.dtype.type(gradient)
    if isinstance(point, np.ndarray):
        if isinstance(gradient, np.ndarray):
            return gradient
        return np.asarray(gradient, dtype=point.dtype)
    if is_object(point):
        whole = like(gradient, point)
        found = {
            k: conformed(getattr(whole, k), v) for k, v in attributes(point).items()
        }
        return rebuilt(point, found)
    if isinstance(point, list | tuple | dict):
        return _conformed_items(like(gradient, point), point)
    return gradient


def _conformed_items(gradient: Any, point: Any) -> Any:
    if isinstance(point, dict):
        return filled(point, {k: conformed(gradient[k], v) for k, v in point.items()})
    items = [conformed(g, p) for g, p in zip(gradient, point, strict=True)]
    if isinstance(point, list):
        return items
    return type(point)(*items) if hasattr(point, "_fields") else tuple(items)


def check_apart(arguments: dict[str, Any], written: tuple[str, ...]) -> None:
    """Check that no array that is written in place shares memory with another one.

    arguments: by parameter. written: parameters whose arrays are written. Raises
    NotDifferentiable, for what is written through one name would show through another.

    >>> x = np.ones(3)
    >>> check_apart({"x": x, "y": x[1:]}, ("x",))
    Traceback (most recent call last):
    ...
    srcdiff.errors.NotDifferentiable: x is written in place and shares memory with y; \
instead: pass a copy of one of them
    """
    found = [(name, a) for name, value in arguments.items() for a in _held(value, ())]
    for position, (name, item) in enumerate(found):
        for other, second in found[:position]:
            if {name, other} & set(written) and _is_shared(item, second):
                first, another = (name, other) if name in written else (other, name)
                raise NotDifferentiable(
                    f"{first} is written in place and shares memory with {another}; "
                    "instead: pass a copy of one of them"
                )


def _is_shared(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return bool(np.shares_memory(one, other))
    return one is other


def _held(value: Any, around: tuple[Any, ...]) -> list[Any]:
    """Return the arrays and objects that a value is, or holds.

    around: the objects in which it stands. Those may be held again: by themselves.
    """
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [a for item in value for a in _held(item, around)]
    if not is_object(value) or any(value is each for each in around):
        return []
    inside = (*around, value)
    return [value, *(a for v in vars(value).values() for a in _held(v, inside))]
