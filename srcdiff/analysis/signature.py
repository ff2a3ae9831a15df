"""The signature of a call: what is known of its arguments, and a key to look it up by.

Arrays are known by dtype, rank and which dimensions are 0, 1 or large; numbers by their
class; containers by their structure. A new batch size is no new signature, unless it is
a small one. Flags, which are None, booleans, strings, functions and classes, are known
by value where the path of the program depends on them; functions in attributes always.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

import numpy as np

from srcdiff.core.atoms import LARGE, Large
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Dim,
    Fields,
    Instance,
    Items,
    Literal,
    Number,
    Type,
)
from srcdiff.runtime.objects import FUNCTIONS, callables, is_object, members

Key = Any

FLAGS = (bool, str, *FUNCTIONS, type)


def is_flag(value: Any) -> bool:
    """Tell whether a value may be known by value: it is a flag, and never a number.

    >>> is_flag(None), is_flag("relu"), is_flag(np.tanh), is_flag(2)
    (True, True, True, False)
    """
    return value is None or isinstance(value, FLAGS)


def key_of(value: Any, by_value: bool = False) -> Key:
    """Return a hashable key; values with equal keys have equal types.

    by_value: let flags in it count by value, not by class.

    >>> key_of(np.ones((3, 1))) == key_of(np.ones((5, 1))) != key_of(np.ones((1, 5)))
    True
    >>> key_of(np.ones(5)) == key_of(np.ones(50))
    False
    >>> key_of("relu") == key_of("tanh"), key_of("relu", True) == key_of("tanh", True)
    (True, False)
    """
    kind = type(value)
    if kind is np.ndarray:
        return (value.dtype, *map(size_class, value.shape))
    if kind is tuple or kind is list:
        return (kind, *[key_of(item, by_value) for item in value])
    if kind is dict:
        return (dict, *value, *[key_of(item, by_value) for item in value.values()])
    if is_object(value):
        inner, called = members(value), callables(value)
        keys = [
            key_of(item, by_value or name in called)
            if name in inner or name in called
            else lasting_key(item)
            for name, item in vars(value).items()
        ]
        return (kind, *vars(value), *keys)
    return (kind, value) if by_value and is_flag(value) else kind


def lasting_key(value: Any) -> Key:
    """Return the key of an attribute: a list or dict in it may grow at any time.

    A function is known by value: what the object calls is what the program does.

    >>> lasting_key((1.0, [2.0]))
    (<class 'tuple'>, <class 'float'>, <class 'list'>)
    >>> lasting_key(np.sin) == lasting_key(np.cos)
    False
    """
    if type(value) is tuple:
        return (tuple, *map(lasting_key, value))
    if isinstance(value, FUNCTIONS):
        return value
    return key_of(value) if type(value) is np.ndarray else type(value)


def size_class(size: int) -> int:
    """Return a number that is the same for sizes of which the same is known.

    >>> [size_class(n) for n in (0, 1, 2, 7, 8, 1000)]
    [0, 1, 2, 2, 8, 8]
    """
    return LARGE if size >= LARGE else min(size, 2)


def types_of(values: dict[str, Any], flags: Collection[str] = ()) -> dict[str, Type]:
    """Return the types of named arguments.

    flags: the names of those in which flags count by value.

    >>> types_of({"x": np.ones((4, 1)), "k": 2.0, "kind": "relu"}, {"kind"})
    {'x': Array(dtype=dtype('float64'), shape=('x_1', 1)),
     'k': Number(python=<class 'float'>),
     'kind': Literal(value='relu')}
    """
    return {n: _type(v, n, count(1), n in flags) for n, v in values.items()}


def _type(value: Any, name: str, numbers: Iterator[int], by_value: bool) -> Type:
    kind = type(value)
    if kind is np.ndarray and value.dtype.kind in "fiubc":
        return Array(value.dtype, tuple(_dim(n, name, numbers) for n in value.shape))
    if value is None or (by_value and is_flag(value)):
        return Literal(value)
    if kind in (float, int, bool, complex):
        return Number(kind)
    if isinstance(value, np.number | np.bool_):
        return Array(value.dtype, ())
    if kind in (tuple, list):
        items = (_type(v, name, numbers, by_value) for v in value)
        return Items(tuple(items), kind)
    if kind is dict:
        items = (_type(v, name, numbers, by_value) for v in value.values())
        return Fields(tuple(value), tuple(items))
    if is_object(value):
        inner, plain = members(value), _plain_attributes(value)
        called = plain & callables(value).keys()
        items = (
            _type(v, name, numbers, by_value or n in called)
            if n in inner or n in called
            else _lasting(v, name, numbers)
            if n in plain
            else UNKNOWN
            for n, v in vars(value).items()
        )
        return Instance(kind, tuple(vars(value)), tuple(items))
    return UNKNOWN


def _lasting(value: Any, name: str, numbers: Iterator[int]) -> Type:
    """Return the type of an attribute that is what it is until it is bound again."""
    if type(value) is tuple:
        return Items(tuple(_lasting(v, name, numbers) for v in value))
    if type(value) in (list, dict) or is_object(value):
        return UNKNOWN
    return _type(value, name, numbers, by_value=isinstance(value, FUNCTIONS))


def _plain_attributes(value: Any) -> set[str]:
    """Return the names of an object's attributes that are read as they are kept.

    For others the class has a property, or code of its own.
    """
    kind = type(value)
    if kind.__getattribute__ is not object.__getattribute__:
        return set()
    ruled = {
        name
        for each in kind.__mro__
        for name, thing in vars(each).items()
        if hasattr(type(thing), "__set__") or hasattr(type(thing), "__delete__")
    }
    return set(vars(value)) - ruled


def _dim(size: int, name: str, numbers: Iterator[int]) -> Dim:
    if size < 2:
        return size
    symbol = f"{name}_{next(numbers)}"
    return Large(symbol) if size >= LARGE else symbol


def describe_all(known: dict[str, Type]) -> str:
    """Return the types of named arguments as people write them.

    >>> describe_all({"x": Array(np.dtype("f4"), ("n", 3)), "k": Number(float)})
    'x: f4[n, 3], k: float'
    """
    return ", ".join(f"{name}: {describe(kind)}" for name, kind in known.items())


def describe(known: Type) -> str:
    """Return a type as people write it.

    >>> describe(Items((Array(np.dtype("f8"), ("n", 1)), Number(float))))
    '(f8[n, 1], float)'
    """
    if isinstance(known, Array):
        dtype = known.dtype.str[1:] if known.dtype is not None else "array"
        if known.shape is None:
            return f"{dtype}[...]"
        dims = ", ".join(_letter(d) for d in known.shape)
        return f"{dtype}[{dims}]" if known.shape else dtype
    if isinstance(known, Number):
        return known.python.__name__
    if isinstance(known, Items):
        inside = ", ".join(map(describe, known.items))
        if known.python is list:
            return f"[{inside}]"
        return f"({inside},)" if len(known.items) == 1 else f"({inside})"
    if isinstance(known, Fields):
        pairs = zip(known.keys, known.items, strict=True)
        return "{" + ", ".join(f"{k!r}: {describe(t)}" for k, t in pairs) + "}"
    if isinstance(known, Instance):
        pairs = zip(known.names, known.items, strict=True)
        shown = [f"{n}: {describe(t)}" for n, t in pairs if t != UNKNOWN]
        return f"{known.python.__qualname__}({', '.join(shown)})"
    if isinstance(known, Literal):
        return getattr(known.value, "__qualname__", repr(known.value))
    return "any"


def _letter(dim: Dim) -> str:
    if dim is None:
        return "_"
    anonymous = isinstance(dim, str) and len(dim) > 1
    return "n" if anonymous else str(dim)
