"""Lists that are read whole while they grow, and what their reads see."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads

X = np.random.default_rng(3).uniform(0.2, 1.1, 4)


def snapshots(x):
    history, seen = [], []
    for v in x:
        history.append(v * 2)
        seen.append(history[:])
        seen.append(tuple(history))
    return sum(sum(part) * len(part) for part in seen)


def last_two(x):
    history = [0.0, 0.1]
    while len(history) < 8:
        a, b = history[-2:]
        history.append(a * x[0] + b * x[1] + np.sin(np.array(history[:2])).sum())
    return history[-1]


def both_ways(x):
    history = [x[0]]
    for _ in range(3):
        back = history[::-1]
        history.append(sum(v * k for k, v in enumerate(back)))
        history.append(
            sum(v * w for v, w in zip(history, reversed(history), strict=True))
        )
    return history[-1]


def one_list_a_turn(x):
    out = 0.0
    for v in x:
        parts = [v]
        for _ in range(3):
            parts.append(v * sum(parts))
        out += max(parts) + parts[1]
    return out


def left_early(x):
    history, total = [x], 0.0
    for _ in range(3):
        history.append(history[-1] * 0.5)
        for h in history:
            if h[0] > 0.9:
                continue
            total += h.sum()
            if total > 3:
                break
    return total


def own_items_added(x):
    items = [x[0]]
    for v in x:
        items += [v, items[-1] * 2, len(items)]
        items.extend([v, items[0] * v])
    return np.prod(items)


@pytest.mark.parametrize(
    "f", [snapshots, last_two, both_ways, one_list_a_turn, left_early, own_items_added]
)
def test_reads_see_the_items_so_far(f):
    check_grads(f, (X,))
    np.testing.assert_allclose(
        grad(f)(X), grad(f, specialise=False)(X), rtol=1e-10, atol=1e-12
    )


def test_a_second_name_for_a_list_that_grows_is_refused():
    def f(x):
        history = []
        for v in x:
            history.append(v)
            other = history
            y = other[0]
        return y

    with pytest.raises(UnsupportedSyntax, match="is changed in place"):
        grad(f)(X)
