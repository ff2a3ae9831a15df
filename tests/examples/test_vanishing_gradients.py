"""The gradients of a deep network's layers, by depth and activation."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from srcdiff.testing import check_grads
from tests.examples.loading import example

vanishing = example("vanishing_gradients")


@pytest.fixture(scope="module")
def found():
    pairs = [(n, d) for n in vanishing.ACTIVATIONS for d in vanishing.DEPTHS]
    return {pair: vanishing.norms(*pair) for pair in pairs}


@pytest.mark.parametrize("name", vanishing.ACTIVATIONS)
def test_the_norms_are_those_of_right_gradients(name):
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=(4, 4)), rng.normal(size=4)) for _ in range(3)]
    x, t = rng.normal(size=(2, 5, 4))
    check_grads(vanishing.loss, (layers, x, t, vanishing.ACTIVATIONS[name]), wrt=0)


@pytest.mark.parametrize("depth", vanishing.DEPTHS)
def test_with_the_sigmoid_each_layer_away_from_the_output_has_less(found, depth):
    norms = found["sigmoid", depth]
    assert len(norms) == depth
    assert (np.diff(norms) > 0).all()
    assert norms[0] / norms[-1] < 0.25 ** (depth - 1)


def test_with_the_sigmoid_the_first_layer_has_less_the_deeper_the_network(found):
    first = [found["sigmoid", depth][0] for depth in vanishing.DEPTHS]
    assert first[0] > 100 * first[1] > 10_000 * first[2]


@pytest.mark.parametrize("name", ["tanh", "relu"])
@pytest.mark.parametrize("depth", vanishing.DEPTHS)
def test_with_other_activations_the_first_layer_learns_too(found, name, depth):
    norms = found[name, depth]
    assert min(norms) > 0.05 * max(norms)


def test_it_draws_the_norms(tmp_path, capsys):
    vanishing.main(tmp_path)
    assert (tmp_path / "vanishing_gradients.png").stat().st_size > 10_000
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith(tuple(vanishing.ACTIVATIONS)) for line in lines) == 9
