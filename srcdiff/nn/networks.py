"""Networks of layers: functions of parameters in plain tuples of arrays."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.nn.activations import identity, tanh
from srcdiff.nn.initialisers import glorot_uniform


class Network(NamedTuple):
    """A network: ``init(rng)`` gives parameters, ``apply(params, x)`` its outputs."""

    init: Callable[..., Any]
    apply: Callable[..., Any]


def mlp(
    sizes: Sequence[int],
    activation: Callable[..., Any] = tanh,
    output: Callable[..., Any] = identity,
    weights: Callable[..., Any] = glorot_uniform,
) -> Network:
    """Return a multilayer perceptron: affine maps, each with a function after it.

    sizes: of the input, of each hidden layer, of the output. activation: of the hidden
    layers. output: of the last. weights: draws the weights of a layer, as those of
    `srcdiff.nn.initialisers` do; biases begin at 0.

    Returns a `Network`. ``init(rng, dtype=float)`` returns a tuple with a pair (W, b)
    for each layer, W of shape (inputs, outputs). ``apply(params, x)`` takes x of shape
    (n, inputs).

    >>> network = mlp([2, 3, 1])
    >>> params = network.init(np.random.default_rng(0))
    >>> [W.shape for W, b in params], network.apply(params, np.ones((5, 2))).shape
    ([(2, 3), (3, 1)], (5, 1))

    Raises InvalidArgument for fewer than two sizes, or one that is no positive integer.
    """
    sizes = tuple(sizes)
    whole = all(isinstance(n, int | np.integer) and n > 0 for n in sizes)
    if len(sizes) < 2 or not whole:
        raise InvalidArgument(
            f"sizes={sizes}: give the size of the input, of each hidden layer and of "
            "the output, each a positive integer"
        )

    def init(rng, dtype=float):
        shapes = itertools.pairwise(sizes)
        return tuple((weights(s, rng, dtype), np.zeros(s[1], dtype)) for s in shapes)

    def apply(params, x):
        h = x
        for W, b in params[:-1]:
            h = activation(h @ W + b)
        W, b = params[-1]
        return output(h @ W + b)

    return Network(init, apply)
