"""What a list holds shares memory with all that its items share memory with."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads


def appended_view(x):
    y = x * 1.0
    kept = []
    kept.append(y[:2])
    y[0] = x[1] * 3.0
    return np.sum(kept[0] ** 3)


def appended_name(x):
    y = x * 1.0
    kept = []
    v = np.flip(y[:2])
    kept.append(v)
    y[0] = x[1] * 3.0
    u = kept.pop()
    return np.sum(u**3)


def views_of_a_loop(x):
    y = x * 1.0
    kept = []
    for k in range(2):
        kept.append(y[k:])
    y[0] = x[1] * 3.0
    total = 0.0
    for v in kept:
        total = total + np.sum(v**3)
    return total


def taken_and_written(x):
    y = x * 1.0
    kept = []
    for k in range(1, 3):
        v = np.flip(y[:k])
        y[:k] += 2.0 * v
        kept.append(v)
    total = 0.0
    for _ in range(1, 3):
        v = kept.pop()
        total = total + np.sum(v**3)
    return total


def copies(x):
    y = x * 1.0
    kept = []
    for k in range(1, 3):
        v = np.flip(y[:k])
        kept.append(v.copy())
        y[:k] += 2.0 * v
    total = 0.0
    for _ in range(1, 3):
        v = kept.pop()
        total = total + np.sum(v**3)
    return total


WRITTEN = [appended_view, appended_name, views_of_a_loop, taken_and_written]


@pytest.mark.parametrize("f", WRITTEN)
def test_what_a_list_holds_is_not_written(f):
    with pytest.raises(UnsupportedSyntax, match="is written in place while"):
        grad(f)(np.array([0.3, 0.5, 0.7]))


def test_copies_in_a_list():
    check_grads(copies, (np.array([0.3, 0.5, 0.7]),))
