"""Objects of users' classes as arguments: methods by class, gradients by attribute."""

import numpy as np
import pytest

from srcdiff import NoDerivativeRule, grad, value_and_grad, vjp
from srcdiff.testing import check_grads
from tests.programs import numbers
from tests.programs_objects import LAYER, NETWORK, Layer, Network, Parameters, SineLayer

X = numbers(3)


def of_a_layer(layer, x):
    forward = layer.forward
    y = forward(x) + layer(x) * layer.penalty
    return np.sum(y * layer.halved(x)) + np.sum(layer[1] * x) + np.sum(2.0 * layer)


def of_a_network(network, x):
    return np.sum(network(x) ** 2) + network.first.penalty


def of_a_dataclass(p, x):
    return p.predict(x) * p.b if p.kind == "plain" else p.b


CASES = [
    (of_a_layer, LAYER),
    (of_a_layer, Layer(numbers(3, 3), numbers(3))),
    (of_a_network, NETWORK),
    (of_a_dataclass, Parameters(numbers(3), 0.5)),
    (of_a_dataclass, Parameters(numbers(3), 0.5, "other")),
]


@pytest.mark.parametrize(("f", "point"), CASES)
def test_gradients_agree_with_differences(f, point):
    check_grads(f, (point, X), (0, 1))


def test_the_gradient_is_such_an_object():
    before = vars(LAYER).copy()
    gradient = grad(of_a_layer)(LAYER, X)
    assert type(gradient) is SineLayer
    assert gradient.weights.shape == (3, 3) and gradient.bias.shape == (3,)
    assert (gradient.count, gradient.name) == (3, "layer")
    assert all(vars(LAYER)[name] is value for name, value in before.items())
    assert not np.shares_memory(gradient.weights, LAYER.weights)


def test_the_gradient_of_a_frozen_dataclass():
    value, gradient = value_and_grad(of_a_dataclass)(Parameters(X, 2.0, "other"), X)
    assert value == 2.0
    assert (gradient.b, gradient.kind) == (1.0, "other")
    np.testing.assert_array_equal(gradient.w, np.zeros(3))


def test_what_is_read_is_that_of_the_time_of_the_call():
    layer = Layer(numbers(3, 3), numbers(3))

    def f(x):
        return np.sum(layer.forward(x))

    derivative = grad(f)
    first = derivative(X)
    layer.weights = 2.0 * layer.weights
    second = derivative(X)
    assert not np.allclose(first, second)
    np.testing.assert_allclose(second, grad(f)(X), rtol=0)


def test_another_class_is_another_signature():
    derivative = grad(of_a_layer, 1)
    sine, plain = (
        derivative(LAYER, X),
        derivative(Layer(*list(vars(LAYER).values())[:2]), X),
    )
    assert not np.allclose(sine, plain)
    assert len(derivative.signatures) == 2
    np.testing.assert_array_equal(derivative(LAYER, X), sine)
    inner = grad(of_a_network, 1)
    swapped = Network(NETWORK.second, NETWORK.first)
    before = inner(NETWORK, X)
    np.testing.assert_allclose(inner(swapped, X), grad(of_a_network, 1)(swapped, X))
    np.testing.assert_array_equal(inner(NETWORK, X), before)


def test_attributes_without_methods_need_no_signature():
    def f(p, x):
        return np.sum(p.w * x) * p.b

    _, pullback = vjp(f, Parameters(X, 2.0), 2.0 * X, wrt=0)
    (gradient,) = pullback(1.0)
    np.testing.assert_allclose(gradient.w, 4.0 * X)
    assert gradient.b == pytest.approx(np.sum(2.0 * X * X))
    assert 'field(p, "w")' in grad(f).source


def test_objects_that_hold_each_other():
    first, second = Network(None, None), Network(None, None)
    first.first, second.first, first.gain = second, first, 3.0

    def f(network, x):
        return network.gain * x * x

    assert grad(f, 1)(first, 2.0) == 12.0
    assert grad(f)(first, 2.0).gain == 4.0


def test_a_function_that_an_object_holds():
    layer = Layer(numbers(3, 3), numbers(3))
    layer.function = np.sin

    def f(x):
        return np.sum(layer.function(x))

    slope = grad(f)
    assert np.allclose(slope(X), np.cos(X))
    layer.function = np.cos
    assert np.allclose(slope(X), -np.sin(X))


def test_a_method_of_an_unknown_object_is_refused():
    with pytest.raises(NoDerivativeRule, match=r"the method \.predict\(\)"):
        assert grad(of_a_dataclass).source
