"""How many items a slice takes of a size that is a symbol."""

from __future__ import annotations

from srcdiff.core.atoms import NOT_ONE, Dim, Length, Whole
from srcdiff.core.dims import as_integer, atomic, nonnegative, plus


def sliced(size: Dim, start: Dim, stop: Dim, step: Dim) -> Dim:
    """Return the length of ``x[start:stop:step]`` for x of a size; None: left out.

    >>> print(sliced("n", 1, -1, None), sliced("n", None, plus("n", -1), None))
    n - 2 n - 1
    >>> print(sliced("n", None, None, 2), sliced(5, None, None, 2))
    n[::2] 3
    >>> ends = plus(sliced("n", None, 1, None), sliced("n", -1, None, None))
    >>> plus(ends, as_integer(sliced("n", 1, -1, None)))
    'n'
    """
    bounds = (start, stop, step)
    if bounds in ((None, None, None), (None, None, 1), (None, None, -1)):
        return size
    if size is None or NOT_ONE in (size, *bounds):
        return None
    if all(isinstance(b, int | None) for b in (size, *bounds)):
        return len(range(size)[slice(*bounds)]) if step != 0 else None  # type: ignore
    found = None
    if step is None or step == 1:
        found = _taken(size, 0 if start is None else start, stop)
    return atomic(Length(size, *bounds)) if found is None else found


def _taken(size: Whole, start: Whole, stop: Dim) -> Dim:
    """Return the length of ``x[start:stop]`` where it is linear, else None."""
    if isinstance(start, int) and start < 0 and stop is None:
        return _least(size, -start)
    if not nonnegative(start):
        return None
    if stop is None:
        return _not_negative(plus(size, start, -1))
    removed = -stop if isinstance(stop, int) else plus(size, stop, -1)
    if isinstance(removed, int) and _counts_from_end(removed, stop):
        return _not_negative(plus(size, plus(start, removed), -1))
    if nonnegative(stop) and nonnegative(plus(as_integer(size), stop, -1)):
        return _not_negative(plus(stop, start, -1))
    return _least(size, stop) if start == 0 and isinstance(stop, int) else None


def _least(size: Whole, most: int) -> Dim:
    """Return the size of the first (or last) ``most`` items."""
    return plus(as_integer(size), as_integer(plus(size, -most)), -1)


def _counts_from_end(removed: int, stop: Dim) -> bool:
    """Tell whether a stop surely leaves out so many items at the end.

    A stop that the program computes as n - c counts from the end where n < c; up to
    c = 2 nothing is left then.
    """
    return removed > 0 if isinstance(stop, int) else 0 <= removed <= 2


def _not_negative(size: Dim) -> Dim:
    return max(size, 0) if isinstance(size, int) else size
