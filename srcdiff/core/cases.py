"""Sums that are simpler once it is used that a size in symbols is at least 2."""

from __future__ import annotations

from srcdiff.core.atoms import Atom, Positive
from srcdiff.core.bounds import least

FEW = 8
"""So many small sizes are looked at one by one."""


def by_cases(terms: dict[Atom, int], constant: int) -> tuple[dict[Atom, int], int]:
    """Return a sum without ``max(n - k, 0)`` where it is the same for every size n.

    So the first item, the last one and the n - 2 between them are n items.

    terms: how often each atom counts. Returns terms and constant.
    """
    shifts = _shifts(terms)
    for symbol, found in shifts.items():
        if _agrees(symbol, found, terms):
            constant -= sum(terms[atom] * k for atom, k in found.items())
            factor = terms.get(symbol, 0) + sum(terms[atom] for atom in found)
            terms = {a: k for a, k in terms.items() if a not in found}
            terms[symbol] = factor
    return terms, constant


def _agrees(symbol: str, found: dict[Atom, int], terms: dict[Atom, int]) -> bool:
    """Tell whether ``n - k`` does for ``max(n - k, 0)`` in a sum, for every size n.

    found: the k of each such atom. Where n is at least every k they are the same.
    """
    most = max(found.values())
    if most > FEW:
        return False
    small = range(least(symbol) or 0, most)
    return not any(
        sum(terms[atom] * (max(n - k, 0) - (n - k)) for atom, k in found.items())
        for n in small
    )


def nonnegative_by_cases(terms: dict[Atom, int], constant: int) -> bool:
    """Tell whether a sum of one size n and of ``max(n - k, 0)`` is never negative.

    terms: how often each atom counts.
    """
    shifts = _shifts(terms)
    if len(shifts) != 1:
        return False
    ((symbol, found),) = shifts.items()
    most = max(least(symbol) or 0, *found.values())
    if most > FEW or set(terms) - {symbol, *found}:
        return False

    def at(n: int) -> int:
        shifted = sum(terms[atom] * max(n - k, 0) for atom, k in found.items())
        return terms.get(symbol, 0) * n + shifted + constant

    rising = at(most + 1) >= at(most)
    return rising and all(at(n) >= 0 for n in range(least(symbol) or 0, most + 1))


def _shifts(terms: dict[Atom, int]) -> dict[str, dict[Atom, int]]:
    """Return the atoms ``max(n - k, 0)`` of a sum by their size n, with their k."""
    shifts: dict[str, dict[Atom, int]] = {}
    for atom in terms:
        if isinstance(atom, Positive) and len(atom.of.terms) == 1:
            ((symbol, factor),) = atom.of.terms
            if isinstance(symbol, str) and factor == 1:
                shifts.setdefault(symbol, {})[atom] = -atom.of.constant
    return shifts
