"""Rules of the runtime's helpers for products along an axis."""

from srcdiff.core.types import Array, shape_of
from srcdiff.rules.effects import MaybeView
from srcdiff.rules.registry import HOLOMORPHIC, multilinear, rule
from srcdiff.rules.shape_types import dtype_of, same, same_dtype
from srcdiff.runtime import (
    advance,
    delay,
    from_lanes,
    lanes,
    product_of_others,
    products_after,
    products_before,
    recurrence,
    recurrence_back,
)


def _like_second(y, like, axis=None):
    return Array(dtype_of(y), shape_of(like))


@multilinear(lanes, result=same_dtype, effect=MaybeView(0))
def derivative_of_lanes(x, axis=None, *, out, g):
    return from_lanes(g, x, axis)


@multilinear(from_lanes, result=_like_second, effect=MaybeView(0))
def derivative_of_from_lanes(y, like, axis=None, *, out, g):
    return lanes(g, axis)


@rule(delay, result=same, over_complex=HOLOMORPHIC)
def derivative_of_delay(x, first, *, out, g):
    return advance(g)


@multilinear(advance, result=same)
def derivative_of_advance(x, *, out, g):
    return delay(g, 0)


@rule(recurrence, over_complex=HOLOMORPHIC)
def derivative_of_recurrence(a, b, *, out, g):
    b_bar = recurrence_back(a, g)
    return b_bar * delay(out, 0), b_bar


@rule(recurrence_back, over_complex=HOLOMORPHIC)
def derivative_of_recurrence_back(a, b, *, out, g):
    b_bar = recurrence(a, g)
    return delay(b_bar, 0) * out, b_bar


@rule(products_before, result=same, over_complex=HOLOMORPHIC)
def derivative_of_products_before(x, *, out, g):
    return recurrence_back(x, advance(g)) * out


@rule(products_after, result=same, over_complex=HOLOMORPHIC)
def derivative_of_products_after(x, *, out, g):
    return recurrence(delay(x, 0), delay(g, 0)) * out


@rule(product_of_others, result=same, over_complex=HOLOMORPHIC)
def derivative_of_product_of_others(x, *, out, g):
    before = products_before(x)
    after = products_after(x)
    of_before = recurrence_back(x, advance(g * after))
    of_after = recurrence(delay(x, 0), delay(g * before, 0))
    return of_before * before + of_after * after
