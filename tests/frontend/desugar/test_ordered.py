"""Comprehensions and named expressions that come late, or on one path."""

import numpy as np
import pytest

from srcdiff import grad, value_and_grad
from srcdiff.testing import check_grads

X = np.array([0.5, 1.2, -0.7])


def on_one_path(x):
    if x > 0.0 and (y := x * x) > 1.0:
        x = x * y
    return x


@pytest.mark.parametrize("x", [2.0, 0.5, -1.0])
def test_named_on_one_path(x):
    check_grads(on_one_path, (x,))


def between(x):
    if 0.0 < x[0] < (m := max(v for v in x)) < 9.0:
        return m * x[0]
    return x[1] * x[1]


@pytest.mark.parametrize("first", [0.5, -0.5, 1.5])
def test_in_a_chained_comparison(first):
    check_grads(between, (np.array([first, 1.2, 9.5 if first == 0.5 else -0.7]),))


def traced(log, v):
    print(log)
    return v


def calls(x):
    s = traced("a", x[0]) * sum(traced("b", v) for v in x) + traced("c", x[1])
    s = s + (traced("d", x[2]) if s < -9.0 else sum([traced("e", v) for v in x[:2]]))
    return traced("f", s) if s > 99.0 or any(traced("g", v) > 1.0 for v in x) else s


def test_what_a_line_calls_is_called_in_its_order(capsys):
    check_grads(calls, (X,))
    capsys.readouterr()
    value = calls(X)
    wanted = capsys.readouterr().out
    assert value_and_grad(calls)(X)[0] == value
    assert capsys.readouterr().out == wanted


def inside(x):
    rows = [[x[0], x[1]], [], [x[2]]]
    largest = [max(u * u for u in row) if row else 0.0 for row in rows]
    kept = sum([(y := v * v) + y * v for v in largest if (z := v + 1.0) > 0.5])
    return kept * y + z


def test_inside_of_comprehensions():
    check_grads(inside, (X,))


def chosen(x, flag):
    items = [v * v for v in x] if flag else [x[0]]
    both = {k: v * v for k, v in enumerate(x)} if x[0] > 0.0 else {1: x[2]}
    return sum(items) * both[1] + sum(items[:1] or [v + 1 for v in x])


@pytest.mark.parametrize("flag", [True, False])
def test_on_one_path(flag):
    check_grads(chosen, (X, flag))
    check_grads(chosen, (-X, flag))


def stored(x):
    y = x * 2.0
    y[[2 * k for k in range(2)]] = x[2] * x[0]
    y[[k + 1 for k in range(2)]] += sum(v for v in x)
    return np.sum(y**2)


def test_in_an_index():
    check_grads(stored, (X,))


def penalised(layers, x):
    h = x
    for w in layers:
        h = np.tanh(h @ w)
    return np.square(h).sum() + applied(np.sin, h) + sum(np.sum(w**2) for w in layers)


def applied(function, h):
    return np.sum(function(h))


def test_a_sum_of_a_generator_behind_calls():
    layers = [0.1 * np.arange(9.0).reshape(3, 3), np.eye(3) - 0.2]
    check_grads(penalised, (layers, X))


def doubled(y):
    y *= 2.0
    return y[0]


def written_before_it_is_read(x):
    y = x * 1.0
    return doubled(y) * sum(v * v for v in y)


def test_what_a_call_writes_is_read_behind_it():
    check_grads(written_before_it_is_read, (X,))


def only_sums(x):
    return np.square(x).sum() + sum(v * v for v in x)


def test_what_has_no_effect_stays_where_it_is():
    assert "term" not in grad(only_sums).source_for(X)
