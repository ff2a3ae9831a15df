"""The perceptron per class and with a matrix: one gradient, and Rosenblatt's rule."""

import numpy as np
import pytest

from tests.examples.loading import example

perceptron = example("linear_classifier")


@pytest.mark.parametrize("y", range(3))
@pytest.mark.parametrize("seed", range(4))
def test_the_view_per_class_and_the_matrix_view_have_one_gradient(seed, y):
    rng = np.random.default_rng(seed)
    W, b, x = rng.normal(size=(3, 5)), rng.normal(size=3), rng.normal(size=5)
    W_bar, b_bar = perceptron.gradient_matrix(W, b, x, y)
    per_class = perceptron.gradient_per_class(list(zip(W, b, strict=True)), x, y)
    for k, (w_bar, number_bar) in enumerate(per_class):
        np.testing.assert_array_equal(w_bar, W_bar[k])
        assert number_bar == b_bar[k]


@pytest.mark.parametrize("y", range(3))
def test_the_gradient_is_the_rule_of_rosenblatt(y):
    """The winner loses x, the right class gains it; a right winner changes nothing."""
    rng = np.random.default_rng(5)
    W, b, x = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=4)
    winner = np.argmax(W @ x + b)
    expected = np.zeros((3, 4))
    expected[winner] += x
    expected[y] -= x
    np.testing.assert_array_equal(perceptron.gradient_matrix(W, b, x, y)[0], expected)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_the_label_of_two_classes_is_the_sign_of_the_score(sign):
    w, x = np.array([1.0, -2.0]), np.array([0.5, 1.5])
    wrong = np.sign(w @ x + 0.1) != sign
    w_bar, b_bar = perceptron.gradient_binary(w, 0.1, x, sign)
    np.testing.assert_array_equal(w_bar, -sign * x if wrong else 0.0 * x)
    assert b_bar == (-sign if wrong else 0.0)


def test_both_perceptrons_learn(capsys):
    perceptron.main()
    X, y = perceptron.points(200, seed=1)
    W, b = perceptron.train(*perceptron.points(40))
    assert np.mean(perceptron.labels(W, b, X) == y) >= 0.97
    signs = np.where(y == 0, 1.0, -1.0)
    w, number = perceptron.train_binary(X, signs)
    assert np.mean(np.sign(X @ w + number) == signs) >= 0.97
    assert "differ by 0.0" in capsys.readouterr().out
