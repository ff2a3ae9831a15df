"""Timing calls side by side, and the table of ratios."""

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from tests.benchmarks.peers import PEERS, by_hand, difference, with_srcdiff
from tests.benchmarks.programs import Program

TOLERANCE = 1e-8
AIM = 1.3
BASE = "by hand"
Clock = Callable[[], float]


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, seconds a peer in each round, fresh compilations."""

    rounds: int
    seconds: float
    compilations: int


FULL = Effort(rounds=21, seconds=0.03, compilations=9)
QUICK = Effort(rounds=3, seconds=0.002, compilations=1)


@dataclass
class Row:
    """The result for one program: a ratio or the reason for none, and milliseconds."""

    title: str
    ratios: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    generation: float = 0.0


def measured(program: Program, effort: Effort) -> Row:
    """Check every peer's gradient of a program, then time those that are right."""
    row = Row(program.title)
    calls = {BASE: by_hand(program)}
    expected = calls[BASE]()
    for peer, make in PEERS.items():
        try:
            call = make(program)
            off = difference(call(), expected)
        except ImportError:
            row.reasons[peer] = "not installed"
        except Exception as error:  # another package may fail in any way
            row.reasons[peer] = f"fails ({type(error).__name__})"
        else:
            if off <= TOLERANCE:
                calls[peer] = call
            else:
                row.reasons[peer] = "wrong gradient"
    times = interleaved(calls, effort)
    row.ratios = {p: t / times[BASE] for p, t in times.items() if p != BASE}
    row.generation = generation_time(program, effort.compilations)
    return row


def interleaved(
    calls: Mapping[str, Callable[[], Any]], effort: Effort
) -> dict[str, float]:
    """Return the median seconds of each call, measured in turns."""
    found = samples(calls, effort)
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def samples(
    calls: Mapping[str, Callable[[], Any]], effort: Effort, clock: Clock = perf_counter
) -> dict[str, list[float]]:
    """Return the seconds of each call in each round, measured in turns."""
    repeats = {
        name: _repeats(call, effort.seconds, clock) for name, call in calls.items()
    }
    found: dict[str, list[float]] = {name: [] for name in calls}
    order = list(calls)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(effort.rounds):
            for name in order:
                found[name].append(_seconds(calls[name], repeats[name], clock))
            order = [*order[1:], order[0]]
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    return found


def _repeats(call: Callable[[], Any], seconds: float, clock: Clock) -> int:
    """Return how many calls fill the seconds; the calls made here warm up."""
    repeats = 1
    while (taken := _seconds(call, repeats, clock) * repeats) < seconds / 2:
        repeats *= 2
    return max(1, round(repeats * seconds / taken))


def _seconds(
    call: Callable[[], Any], repeats: int, clock: Clock = perf_counter
) -> float:
    start = clock()
    for _ in range(repeats):
        call()
    return (clock() - start) / repeats


def generation_time(program: Program, compilations: int) -> float:
    """Return the median milliseconds of a fresh compilation, from source to callable.

    That is what the first call takes more than the second.
    """
    taken = []
    for _ in range(compilations):
        gradient = with_srcdiff(program)
        taken.append(_seconds(gradient, 1) - _seconds(gradient, 1))
    return 1000 * statistics.median(taken)


def table(rows: list[Row]) -> str:
    """Return the results as lines of text, losses as plain as wins.

    >>> print(table([Row("loop", {"srcdiff": 1.5, "autograd": 9.0},
    ...     {"JAX jit": "not installed", "tangent-ad": "wrong gradient"}, 4.2)]))
    program      srcdiff       autograd        JAX jit     tangent-ad  generation
    loop            1.50           9.00  not installed  wrong gradient      4.2 ms
    <BLANKLINE>
    Above the aim of 1.3 times hand-written: loop (1.50).
    srcdiff is slower than no peer.
    """
    width = max(len(r.title) for r in rows)
    heads = [f"{'program':{width}}", *(f"{p:>13}" for p in PEERS), "generation"]
    lines = ["  ".join(heads)]
    for row in rows:
        cells = [
            f"{row.ratios[p]:13.2f}" if p in row.ratios else f"{row.reasons[p]:>13}"
            for p in PEERS
        ]
        lines.append(
            "  ".join([f"{row.title:{width}}", *cells, f"{row.generation:7.1f} ms"])
        )
    return "\n".join([*lines, "", _aim(rows), _losses(rows)])


def _aim(rows: list[Row]) -> str:
    above = [
        f"{r.title} ({r.ratios['srcdiff']:.2f})"
        for r in rows
        if r.ratios.get("srcdiff", float("inf")) > AIM
    ]
    if not above:
        return f"Every program is within the aim of {AIM} times hand-written."
    return f"Above the aim of {AIM} times hand-written: {', '.join(above)}."


def _losses(rows: list[Row]) -> str:
    lost = [
        f"  {row.title}: {peer} {row.ratios[peer]:.2f}, srcdiff {own:.2f}"
        for row in rows
        for peer in row.ratios
        if row.ratios[peer] < (own := row.ratios.get("srcdiff", float("inf")))
    ]
    if not lost:
        return "srcdiff is slower than no peer."
    return "\n".join(["srcdiff is slower than", *lost])
