"""Activations: values against longer floats, gradients against differences."""

import numpy as np
import pytest

from srcdiff import grad, nn
from srcdiff.testing import check_grads

LONG = np.longdouble


def long_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


EXACT = {
    nn.identity: lambda v: v,
    nn.sigmoid: lambda v: np.exp(-np.logaddexp(0, -v)),
    nn.tanh: np.tanh,
    nn.relu: lambda v: (v + abs(v)) / 2,
    nn.leaky_relu: lambda v: np.maximum(v, LONG("0.01") * v),
    nn.gelu: lambda v: (
        v / 2 * (1 + np.tanh(np.sqrt(2 / LONG(np.pi)) * (v + LONG("0.044715") * v**3)))
    ),
    nn.softplus: lambda v: np.logaddexp(0, v),
    nn.softmax: long_softmax,
    nn.log_softmax: lambda z: np.log(long_softmax(z)),
}
ALL = pytest.mark.parametrize("act", EXACT, ids=lambda a: a.__name__)
ROWS = {nn.softmax, nn.log_softmax}


def weighted(act):
    def value(v, weights):
        return np.sum(act(v) * weights)

    return value


@ALL
@pytest.mark.parametrize(
    "shape", [(), (1,), (5,), (0,), (2, 3), (1, 4), (3, 1), (2, 3, 4)]
)
def test_values_and_gradients(act, shape):
    if act in ROWS and (shape == () or 0 in shape):
        pytest.skip("there is no row")
    rng = np.random.default_rng(1)
    v, weights = rng.normal(size=shape), rng.normal(size=shape)
    assert np.allclose(act(v), EXACT[act](v.astype(LONG)).astype(float), 1e-8, 1e-15)
    assert np.shape(act(v)) == shape
    check_grads(weighted(act), (v, weights))


@ALL
@pytest.mark.parametrize("layout", ["transposed", "strided", "float32"])
def test_layouts_and_dtypes(act, layout):
    rng = np.random.default_rng(2)
    v = rng.normal(size=(6, 8))
    v = {"transposed": v.T, "strided": v[::2, ::-3], "float32": v.astype("f4")}[layout]
    weights = rng.normal(size=v.shape).astype(v.dtype)
    assert act(v).dtype == v.dtype
    got = grad(weighted(act))(v, weights)
    assert got.dtype == v.dtype
    check_grads(weighted(act), (v, weights))


@ALL
@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.filterwarnings("error")
def test_large_inputs(act, dtype):
    v = np.array([-1e6, -1e4, -800.0, -100.0, 0.5, 100.0, 800.0, 1e4, 1e6], dtype)
    with np.errstate(under="ignore"):
        value = act(v)
        slope = grad(weighted(act))(v, np.ones_like(v))
        exact = EXACT[act](v.astype(LONG)) if act is not nn.log_softmax else v - v.max()
        assert np.isfinite(value).all() and np.isfinite(slope).all()
        eps = np.finfo(dtype).eps
        assert np.allclose(
            value, exact.astype(dtype), 20 * eps, 1e3 * np.finfo(dtype).tiny
        )


def test_slopes():
    v = np.array([-40.0, -1.0, 0.0, 2.0])
    for slope in (0.5, 1.0, 10.0):
        y = nn.sigmoid(v, slope)
        got = grad(lambda v, s=slope: np.sum(nn.sigmoid(v, s)))(v)
        assert np.allclose(got, slope * y * (1 - y), 1e-14, 0)
    assert np.isclose(nn.sigmoid(-40.0), np.exp(-40.0), 1e-15, 0)
    assert nn.leaky_relu(np.array([-2.0]), 0.25) == -0.5
    assert (
        grad(lambda v: np.sum(nn.leaky_relu(v, 0.25)))(-np.ones(2)).tolist()
        == [0.25] * 2
    )


def test_sigmoid_reads_as_in_a_book():
    source = grad(weighted(nn.sigmoid)).source_for(np.ones((2, 3)), np.ones((2, 3)))
    assert "weights * act_v * (1 - act_v)" in source
