"""The five networks: their shapes, their gradients, and what they learn."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from srcdiff.testing import check_grads
from tests.examples.loading import example

networks = example("digit_networks")
NETS = list(networks.shapes())


def weights(net, **maps):
    layers = networks.untrained(net, np.random.default_rng(0), **maps)
    return sum(part.size for layer in layers for part in layer)


def test_the_networks_have_the_numbers_of_weights_that_their_definitions_give():
    """Of the book's Net-2 to Net-5 the 8x8 and 4x4 layers, on images of 8x8 pixels."""
    own_first, own_second = 64 * (9 + 1), 16 * (25 + 1)
    shared_first, shared_second = 2 * 9 + 2 * 64, 4 * 2 * 25 + 4 * 16
    assert [weights(net) for net in NETS] == [
        64 * 10 + 10,
        64 * 12 + 12 + 12 * 10 + 10,
        own_first + own_second + 16 * 10 + 10,
        shared_first + 16 * (2 * 25 + 1) + 16 * 10 + 10,
        shared_first + shared_second + 64 * 10 + 10,
    ]


def test_patches_are_the_neighbourhoods_of_every_other_pixel():
    x = np.arange(2 * 8 * 8 * 3.0).reshape(2, 8, 8, 3)
    seen = networks.patches(x, 5, 2)
    assert seen.shape == (2, 4, 4, 3, 5, 5)
    np.testing.assert_array_equal(seen[1, 1, 2, 0], x[1, 0:5, 2:7, 0])
    assert (seen[:, 0, 0, :, :2] == 0).all()  # above the image there is nothing


def test_units_that_share_their_weights_are_local_units_with_equal_weights():
    rng = np.random.default_rng(1)
    x, W, b = rng.normal(size=(3, 8, 8, 2)), rng.normal(size=(2, 5, 5, 4)), 0.5
    own = np.broadcast_to(W, (4, 4, *W.shape))
    one, other = networks.shared(x, W, b, 2), networks.local(x, own, b, 2)
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("net", NETS, ids=lambda net: net.__name__)
def test_the_gradient_is_right(net):
    rng = np.random.default_rng(2)
    params = networks.untrained(net, rng)
    x, t = rng.normal(size=(3, 8, 8)), np.eye(10)[rng.integers(0, 10, 3)]
    check_grads(networks.loss, (params, x, t, net), wrt=0)


def test_each_network_learns_from_320_digits(capsys):
    found = networks.compare(seeds=1, epochs=12)
    assert all(85.0 <= right <= 98.0 for ((_, right),) in found.values())
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_net_5_with_more_maps_reads_98_percent_of_the_digits(capsys):
    assert networks.learn_all(epochs=8) >= 0.98
    assert "epoch  8" in capsys.readouterr().out
