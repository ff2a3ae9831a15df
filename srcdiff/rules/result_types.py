"""Result types of operators, reductions and the functions that create arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcdiff.core import types
from srcdiff.core.join import is_double, listed
from srcdiff.core.types import (
    UNKNOWN,
    Array,
    Items,
    Literal,
    Number,
    Several,
    Type,
    is_complex,
)
from srcdiff.rules.shape_types import axes_of, constant, dims_of, dtype_of

FLOAT = np.dtype(float)


def always(known: Type) -> types.ResultType:
    """Make the result type of a function that always returns one type.

    >>> always(Number(bool))(UNKNOWN)
    Number(python=<class 'bool'>)
    """
    return lambda *values, **named: known


python_float = always(Number(float))


def python_type(value: Type) -> type | None:
    """Return the Python type of a number, None for everything else.

    >>> python_type(Literal(2)), python_type(Array())
    (<class 'int'>, None)
    """
    if isinstance(value, Number):
        return value.python
    if isinstance(value, Literal) and types.shape_of(value) == ():
        return type(value.value)
    return None


def operator_result(function: Callable, ufunc: np.ufunc) -> types.ResultType:
    """Make the result type of an operator: Python's on numbers, NumPy's on arrays.

    >>> import operator
    >>> of_add = operator_result(operator.add, np.add)
    >>> of_add(Literal(1), Number(float)), of_add(Literal(1), Array(np.dtype("f4"), ()))
    (Number(python=<class 'float'>), Array(dtype=dtype('float32'), shape=()))
    >>> of_add(Literal(1), UNKNOWN)
    Unknown()
    """

    def result(*values: Type) -> Type:
        kinds = [python_type(value) for value in values]
        if None not in kinds:
            return Number(type(function(*(kind(1) for kind in kinds if kind))))
        arrays = [isinstance(value, Array) for value in values]
        if not all(kind or array for kind, array in zip(kinds, arrays, strict=True)):
            return UNKNOWN
        return types.ufunc_result(ufunc, *values)

    return result


def power_result(x: Type, y: Type) -> Type:
    """Return the type of ``x ** y``, real for reals.

    Python's fractional powers of negative floats are complex; they have no derivative.

    >>> power_result(Number(float), Literal(2))
    Number(python=<class 'float'>)
    >>> power_result(Number(float), Number(float))
    Double()
    >>> power_result(Number(int), Literal(1j))
    Number(python=<class 'complex'>)
    """
    base, exponent = python_type(x), python_type(y)
    if base is None or exponent is None:
        return operator_result(pow, np.power)(x, y)
    if complex in (base, exponent):
        return Number(complex)
    if base is float and exponent in (int, bool):
        return Number(float)
    if (
        base in (int, bool)
        and isinstance(y, Literal)
        and exponent is int
        and y.value >= 0
    ):
        return Number(int)
    return types.Double() if exponent is float else types.SCALAR


def where_result(condition: Type, x: Type | None = None, y: Type | None = None) -> Type:
    """Return the type of ``np.where(condition, x, y)``.

    >>> where_result(Array(None, ("n",)), Array(np.dtype("f4"), ()), Literal(0.0))
    Array(dtype=dtype('float32'), shape=('n',))
    """
    if x is None or y is None:
        return UNKNOWN
    shape = types.broadcast_shapes(*map(types.shape_of, (condition, x, y)))
    return Array(types.promote(x, y), shape)


def reduction_result(function: Callable, dtype: Any = None) -> types.ResultType:
    """Make the result type of a reduction from what NumPy does to one element.

    >>> of_mean = reduction_result(np.mean)
    >>> of_mean(Array(np.dtype(int), (2, "n")), axis=Literal(0))
    Array(dtype=dtype('float64'), shape=('n',))
    >>> of_mean(UNKNOWN), of_mean(UNKNOWN, Literal(1))
    (Array(dtype=None, shape=()), Array(dtype=None, shape=None))
    """

    def result(
        a: Type,
        axis: Type = Literal(None),  # noqa: B008
        *,
        keepdims: Type = Literal(False),  # noqa: B008
        **others: Type,
    ) -> Type:
        shape = reduced_shape(types.shape_of(a), axis, keepdims)
        return Array(dtype_after(function, a), shape)

    return result


def dtype_after(function: Callable, a: Type) -> np.dtype | None:
    """Return the dtype that a function gives to one element of the dtype of ``a``.

    >>> dtype_after(np.sum, Array(np.dtype(bool), None))
    dtype('int64')
    """
    before = dtype_of(a)
    if before is None or before.kind not in "biufc":
        return None
    try:
        return np.asarray(function(np.ones(1, before))).dtype
    except TypeError:
        return None


def reduced_shape(
    shape: tuple[types.Dim, ...] | None, axis: Type, keepdims: Type
) -> tuple[types.Dim, ...] | None:
    """Return the shape after a reduction, None where it is unknown.

    >>> reduced_shape((2, 3), Literal(1), Literal(True))
    (2, 1)
    """
    kept = constant(keepdims)
    if constant(axis) is None and kept is False:
        return ()
    if shape is None or not isinstance(kept, bool):
        return None
    rank = len(shape)
    axes = tuple(range(rank)) if constant(axis) is None else axes_of(axis, rank)
    if axes is None:
        return None
    if kept:
        return tuple(1 if i in axes else d for i, d in enumerate(shape))
    return tuple(d for i, d in enumerate(shape) if i not in axes)


def scan_result(function: Callable) -> types.ResultType:
    """Make the result type of np.cumsum and its like.

    >>> scan_result(np.cumsum)(Array(np.dtype("f4"), (2, 3)), Literal(0))
    Array(dtype=dtype('float32'), shape=(2, 3))
    """

    def result(a: Type, axis: Type = Literal(None)) -> Type:  # noqa: B008
        dtype, shape = dtype_after(function, a), types.shape_of(a)
        if isinstance(constant(axis), int):
            return Array(dtype, shape)
        if constant(axis) is None:
            return Array(dtype, shape if shape and len(shape) == 1 else (None,))
        return Array(dtype, None)

    return result


def adjoint_result(x: Type) -> Type:
    """Return the type of an adjoint in the form of ``x``.

    >>> adjoint_result(Array(np.dtype("f4"), ("n",))), adjoint_result(Literal(1))
    (Array(dtype=dtype('float32'), shape=('n',)), Number(python=<class 'float'>))
    """
    if python_type(x) in (bool, int, float, complex):
        return Number(complex if is_complex(x) else float)
    if isinstance(x, Items) and x.python in (list, tuple):
        return Items(tuple(map(adjoint_result, x.items)), list)
    if isinstance(x, Several):
        return listed(adjoint_result(x.item))
    if not isinstance(x, Array):
        return UNKNOWN
    floats = x.dtype is not None and x.dtype.kind in "fc"
    return Array(x.dtype if floats else None, x.shape)


def of_argument(position: int) -> types.ResultType:
    """Make the result type of a function that returns an adjoint of an argument.

    >>> of_argument(1)(UNKNOWN, Literal(1.0))
    Number(python=<class 'float'>)
    """

    def result(*values: Type, **named: Type) -> Type:
        return adjoint_result(values[position]) if position < len(values) else UNKNOWN

    return result


def quotient_result(a: Type, d: Type) -> Type:
    """Return the type of a product or quotient that the runtime computes.

    >>> quotient_result(Array(np.dtype("f4"), ("n",)), Array(np.dtype("f4"), ()))
    Array(dtype=dtype('float32'), shape=('n',))
    """
    shape = types.broadcast_shapes(types.shape_of(a), types.shape_of(d))
    arrays = isinstance(a, Array) and isinstance(d, Array)
    return Array(types.promote(a, d) if arrays else None, shape)


def named_dtype(value: Type | None, default: np.dtype | None) -> np.dtype | None:
    """Return the dtype that a dtype argument names; the default if there is none.

    >>> named_dtype(Literal("f4"), None), named_dtype(UNKNOWN, FLOAT)
    (dtype('float32'), None)
    """
    if value is None or value == Literal(None):
        return default
    try:
        return np.dtype(value.value) if isinstance(value, Literal) else None
    except TypeError:
        return None


def created(shape: Type, dtype: Type | None = None, order: Type | None = None) -> Type:
    """Return the type of ``np.zeros(shape, dtype)``.

    >>> created(Items((Number(int), Literal(3))))
    Array(dtype=dtype('float64'), shape=(None, 3))
    """
    return Array(named_dtype(dtype, FLOAT), dims_of(shape))


def created_like(a: Type, dtype: Type | None = None, **others: Type) -> Type:
    """Return the type of ``np.zeros_like(a, dtype)``.

    >>> created_like(Array(np.dtype("f4"), ("n",)), dtype=Literal(int))
    Array(dtype=dtype('int64'), shape=('n',))
    """
    if "shape" in others:
        return Array(None, None)
    return Array(named_dtype(dtype, array_of(a).dtype), array_of(a).shape)


def array_of(value: Type) -> Array:
    """Return the type of the array that NumPy makes of a value, nested lists too.

    >>> array_of(Items((Number(float), Literal(1)))), array_of(UNKNOWN)
    (Array(dtype=dtype('float64'), shape=(2,)), Array(dtype=None, shape=None))
    """
    if isinstance(value, Literal) and isinstance(value.value, tuple):
        value = Items(tuple(map(Literal, value.value)))
    if isinstance(value, Several):
        # The array of an empty list is a vector, whatever the items would be.
        numbers = types.shape_of(value.item) == ()
        dtype = FLOAT if is_double(value.item) else None
        return Array(dtype, (None,) if numbers else None)
    if not isinstance(value, Items):
        return Array(dtype_of(value), types.shape_of(value))
    if not value.items:
        return Array(FLOAT, (0,))
    items = [array_of(item) for item in value.items]
    if any(item.shape is None for item in items):
        return Array(None, None)
    columns = list(zip(*(item.shape or () for item in items), strict=False))
    dims = tuple(c[0] if len(set(c)) == 1 else None for c in columns)
    dtypes = [item.dtype for item in items]
    known = [d for d in dtypes if d is not None]
    dtype = np.result_type(*known) if len(known) == len(dtypes) else None
    return Array(dtype, (len(items), *dims))
