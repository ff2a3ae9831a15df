"""Would it pay to let the backward part reuse the memory of dead temporaries?

``python -m tests.benchmarks.buffers`` times the gradients of a network of three layers
and of an elementwise chain in three forms: with memory of its own for each adjoint;
with the backward part's dead arrays written in place; with those of the forward part
too. The answer stands in docs/architecture.md.
"""

import statistics
import time
from itertools import pairwise

import numpy as np

SIZES = [
    ((64, 64, 64, 10), 32),
    ((784, 512, 512, 10), 1024),
    ((64, 1024, 1024, 10), 2048),
    ((16, 64, 64, 10), 20000),
    ((16, 256, 256, 10), 8192),
]


def data(widths, batch):
    """Return the parameters, inputs and targets of a network."""
    rng = np.random.default_rng(0)
    pairs = list(pairwise(widths))
    params = [(rng.normal(size=p) / p[0] ** 0.5, rng.normal(size=p[1])) for p in pairs]
    return params, rng.normal(size=(batch, widths[0])), rng.normal(size=(batch, 10))


def generated(params, x, t):
    """Return the gradient of mean square loss, by the statements that are printed."""
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z_bar = 2 * (h2 @ W3 + b3 - t) / len(t)
    h2_in_bar = z_bar @ W3.T * (1 - h2 * h2)
    h1_in_bar = h2_in_bar @ W2.T * (1 - h1 * h1)
    first = x.T @ h1_in_bar, h1_in_bar.sum(axis=0)
    second = h1.T @ h2_in_bar, h2_in_bar.sum(axis=0)
    return first, second, (h2.T @ z_bar, z_bar.sum(axis=0))


def backward_in_place(params, x, t):
    """Return the same, the adjoints written over adjoints that nobody reads again."""
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = np.tanh(x @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    z_bar = h2 @ W3 + b3 - t
    z_bar *= 2
    z_bar /= len(t)
    h2_bar = z_bar @ W3.T
    h2_bar *= 1 - h2 * h2
    h1_bar = h2_bar @ W2.T
    h1_bar *= 1 - h1 * h1
    first = x.T @ h1_bar, h1_bar.sum(axis=0)
    second = h1.T @ h2_bar, h2_bar.sum(axis=0)
    return first, second, (h2.T @ z_bar, z_bar.sum(axis=0))


def all_in_place(params, x, t):
    """Return the same, the user's own temporaries written over too."""
    (W1, b1), (W2, b2), (W3, b3) = params
    h1 = x @ W1
    h1 += b1
    np.tanh(h1, out=h1)
    h2 = h1 @ W2
    h2 += b2
    np.tanh(h2, out=h2)
    z_bar = h2 @ W3
    z_bar += b3
    z_bar -= t
    z_bar *= 2
    z_bar /= len(t)
    third = h2.T @ z_bar, z_bar.sum(axis=0)
    h2_bar = z_bar @ W3.T
    h2 *= h2
    np.subtract(1, h2, out=h2)
    h2_bar *= h2
    second = h1.T @ h2_bar, h2_bar.sum(axis=0)
    h1_bar = h2_bar @ W2.T
    h1 *= h1
    np.subtract(1, h1, out=h1)
    h1_bar *= h1
    return (x.T @ h1_bar, h1_bar.sum(axis=0)), second, third


def chain(x, k):
    """Return the gradient of ``sum(w * w)`` by the statements that are printed.

    Forward: ``y = x * k + 1.0``, ``z = y * y - x``, ``w = z * y + z``.
    """
    y = x * k + 1.0
    z = y * y - x
    w = z * y + z
    w_bar = 2 * w
    z_bar = w_bar + w_bar * y
    y_bar = w_bar * z
    x_bar = -z_bar
    y_bar += 2 * z_bar * y
    x_bar += k * y_bar
    return x_bar


def chain_backward_in_place(x, k):
    """Return the same, the adjoints written over adjoints that nobody reads again."""
    y = x * k + 1.0
    z = y * y - x
    w = z * y + z
    w_bar = 2 * w
    z_bar = w_bar * y
    z_bar += w_bar
    w_bar *= z
    part = 2 * z_bar
    part *= y
    w_bar += part
    w_bar *= k
    w_bar -= z_bar
    return w_bar


def chain_all_in_place(x, k):
    """Return the same, the user's own temporaries written over too."""
    y = x * k
    y += 1.0
    z = y * y
    z -= x
    w = z * y
    w += z
    w *= 2
    z_bar = w * y
    z_bar += w
    w *= z
    np.multiply(2, z_bar, out=z)
    z *= y
    w += z
    w *= k
    w -= z_bar
    return w


FORMS = (generated, backward_in_place, all_in_place)
CHAINS = (chain, chain_backward_in_place, chain_all_in_place)
LENGTHS = (300, 1000, 2000, 5000)


def times(forms, arguments, rounds):
    """Return the processor milliseconds of each form, measured in turns."""
    found = {form: [] for form in forms}
    for _ in range(rounds):
        for form in forms:
            start = time.thread_time()
            form(*arguments)
            found[form].append(1e3 * (time.thread_time() - start))
    return [statistics.median(found[form]) for form in forms]


def row(title, forms, arguments, rounds):
    """Return the line of one measurement: milliseconds, and ratios of other forms."""
    plain, *others = times(forms, arguments, rounds)
    ratios = "".join(f"{other / plain:8.2f}" for other in others)
    return f"{title:32} {plain:8.2f} ms {ratios}"


if __name__ == "__main__":
    for widths, batch in SIZES:
        print(row(f"{widths!s:24} {batch:6}", FORMS, data(widths, batch), 25))
    for n in LENGTHS:
        x = np.random.default_rng(0).normal(size=(n, n))
        print(row(f"chain of {n} x {n}", CHAINS, (x, 0.5), max(7, 30000 // n)))
