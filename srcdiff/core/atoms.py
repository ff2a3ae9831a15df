"""What sizes and integers are known by before the program runs: symbols and sums.

Everything that is known is a function of the call's arguments, so that equal symbols
are equal integers throughout the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NOT_ONE = "not 1"
"""The symbol of a size that is surely not 1, and not known to equal any other."""

LARGE = 8
"""A size of at least so much is known to be: a stencil leaves more than one item."""


class Large(str):
    """The symbol of a size that is at least ``LARGE``."""


@dataclass(frozen=True)
class Given:
    """The integer that is the value of a parameter at the call: any at all."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Named:
    """A size that has a name in a signature at rest: any size, 1 too."""

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


Atom = str | Given | Named | Positive | Length | Ratio | Product


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


def order(value: Atom | Whole) -> str:
    """Return a key by which atoms and expressions are put in order.

    >>> sorted([Given("k"), "n", "m"], key=order)
    [Given(name='k'), 'm', 'n']
    """
    return f"{type(value).__name__} {value}"


def parts(value: object) -> Iterator[object]:
    """Walk the atoms and expressions that an expression is made of.

    >>> list(parts(Positive(Linear((("n", 1),), -2))))[1:]
    [Linear(terms=(('n', 1),), constant=-2), 'n']
    """
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
        yield from parts(each)
