"""The demo's picture: loss and accuracy by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from srcdiff.errors import InvalidArgument


def save_plot(history: Sequence[tuple[float, float]], path: Path) -> str:
    """Draw loss and accuracy of each epoch into a file; return a line that says where.

    Nothing is drawn where matplotlib is not installed, and the line says that. Raises
    InvalidArgument when the file cannot be written.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return "no plot: matplotlib is not installed (pip install matplotlib)"
    epochs = range(1, len(history) + 1)
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    left.plot(epochs, [loss for loss, _ in history], color="tab:blue", marker=".")
    left.set(title="training loss", xlabel="epoch", yscale="log")
    shares = [100 * share for _, share in history]
    right.plot(epochs, shares, color="tab:orange", marker=".")
    right.set(title="test accuracy, %", xlabel="epoch")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.xaxis.get_major_locator().set_params(integer=True)
    try:
        figure.savefig(path, format="png", dpi=120)
    except OSError as error:
        raise InvalidArgument(f"cannot write {path}: {error.strerror}") from error
    return f"plot: {path.resolve()}"
