"""Python's max and min of a sequence: which item was taken."""

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.structure import zeros_like


def place(g, items, value):
    """Return zeros for all items and ``g`` for the first one that equals ``value``.

    >>> place(2.0, [1.0, 3.0, 3.0], 3.0), place(2.0, np.array([1.0, 3.0]), 3.0)
    ([0.0, 2.0, 0.0], array([0., 2.]))
    """
    adjoint = zeros_like(items)
    i = position(items, value)
    adjoint[i] = unbroadcast(g, items[i])
    return adjoint


def position(items, value):
    """Return the index of the first item that equals ``value``.

    >>> position(np.array([1.0, 3.0, 3.0]), 3.0)
    1
    """
    return next((i for i, item in enumerate(items) if np.all(item == value)), 0)
