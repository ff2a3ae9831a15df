"""The data-flow picture of a network, read from the code that srcdiff generates.

In a feed-forward network information runs one way: each value is computed from earlier
ones and none from itself. The backward pass runs the same ways in the other direction.
Run ``python feed_forward_flow.py [FOLDER]``; the picture goes into the folder.
"""

import ast
import itertools
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from srcdiff import grad

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "_build" / "figures"
SIZES = 4, 6, 5, 2


def loss(W1, b1, W2, b2, W3, b3, x, t):
    """Return the mean squared error of a network with two hidden layers."""
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    y = h2 @ W3 + b3
    return np.mean((y - t) ** 2)


gradient = grad(loss, wrt=("W1", "b1", "W2", "b2", "W3", "b3"))


def example():
    """Return the arguments of the loss: random weights and a batch of three."""
    rng = np.random.default_rng(0)
    weights = []
    for n, m in itertools.pairwise(SIZES):
        weights += [rng.normal(size=(n, m)) / np.sqrt(n), np.zeros(m)]
    return *weights, rng.normal(size=(3, SIZES[0])), rng.normal(size=(3, SIZES[-1]))


def flow(source):
    """Return for each value of a generated function the names it is computed from."""
    (function,) = (n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    found = {argument.arg: [] for argument in function.args.args}
    for statement in function.body:
        if isinstance(statement, ast.Assign | ast.AugAssign):
            reads = [n for n in ast.walk(statement.value) if isinstance(n, ast.Name)]
            reads.sort(key=lambda n: (n.lineno, n.col_offset))
            names = dict.fromkeys(n.id for n in reads if n.id != "np")
            found[ast.unparse(statement).split(" ")[0]] = list(names)
    return found


def levels(edges):
    """Return how many steps each value is away from the inputs.

    Raises ValueError where a value is computed from itself or from a later one.
    """
    found = {}
    for name, sources in edges.items():
        late = [s for s in sources if s not in found]
        if late:
            raise ValueError(f"{name} is computed from {late[0]}, which comes later")
        found[name] = 1 + max((found[s] for s in sources), default=-1)
    return found


def place(name, edges, column):
    """Return where a name stands: values in a row, weights above, adjoints below."""
    primal = name.removesuffix("_bar").removesuffix("_in")
    if edges[primal]:
        x, y = column[primal], 0.5
    else:
        users = [n for n in edges if primal in edges[n]]
        inputs = [n for n in edges if n in edges[users[0]] and not edges[n]]
        x, y = column[users[0]] - 0.6 + 0.4 * inputs.index(primal), 1.5
    if name == primal:
        return x, y
    return (x - 0.45 if name.endswith("_in_bar") else x), -y


def plot(edges, path):
    """Draw the names with an arrow for each use: forward above, backward below."""
    column = levels(edges)
    places = {name: place(name, edges, column) for name in edges}
    figure, axes = plt.subplots(figsize=(11, 5), layout="constrained")
    for name, sources in edges.items():
        color = "tab:orange" if name.endswith("_bar") else "tab:blue"
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": color}
        text = axes.text(*places[name], name, ha="center", va="center", bbox=box)
        text.set_zorder(2)
        for source in sources:
            arrow = {"arrowstyle": "->", "color": color, "alpha": 0.5, "shrinkB": 10}
            axes.annotate("", places[name], places[source], arrowprops=arrow)
    axes.set(xlim=(0.2, 3.8), ylim=(-2, 2))
    axes.set_axis_off()
    figure.savefig(path)
    plt.close(figure)


def main(folder=FIGURES):
    """Print what each value is computed from, level by level; draw the picture."""
    edges = flow(gradient.source_for(*example()))
    column = levels(edges)
    for name, sources in edges.items():
        if sources:
            print(f"level {column[name]}: {name:6} <- {', '.join(sources)}")
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / "feed_forward_flow.png"
    plot(edges, path)
    print("picture:", path)


if __name__ == "__main__":
    main(*sys.argv[1:])
