"""A number is added where an array filled with it was, if that is the same."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.core.types import Array, Number
from srcdiff.optimize.filled import filled
from srcdiff.testing import check_grads
from tests.in_place import changed

FLOATS = Array(np.dtype(float), ("n",))
KNOWN = {"x": FLOATS, "y": FLOATS, "k": Number(float)}


def after(body, known=KNOWN):
    text = f"def f(x, y):\n    k = 0.5\n    {body}\n    return x, y"
    return changed(text, lambda node, names: filled(node), known=known).splitlines()[2]


@pytest.mark.parametrize(
    "before, want",
    [
        ("x[1:] += np.full_like(y, k)[1:]", None),
        ("x[:] += np.full_like(y, k)", "x[:] += k"),
        ("x[:] -= np.full_like(y, -2.0) / y.size", "x[:] -= -2.0 / y.size"),
        ("x = x + np.full_like(x, k)", "x = x + k"),
        ("x = x - np.full_like(x, k) / 2", "x = x - k / 2"),
        ("x = np.full_like(x, k) - x", "x = k - x"),
        ("x = x[:2] + np.full_like(y[:2], k)", None),
    ],
)
def test_texts(before, want):
    assert after(before).strip() == (want or before)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"x": FLOATS},
        {**KNOWN, "y": Array(np.dtype(float), None)},
        {**KNOWN, "x": Array(np.dtype("f4"), ("n",))},
        {**KNOWN, "x": Array(np.dtype(float), (0,)), "y": Array(np.dtype(float), (0,))},
    ],
)
def test_what_is_not_known_stays(known):
    before = "x = x + np.full_like(y, k) / y.size"
    assert after(before, known).strip() == before


def mean_of_items(z, t):
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(logp[np.arange(len(t)), t]) + np.sum(z) * 0.5


@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize("rows", [0, 1, 2, 9])
def test_gradients(rows, dtype):
    z = np.random.default_rng(0).normal(size=(rows, 3)).astype(dtype)
    t = np.arange(rows) % 3
    if rows == 0:
        assert grad(mean_of_items)(z, t).shape == (0, 3)
        return
    got = grad(mean_of_items)(z, t)
    assert got.dtype == dtype
    general = grad(mean_of_items, specialise=False)(z, t)
    np.testing.assert_allclose(got, general, rtol=1e-6 if dtype == "f8" else 1e-4)
    if dtype == "f8":
        check_grads(mean_of_items, (z, t), wrt=0)
