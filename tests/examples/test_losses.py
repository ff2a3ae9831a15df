"""Four losses: their values, their gradients, large scores, and training."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from srcdiff import grad
from srcdiff.testing import check_grads
from tests.examples.loading import example

losses = example("losses")
LOSSES = losses.LOSSES


def expected(loss, z, t):
    """Return a loss of one example from its definition, in extended precision."""
    z = z.astype(np.longdouble)
    p = np.exp(z - z.max())
    p, y = p / p.sum(), int(t.argmax())
    return {
        losses.cross_entropy: -np.log(p[y]) if p[y] else z.max() - z[y],
        losses.squared_error: np.sum((t - z) ** 2),
        losses.squared_expectation: np.sum((t - p) ** 2),
        losses.hinge: max(0.0, max(1 + z[j] - z[y] for j in range(3) if j != y)),
    }[loss]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("scale", [1.0, 1e-3, 50.0, 1e4])
def test_the_value_is_that_of_the_definition(loss, scale):
    rng = np.random.default_rng(0)
    z, t = scale * rng.normal(size=(20, 3)), np.eye(3)[rng.integers(0, 3, 20)]
    mean = np.mean([expected(loss, *pair) for pair in zip(z, t, strict=True)])
    assert loss(z, t) == pytest.approx(float(mean), rel=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_by_the_scores(loss):
    rng = np.random.default_rng(1)
    z, t = rng.normal(size=(7, 3)), np.eye(3)[rng.integers(0, 3, 7)]
    check_grads(loss, (z, t), wrt=0)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("scale", [1e3, 1e100])
def test_values_and_gradients_are_finite_at_large_scores(loss, scale):
    z = scale * np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 1.0]])
    t = np.eye(3)[[1, 0]]
    with np.errstate(all="raise", under="ignore"):
        assert np.isfinite(loss(z, t))
        assert np.isfinite(grad(loss)(z, t)).all()


def test_the_gradient_of_the_cross_entropy_is_p_less_t():
    rng = np.random.default_rng(2)
    z, t = 30 * rng.normal(size=(9, 4)), np.eye(4)[rng.integers(0, 4, 9)]
    by_hand = (losses.softmax(z) - t) / len(t)
    np.testing.assert_allclose(grad(losses.cross_entropy)(z, t), by_hand, atol=1e-16)


@pytest.mark.parametrize("loss, rate", [*zip(LOSSES, losses.RATES, strict=True)])
def test_each_loss_trains_a_classifier(loss, rate):
    x, t = losses.data()
    (W, b), history = losses.train(loss, rate, x, t)
    assert history[-1] < 0.3 * history[0]
    right = np.mean((x @ W + b).argmax(axis=1) == t.argmax(axis=1))
    assert right >= (0.8 if loss is losses.squared_error else 0.95)
    tail = history[-50:]
    assert max(tail) < 1.1 * min(tail)


def test_it_prints_a_line_for_each_loss(capsys):
    losses.main()
    assert len(capsys.readouterr().out.splitlines()) == 4
