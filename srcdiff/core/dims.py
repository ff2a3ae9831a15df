"""Arithmetic on sizes and integers in symbols: ``n - 2``, ``n // 2``, ``n * m``."""

from __future__ import annotations

from math import gcd

from srcdiff.core.atoms import (
    NOT_ONE,
    Atom,
    Dim,
    Given,
    Linear,
    Positive,
    Product,
    Ratio,
    Whole,
    order,
    parts,
)
from srcdiff.core.bounds import least
from srcdiff.core.cases import by_cases, nonnegative_by_cases

LARGEST = 24
"""An expression with more parts than this is given up as unknown."""


def of_parameter(name: str) -> Dim:
    """Return the integer that is the value of a parameter at the call.

    >>> print(plus(of_parameter("k"), 1), surely_not_one(of_parameter("k")))
    k + 1 False
    """
    return _whole({Given(name): 1}, 0)


def atomic(atom: Atom) -> Dim:
    """Return an atom as an expression, None where it is too large.

    >>> atomic("n"), str(atomic(Ratio("n", 2)))
    ('n', '(n) // 2')
    """
    return _whole({atom: 1}, 0)


def plus(first: Dim, second: Dim, factor: int = 1) -> Dim:
    """Return ``first + factor * second``, None where unknown.

    >>> print(plus("n", -2)), print(plus(plus("n", -2), 2)), print(plus("n", "m", -1))
    n - 2
    n
    -m + n
    (None, None, None)
    """
    one, other = _linear(first), _linear(second)
    if one is None or other is None:
        return None
    terms = dict(one.terms)
    for atom, multiple in other.terms:
        terms[atom] = terms.get(atom, 0) + factor * multiple
    return _whole(terms, one.constant + factor * other.constant)


def times(first: Dim, second: Dim) -> Dim:
    """Return the product of two integers, None where unknown.

    >>> print(times("n", 3), times("m", times(2, "n")), times(plus("n", 1), "m"))
    3 * n 2 * m * n (n + 1) * m
    """
    one, other = _linear(first), _linear(second)
    if one is None or other is None:
        return None
    for side, scalar in ((one, other), (other, one)):
        if not scalar.terms:
            terms = {atom: scalar.constant * k for atom, k in side.terms}
            return _whole(terms, scalar.constant * side.constant)
    (left, scale), (right, rescale) = _factors(one), _factors(other)
    product = Product(tuple(sorted([*left, *right], key=order)))
    return _whole({product: scale * rescale}, 0)


def _factors(value: Linear) -> tuple[tuple[Whole, ...], int]:
    """Return integers whose product an integer is, and the number before it."""
    if len(value.terms) != 1 or value.constant:
        return (value,), 1
    ((atom, scale),) = value.terms
    if isinstance(atom, Product):
        return atom.factors, scale
    return (_whole({atom: 1}, 0) or 0,), scale


def divided(value: Dim, by: int) -> Dim:
    """Return an integer divided by a positive number and rounded down.

    >>> print(divided(plus(times("n", 2), 3), 2), divided("n", 2))
    n + 1 (n) // 2
    """
    found = _linear(value)
    if found is None or value is None or by <= 0:
        return None
    if all(k % by == 0 for _, k in found.terms):
        return _whole({a: k // by for a, k in found.terms}, found.constant // by)
    return _whole({Ratio(value, by): 1}, 0)


def quotient(whole: Dim, part: Dim) -> Dim:
    """Return k of ``whole == part * k``, which NumPy has seen to hold, or None.

    >>> quotient(times("n", "m"), "n"), quotient(12, 4), quotient("n", "m")
    ('m', 3, None)
    >>> print(quotient(plus("n", -1), 3))
    (n - 1) // 3
    """
    one, other = _linear(whole), _linear(part)
    if one is None or other is None or part == 0:
        return None
    if not other.terms:
        return divided(whole, other.constant)
    (factors, scale), (divisors, by) = _factors(one), _factors(other)
    left = list(factors)
    for divisor in divisors:
        if divisor not in left:
            return None
        left.remove(divisor)
    if scale % by:
        return None
    found: Dim = scale // by
    for factor in left:
        found = times(found, factor)
    return found


def as_integer(size: Dim) -> Dim:
    """Return the integer that ``len`` gives for a size.

    >>> print(as_integer("n"), as_integer(plus("n", -3)))
    n max(n - 3, 0)
    """
    if isinstance(size, Linear) and not nonnegative(size):
        return Linear(((Positive(size), 1),))
    return size if _linear(size) is not None else None


def as_size(value: Dim) -> Dim:
    """Return the size of the array that ``np.zeros`` makes for an integer.

    >>> print(as_size(as_integer(plus("n", -2))))
    n - 2
    """
    if isinstance(value, Linear) and not value.constant and len(value.terms) == 1:
        ((atom, factor),) = value.terms
        if isinstance(atom, Positive) and factor == 1:
            return atom.of
    return value


def nonnegative(value: Dim) -> bool:
    """Tell whether an integer is surely not negative.

    >>> nonnegative("n"), nonnegative(plus("n", -3)), nonnegative(plus("n", "m"))
    (True, False, True)
    """
    low = least(value)
    if low is not None and low >= 0:
        return True
    if not isinstance(value, Linear):
        return False
    return nonnegative_by_cases(dict(value.terms), value.constant)


def surely_not_one(size: Dim) -> bool:
    """Tell whether a size is surely not 1.

    >>> [surely_not_one(s) for s in ("n", 3, 1, plus("n", -2), plus("n", 2))]
    [True, True, False, False, True]
    >>> from srcdiff.core.atoms import Large
    >>> surely_not_one(plus(Large("n"), -2))
    True
    >>> surely_not_one(times("n", "m")), surely_not_one(times("n", 2))
    (True, True)
    """
    if not isinstance(size, Linear):
        return size is not None and size != 1
    step = gcd(*(k for _, k in size.terms))
    if step > 1 and (1 - size.constant) % step:
        return True
    low = least(size)
    if low is not None and low >= 2:
        return True
    (atom, factor), alone = size.terms[0], len(size.terms) == 1
    if not (alone and factor == 1 and size.constant == 0 and isinstance(atom, Product)):
        return False
    return nonnegative(size) and any(map(surely_not_one, atom.factors))


def _linear(value: Dim) -> Linear | None:
    if isinstance(value, Linear):
        return value
    if isinstance(value, str):
        return None if value == NOT_ONE else Linear(((value, 1),))
    return None if value is None else Linear((), value)


def _whole(terms: dict[Atom, int], constant: int) -> Dim:
    """Return a sum in its one normal form, None where it has grown too large."""
    terms, constant = by_cases(terms, constant)
    kept = tuple(sorted(((a, k) for a, k in terms.items() if k), key=_term_order))
    if not kept:
        return constant
    (atom, factor), alone = kept[0], len(kept) == 1
    if alone and factor == 1 and not constant and isinstance(atom, str):
        return atom
    found = Linear(kept, constant)
    return found if sum(1 for _ in parts(found)) <= LARGEST else None


def _term_order(term: tuple[Atom, int]) -> str:
    return order(term[0])
