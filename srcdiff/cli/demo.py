"""``srcdiff demo``: the example that learns digits, shown, run, checked and timed."""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from srcdiff.cli import by_hand
from srcdiff.cli.plot import save_plot
from srcdiff.cli.target import imported
from srcdiff.errors import InvalidArgument
from srcdiff.view.terminal import coloured, wants_colour

HELP = "train a network on handwritten digits with a generated gradient"
EPILOG = """\
Prints the generated source, the progress of the training, how well the gradient agrees
with central differences, and its time against the same gradient written by hand.

examples:
  srcdiff demo
  NO_COLOR=1 srcdiff demo --epochs 5 --plot digits.png
"""
EXAMPLE = Path("examples") / "mlp_digits.py"
BATCH = 32
REPETITIONS = 500
STEP = 1e-5


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    part.add_argument(
        "--epochs", type=_count, default=20, metavar="N", help="epochs to train (20)"
    )
    part.add_argument(
        "--plot",
        type=Path,
        default=Path("mlp_digits.png"),
        metavar="PNG",
        help="where to save the plot of loss and accuracy (mlp_digits.png)",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least one")
    return number


def run(options: argparse.Namespace) -> int:
    """Run the example and report on it; return the exit status."""
    program = example()
    derivative = program.loss_and_gradient
    (x, t), _ = program.digits(np.random.default_rng(0))
    batch = x[:BATCH], t[:BATCH]
    # The text is made for the types of the last call's arguments.
    derivative(program.untrained(np.random.default_rng(0)), *batch)
    source = derivative.source
    print(coloured(source) if wants_colour(sys.stdout) else source, flush=True)
    params, history = program.train(options.epochs)
    print(f"\ntest accuracy: {history[-1][1]:.1%}")
    off, largest, size = against_differences(program.loss, derivative, params, batch)
    print(
        f"largest difference from central differences: {off:.1e}, among {size} "
        f"gradients of up to {largest:.1e}"
    )
    ours, theirs = medians(
        [derivative, by_hand.loss_and_gradient], (params, *batch), REPETITIONS
    )
    print(
        f"time of a training step's gradient: {ours / theirs:.2f} times hand-written "
        f"NumPy ({1e6 * ours:.0f} to {1e6 * theirs:.0f} microseconds)"
    )
    print(save_plot(history, options.plot))
    return 0


def example() -> types.ModuleType:
    """Return the example's module: of the installed package, or of the source tree.

    Raises InvalidArgument where scikit-learn, which has the digits, is not installed.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise InvalidArgument(
            "the demo needs scikit-learn for its images of digits; "
            "install it with: pip install scikit-learn"
        )
    package = Path(__file__).resolve().parents[1]
    places = [package / EXAMPLE, package.parent / EXAMPLE]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise InvalidArgument(f"the example {EXAMPLE} is not installed")
    return imported(found, str(found))


def against_differences(
    loss: Callable[..., float],
    derivative: Callable[..., Any],
    params: Any,
    batch: tuple[np.ndarray, np.ndarray],
) -> tuple[float, float, int]:
    """Return the largest difference, the largest gradient, and how many there are."""
    _, gradient = derivative(params, *batch)
    pairs = [
        (array.copy(), array_bar)
        for layer, layer_bar in zip(params, gradient, strict=True)
        for array, array_bar in zip(layer, layer_bar, strict=True)
    ]
    arrays = [array for array, _ in pairs]
    point = tuple(zip(arrays[::2], arrays[1::2], strict=True))
    off = largest = 0.0
    for array, array_bar in pairs:
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + STEP
            above = loss(point, *batch)
            array[index] = kept - STEP
            below = loss(point, *batch)
            array[index] = kept
            off = max(off, abs((above - below) / (2 * STEP) - array_bar[index]))
        largest = max(largest, float(np.max(np.abs(array_bar))))
    return off, largest, sum(array.size for array in arrays)


def medians(
    functions: list[Callable[..., Any]], arguments: tuple[Any, ...], repetitions: int
) -> list[float]:
    """Return the median time of a call of each function, in turns that alternate."""
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(repetitions):
        for function, taken in zip(functions, times, strict=True):
            start = time.perf_counter()
            function(*arguments)
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]
