"""Lists that loops and comprehensions build: values, gradients, and what is refused."""

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad
from srcdiff.testing import check_grads

X = np.array([0.7, 1.4, 2.3])


def nested(x):
    table = [[u * v for u in x] for v in x if v > 1.0]
    return sum(sum(row) * row[0] for row in table)


def own_names(x):
    v = 2.0
    return np.sum(np.array([v * w for w in x for v in x if v > w])) * v


def joined(x):
    rows = []
    for i in range(3):
        if i == 1:
            continue
        rows.append(x * x[i])
    return np.sum(np.stack(rows) * np.concatenate(rows)[0]) + len(rows)


def again_each_turn(x):
    t = 0.0
    for k in range(2):
        ys = [v * t + v for v in x]
        t = t + sum(ys) * ys[k]
    return t


def left_early(x):
    out = [x[0]]
    for v in x:
        if v > 2.0:
            break
        out.append(v * out_of(v))
    return np.prod(np.array(out)) * max(v * v for v in out)


def out_of(v):
    return np.sin(v)


def none_at_all(x):
    return sum([v * v for v in x if v > 9.0]) + x[0]


@pytest.mark.parametrize(
    "function", [nested, own_names, joined, again_each_turn, left_early, none_at_all]
)
def test_gradients(function):
    check_grads(function, (X,))


@pytest.mark.parametrize("make", [tuple, list])
def test_containers(make):
    check_grads(nested, (make([0.7, 1.4, 2.3]),))


def test_second_order():
    def f(x):
        out = []
        y = x
        for k in range(3):
            y = y * x
            out.append(y)
            if k == 1:
                break
        return sum(out) * out[0]

    # (x^2 + x^3) x^2
    assert grad(grad(f))(2.0) == pytest.approx(12 * 2.0**2 + 20 * 2.0**3)


def read_early(x):
    out = [x]
    for _ in range(2):
        out.append(out[-1] * x)
    return out[2]


def held(x):
    out = []
    other = out
    out.append(x)
    return other[0]


def kept_twice(x):
    out = []
    out.append(x)
    y = out[0] * x
    out.append(y)
    return out[1]


@pytest.mark.parametrize("function", [read_early, kept_twice])
def test_lists_may_be_read_by_number_while_they_grow(function):
    check_grads(function, (2.0,))


def test_lists_that_somebody_holds_while_they_grow_are_refused():
    with pytest.raises(UnsupportedSyntax, match="changed in place"):
        grad(held)(2.0)
