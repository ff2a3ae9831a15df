"""The errors that srcdiff raises: one family, each located in the user's own source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A stretch of the user's source: file, line (from 1), columns (from 0), text."""

    file: str
    line: int
    column: int = 0
    end_column: int | None = None
    text: str = ""

    def show(self) -> str:
        """Return the source line with carets under the columns, or nothing.

        >>> print(Place("train.py", 3, 4, 8, "y = x.T.T").show())
            y = x.T.T
                ^^^^
        """
        if not self.text.strip():
            return ""
        indent = len(self.text) - len(self.text.lstrip())
        start = max(self.column - indent, 0)
        stop = len(self.text.rstrip()) if self.end_column is None else self.end_column
        width = max(stop - indent - start, 1)
        return f"    {self.text.strip()}\n    {' ' * start}{'^' * width}"


@dataclass(frozen=True)
class Refusal:
    """One thing that cannot be differentiated: where, why, what to write instead."""

    error: type[SrcdiffError]
    place: Place
    reason: str
    remedy: str

    def show(self) -> str:
        """Return the message: ``file:line: reason``, the caret, the way out."""
        head = f"{self.place.file}:{self.place.line}: {self.reason}"
        lines = [head, self.place.show(), f"  instead: {self.remedy}"]
        return "\n".join(line for line in lines if line)


class SrcdiffError(Exception):
    """The base of every error that srcdiff raises.

    ``refusals`` has an entry for each place of a function that is refused, with
    ``place``, ``reason`` and ``remedy``; it is empty where an argument is at fault.

    >>> from srcdiff import grad
    >>> try:
    ...     grad(lambda x: (yield x))(1.0)
    ... except SrcdiffError as error:
    ...     [refusal.remedy for refusal in error.refusals]
    ['collect the values and return them']
    """

    refusals: tuple[Refusal, ...] = ()


class UnsupportedSyntax(SrcdiffError, SyntaxError):
    """A construct of Python that srcdiff does not differentiate.

    >>> from srcdiff import grad
    >>> grad(lambda x: (yield x))(1.0)
    Traceback (most recent call last):
    srcdiff.errors.UnsupportedSyntax: ...: yield is not supported
    ...
    """


class NoDerivativeRule(SrcdiffError, TypeError):
    """A function that has no derivative rule is called with an active argument.

    >>> import numpy as np
    >>> from srcdiff import grad
    >>> grad(lambda x: np.sum(np.fft.hfft(x)))(np.ones(3))
    Traceback (most recent call last):
    srcdiff.errors.NoDerivativeRule: ...: numpy.fft.hfft has no derivative rule
    ...
    """


class NotDifferentiable(SrcdiffError, TypeError):
    """The function or its arguments have no derivative in the sense asked for.

    >>> from srcdiff import grad
    >>> grad(lambda x: x)("text")
    Traceback (most recent call last):
    srcdiff.errors.NotDifferentiable: x is a str, which holds no numbers ...
    """


class SourceUnavailable(SrcdiffError, OSError):
    """The source text of a function cannot be had.

    >>> from srcdiff import grad
    >>> grad(len)
    Traceback (most recent call last):
    srcdiff.errors.SourceUnavailable: len has neither Python source nor ...
    """


class InvalidArgument(SrcdiffError, ValueError):
    """An option or argument given to srcdiff itself makes no sense.

    >>> from srcdiff import grad
    >>> grad(lambda x: x, wrt="y")
    Traceback (most recent call last):
    srcdiff.errors.InvalidArgument: wrt='y': <lambda> has no such parameter; it has x
    """


class MissingExtra(SrcdiffError, ImportError):
    """A library that srcdiff only needs for this is not installed.

    >>> issubclass(MissingExtra, ImportError)
    True
    """


class GradientMismatch(SrcdiffError, AssertionError):
    """A generated derivative differs from finite differences.

    >>> from srcdiff.testing import check_grads
    >>> check_grads(lambda x: x if x > 1.0 else 2.0, (1.0,))
    Traceback (most recent call last):
    srcdiff.errors.GradientMismatch: the gradient of ...
    """


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise one error that reports every refusal, in the order of the source.

    The error is of the class of the first refusal. Nothing is raised for none.

    >>> refuse([])
    """
    found = sorted(
        dict.fromkeys(refusals),
        key=lambda r: (r.place.file, r.place.line, r.place.column, r.reason),
    )
    if not found:
        return
    error = found[0].error("\n".join(r.show() for r in found))
    error.refusals = tuple(found)
    if isinstance(error, SyntaxError):
        place = found[0].place
        error.filename, error.lineno = place.file, place.line
        error.offset, error.text = place.column + 1, place.text
    raise error
