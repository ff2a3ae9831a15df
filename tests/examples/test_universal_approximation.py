"""The error of two layers falls as hidden units are added."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("scipy")

from srcdiff.testing import check_grads
from tests.examples.loading import example

universal = example("universal_approximation")


def test_the_gradient_by_one_vector_of_all_parameters():
    x = np.linspace(-1, 1, 11)
    theta = universal.untrained(3, np.random.default_rng(0))
    check_grads(universal.loss, (theta, x, universal.target(x)), wrt=0)


def test_the_error_falls_with_the_number_of_hidden_units(tmp_path, capsys):
    widths = (1, 2, 4, 8)
    found = universal.errors(widths)
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.01 * found[0]
    universal.plot(widths, found, tmp_path / "error.png")
    assert (tmp_path / "error.png").stat().st_size > 5_000
    assert "8 hidden units: error" in capsys.readouterr().out


def test_a_width_for_every_error_that_is_wished():
    """A staircase of steep sigmoids is as close as its steps are fine."""
    x = np.linspace(-1, 1, 1001)
    errors = []
    for hidden in (10, 40, 160):
        edges = np.linspace(-1, 1, hidden + 1)
        beta = np.diff(universal.target(edges))
        w = np.full(hidden, 20.0 * hidden)
        b = -w * (edges[:-1] + edges[1:]) / 2
        theta = np.concatenate([w, b, beta, universal.target(edges[:1])])
        with np.errstate(over="ignore"):
            away = universal.network(theta, x) - universal.target(x)
        errors.append(np.abs(away).max())
    assert errors[1] < 0.5 * errors[0] and errors[2] < 0.5 * errors[1]
