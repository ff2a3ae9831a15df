"""Softmax of two vectors is the sigmoid of one; the optimum is scikit-learn's."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from srcdiff.testing import check_grads
from tests.examples.loading import example

logistic = example("logistic_regression")
CANCER = load_breast_cancer(return_X_y=True)
IRIS = load_iris(return_X_y=True)


def scaled(data):
    X, y = data
    return StandardScaler().fit_transform(X), y


@pytest.mark.parametrize("seed", range(5))
def test_softmax_of_two_vectors_is_the_sigmoid_of_their_difference(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(20, 6)), rng.integers(0, 2, 20)
    W, b = rng.normal(size=(2, 6)), rng.normal(size=2)
    w, number = W[1] - W[0], b[1] - b[0]
    two = logistic.softmax_loss(W, b, X, y)
    assert two == pytest.approx(logistic.binary_loss(w, number, X, y), rel=1e-14)
    W_bar, b_bar = logistic.softmax_gradient(W, b, X, y)
    w_bar, number_bar = logistic.binary_gradient(w, number, X, y)
    for sign, k in ((-1.0, 0), (1.0, 1)):
        np.testing.assert_allclose(sign * W_bar[k], w_bar, rtol=1e-11, atol=1e-15)
        assert sign * b_bar[k] == pytest.approx(number_bar, rel=1e-11, abs=1e-15)


def test_the_losses_are_finite_and_right_at_large_scores():
    X, y = np.array([[1000.0], [-1000.0]]), np.array([0, 1])
    W, b = np.array([[-1.0], [1.0]]), np.zeros(2)
    assert logistic.binary_loss(np.array([2.0]), 0.0, X, y) == 2000.0
    assert logistic.softmax_loss(W, b, X, y) == 2000.0
    check_grads(logistic.binary_loss, (np.array([2.0]), 0.0, X, y), wrt=(0, 1))
    check_grads(logistic.softmax_loss, (W, b, X, y), wrt=(0, 1))


def optimum(C, data):
    return LogisticRegression(C=C, tol=1e-12, max_iter=10_000).fit(*data)


@pytest.mark.parametrize("C", [0.1, 1.0])
def test_two_classes_reach_the_optimum_of_scikit_learn(C):
    X, y = scaled(CANCER)
    start = np.zeros(X.shape[1]), 0.0
    w, b = logistic.train(start, X, y, logistic.binary_loss, C)
    theirs = optimum(C, (X, y))
    np.testing.assert_allclose(w, theirs.coef_[0], atol=1e-5)
    assert b == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_two_vectors_reach_the_optimum_of_one_with_half_the_penalty():
    X, y = scaled(CANCER)
    start = np.zeros((2, X.shape[1])), np.zeros(2)
    W, b = logistic.train(start, X, y, logistic.softmax_loss, C=0.5)
    theirs = optimum(1.0, (X, y))
    np.testing.assert_allclose(W[1] - W[0], theirs.coef_[0], atol=1e-5)
    assert b[1] - b[0] == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_many_classes_reach_the_optimum_of_scikit_learn():
    X, y = scaled(IRIS)
    start = np.zeros((3, X.shape[1])), np.zeros(3)
    W, b = logistic.train(start, X, y, logistic.softmax_loss)
    theirs = optimum(1.0, (X, y))
    np.testing.assert_allclose(W, theirs.coef_, atol=1e-5)
    np.testing.assert_allclose(
        b - b[0], theirs.intercept_ - theirs.intercept_[0], atol=1e-5
    )


def test_it_says_how_near_it_comes(capsys):
    logistic.main()
    lines = capsys.readouterr().out.splitlines()
    assert all(float(line.split()[-1]) < 1e-5 for line in lines[:3])
