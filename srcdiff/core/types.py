"""Abstract values: what is known of a value before the program runs.

Unknown is always allowed and always right; every other type is a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from srcdiff.core.atoms import NOT_ONE, Dim
from srcdiff.core.dims import surely_not_one


class Type:
    """What is known of a value; the base of the lattice."""


@dataclass(frozen=True)
class Unknown(Type):
    """Nothing is known."""


@dataclass(frozen=True)
class Nothing(Type):
    """No value at all: nothing has been found yet that comes here."""


@dataclass(frozen=True, eq=False)
class Literal(Type):
    """A Python constant of known value: number, string, None or a tuple of them.

    >>> Literal(1) == Literal(True), Literal(0.0) == Literal(-0.0)
    (False, False)
    """

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and _identical(self.value, other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


def _identical(one: Any, other: Any) -> bool:
    """Tell whether two constants are the same in type, sign and parts too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_identical, one, other))
    if isinstance(one, slice):
        parts = [(s.start, s.stop, s.step) for s in (one, other)]
        return _identical(*parts)
    return repr(one) == repr(other) if isinstance(one, float) else bool(one == other)


@dataclass(frozen=True)
class Number(Type):
    """A Python bool, int, float or complex (a weak scalar in NumPy's promotion).

    value: which integer it is, in symbols, where that is known.
    """

    python: type
    value: Dim = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Array(Type):
    """An array or NumPy scalar: dtype or None, and shape or None where unknown.

    >>> Array(np.dtype("f8"), ()) == Array(None, ()), np.dtype("f8") == None
    (False, True)
    """

    dtype: np.dtype | None = None
    shape: tuple[Dim, ...] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Array) or self.shape != other.shape:
            return False
        return same_dtype(self.dtype, other.dtype)

    def __hash__(self) -> int:
        return hash((self.dtype, self.shape))


def same_dtype(one: np.dtype | None, other: np.dtype | None) -> bool:
    """Tell whether two dtypes are equal, or both unknown.

    NumPy takes None for float64 where it compares.
    """
    return (one is None) is (other is None) and one == other


@dataclass(frozen=True)
class Double(Type):
    """A Python float or a NumPy float64: which of them is known only at run time."""


@dataclass(frozen=True)
class Items(Type):
    """A tuple or list whose items are known one by one; ``python`` is its class."""

    items: tuple[Type, ...]
    python: type = field(default=tuple, repr=False)


@dataclass(frozen=True)
class Several(Type):
    """A list of any number of items, of which each is of the one type of ``items``.

    >>> Several((Number(float),)).item
    Number(python=<class 'float'>)
    """

    items: tuple[Type, ...]

    @property
    def item(self) -> Type:
        """What is known of each item."""
        return self.items[0]


@dataclass(frozen=True)
class Fields(Type):
    """A dict whose keys are known, with the types of its values."""

    keys: tuple[Any, ...]
    items: tuple[Type, ...]


@dataclass(frozen=True)
class Instance(Type):
    """An instance of a user's class, with what is known of its attributes.

    >>> Instance(object, ("w",), (Number(float),)).attribute("w")
    Number(python=<class 'float'>)
    """

    python: type
    names: tuple[str, ...]
    items: tuple[Type, ...]

    def attribute(self, name: str) -> Type:
        """Return the type of an attribute."""
        return self.items[self.names.index(name)] if name in self.names else UNKNOWN

    def having(self, names: Collection[str]) -> Instance:
        """Return the type with some of the attributes alone."""
        kept = tuple(n for n in self.names if n in names)
        return Instance(self.python, kept, tuple(map(self.attribute, kept)))

    def with_attribute(self, name: str, value: Type) -> Instance:
        """Return the type of an instance with another value for an attribute."""
        kinds = {**dict(zip(self.names, self.items, strict=True)), name: value}
        return Instance(self.python, tuple(kinds), tuple(kinds.values()))


Structure = Items | Several | Fields | Instance


@dataclass(frozen=True)
class Other(Type):
    """Something that holds no numbers to differentiate: a string, None, a function."""


UNKNOWN = Unknown()
NOTHING = Nothing()
SCALAR = Array(None, ())
"""A NumPy scalar or 0-d array of some dtype."""


def shape_of(value: Type) -> tuple[Dim, ...] | None:
    """Return the shape of a value, () for numbers, None where unknown.

    >>> shape_of(Number(float)), shape_of(UNKNOWN), shape_of(Array(None, ("n", 1)))
    ((), None, ('n', 1))
    """
    if isinstance(value, Array):
        return value.shape
    if isinstance(value, Number | Double):
        return ()
    if isinstance(value, Literal) and isinstance(
        value.value, bool | int | float | complex
    ):
        return ()
    return None


