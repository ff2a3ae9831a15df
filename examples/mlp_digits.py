"""Train a small network on scikit-learn's handwritten digits: python mlp_digits.py."""

import numpy as np
from sklearn.datasets import load_digits

from srcdiff import value_and_grad


def logits(params, x):
    """Return the scores of the ten digits for each image of a batch."""
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    return h @ W2 + b2


def loss(params, x, t):
    """Return the softmax cross-entropy of a batch x with one-hot labels t."""
    z = logits(params, x)
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(t * np.log(p)) / len(t)


loss_and_gradient = value_and_grad(loss)


def accuracy(params, x, t):
    """Return the share of images that the network names rightly."""
    return np.mean(logits(params, x).argmax(axis=1) == t.argmax(axis=1))


def digits(rng):
    """Return 1437 images with labels to learn from, and 360 to test with."""
    images, labels = load_digits(return_X_y=True)
    x, t = images / 16, np.eye(10)[labels]
    order = rng.permutation(len(x))
    learn, test = order[:1437], order[1437:]
    return (x[learn], t[learn]), (x[test], t[test])


def untrained(rng):
    """Return the weights and biases of the layers 64-64-10."""
    W1, W2 = rng.normal(size=(64, 64)), rng.normal(size=(64, 10))
    return (W1 / 8, np.zeros(64)), (W2 / 8, np.zeros(10))


def train(epochs=20, rate=0.3, batch=32, seed=0):
    """Return the trained parameters, and the loss and test accuracy of each epoch."""
    rng = np.random.default_rng(seed)
    (x, t), test = digits(rng)
    params = untrained(rng)
    history = []
    for epoch in range(1, epochs + 1):
        losses = []
        for rows in np.split(rng.permutation(len(x)), range(batch, len(x), batch)):
            value, gradient = loss_and_gradient(params, x[rows], t[rows])
            losses.append(value)
            for (W, b), (W_bar, b_bar) in zip(params, gradient, strict=True):
                W -= rate * W_bar
                b -= rate * b_bar
        mean, right = np.mean(losses), accuracy(params, *test)
        history.append((mean, right))
        print(
            f"epoch {epoch:2}: loss {mean:.4f}, test accuracy {right:.1%}", flush=True
        )
    return params, history


if __name__ == "__main__":
    train()
