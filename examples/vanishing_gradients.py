"""Why deep networks were hard to train: gradients shrink on their way from the output.

The gradient of the weights of each layer is read from the backward pass, before any
training, for networks of several depths and activations.
Run ``python vanishing_gradients.py [FOLDER]``; the plot goes into the folder.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from srcdiff import grad

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "_build" / "figures"
DEPTHS = 5, 10, 20
WIDTH = 50


def sigmoid(v):
    """Return 1 / (1 + exp(-v)), whose derivative is at most 1/4."""
    return 1 / (1 + np.exp(-v))


def relu(v):
    """Return the positive part of v, whose derivative is 0 or 1."""
    return np.maximum(v, 0.0)


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu}
GAINS = {"sigmoid": 1.0, "tanh": 1.0, "relu": np.sqrt(2)}


def loss(layers, x, t, activation):
    """Return the mean squared error of a network with as many layers as there are."""
    for W, b in layers:
        x = activation(x @ W + b)
    return np.mean((x - t) ** 2)


gradient = grad(loss)


def norms(name, depth, seed=0):
    """Return the norm of the gradient of each layer's weights, the first layer first.

    The weights are of the size that keeps the values: Glorot's, and He's for relu.
    """
    rng = np.random.default_rng(seed)
    scale = GAINS[name] / np.sqrt(WIDTH)
    layers = [
        (scale * rng.normal(size=(WIDTH, WIDTH)), np.zeros(WIDTH)) for _ in range(depth)
    ]
    x, t = rng.normal(size=(2, 64, WIDTH))
    bars = gradient(layers, x, t, ACTIVATIONS[name])
    return [np.linalg.norm(W_bar) for W_bar, _ in bars]


def plot(found, path):
    """Draw the norms by layer, a picture for each activation, a line for each depth."""
    figure, parts = plt.subplots(
        1, 3, figsize=(10, 4), sharey=True, layout="constrained"
    )
    for axes, name in zip(parts, ACTIVATIONS, strict=True):
        for depth in DEPTHS:
            axes.semilogy(
                range(1, depth + 1), found[name, depth], label=f"{depth} layers"
            )
        axes.set(title=name, xlabel="layer")
    parts[0].set(ylabel="norm of the gradient of its weights")
    parts[0].legend()
    figure.savefig(path)
    plt.close(figure)


def main(folder=FIGURES):
    """Print the gradients of the first and the last layer; draw those of all."""
    found = {
        (name, depth): norms(name, depth) for name in ACTIVATIONS for depth in DEPTHS
    }
    print("activation  depth  first layer   last layer        ratio")
    for (name, depth), each in found.items():
        ratio = each[0] / each[-1]
        print(f"{name:10}  {depth:5}  {each[0]:11.2e}  {each[-1]:11.2e}  {ratio:11.2e}")
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / "vanishing_gradients.png"
    plot(found, path)
    print("plot:", path)
    print(gradient.source)


if __name__ == "__main__":
    main(*sys.argv[1:])
