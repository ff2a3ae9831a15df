"""Gradient descent with the full batch, single examples and minibatches.

t = 0; until converged: for each part of the data, theta <- theta - rho_t g_t with the
gradient g_t of the loss on that part, and t <- t + 1. One pass over the data is an
epoch. Steps on parts of the data are noisy, so it has converged where the mean loss of
five epochs is no longer smaller than that of the five before.
"""

import numpy as np

from srcdiff import grad

BATCHES = {"full batch": None, "minibatch of 20": 20, "single example": 1}


def loss(theta, x, y):
    """Return the mean squared error of a linear model."""
    return np.mean((x @ theta - y) ** 2)


gradient = grad(loss)


def constant(rho):
    """Return the rate rho_t = rho."""
    return lambda t, epoch: rho


def step(rho, every=20):
    """Return a rate that halves after some epochs."""
    return lambda t, epoch: rho * 0.5 ** (epoch // every)


def decaying(rho, over=500):
    """Return a rate whose sum has no bound, while that of its squares has one."""
    return lambda t, epoch: rho / (1 + t / over)


RATES = {"constant": constant, "step": step, "decaying": decaying}


def data(n=200, d=5, noise=0.5, seed=0):
    """Return n examples of a linear relation with noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    return x, x @ rng.normal(size=d) + noise * rng.normal(size=n)


def descend(x, y, batch=None, rate=None, tolerance=1e-5, epochs=300, seed=0):
    """Return theta and the loss after each epoch, until they gain too little.

    batch: how many examples a step sees, None for all. rate: t and epoch to rho_t.
    """
    rng = np.random.default_rng(seed)
    rate = rate or constant(0.05)
    theta, t = np.zeros(x.shape[1]), 0
    history = [loss(theta, x, y)]
    for epoch in range(epochs):
        size = batch or len(x)
        order = rng.permutation(len(x))
        for rows in np.split(order, range(size, len(x), size)):
            theta = theta - rate(t, epoch) * gradient(theta, x[rows], y[rows])
            t += 1
        history.append(loss(theta, x, y))
        if converged(history, tolerance):
            break
    return theta, history


def converged(history, tolerance):
    """Tell whether five epochs made the loss smaller by no more than a tolerance."""
    if len(history) < 10:
        return False
    before, now = np.mean(history[-10:-5]), np.mean(history[-5:])
    return before - now <= tolerance * now


def main():
    """Print for each size of batch and each rate how far and how long it goes."""
    x, y = data()
    best = loss(np.linalg.lstsq(x, y, rcond=None)[0], x, y)
    print(f"the least squares have a loss of {best:.6f}")
    for name, batch in BATCHES.items():
        for kind, make in RATES.items():
            _, history = descend(x, y, batch, make(0.05))
            above = history[-1] - best
            print(f"{name:16} {kind:9} {len(history) - 1:4} epochs, {above:.1e} above")
    print(gradient.source_for(np.zeros(x.shape[1]), x, y))


if __name__ == "__main__":
    main()
