"""Rules of the reduce methods of ufuncs, which take the first axis unless told."""

from collections.abc import Callable

import numpy as np

from srcdiff.core.types import Literal, ResultType, Type
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, rule
from srcdiff.rules.result_types import reduction_result
from srcdiff.runtime import (
    expand,
    from_lanes,
    lanes,
    product,
    product_of_others,
    tie_shares,
)


def _result(function: Callable) -> ResultType:
    """Return the result type of a reduce method from the function that is its like.

    >>> from srcdiff.core.types import Array
    >>> _result(np.sum)(Array(np.dtype("f4"), (2, "n")))
    Array(dtype=dtype('float32'), shape=('n',))
    """
    of_function = reduction_result(function)

    def result(array: Type, axis: Type = Literal(0), **named: Type) -> Type:  # noqa: B008
        return of_function(array, axis, **named)

    return result


@multilinear(np.add.reduce, result=_result(np.sum))
def add_reduce(array, axis=0, *, keepdims=False, out, g):
    if axis is None:
        return np.full_like(array, g)
    if keepdims:
        return np.broadcast_to(g, np.shape(array))
    if axis is not None and not keepdims:
        return np.broadcast_to(np.expand_dims(g, axis), np.shape(array))
    return expand(g, array, axis, keepdims)


@rule(np.multiply.reduce, result=_result(np.prod), over_complex=HOLOMORPHIC)
def multiply_reduce(array, axis=0, *, keepdims=False, out, g):
    others = product_of_others(lanes(array, axis))
    return expand(g, array, axis, keepdims) * from_lanes(others, array, axis)


@rule(np.maximum.reduce, result=_result(np.max))
def maximum_reduce(array, axis=0, *, keepdims=False, out, g):
    return expand(g, array, axis, keepdims) * tie_shares(array, out, axis, keepdims)


@rule(np.minimum.reduce, result=_result(np.min))
def minimum_reduce(array, axis=0, *, keepdims=False, out, g):
    return expand(g, array, axis, keepdims) * tie_shares(array, out, axis, keepdims)


@rule(np.logaddexp.reduce, result=_result(np.max))
def logaddexp_reduce(array, axis=0, *, keepdims=False, out, g):
    if axis is None or keepdims:
        return product(g, np.exp(array - out))
    if axis is not None and not keepdims:
        return product(
            np.expand_dims(g, axis), np.exp(array - np.expand_dims(out, axis))
        )
    share = np.exp(array - expand(out, array, axis, keepdims))
    return product(expand(g, array, axis, keepdims), share)
