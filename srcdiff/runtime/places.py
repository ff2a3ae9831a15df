"""The orders in which ``itertools`` walks over items, as tuples of positions."""

import itertools

import numpy as np


def all_places(*lengths):
    """Return a position in each of some sequences, in the order of ``product``.

    >>> all_places(2, 2)
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return list(itertools.product(*map(range, lengths)))


def chosen_places(length, count):
    """Return the positions that ``combinations`` takes.

    >>> chosen_places(3, 2)
    [(0, 1), (0, 2), (1, 2)]
    """
    return list(itertools.combinations(range(length), count))


def repeated_places(length, count):
    """Return the positions that ``combinations_with_replacement`` takes.

    >>> repeated_places(2, 2)
    [(0, 0), (0, 1), (1, 1)]
    """
    return list(itertools.combinations_with_replacement(range(length), count))


def ordered_places(length, count):
    """Return the positions that ``permutations`` takes.

    >>> ordered_places(2, 2)
    [(0, 1), (1, 0)]
    """
    return list(itertools.permutations(range(length), count))


def grid_places(*shape):
    """Return the places of an array of some shape, in the order of ``np.ndindex``.

    >>> grid_places((2, 2))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return list(np.ndindex(*shape))
