"""Timing training steps side by side, and the way to an accuracy; the table.

All times are of the processor, on one thread: what else runs beside does not count.
"""

from dataclasses import dataclass, field
from time import process_time

import numpy as np

from tests.benchmarks.measure import Effort, samples
from tests.benchmarks.networks import Network
from tests.benchmarks.peers import difference
from tests.benchmarks.steppers import PEERS, Trainer

BASE = "by hand"
AIM = 1.05
EPOCHS = 60
STEPS = 3


@dataclass
class Row:
    """The result for one network: microseconds, ratios and seconds by peer."""

    title: str
    step: float = 0.0
    ratios: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def measured(network: Network, effort: Effort) -> Row:
    """Check every peer's steps of a network, then time those that are right."""
    row = Row(network.title)
    x, t = next(network.batches(0))
    trainers: dict[str, Trainer] = {}
    expected = None
    for peer, make in PEERS.items():
        try:
            trainer = make(network)
            given = trainer.given(x, t)
            for _ in range(STEPS):
                trainer.step(*given)
            found = trainer.params()
        except ImportError:
            row.reasons[peer] = "not installed"
            continue
        expected = found if expected is None else expected
        if difference(found, expected) > (1e-8 if x.dtype == np.float64 else 1e-3):
            row.reasons[peer] = "wrong parameters"
            continue
        trainers[peer] = trainer
    calls = {p: _call(trainer, x, t) for p, trainer in trainers.items()}
    # What else a machine does only adds to a time.
    times = {p: min(found) for p, found in samples(calls, effort, process_time).items()}
    row.step = 1e6 * times[BASE]
    row.ratios = {p: seconds / times[BASE] for p, seconds in times.items()}
    row.seconds = {p: training_time(network, p) for p in trainers}
    return row


def _call(trainer, x, t):
    given = trainer.given(x, t)
    return lambda: trainer.step(*given)


def training_time(network: Network, peer: str) -> float:
    """Return the seconds of training from the start to the accuracy aimed at.

    The first step compiles what is to be compiled. What it takes to measure the
    accuracy, after each epoch, does not count.
    """
    taken, start = 0.0, process_time()
    trainer = PEERS[peer](network)
    for epoch in range(EPOCHS):
        for x, t in network.batches(epoch):
            trainer.step(*trainer.given(x, t))
        taken += process_time() - start
        if network.is_trained(trainer.params()):
            return taken
        start = process_time()
    return float("inf")


def table(rows: list[Row]) -> str:
    """Return the results as lines of text, losses as plain as wins.

    >>> row = Row("net", 80.0, {"by hand": 1.0, "srcdiff": 1.01, "autograd": 3.0},
    ...     {"by hand": 0.1, "srcdiff": 0.2, "autograd": 0.3},
    ...     {"JAX jit": "not installed", "PyTorch": "not installed"})
    >>> print(table([row]))
    network          by hand        srcdiff       autograd        JAX jit        PyTorch
    net                80 us           1.01           3.00  not installed  not installed
      to accuracy     0.10 s         0.20 s         0.30 s
    <BLANKLINE>
    Every step of srcdiff is within the aim of 1.05 times hand-written.
    Every step of srcdiff is faster than autograd's.
    """
    width = max(len("  to accuracy"), *(len(r.title) for r in rows))
    lines = ["  ".join([f"{'network':{width}}", *(f"{p:>13}" for p in PEERS)])]
    for row in rows:
        steps = [f"{row.step:.0f} us"]
        steps += [
            f"{row.ratios[p]:.2f}" if p in row.ratios else row.reasons[p]
            for p in list(PEERS)[1:]
        ]
        lines.append("  ".join([f"{row.title:{width}}", *(f"{s:>13}" for s in steps)]))
        ways = [f"{row.seconds[p]:.2f} s" if p in row.seconds else "" for p in PEERS]
        line = "  ".join([f"{'  to accuracy':{width}}", *(f"{s:>13}" for s in ways)])
        lines.append(line.rstrip())
    return "\n".join([*lines, "", *_verdicts(rows)])


def _verdicts(rows: list[Row]) -> list[str]:
    def named(found: list[Row]) -> str:
        return "; ".join(f"{r.title} ({r.ratios['srcdiff']:.2f})" for r in found)

    def ratio(row: Row, peer: str) -> float:
        return row.ratios.get(peer, np.inf)

    over = [r for r in rows if ratio(r, "srcdiff") > AIM]
    within = f"Every step of srcdiff is within the aim of {AIM} times hand-written."
    aim = f"Above the aim of {AIM} times hand-written: {named(over)}."
    behind = [
        r for r in rows if r.ratios["srcdiff"] >= r.ratios.get("autograd", np.inf)
    ]
    ahead = "Every step of srcdiff is faster than autograd's."
    return [
        aim if over else within,
        f"Not faster than autograd: {named(behind)}." if behind else ahead,
    ]
