"""What is shown while a network is trained: a bar on a terminal, else lines."""

from __future__ import annotations

import sys
from typing import Any, Protocol

LINES = 20
"""Of a training without a terminal, so many lines at most are written."""


class Report(Protocol):
    """Shows epochs as they pass."""

    def epoch(self, number: int, losses: dict[str, float]) -> None:
        """Show the losses of an epoch, the first of which is number 1."""

    def close(self) -> None:
        """End the report."""


class Silent:
    """Shows nothing."""

    def epoch(self, number: int, losses: dict[str, float]) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Show nothing."""


class Lines:
    """Writes a line for some of the epochs to the standard error.

    >>> lines = Lines(3)
    >>> lines.every
    1
    """

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self.every = max(1, epochs // LINES)

    def epoch(self, number: int, losses: dict[str, float]) -> None:
        """Write a line, for every so many epochs, and for the last."""
        if number % self.every == 0 or number == self.epochs:
            shown = ", ".join(f"{name} {value:.6g}" for name, value in losses.items())
            print(f"epoch {number}/{self.epochs}: {shown}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Write nothing: each line stands for itself."""


class Bar:
    """Moves a bar of tqdm."""

    def __init__(self, tqdm: Any, epochs: int, done: int) -> None:
        self.bar = tqdm(total=epochs, initial=done, unit="epoch")

    def epoch(self, number: int, losses: dict[str, float]) -> None:
        """Move the bar, with the losses behind it."""
        self.bar.set_postfix({name: f"{v:.4g}" for name, v in losses.items()})
        self.bar.update(1)

    def close(self) -> None:
        """Leave the bar as it is."""
        self.bar.close()


def report_of(progress: bool, epochs: int, done: int = 0) -> Report:
    """Return what shows the progress of a training.

    progress: whether to show any. epochs: how many there will be; done: how many there
    have been. On a terminal it is a bar of tqdm, where that is installed.
    """
    if not progress:
        return Silent()
    if sys.stderr.isatty():
        try:
            from tqdm import tqdm
        except ImportError:
            return Lines(epochs)
        return Bar(tqdm, epochs, done)
    return Lines(epochs)
