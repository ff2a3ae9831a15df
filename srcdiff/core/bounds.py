"""Numbers that sizes and integers are surely not below."""

from __future__ import annotations

from math import prod

from srcdiff.core.atoms import (
    LARGE,
    Atom,
    Dim,
    Given,
    Large,
    Length,
    Linear,
    Product,
    Ratio,
)


def least(value: Dim | Given) -> int | None:
    """Return a number that an integer is surely not below, None where none is known.

    >>> least("n"), least(Linear(((Large("n"), 1),), -2)), least(Given("k"))
    (0, 6, None)
    """
    if isinstance(value, int):
        return value
    if isinstance(value, Linear):
        found = [(k, _least_of_atom(atom)) for atom, k in value.terms]
        if any(k < 0 or low is None for k, low in found):
            return None
        return value.constant + sum(k * (low or 0) for k, low in found)
    if isinstance(value, Given) or value is None:
        return None
    return LARGE if isinstance(value, Large) else 0


def _least_of_atom(atom: Atom) -> int | None:
    if isinstance(atom, str | Given):
        return least(atom)
    if isinstance(atom, Ratio):
        low = least(atom.of)
        return None if low is None else low // atom.by
    if isinstance(atom, Product):
        lows = [least(f) for f in atom.factors]
        known = [low for low in lows if low is not None and low >= 0]
        return prod(known) if len(known) == len(lows) else None
    return _least_length(atom) if isinstance(atom, Length) else 0


def _least_length(atom: Length) -> int:
    """Return a number that the items of a slice are not below.

    A slice that begins at a fixed distance from the end that it comes from takes no
    fewer items of a larger size.
    """
    start, stop, step = atom.start, atom.stop, 1 if atom.step is None else atom.step
    if not (isinstance(start, int | None) and isinstance(stop, int | None)):
        return 0
    if not isinstance(step, int) or step == 0:
        return 0
    if start is not None and (start >= 0) != (step > 0):
        return 0
    return len(range(max(least(atom.whole) or 0, 0))[start:stop:step])
