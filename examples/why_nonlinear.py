"""Why a network needs a function that is not linear between its layers.

Without one, two layers are a single linear map: W2 (W1 x + b1) + b2 is W x + b with
W = W2 W1 and b = W2 b1 + b2. The generated gradients show it too. Where the activation
is the identity, srcdiff writes no factor for it; and what is left of the derivative by
the input is a product of weights, the same for every input.
"""

import numpy as np

from srcdiff import grad, value_and_grad

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])


def identity(v):
    """Return v as it is."""
    return v


def network(params, x, F):
    """Return the output of two layers with F between them, a number an example."""
    W1, b1, W2, b2 = params
    h = F(x @ W1 + b1)
    return h @ W2 + b2


def loss(params, x, y, F):
    """Return the mean squared error of the network."""
    return np.mean((network(params, x, F) - y) ** 2)


loss_and_gradient = value_and_grad(loss)
input_gradient = grad(network, wrt="x")


def collapsed(params):
    """Return W and b of the one linear map that a network without F is."""
    W1, b1, W2, b2 = params
    return W1 @ W2, b1 @ W2 + b2


def train(F, hidden=8, rate=0.1, steps=3000, seed=0):
    """Return the parameters and the loss after gradient descent on exclusive or."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(2, hidden)), rng.normal(size=hidden)
    params = W1, np.zeros(hidden), W2 / np.sqrt(hidden), 0.0
    for _ in range(steps):
        value, gradient = loss_and_gradient(params, XOR, TARGETS, F)
        params = tuple(p - rate * g for p, g in zip(params, gradient, strict=True))
    return params, value


def main():
    """Train without and with a function between the layers; show the derivatives."""
    for F in (identity, np.tanh):
        params, value = train(F)
        print(f"F = {F.__name__}: loss {value:.4f} on exclusive or")
        W, b = collapsed(params)
        apart = np.abs(network(params, XOR, F) - (XOR @ W + b)).max()
        print(f"  its outputs differ from those of one linear map by {apart:.1e}")
        print(input_gradient.source_for(params, XOR[0], F))


if __name__ == "__main__":
    main()
