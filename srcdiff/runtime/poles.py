"""Products with derivatives that may be infinite, for elements that do not count."""

import numpy as np


def quotient(g, d):
    """Return ``g / d``, but 0 wherever ``g`` is 0, whatever ``d`` is there.

    An adjoint of exactly 0 says that the element does not matter, so that the
    infinite slope of a function that is evaluated at its pole must not either.

    >>> quotient(np.array([0.0, 1.0]), np.array([0.0, 4.0]))
    array([0.  , 0.25])
    """
    if type(g) is float and type(d) is float and d != 0:
        return g / d if g != 0 else 0.0
    return np.divide(g, np.where(np.equal(g, 0), 1.0, d))


def product(g, factor):
    """Return ``g * factor``, but 0 wherever ``g`` is 0, whatever the factor is there.

    >>> product(np.array([0.0, 1.0]), np.array([np.inf, 4.0]))
    array([0., 4.])
    """
    if type(g) is float and type(factor) is float:
        return g * factor if g != 0 else 0.0
    return np.multiply(g, np.where(np.equal(g, 0), 0.0, factor))
