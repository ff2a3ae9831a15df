"""Would it pay to let the backward part reuse the memory of dead temporaries?

``python -m tests.benchmarks.buffers`` times the gradient of a network of three layers
in three forms: as it is generated; with the backward part's dead arrays written in
place; with those of the forward part too. The answer stands in docs/architecture.md.
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


FORMS = (generated, backward_in_place, all_in_place)


def times(widths, batch, rounds):
    """Return the processor milliseconds of each form, measured in turns."""
    found = {form: [] for form in FORMS}
    arguments = data(widths, batch)
    for _ in range(rounds):
        for form in FORMS:
            start = time.thread_time()
            form(*arguments)
            found[form].append(1e3 * (time.thread_time() - start))
    return [statistics.median(found[form]) for form in FORMS]


if __name__ == "__main__":
    for widths, batch in SIZES:
        plain, *others = times(widths, batch, 25)
        ratios = "".join(f"{other / plain:8.2f}" for other in others)
        print(f"{widths!s:24} {batch:6} {plain:8.2f} ms {ratios}")
