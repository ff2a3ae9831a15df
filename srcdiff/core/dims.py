"""Sizes and integers as symbols with linear arithmetic: ``n``, ``n - 2``, ``n // 2``.

Everything that is known before the program runs is a function of the call's arguments,
so that equal symbols are equal integers throughout the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

NOT_ONE = "not 1"
"""The symbol of a size that is surely not 1, and not known to equal any other."""

LARGEST = 24
"""An expression with more parts than this is given up as unknown."""


@dataclass(frozen=True)
class Given:
    """The integer that is the value of a parameter at the call: any at all."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Positive:
    """An integer, or 0 where that is negative."""

    of: Linear

    def __str__(self) -> str:
        return f"max({self.of}, 0)"


@dataclass(frozen=True)
class Length:
    """How many items ``whole[start:stop:step]`` takes of a size."""

    whole: Whole
    start: Dim
    stop: Dim
    step: Dim

    def __str__(self) -> str:
        bounds = (self.start, self.stop, self.step)
        return f"{self.whole}[{':'.join('' if b is None else str(b) for b in bounds)}]"


@dataclass(frozen=True)
class Ratio:
    """An integer divided by a positive number, rounded down."""

    of: Whole
    by: int

    def __str__(self) -> str:
        return f"({self.of}) // {self.by}"


@dataclass(frozen=True)
class Product:
    """A product of integers."""

    factors: tuple[Whole, ...]

    def __str__(self) -> str:
        return " * ".join(
            f"({f})" if isinstance(f, Linear) else str(f) for f in self.factors
        )


Atom = str | Given | Positive | Length | Ratio | Product


@dataclass(frozen=True)
class Linear:
    """A sum of multiples of atoms and a constant; as a size, 0 where it is negative."""

    terms: tuple[tuple[Atom, int], ...]
    constant: int = 0

    def __str__(self) -> str:
        text = ""
        for atom, factor in self.terms:
            size = str(atom) if abs(factor) == 1 else f"{abs(factor)} * {atom}"
            sign = "-" if factor < 0 else "+"
            text += f" {sign} {size}" if text else size if factor > 0 else f"-{size}"
        if self.constant:
            text += f" {'-' if self.constant < 0 else '+'} {abs(self.constant)}"
        return text


Whole = int | str | Linear
"""An integer: a known one, a size as a symbol, or an expression of such."""

Dim = Whole | None
"""A size or integer that may be unknown. A symbol is a size that is not 1."""


def of_parameter(name: str) -> Dim:
    """Return the integer that is the value of a parameter at the call.

    >>> print(plus(of_parameter("k"), 1), surely_not_one(of_parameter("k")))
    k + 1 False
    """
    return _whole({Given(name): 1}, 0)


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
    product = Product(tuple(sorted([*left, *right], key=_order)))
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
    """
    one, other = _linear(whole), _linear(part)
    if one is None or other is None or part == 0:
        return None
    if not other.terms:
        exact = all(k % other.constant == 0 for _, k in one.terms)
        divisible = one.constant % other.constant == 0
        return divided(whole, other.constant) if exact and divisible else None
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

    >>> print(as_integer("n"), as_integer(plus("n", -2)))
    n max(n - 2, 0)
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

    >>> nonnegative("n"), nonnegative(plus("n", -2)), nonnegative(plus("n", "m"))
    (True, False, True)
    """
    if isinstance(value, int):
        return value >= 0
    if isinstance(value, Linear):
        signs = all(k > 0 and _atom_nonnegative(a) for a, k in value.terms)
        return signs and value.constant >= 0
    return value is not None


def _atom_nonnegative(atom: Atom) -> bool:
    if isinstance(atom, Ratio):
        return nonnegative(atom.of)
    if isinstance(atom, Product):
        return all(map(nonnegative, atom.factors))
    return not isinstance(atom, Given)


def surely_not_one(size: Dim) -> bool:
    """Tell whether a size is surely not 1.

    >>> [surely_not_one(s) for s in ("n", 3, 1, plus("n", -2), plus("n", 2))]
    [True, True, False, False, True]
    >>> surely_not_one(times("n", "m")), surely_not_one(times("n", 2))
    (True, True)
    """
    if not isinstance(size, Linear):
        return size is not None and size != 1
    step = gcd(*(k for _, k in size.terms))
    if step > 1 and (1 - size.constant) % step:
        return True
    if size.constant >= 2 and nonnegative(size):
        return True
    (atom, factor), alone = size.terms[0], len(size.terms) == 1
    if not (alone and factor == 1 and size.constant == 0 and isinstance(atom, Product)):
        return False
    return nonnegative(size) and any(map(surely_not_one, atom.factors))


def sliced(size: Dim, start: Dim, stop: Dim, step: Dim) -> Dim:
    """Return the length of ``x[start:stop:step]`` for x of a size; None: left out.

    >>> print(sliced("n", 1, -1, None), sliced("n", None, plus("n", -1), None))
    n - 2 n - 1
    >>> print(sliced("n", None, None, 2), sliced(5, None, None, 2))
    n[::2] 3
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
    return _whole({Length(size, *bounds): 1}, 0) if found is None else found


def _taken(size: Whole, start: Whole, stop: Dim) -> Dim:
    """Return the length of ``x[start:stop]`` where it is linear, else None."""
    if not nonnegative(start):
        return None
    if stop is None:
        return _not_negative(plus(size, start, -1))
    removed = -stop if isinstance(stop, int) else plus(size, stop, -1)
    if isinstance(removed, int) and _counts_from_end(removed, stop):
        return _not_negative(plus(size, plus(start, removed), -1))
    if nonnegative(stop) and nonnegative(plus(as_integer(size), stop, -1)):
        return _not_negative(plus(stop, start, -1))
    return None


def _counts_from_end(removed: int, stop: Dim) -> bool:
    """Tell whether a stop surely leaves out so many items at the end.

    A stop that the program computes as n - c counts from the end where n < c; up to
    c = 2 nothing is left then.
    """
    return removed > 0 if isinstance(stop, int) else 0 <= removed <= 2


def _not_negative(size: Dim) -> Dim:
    return max(size, 0) if isinstance(size, int) else size


def _linear(value: Dim) -> Linear | None:
    if isinstance(value, Linear):
        return value
    if isinstance(value, str):
        return None if value == NOT_ONE else Linear(((value, 1),))
    return None if value is None else Linear((), value)


def _whole(terms: dict[Atom, int], constant: int) -> Dim:
    """Return a sum in its one normal form, None where it has grown too large."""
    kept = tuple(sorted(((a, k) for a, k in terms.items() if k), key=_term_order))
    if not kept:
        return constant
    (atom, factor), alone = kept[0], len(kept) == 1
    if alone and factor == 1 and not constant and isinstance(atom, str):
        return atom
    found = Linear(kept, constant)
    return found if sum(1 for _ in _parts(found)) <= LARGEST else None


def _term_order(term: tuple[Atom, int]) -> str:
    return _order(term[0])


def _order(value: Atom | Whole) -> str:
    return f"{type(value).__name__} {value}"


def _parts(value: object) -> Iterator[object]:
    """Walk the atoms and expressions that an expression is made of."""
    yield value
    inside: tuple = ()
    if isinstance(value, Linear):
        inside = tuple(a for a, _ in value.terms)
    elif isinstance(value, Positive | Ratio):
        inside = (value.of,)
    elif isinstance(value, Length):
        inside = (value.whole, value.start, value.stop, value.step)
    elif isinstance(value, Product):
        inside = value.factors
    for each in inside:
        yield from _parts(each)
