"""The derivative of the sigmoid with slope s is s * sigma * (1 - sigma), as text."""

import ast

import numpy as np
import pytest

from tests.examples.loading import example

pytest.importorskip("matplotlib")
sigmoid_slope = example("sigmoid_slope")


def backward(derivative):
    """Return what a generated gradient computes after its forward part."""
    tree = ast.parse(derivative.source)
    function = next(s for s in tree.body if isinstance(s, ast.FunctionDef))
    assigned = [s for s in function.body if isinstance(s, ast.Assign)]
    return {ast.unparse(s.targets[0]): s.value for s in assigned}


def factors(product):
    """Return the factors of a product as a sorted list of texts."""
    if isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
        return sorted(factors(product.left) + factors(product.right))
    return [ast.unparse(product)]


def test_the_derivative_of_a_number_is_three_factors():
    sigmoid_slope.derivative(0.3, 2.0)
    lines = backward(sigmoid_slope.derivative)
    assert [*lines] == ["value", "v_bar"]
    assert factors(lines["v_bar"]) == ["1 - value", "s", "value"]


def test_the_derivatives_of_an_array_are_three_factors_too():
    sigmoid_slope.derivatives(np.linspace(-1.0, 1.0, 9), 2.0)
    lines = backward(sigmoid_slope.derivatives)
    sigma = next(name for name in lines if name.startswith("sigmoid"))
    assert factors(lines["v_bar"]) == sorted(["s", sigma, f"1 - {sigma}"])


@pytest.mark.parametrize("s", sigmoid_slope.SLOPES)
def test_the_derivative_is_the_formula(s):
    v = np.linspace(-6.0, 6.0, 601)
    sigma = sigmoid_slope.sigmoid(v, s)
    _, derivatives = sigmoid_slope.derivatives(v, s)
    np.testing.assert_allclose(derivatives, s * sigma * (1 - sigma), rtol=1e-15)
    step = 1e-5
    above, below = (sigmoid_slope.sigmoid(v + d, s) for d in (step, -step))
    np.testing.assert_allclose(
        derivatives, (above - below) / (2 * step), atol=s**3 * 1e-9
    )


def test_it_draws_the_plot(tmp_path, capsys):
    sigmoid_slope.main(tmp_path / "figures")
    assert (tmp_path / "figures" / "sigmoid_slope.png").stat().st_size > 10_000
    printed = capsys.readouterr().out
    assert "s / 4 = 2.5" in printed and "def sigmoid_grad" in printed