def holds_floats(value: Type) -> bool:
    """Tell whether a value is surely floats or complex numbers, or a container of them.

    >>> holds_floats(Items((Number(float), Array(np.dtype("f4"), ("n",)))))
    True
    >>> holds_floats(Number(int)), holds_floats(UNKNOWN)
    (False, False)
    """
    if isinstance(value, Array):
        return value.dtype is not None and value.dtype.kind in "fc"
    if isinstance(value, Number):
        return value.python in (float, complex)
    if isinstance(value, Items | Several | Fields):
        return all(map(holds_floats, value.items))
    return isinstance(value, Double)


def is_complex(value: Type) -> bool | None:
    """Tell whether a value is a complex number or array, None where that is unknown.

    >>> is_complex(Array(np.dtype("c8"), ())), is_complex(Number(float)), is_complex(
    ...     UNKNOWN
    ... )
    (True, False, None)
    """
    if isinstance(value, Array):
        if value.dtype is None or value.dtype.kind == "O":
            return None
        return value.dtype.kind == "c"
    if isinstance(value, Number):
        return value.python is complex
    if isinstance(value, Literal):
        return isinstance(value.value, complex)
    return False if isinstance(value, Double | Other) else None


def broadcast_dims(dims: Sequence[Dim]) -> Dim:
    """Return the size to which the sizes broadcast.

    Sizes that are surely not 1 are equal: else NumPy has raised. One that may be 1 is
    that of the result only if all others are the same, or 1.

    >>> tuple(map(broadcast_dims, [[1, "n"], ["n", "m"], ["n", None]]))
    ('n', 'n', 'n')
    """
    sure = [d for d in dims if surely_not_one(d)]
    if sure:
        known = [d for d in sure if isinstance(d, int)]
        named = [d for d in sure if d != NOT_ONE]
        return [*known, *named, *sure][0]
    rest = {d for d in dims if d != 1}
    return 1 if not rest else rest.pop() if len(rest) == 1 else None


def broadcast_shapes(*shapes: tuple[Dim, ...] | None) -> tuple[Dim, ...] | None:
    """Return the shape to which the shapes broadcast, None where it is unknown.

    >>> broadcast_shapes(("n", 1), (3,), ())
    ('n', 3)
    """
    known = [s for s in shapes if s is not None]
    if len(known) < len(shapes):
        return None
    rank = max(map(len, known), default=0)
    padded = [(1,) * (rank - len(s)) + tuple(s) for s in known]
    return tuple(broadcast_dims(column) for column in zip(*padded, strict=True))


def promote(*values: Type) -> np.dtype | None:
    """Return the dtype NumPy promotes the values to (NEP 50), None where unknown.

    >>> promote(Array(np.dtype("f4"), ()), Literal(2.0))
    dtype('float32')
    """
    strong: list[Any] = []
    for value in values:
        if isinstance(value, Array) and value.dtype is not None:
            strong.append(value.dtype)
        elif isinstance(value, Number):
            strong.append(value.python(0))
        elif isinstance(value, Literal) and shape_of(value) == ():
            strong.append(value.value)
        else:
            return None
    return np.result_type(*strong)


def ufunc_result(ufunc: np.ufunc, *values: Type) -> Type:
    """Return the type of a ufunc's result from the types of its operands.

    >>> ufunc_result(np.sin, Array(np.dtype("i4"), ("n",)))
    Array(dtype=dtype('float64'), shape=('n',))
    >>> ufunc_result(np.less, UNKNOWN, Literal(1.0))
    Array(dtype=None, shape=None)
    """
    shape = broadcast_shapes(*map(shape_of, values))
    operands: list[Any] = []
    for value in values:
        if isinstance(value, Array) and value.dtype is not None:
            operands.append(value.dtype)
        elif isinstance(value, Number):
            operands.append(value.python)
        elif isinstance(value, Literal) and shape_of(value) == ():
            operands.append(type(value.value))
        else:
            return Array(None, shape)
    try:
        dtype = ufunc.resolve_dtypes((*operands, *[None] * ufunc.nout))[-1]
    except TypeError:
        return Array(None, shape)
    return Array(dtype, shape)


ResultType = Callable[..., Type]
"""A rule's result type: takes the types of the arguments, returns the result's."""


def unknown_result(*values: Type, **keywords: Type) -> Type:
    """Return that nothing is known, whatever the arguments.

    >>> unknown_result(Literal(1))
    Unknown()
    """
    return UNKNOWN
