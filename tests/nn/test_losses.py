"""Losses: against their definition in longer floats, gradients against differences."""

import numpy as np
import pytest

from srcdiff import grad, nn
from srcdiff.testing import check_grads

LONG = np.longdouble


def rows_of(t, classes):
    return np.eye(classes)[t] if t.ndim == 1 else t


def exact_cross_entropy(z, t):
    z = z.astype(LONG)
    top = z.max(axis=1, keepdims=True)
    logp = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(rows_of(t, z.shape[1]) * logp, axis=1))


def exact_of_probabilities(p, t):
    p, t = p.astype(LONG), rows_of(t, p.shape[1])
    return -np.mean(np.sum(np.where(t > 0, t * np.log(p), 0), axis=1))


def exact_binary(z, t):
    y = 1 / (1 + np.exp(-z.astype(LONG)))
    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))


def exact_hinge(scores, t):
    each = [
        max(0.0, 1 + max(s for j, s in enumerate(row) if j != k) - row[k])
        for row, k in zip(scores.astype(LONG), t, strict=True)
    ]
    return np.mean(each)


def exact_expectation(p, t):
    return np.mean(np.sum((rows_of(t, p.shape[1]) - p.astype(LONG)) ** 2, axis=1))


def probabilities(rng, shape):
    return nn.softmax(rng.normal(size=shape))


def labels(rng, shape):
    return rng.integers(0, shape[1], shape[0])


def one_hot(rng, shape):
    return np.eye(shape[1])[labels(rng, shape)]


def scores(rng, shape):
    return rng.normal(size=shape)


def weights(rng, shape):
    return probabilities(rng, shape)


CASES = [
    (nn.cross_entropy, scores, labels, exact_cross_entropy),
    (nn.cross_entropy, scores, one_hot, exact_cross_entropy),
    (nn.cross_entropy, scores, weights, exact_cross_entropy),
    (nn.cross_entropy_of_probabilities, probabilities, labels, exact_of_probabilities),
    (nn.cross_entropy_of_probabilities, probabilities, one_hot, exact_of_probabilities),
    (nn.cross_entropy_of_probabilities, probabilities, weights, exact_of_probabilities),
    (nn.binary_cross_entropy, scores, weights, exact_binary),
    (nn.squared_error, scores, scores, lambda y, t: np.mean((y.astype(LONG) - t) ** 2)),
    (nn.squared_expectation, probabilities, labels, exact_expectation),
    (nn.squared_expectation, probabilities, one_hot, exact_expectation),
    (nn.hinge, scores, labels, exact_hinge),
]
IDS = [f"{c[0].__name__}-{c[1].__name__}-{c[2].__name__}" for c in CASES]
ALL = pytest.mark.parametrize(("loss", "inputs", "targets", "exact"), CASES, ids=IDS)


@ALL
@pytest.mark.parametrize("shape", [(5, 4), (1, 3), (4, 4), (7, 2), (1, 2), (3, 9)])
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_values_and_gradients(loss, inputs, targets, exact, shape, dtype):
    rng = np.random.default_rng(3)
    z, t = inputs(rng, shape).astype(dtype), targets(rng, shape)
    t = t if t.ndim == 1 else t.astype(dtype)
    value = loss(z, t)
    assert value.dtype == dtype
    tolerance = 1e-14 if dtype == "f8" else 1e-5
    assert np.isclose(value, float(exact(z, t)), tolerance, tolerance)
    assert grad(loss)(z, t).dtype == dtype
    check_grads(loss, (z, t), wrt=0)


@ALL
def test_layouts(loss, inputs, targets, exact):
    rng = np.random.default_rng(4)
    z, t = inputs(rng, (10, 4))[::2], targets(rng, (5, 4))
    assert np.isclose(loss(z, t), float(exact(z, t)))
    check_grads(loss, (z, t), wrt=0)
    check_grads(loss, (np.asfortranarray(z), t), wrt=0)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("size", [1e4, 1e6])
@pytest.mark.filterwarnings("error")
def test_large_scores(dtype, size):
    z = np.array([[size, -size, 0.0], [-size, size, size]], dtype)
    rows = np.eye(3, dtype=dtype)
    with np.errstate(under="ignore"):
        for t in (np.array([0, 0]), rows[[0, 0]]):
            expected = size + np.log(2) / 2
            assert nn.cross_entropy(z, t) == pytest.approx(expected, rel=1e-6)
            gradient = grad(nn.cross_entropy)(z, t)
            expected = [[0.0, 0.0, 0.0], [-0.5, 0.25, 0.25]]
            assert np.allclose(gradient, expected, atol=1e-7)
            p = nn.softmax(z)
            assert np.isfinite(nn.cross_entropy_of_probabilities(p, t))
            assert np.isfinite(grad(nn.cross_entropy_of_probabilities)(p, t)).all()
            assert nn.squared_expectation(p, t) == pytest.approx(0.75)
        t = np.array([[1.0, 0.0, 0.5], [1.0, 0.0, 1.0]], dtype)
        expected = (2 * size + np.log(2)) / 6
        assert nn.binary_cross_entropy(z, t) == pytest.approx(expected, rel=1e-6)
        slopes = grad(nn.binary_cross_entropy)(z, t) * 6
        assert np.allclose(slopes, [[0, 0, 0], [-1, 1, 0]])
        assert nn.hinge(z, np.array([1, 0])) == pytest.approx(2 * size + 1)
        slopes = grad(nn.hinge)(z, np.array([1, 1])) * 2
        assert np.allclose(slopes, [[1, -1, 0], [0, -1, 1]])


def test_softmax_and_cross_entropy_reads_as_in_a_book():
    z, t = np.ones((4, 3)), np.array([0, 1, 2, 0])
    gradient = grad(nn.cross_entropy)
    assert np.allclose(gradient(z, t), (nn.softmax(z) - np.eye(3)[t]) / 4)
    source = gradient.source_for(z, t)
    assert "runtime" not in source and "max_z" not in source
    assert "* exp_shifted" in source
    assert "shifted_bar[np.arange(len(t)), t] -= 1 /" in source


@pytest.mark.parametrize("shape", [(5, 4, 3), (1, 2, 1), (2, 1, 3)])
def test_log_linear(shape):
    rng = np.random.default_rng(5)
    theta, features = rng.normal(size=shape[2]), rng.normal(size=shape)
    t = rng.integers(0, shape[1], shape[0])
    assert np.isclose(
        nn.log_linear(theta, features, t),
        float(exact_cross_entropy(features @ theta, t)),
    )
    check_grads(nn.log_linear, (theta, features, t), wrt=(0, 1))
    # The gradient is the total expected under the model less the total observed.
    p = nn.softmax(features @ theta)
    observed = features[np.arange(len(t)), t].mean(axis=0)
    expected = np.mean(np.sum(p[..., None] * features, axis=1), axis=0)
    assert np.allclose(grad(nn.log_linear)(theta, features, t), expected - observed)
