"""Stacked logistic regression, trained end to end, bends where one cannot."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from srcdiff.testing import check_grads
from tests.examples.loading import example

stacked = example("stacked_logistic")


def test_the_gradients_of_all_parameters_are_right():
    rng = np.random.default_rng(1)
    deep, flat = stacked.untrained(4, rng)
    x, y = rng.normal(size=(7, 2)), rng.integers(0, 2, 7)
    check_grads(stacked.loss, (deep, x, y, stacked.stacked))
    check_grads(stacked.loss, (flat, x, y, stacked.single))


def test_the_stack_separates_the_moons_and_one_regression_does_not(capsys):
    flat, deep = stacked.main()
    assert deep >= 0.99
    assert 0.85 <= flat <= 0.92
    assert "step 1600" in capsys.readouterr().out
