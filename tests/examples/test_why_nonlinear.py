"""A network without a function between its layers is one linear map."""

import numpy as np
import pytest

from tests.examples.loading import example

why = example("why_nonlinear")
PARAMS = np.ones((2, 4)), np.ones(4), np.ones(4), 1.0


def lines(source):
    """Return the statements of a generated function, without comments."""
    body = source.split('"""')[-1].splitlines()
    return [line.strip() for line in body if line.strip() and "#" not in line]


@pytest.mark.parametrize("seed", range(3))
def test_a_network_with_the_identity_is_one_linear_map(seed):
    rng = np.random.default_rng(seed)
    params = (
        rng.normal(size=(3, 7)),
        rng.normal(size=7),
        rng.normal(size=7),
        0.5,
    )
    x = rng.normal(size=(10, 3))
    W, b = why.collapsed(params)
    np.testing.assert_allclose(
        why.network(params, x, why.identity), x @ W + b, rtol=1e-12, atol=1e-13
    )


def test_the_gradient_of_a_linear_network_has_no_factor_of_an_activation():
    texts = {
        F: why.loss_and_gradient.source_for(PARAMS, why.XOR, why.TARGETS, F)
        for F in (why.identity, np.tanh)
    }
    assert "identity" not in texts[why.identity].partition("# forward")[2]
    assert "1 - h * h" in texts[np.tanh]
    backward = texts[why.identity].partition("# backward")[2]
    assert "tanh" not in backward and "1 -" not in backward
    assert "W1_bar = x.T @ h_bar\n" in backward


def test_of_the_derivative_by_the_input_a_product_of_weights_is_left():
    linear = why.input_gradient.source_for(PARAMS, why.XOR[0], why.identity)
    assert lines(linear) == [
        "W1, b1, W2, b2 = params",
        "x_bar = W1 @ W2",
        "return x_bar",
    ]
    bent = why.input_gradient.source_for(PARAMS, why.XOR[0], np.tanh)
    assert "x_bar = W1 @ (W2 * (1 - h * h))" in lines(bent)


def test_the_derivative_of_a_linear_network_is_the_same_everywhere():
    rng = np.random.default_rng(2)
    params = rng.normal(size=(2, 4)), rng.normal(size=4), rng.normal(size=4), 0.5
    here, there = (why.input_gradient(params, x, why.identity) for x in why.XOR[:2])
    np.testing.assert_array_equal(here, there)
    np.testing.assert_array_equal(here, why.collapsed(params)[0])
    bent = [why.input_gradient(params, x, np.tanh) for x in why.XOR[:2]]
    assert np.abs(bent[0] - bent[1]).max() > 0.01


def test_only_the_network_with_a_function_learns_exclusive_or(capsys):
    _, flat = why.train(why.identity)
    _, bent = why.train(np.tanh)
    assert flat == pytest.approx(0.25, abs=1e-9)  # the best that a line can do
    assert bent < 1e-3
    why.main()
    assert "F = tanh" in capsys.readouterr().out
