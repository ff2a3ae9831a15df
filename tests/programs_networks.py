"""Networks of srcdiff.nn: closures of another module, with functions as arguments."""

import numpy as np

from srcdiff import nn
from tests.programs import numbers, program

LAYERS = tuple(
    (numbers(m, n, seed=n), 0.1 * numbers(n, seed=m)) for m, n in ((3, 4), (4, 2))
)
LABELS = np.array([0, 1, 1, 0, 1])
classifier = nn.mlp([3, 4, 2], nn.sigmoid)
autoencoder = nn.mlp([3, 2, 3], np.tanh, lambda z: z * nn.sigmoid(z, 2.0))


@program(LAYERS, numbers(5, 3), LABELS)
def network_of_sigmoids(params, x, t):
    return nn.cross_entropy(classifier.apply(params, x), t)


@program(LAYERS, numbers(5, 3), np.eye(2)[LABELS])
def penalised_network(params, x, t):
    p = nn.softmax(classifier.apply(params, x))
    weights = [W for W, _ in params]
    return nn.cross_entropy_of_probabilities(p, t) + 0.1 * nn.l2(weights)


@program(
    ((numbers(3, 2), numbers(2)), (numbers(2, 3, seed=1), numbers(3, seed=1))),
    numbers(5, 3),
)
def network_of_any_functions(params, x):
    return nn.squared_error(autoencoder.apply(params, x), x)


@program(numbers(5, 3), LABELS)
def hinge_of_scores(scores, t):
    return nn.hinge(scores, t) + nn.squared_expectation(nn.softmax(scores), t)


@program(LAYERS, numbers(5, 3))
def logistic_layers(params, x):
    for W, b in params[:-1]:
        x = 1 / (1 + np.exp(-(x @ W + b)))
    W, b = params[-1]
    return np.sum(1.0 / (np.exp(x @ W + b) + 1.0))
