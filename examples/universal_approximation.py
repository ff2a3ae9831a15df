"""Two layers come as close to a continuous function as is wished: error against width.

A sum of H sigmoids, beta . sigmoid(w x + b) + c, is fitted to a function on [-1, 1] by
scipy's L-BFGS, which takes the value and the gradient that srcdiff generated. All
parameters are one vector, as scipy wants it, which the function itself takes apart.
Run ``python universal_approximation.py [FOLDER]``; the plot goes into the folder.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

from srcdiff import value_and_grad

FIGURES = Path(__file__).resolve().parents[1] / "docs" / "_build" / "figures"
WIDTHS = 1, 2, 4, 8, 16


def target(x):
    """Return the function to approximate, a wave that dies away."""
    return np.sin(6 * x) * np.exp(-x)


def network(theta, x):
    """Return the sum of H sigmoids at each point; theta has 3 H + 1 numbers."""
    w, b, beta = theta[:-1].reshape(3, -1)
    h = 1 / (1 + np.exp(-(np.outer(x, w) + b)))
    return h @ beta + theta[-1]


def loss(theta, x, y):
    """Return the mean squared error of the network at the points x."""
    return np.mean((network(theta, x) - y) ** 2)


loss_and_gradient = value_and_grad(loss)


def untrained(hidden, rng):
    """Return parameters whose sigmoids have their slopes all over [-1, 1]."""
    w = rng.choice([-1.0, 1.0], size=hidden) * rng.uniform(2, 10, size=hidden)
    b = -w * rng.uniform(-1, 1, size=hidden)
    return np.concatenate([w, b, rng.normal(size=hidden), [0.0]])


def widened(theta, hidden, rng):
    """Return a wider network that computes the same: new units count for nothing."""
    w, b, beta = theta[:-1].reshape(3, -1)
    new_w, new_b, new = untrained(hidden - len(w), rng)[:-1].reshape(3, -1)
    return np.concatenate([w, new_w, b, new_b, beta, 0 * new, theta[-1:]])


def fit(hidden, x, y, narrower, starts=3, steps=1000):
    """Return the best parameters of several fits that begin at a narrower network."""
    rng = np.random.default_rng(hidden)
    fits = [
        minimize(
            loss_and_gradient,
            widened(narrower, hidden, rng),
            args=(x, y),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": steps, "maxfun": 2 * steps, "ftol": 0, "gtol": 1e-9},
        )
        for _ in range(starts)
    ]
    return min(fits, key=lambda found: found.fun).x


def errors(widths=WIDTHS, **options):
    """Return the root mean square error for each number of hidden units."""
    x = np.linspace(-1, 1, 201)
    between = np.linspace(-1, 1, 997)
    found, theta = [], np.zeros(1)
    for hidden in widths:
        theta = fit(hidden, x, target(x), theta, **options)
        found.append(np.sqrt(loss(theta, between, target(between))))
        print(f"{hidden:3} hidden units: error {found[-1]:.5f}", flush=True)
    return found


def plot(widths, found, path):
    """Draw the error against the number of hidden units."""
    figure, axes = plt.subplots(layout="constrained")
    axes.loglog(widths, found, marker="o")
    axes.set(xlabel="hidden units", ylabel="root mean square error on [-1, 1]")
    axes.set_xticks(widths, widths)
    figure.savefig(path)
    plt.close(figure)


def main(folder=FIGURES):
    """Fit networks of growing width and draw how the error falls."""
    found = errors()
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / "universal_approximation.png"
    plot(WIDTHS, found, path)
    print("plot:", path)
    print(loss_and_gradient.source)


if __name__ == "__main__":
    main(*sys.argv[1:])
