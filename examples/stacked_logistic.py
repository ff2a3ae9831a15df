"""Two logistic regressions, one on top of the other, trained end to end.

The lower ones make features h_j = sigmoid(w_j . x + b0), the upper one is the softmax
of beta h + b1. One logistic regression separates two moons by a straight line only.
"""

import numpy as np
from sklearn.datasets import make_moons

from srcdiff import value_and_grad


def sigmoid(v):
    """Return 1 / (1 + exp(-v)), which for scores of this size does not overflow."""
    return 1 / (1 + np.exp(-v))


def cross_entropy(z, y):
    """Return -log softmax(z)[y], averaged over the rows of z."""
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(y)), y])


def stacked(params, x):
    """Return the scores of the classes: logistic regression on logistic regressions."""
    w, b0, beta, b1 = params
    h = sigmoid(x @ w.T + b0)
    return h @ beta.T + b1


def single(params, x):
    """Return the scores of the classes by one logistic regression."""
    w, b = params
    return x @ w.T + b


def loss(params, x, y, model):
    """Return the cross-entropy of a model on a batch."""
    return cross_entropy(model(params, x), y)


loss_and_gradient = value_and_grad(loss)


def train(model, params, x, y, rate=1.0, steps=2000):
    """Return the parameters after steps of gradient descent on the whole batch."""
    for step in range(steps):
        value, gradient = loss_and_gradient(params, x, y, model)
        params = [p - rate * g for p, g in zip(params, gradient, strict=True)]
        if step % 400 == 0:
            print(f"  step {step:4}: loss {value:.4f}", flush=True)
    return params


def accuracy(model, params, x, y):
    """Return the share of points whose class has the highest score."""
    return np.mean(model(params, x).argmax(axis=1) == y)


def untrained(hidden, rng):
    """Return the parameters of both models before training."""
    w, beta = rng.normal(size=(hidden, 2)), rng.normal(size=(2, hidden))
    return (
        [w, np.zeros(hidden), beta / np.sqrt(hidden), np.zeros(2)],
        [np.zeros((2, 2)), np.zeros(2)],
    )


def main(steps=2000):
    """Train both models on two moons; return their accuracies."""
    x, y = make_moons(200, noise=0.1, random_state=0)
    deep, flat = untrained(10, np.random.default_rng(0))
    shares = []
    for model, params in ((single, flat), (stacked, deep)):
        print(model.__name__)
        shares.append(accuracy(model, train(model, params, x, y, steps=steps), x, y))
        print(f"  accuracy {shares[-1]:.1%}")
    print(loss_and_gradient.source)
    return shares


if __name__ == "__main__":
    main()
