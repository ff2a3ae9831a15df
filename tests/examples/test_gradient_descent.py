"""Gradient descent by batch and by rate, until it has converged."""

import numpy as np
import pytest

from tests.examples.loading import example

descent = example("gradient_descent")
X, Y = descent.data()
OPTIMUM = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST = descent.loss(OPTIMUM, X, Y)


def above(history):
    return history[-1] - BEST


def test_the_full_batch_converges_to_the_least_squares():
    theta, history = descent.descend(X, Y, tolerance=1e-12, epochs=1000)
    assert len(history) < 1000
    np.testing.assert_allclose(theta, OPTIMUM, atol=1e-5)
    assert history[:100] == sorted(history[:100], reverse=True)


@pytest.mark.parametrize("batch", [1, 20, 64])
def test_a_constant_rate_stays_above_where_a_decaying_one_goes(batch):
    _, stays = descent.descend(X, Y, batch, descent.constant(0.05), epochs=150)
    _, falls = descent.descend(X, Y, batch, descent.decaying(0.05), 0.0, epochs=150)
    assert above(falls) < above(stays)
    assert above(falls) < 1e-2 * BEST


@pytest.mark.parametrize("batch", descent.BATCHES.values())
@pytest.mark.parametrize("make", descent.RATES.values())
def test_each_comes_near_and_stops_of_itself(batch, make):
    _, history = descent.descend(X, Y, batch, make(0.02), epochs=400)
    assert len(history) - 1 < 400
    assert above(history) < 0.1 * history[0]


def test_smaller_batches_need_fewer_epochs_to_come_near():
    needed = []
    for batch in (None, 20, 1):
        _, history = descent.descend(X, Y, batch, descent.decaying(0.02), epochs=300)
        needed.append(next(k for k, v in enumerate(history) if v < 1.1 * BEST))
    assert needed == sorted(needed, reverse=True) and len(set(needed)) == 3


def test_the_rates_are_what_they_are_called():
    assert [descent.constant(0.1)(t, t) for t in (0, 99)] == [0.1, 0.1]
    halving = descent.step(0.8, every=2)
    assert [halving(10 * e, e) for e in range(5)] == [0.8, 0.8, 0.4, 0.4, 0.2]
    falling = descent.decaying(0.1, over=10)
    assert [falling(t, 0) for t in (0, 10, 30)] == pytest.approx([0.1, 0.05, 0.025])


def test_an_epoch_sees_every_example_once(monkeypatch):
    seen = []

    def gradient(theta, x, y):
        seen.extend(y)
        return np.zeros_like(theta)

    monkeypatch.setattr(descent, "gradient", gradient)
    descent.descend(X, Y, 30, epochs=1)
    assert sorted(seen) == sorted(Y)


def test_it_prints_nine_runs(capsys):
    descent.main()
    lines = capsys.readouterr().out.splitlines()
    assert sum(" epochs, " in line for line in lines) == 9
