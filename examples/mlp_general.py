"""A multilayer perceptron of any depth: its functions F and G are arguments.

h_j = F(w_j . x + b0), layer by layer, and at the end y_k = G(beta_k . h + b1): softmax
for classes, the identity for numbers. w has a row for each hidden unit, beta one for
each output. srcdiff makes a text for the functions that it is called with.
"""

from itertools import pairwise

import numpy as np

from srcdiff import grad
from srcdiff.nn import (
    adam,
    gelu,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
    training_step,
)

ACTIVATIONS = sigmoid, tanh, relu, leaky_relu, gelu, softplus, identity


def network(layers, x, F, G):
    """Return the outputs for a batch x: F after each layer, G after the last."""
    *hidden, (beta, b1) = layers
    h = x
    for w, b0 in hidden:
        h = F(h @ w.T + b0)
    return G(h @ beta.T + b1)


def class_loss(layers, x, t, F):
    """Return the cross-entropy of the softmax with one-hot targets."""
    return -np.sum(t * np.log(network(layers, x, F, softmax))) / len(t)


def number_loss(layers, x, t, F):
    """Return the mean squared error of the outputs themselves."""
    return np.mean((network(layers, x, F, identity) - t) ** 2)


LOSSES = {"classes": class_loss, "numbers": number_loss}


def untrained(sizes, rng):
    """Return weights of the size that keeps the values, and biases of zero."""
    layers = []
    for inputs, units in pairwise(sizes):
        weights = rng.normal(size=(units, inputs)) / np.sqrt(inputs)
        layers.append((weights, np.zeros(units)))
    return layers


def train(task, layers, x, t, F, rate=0.02, steps=400):
    """Train the layers in place by Adam on the whole batch; return the losses."""
    optimiser = adam(rate)
    step, state = training_step(LOSSES[task], optimiser), optimiser.init(layers)
    return [step(state, layers, x, t, F) for _ in range(steps)]


def data(task, n=120, seed=0):
    """Return points, and whether they are far out, one-hot, or how far."""
    x = np.random.default_rng(seed).uniform(-1, 1, size=(n, 2))
    far = np.sqrt(np.sum(x**2, axis=1))
    return x, np.eye(2)[(far > 0.7).astype(int)] if task == "classes" else far[:, None]


def main(steps=400):
    """Train networks with one and with two hidden layers, for every F and both G."""
    print("F           hidden layers  cross-entropy  squared error")
    for F in ACTIVATIONS:
        for sizes in ((2, 8), (2, 8, 8)):
            last = []
            for task, outputs in (("classes", 2), ("numbers", 1)):
                layers = untrained((*sizes, outputs), np.random.default_rng(1))
                last.append(train(task, layers, *data(task), F, steps=steps)[-1])
            print(f"{F.__name__:10}  {len(sizes) - 1:13}  {last[0]:13.4f}", end="")
            print(f"  {last[1]:13.5f}", flush=True)
    layers = untrained((2, 8, 8, 1), np.random.default_rng(1))
    print(grad(number_loss).source_for(layers, *data("numbers"), tanh))


if __name__ == "__main__":
    main()
