"""What symbolic sizes and integers come to where the symbols have values."""

from math import prod

from srcdiff.core.atoms import (
    NOT_ONE,
    Given,
    Length,
    Linear,
    Positive,
    Product,
    Ratio,
)


def integer(value, values):
    """Return an integer; ``values`` tells what a symbol or parameter is, by its name.

    >>> integer(Linear((("n", 2),), -3), {"n": 1}.get)
    -1
    """
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return values(value)
    if isinstance(value, Given):
        return values(value.name)
    if isinstance(value, Positive):
        return max(integer(value.of, values), 0)
    if isinstance(value, Product):
        return prod(integer(factor, values) for factor in value.factors)
    if isinstance(value, Ratio):
        return integer(value.of, values) // value.by
    if isinstance(value, Length):
        parts = (value.start, value.stop, value.step)
        bounds = [None if p is None else integer(p, values) for p in parts]
        return len(range(size(value.whole, values))[slice(*bounds)])
    assert isinstance(value, Linear)
    terms = (factor * integer(atom, values) for atom, factor in value.terms)
    return sum(terms) + value.constant


def size(value, values):
    """Return a size: an integer, or 0 where that is negative."""
    return max(integer(value, values), 0)


def is_size(declared, found, values):
    """Tell whether a size is what was declared of it; None declares nothing."""
    if declared is None:
        return True
    if declared == NOT_ONE:
        return found != 1
    return size(declared, values) == found
