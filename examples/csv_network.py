"""Train two layers to tell a file's last column: python csv_network.py FILE.csv."""

import sys

import numpy as np

from srcdiff import value_and_grad

table = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
table = (table - table.mean(axis=0)) / table.std(axis=0)
x, y = table[:, :-1], table[:, -1]


def error(params, x, y):
    """Return the mean squared error, as a share of the variance of y."""
    h = np.tanh(x @ params["W1"] + params["b1"])
    return np.mean((h @ params["W2"] + params["b2"] - y) ** 2)


rng, hidden = np.random.default_rng(0), 10
params = {"W1": rng.normal(size=(x.shape[1], hidden)), "b1": np.zeros(hidden)}
params |= {"W2": rng.normal(size=hidden) / hidden, "b2": 0.0}
error_and_gradient = value_and_grad(error)
for step in range(2001):
    value, gradient = error_and_gradient(params, x, y)
    params = {name: params[name] - 0.1 * gradient[name] for name in params}
    if step % 500 == 0:
        print(f"step {step:4}: error {value:.4f}")
