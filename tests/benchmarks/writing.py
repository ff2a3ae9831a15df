"""Timing programs that write in place beside their gradients; the table of ratios."""

import copy
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcdiff import vjp
from srcdiff.analysis.signature import types_of
from srcdiff.compilation import Compilation
from srcdiff.loaded import Loaded
from srcdiff.testing.leaves import mapped
from tests.scientific.samples import Program

MEDIAN = 4.0
LARGEST = 8.0


@dataclass(frozen=True)
class Effort:
    """How often program and gradient run, and if at the large size."""

    rounds: int
    large: bool


USUAL, QUICK = Effort(7, True), Effort(1, False)


@dataclass(frozen=True)
class Row:
    """Seconds of a program, and of its gradient as a multiple of that."""

    title: str
    seconds: float
    ratio: float


def measured(title: str, program: Program, effort: Effort) -> Row:
    """Return the times of a program and of its gradient, the least of some rounds."""
    arguments = program.large_arguments if effort.large else program.small_arguments
    calls = [plain(program, arguments), gradient(program, arguments)]
    times: list[list[float]] = [[], []]
    for call in calls:
        call()
    for _ in range(effort.rounds):
        for call, found in zip(calls, times, strict=True):
            found.append(call())
    own, whole = map(min, times)
    return Row(title, own, whole / own)


def plain(program: Program, arguments: tuple[Any, ...]) -> Callable[[], float]:
    """Return a call of the program that tells how long it took, copies left out."""

    def call() -> float:
        given = copy.deepcopy(arguments)
        return _seconds(lambda: program.function(*given))

    return call


def gradient(program: Program, arguments: tuple[Any, ...]) -> Callable[[], float]:
    """Return a call of the program's gradient that tells how long it took.

    That is the forward and the backward function that ``vjp`` runs. They are given the
    same arguments as the program, and leave them as they are.
    """
    names = program.function.__code__.co_varnames
    known = types_of(dict(zip(names, arguments, strict=False)))
    module = Compilation(program.function, known=known).pair(list(program.wrt))
    loaded = Loaded(module, program.function.__name__)
    forward, backward = (loaded.functions[entry] for entry in module.entries)
    value, _ = vjp(program.function, *arguments, wrt=program.wrt)
    cotangent = mapped(value, lambda v: np.ones(np.shape(v)))

    def whole() -> None:
        _, saved = forward(*arguments)
        backward(saved, cotangent)

    return lambda: _seconds(whole)


def _seconds(call: Callable[[], Any]) -> float:
    """Return the processor time of a call: what else runs counts for nothing."""
    start = time.process_time()
    call()
    return time.process_time() - start


def table(rows: list[Row]) -> str:
    """Return the results as lines of text, the worst ones last.

    >>> print(table([Row("lu", 0.002, 9.5), Row("adi", 0.01, 3.0)]))
    program   seconds   ratio
    adi       0.01000    3.00
    lu        0.00200    9.50
    <BLANKLINE>
    Median 6.25, largest 9.50; the aim is 4 and 8.
    """
    width = max(len(r.title) for r in rows)
    lines = [f"{'program':{width}}   seconds   ratio"]
    for row in sorted(rows, key=lambda r: r.ratio):
        lines.append(f"{row.title:{width}}  {row.seconds:8.5f}  {row.ratio:6.2f}")
    ratios = [r.ratio for r in rows]
    found = f"Median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}"
    return "\n".join([*lines, "", f"{found}; the aim is {MEDIAN:g} and {LARGEST:g}."])
