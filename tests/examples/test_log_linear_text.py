"""The gradient of a log-linear model: what is observed less what is expected."""

import itertools

import numpy as np
import pytest

from srcdiff.testing import check_grads
from tests.examples.loading import example

model = example("log_linear_text")
TEXTS = [x for x, _ in model.TEXTS]
Y = np.array([model.LABELS.index(label) for _, label in model.TEXTS])
KNOWN = model.names(model.TEXTS)
F = model.counts(TEXTS, KNOWN)


def by_enumeration(theta):
    """Return observed less expected totals, feature by feature, from the strings."""
    gradient = dict.fromkeys(KNOWN, 0.0)
    for x, label in model.TEXTS:
        weight = {}
        for y in model.LABELS:
            named = (theta[KNOWN.index(name)] for name in model.features(x, y))
            weight[y] = np.exp(sum(named))
        for name in model.features(x, label):
            gradient[name] += 1.0
        for y, name in itertools.product(model.LABELS, KNOWN):
            count = model.features(x, y).count(name)
            gradient[name] -= count * weight[y] / sum(weight.values())
    return [gradient[name] for name in KNOWN]


@pytest.mark.parametrize("seed", range(3))
def test_for_each_feature_the_gradient_is_observed_less_expected(seed):
    theta = np.random.default_rng(seed).normal(size=len(KNOWN))
    _, gradient = model.likelihood_and_gradient(theta, F, Y)
    of_arrays = model.observed(F, Y) - model.expected(theta, F)
    np.testing.assert_allclose(gradient, of_arrays, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(gradient, by_enumeration(theta), rtol=1e-12, atol=1e-13)


def test_the_gradient_is_right_where_the_weights_are_large():
    theta = np.random.default_rng(3).normal(scale=200.0, size=len(KNOWN))
    value, gradient = model.likelihood_and_gradient(theta, F, Y)
    assert np.isfinite(value) and np.isfinite(gradient).all()
    check_grads(model.log_likelihood, (theta / 200.0, F, Y))


def test_probabilities_are_those_of_the_scores():
    theta = np.zeros(len(KNOWN))
    assert model.log_likelihood(theta, F, Y) == pytest.approx(-12 * np.log(3))


def test_it_labels_all_its_texts_and_new_ones(capsys):
    theta = model.train(F, Y)
    assert ((F @ theta).argmax(axis=1) == Y).all()
    assert np.abs(model.observed(F, Y) - model.expected(theta, F)).max() < 0.02
    new = {"hot soup": "food", "a goal for the team": "sport", "cold wind": "weather"}
    for x, label in new.items():
        scores = model.counts([x], KNOWN)[0] @ theta
        assert model.LABELS[np.argmax(scores)] == label
    model.main()
    assert "is about food" in capsys.readouterr().out
