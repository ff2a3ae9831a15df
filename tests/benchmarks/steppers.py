"""How each peer makes a training step; a package that is missing raises ImportError.

A maker takes a network and returns a ``Trainer``: its step on a batch, the parameters
as they are, and how to bring a batch to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcdiff import nn
from tests.benchmarks.networks import (
    DECAY,
    DECAY_OF_SQUARES,
    EPSILON,
    Network,
    adapt,
    descend,
)
from tests.benchmarks.peers import over


@dataclass(frozen=True)
class Trainer:
    """step: makes a step on a batch. params: gives the parameters as NumPy arrays.

    given: brings a batch to where the peer computes.
    """

    step: Callable[..., Any]
    params: Callable[[], Any]
    given: Callable[..., Any] = lambda x, t: (x, t)


def _state(params: Any) -> dict[str, Any]:
    zeros = [[[np.zeros_like(a) for a in layer] for layer in params] for _ in range(2)]
    return {"t": 0, "m": zeros[0], "v": zeros[1]}


def by_hand(network: Network) -> Trainer:
    """Return the training by hand in NumPy."""
    params = network.params()
    state = _state(params)
    change = adapt if network.adaptive else descend

    def step(x, t):
        value, gradients = network.by_hand(params, x, t)
        change(params, gradients, state, network.rate)
        return value

    return Trainer(step, lambda: params)


def with_srcdiff(network: Network) -> Trainer:
    """Return the training by the step that srcdiff generates."""
    optimiser = (nn.adam if network.adaptive else nn.sgd)(network.rate)
    params = network.params()
    state = optimiser.init(params)
    step = nn.training_step(network.loss, optimiser)
    return Trainer(lambda x, t: step(state, params, x, t), lambda: params)


def with_autograd(network: Network) -> Trainer:
    """Return the training by gradients that autograd traces anew at each call."""
    import autograd
    import autograd.numpy

    both = autograd.value_and_grad(over(network.loss, autograd.numpy))
    params = network.params()
    state = _state(params)
    change = adapt if network.adaptive else descend

    def step(x, t):
        value, gradients = both(params, x, t)
        change(params, gradients, state, network.rate)
        return value

    return Trainer(step, lambda: params)


def with_jax(network: Network) -> Trainer:
    """Return the training by a step that JAX compiles as a whole."""
    import jax

    jax.config.update("jax_enable_x64", True)
    both = jax.value_and_grad(over(network.loss, jax.numpy))
    tree, rate = jax.tree.map, network.rate

    def descent(params, state, x, t):
        value, bars = both(params, x, t)
        return value, tree(lambda w, g: w - rate * g, params, bars), state

    def adam(params, state, x, t):
        value, bars = both(params, x, t)
        n = state["t"] + 1
        m = tree(lambda m, g: DECAY * m + (1 - DECAY) * g, state["m"], bars)
        v = tree(
            lambda v, g: DECAY_OF_SQUARES * v + (1 - DECAY_OF_SQUARES) * g * g,
            state["v"],
            bars,
        )
        first = (1 - DECAY**n).astype(x.dtype)
        second = (1 - DECAY_OF_SQUARES**n).astype(x.dtype)

        def moved(w, m, v):
            return w - rate * (m / first) / (jax.numpy.sqrt(v / second) + EPSILON)

        return value, tree(moved, params, m, v), {"t": n, "m": m, "v": v}

    compiled = jax.jit(adam if network.adaptive else descent)
    start = tree(jax.numpy.asarray, network.params())
    zeros = tree(jax.numpy.zeros_like, start)
    at = {"params": start, "state": {"t": jax.numpy.asarray(0), "m": zeros, "v": zeros}}

    def step(x, t):
        value, at["params"], at["state"] = compiled(at["params"], at["state"], x, t)
        jax.block_until_ready(at["params"])
        return value

    def given(x, t):
        return jax.numpy.asarray(x), jax.numpy.asarray(t)

    return Trainer(step, lambda: tree(np.asarray, at["params"]), given)


def with_torch(network: Network) -> Trainer:
    """Return the training by PyTorch, eagerly, with its own optimiser."""
    import torch

    torch.set_num_threads(1)
    params = [[torch.tensor(a) for a in layer] for layer in network.params()]
    flat = [a.requires_grad_() for layer in params for a in layer]
    kind = torch.optim.Adam if network.adaptive else torch.optim.SGD
    optimiser = kind(flat, lr=network.rate)

    def step(x, t):
        for W, b in params[:-1]:
            x = torch.tanh(x @ W + b)
        W, b = params[-1]
        p = torch.softmax(x @ W + b, dim=1)
        value = -torch.mean(torch.sum(t * torch.log(p), dim=1))
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        return value

    def given(x, t):
        return torch.from_numpy(x), torch.from_numpy(t)

    def shown():
        return tuple(tuple(a.detach().numpy() for a in layer) for layer in params)

    return Trainer(step, shown, given)


PEERS: dict[str, Callable[[Network], Trainer]] = {
    "by hand": by_hand,
    "srcdiff": with_srcdiff,
    "autograd": with_autograd,
    "JAX jit": with_jax,
    "PyTorch": with_torch,
}
