"""The networks that the training benchmark trains, their data, and steps by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

DECAY, DECAY_OF_SQUARES, EPSILON = 0.9, 0.999, 1e-8


def shallow(params, x, t):
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    m = np.max(z, axis=1, keepdims=True)
    s = np.sum(np.exp(z - m), axis=1, keepdims=True)
    return np.mean(m + np.log(s)) - np.sum(t * z) / len(z)


def deep(params, x, t):
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z = h2 @ W3 + b3
    m = np.max(z, axis=1, keepdims=True)
    s = np.sum(np.exp(z - m), axis=1, keepdims=True)
    return np.mean(m + np.log(s)) - np.sum(t * z) / len(z)


def shallow_gradients(params, x, t):
    """Return loss and gradients as a careful person writes them in NumPy."""
    (W1, b1), (W2, b2) = params
    h = np.tanh(x @ W1 + b1)
    z = h @ W2 + b2
    m = np.max(z, axis=1, keepdims=True)
    e = np.exp(z - m)
    s = np.sum(e, axis=1, keepdims=True)
    value = np.mean(m + np.log(s)) - np.sum(t * z) / len(z)

    z_bar = (e / s - t) / len(z)
    h_in_bar = (z_bar @ W2.T) * (1 - h * h)
    return value, (
        (x.T @ h_in_bar, h_in_bar.sum(axis=0)),
        (h.T @ z_bar, z_bar.sum(axis=0)),
    )


def deep_gradients(params, x, t):
    """Return loss and gradients as a careful person writes them in NumPy."""
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z = h2 @ W3 + b3
    m = np.max(z, axis=1, keepdims=True)
    e = np.exp(z - m)
    s = np.sum(e, axis=1, keepdims=True)
    value = np.mean(m + np.log(s)) - np.sum(t * z) / len(z)

    z_bar = (e / s - t) / len(z)
    h2_in_bar = (z_bar @ W3.T) * (1 - h2 * h2)
    h1_in_bar = (h2_in_bar @ W2.T) * (1 - h1 * h1)
    return value, (
        (x.T @ h1_in_bar, h1_in_bar.sum(axis=0)),
        (h1.T @ h2_in_bar, h2_in_bar.sum(axis=0)),
        (h2.T @ z_bar, z_bar.sum(axis=0)),
    )


def descend(params, gradients, state, rate):
    """Change parameters by gradient descent, in place."""
    for layer, bars in zip(params, gradients, strict=True):
        for w, g in zip(layer, bars, strict=True):
            g *= rate
            w -= g


def adapt(params, gradients, state, rate):
    """Change parameters and state by Adam, in place."""
    state["t"] += 1
    t = state["t"]
    root = np.sqrt((1 - DECAY_OF_SQUARES) / (1 - DECAY_OF_SQUARES**t)).item()
    factor = rate * (1 - DECAY) / (1 - DECAY**t) / root
    layers = zip(params, gradients, state["m"], state["v"], strict=True)
    for layer in layers:
        for w, g, m, v in zip(*layer, strict=True):
            m *= DECAY
            m += g
            v *= DECAY_OF_SQUARES
            g *= g
            v += g
            np.sqrt(v, out=g)
            g += EPSILON / root
            np.divide(m, g, out=g)
            g *= factor
            w -= g


@dataclass(frozen=True)
class Network:
    """One row of the table: a network, how it is trained, and on what.

    adaptive: by Adam rather than by gradient descent. rate: of both. data: images and
    one-hot labels to learn from, and to test with. accuracy: to be reached in the test.
    """

    title: str
    loss: Callable[..., Any]
    by_hand: Callable[..., Any]
    sizes: tuple[int, ...]
    batch: int
    adaptive: bool
    rate: float
    data: tuple[np.ndarray, ...]
    accuracy: float

    def params(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """Return the parameters that training starts with, the same each time."""
        rng = np.random.default_rng(1)
        dtype = self.data[0].dtype
        return tuple(
            (
                (rng.standard_normal((m, n)) / np.sqrt(m)).astype(dtype),
                np.zeros(n, dtype),
            )
            for m, n in pairwise(self.sizes)
        )

    def batches(self, epoch: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the batches of an epoch, shuffled the same way each time."""
        x, t = self.data[:2]
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, len(x) - self.batch + 1, self.batch):
            rows = order[start : start + self.batch]
            yield x[rows], t[rows]

    def is_trained(self, params: Any) -> bool:
        """Tell whether parameters name enough of the images to test with."""
        x, t = self.data[2:]
        for W, b in params[:-1]:
            x = np.tanh(x @ np.asarray(W) + np.asarray(b))
        W, b = params[-1]
        z = x @ np.asarray(W) + np.asarray(b)
        return bool(np.mean(z.argmax(axis=1) == t.argmax(axis=1)) >= self.accuracy)


def networks(quick: bool = False) -> list[Network]:
    """Return the rows of the table; with quick a few of them, in less data."""
    found = []
    for dtype in (np.float64, np.float32):
        small, large = digits(1, dtype), digits(3.5, dtype)
        for adaptive in (False, True):
            by = "Adam" if adaptive else "SGD"
            kind = f"{by}, {np.dtype(dtype).name}"
            rate = 2e-3 if adaptive else 0.3
            found.append(
                Network(
                    f"64-64-10, batch 32, {kind}",
                    shallow,
                    shallow_gradients,
                    (64, 64, 10),
                    32,
                    adaptive,
                    rate,
                    small,
                    0.97,
                )
            )
            if quick:
                continue
            found.append(
                Network(
                    f"784-512-256-10, batch 128, {kind}",
                    deep,
                    deep_gradients,
                    (784, 512, 256, 10),
                    128,
                    adaptive,
                    rate / 2,
                    large,
                    0.97,
                )
            )
    return found


def digits(zoom: float, dtype: Any) -> tuple[np.ndarray, ...]:
    """Return scikit-learn's digits, enlarged from 8 x 8, to learn from and to test."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    rows = (np.arange(round(8 * zoom)) / zoom).astype(int)
    large = images.reshape(-1, 8, 8)[:, rows][:, :, rows]
    x = (large.reshape(len(images), -1) / 16).astype(dtype)
    t = np.eye(10, dtype=dtype)[labels]
    order = np.random.default_rng(0).permutation(len(x))
    learn, test = order[:1437], order[1437:]
    return x[learn], t[learn], x[test], t[test]
