"""The logistic function, in loops and anywhere: its derivative is y * (1 - y)."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def with_int(v):
    return 1 / (1 + np.exp(-v))


def with_floats(v):
    return 1.0 / (np.exp(-v) + 1.0)


def with_slope(v):
    return 1 / (1 + np.exp(-2.0 * v))


def falling(v):
    return 1.0 / (1 + np.exp(v))


def in_steps(v):
    e = np.exp(-v)
    return 1 / (1 + e)


def of_two(v):
    e = np.exp(-v)
    return e / (1 + e) + 1 / (2 + np.exp(v)) + 1 / (1 - np.exp(v - 9)) + 2 / (1 + e)


ALL = [with_int, with_floats, with_slope, falling, in_steps, of_two]


def layers(act):
    def loss(params, x):
        h = x
        for W, b in params:
            h = act(h @ W + b)
        return np.sum(h * h)

    return loss


@pytest.mark.parametrize("act", ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("shape", [(), (1,), (4,), (0,), (2, 3)])
def test_alone(act, shape):
    v = np.random.default_rng(0).normal(size=shape)
    check_grads(lambda v: np.sum(act(v) ** 2), (v,))
    check_grads(lambda v: np.sum(act(v) ** 2), (v,), order=2)
    check_grads(act, (0.3,), order=2)


@pytest.mark.parametrize("act", ALL, ids=lambda f: f.__name__)
def test_in_layers(act):
    rng = np.random.default_rng(1)
    params = [(rng.normal(size=s), rng.normal(size=s[1])) for s in ((3, 4), (4, 4))]
    check_grads(layers(act), (params, rng.normal(size=(5, 3))), wrt=(0, 1))


@pytest.mark.parametrize("act", ALL[:4], ids=lambda f: f.__name__)
def test_reads_the_value_alone(act):
    params, x = [(np.ones((3, 4)), np.ones(4))] * 2, np.ones((5, 3))
    source = grad(layers(act)).source_for(params, x)
    assert "h * (1 - h)" in source and "logistic(" not in source
    assert "exp" not in source.partition("# backward")[2]


def test_the_text_stays_as_it_was_written():
    source = grad(lambda v: np.sum(with_floats(v) ** 2)).source_for(np.ones(3))
    assert "1.0 / (np.exp(-v) + 1.0)" in source


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("size", [1e3, 1e6])
def test_where_the_exponential_overflows(size):
    params = [(size * np.array([[1.0, -1.0]]), np.zeros(2))] * 1
    (gradient,) = grad(layers(with_int))(params, np.array([[1.0], [-2.0]]))
    assert not gradient[0].any() and not gradient[1].any()
