"""The logistic function with a slope, its derivative as srcdiff writes it, and a plot.

Run ``python sigmoid_slope.py [FOLDER]``; the plot goes into the folder.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from srcdiff import grad, value_and_grad

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "_build" / "figures"
SLOPES = 0.5, 1.0, 10.0


def sigmoid(v, s):
    """Return 1 / (1 + exp(-s v)), which climbs from 0 to 1 around v = 0."""
    return 1 / (1 + np.exp(-s * v))


def total(v, s):
    """Return the sum of the sigmoids of an array: its gradient has each derivative."""
    return np.sum(sigmoid(v, s))


derivative = grad(sigmoid)
derivatives = value_and_grad(total)


def plot(path):
    """Draw the sigmoids of all slopes, and below them their derivatives."""
    v = np.linspace(-6, 6, 601)
    figure, (above, below) = plt.subplots(2, sharex=True, layout="constrained")
    for s in SLOPES:
        above.plot(v, sigmoid(v, s), label=f"s = {s:g}")
        below.plot(v, derivatives(v, s)[1])
    above.set(ylabel="sigmoid")
    below.set(xlabel="v", ylabel="derivative")
    above.legend()
    figure.savefig(path)
    plt.close(figure)


def main(folder=FIGURES):
    """Print the generated derivative and its largest values; draw the plot."""
    for s in SLOPES:
        print(f"s = {s:4g}: the derivative at 0 is s / 4 = {derivative(0.0, s):g}")
    print(derivative.source)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plot(folder / "sigmoid_slope.png")
    print("plot:", folder / "sigmoid_slope.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
