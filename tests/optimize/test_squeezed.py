"""Sums lose an axis that only an index drops; new axes leave no trace in adjoints."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.core.types import Array
from srcdiff.optimize.squeezed import squeezed
from srcdiff.testing import check_grads
from tests.in_place import changed

START = "def f(x, y):\n    x = np.outer(x, y)\n    "
KNOWN = {"x": Array(np.dtype(float), ("n", "m")), "y": Array(np.dtype(float), ("m",))}


def after(body):
    text = START + body.replace("; ", "\n    ") + "\n    return a, y"
    found = changed(text, lambda node, names: squeezed(node), known=KNOWN)
    return found.removeprefix(START).removesuffix("\n    return a, y")


@pytest.mark.parametrize(
    "axis, index", [("0", "0"), ("1", ":, 0"), ("-1", ":, 0"), ("-2", "0")]
)
@pytest.mark.parametrize("factor", ["", "-2 * ", "-"])
def test_the_axis_goes(axis, index, factor):
    body = f"t = {factor}x.sum(axis={axis}, keepdims=True); a = 3 * t[{index}]"
    want = f"t = {factor}x.sum(axis={axis})\n    a = 3 * t"
    assert after(body) == want


@pytest.mark.parametrize(
    "body",
    [
        "t = x.sum(axis=1, keepdims=True); a = t[0]",
        "t = x.sum(axis=0, keepdims=True); a = t[:, 0]",
        "t = x.sum(axis=0); a = t[0]",
        "t = x.sum(axis=0, keepdims=False); a = t[0]",
        "t = x.sum(axis=0, keepdims=True); a = t[0] + t[0]",
        "t = x.sum(axis=0, keepdims=True); a = t[0] + t",
        "t = y * x.sum(axis=0, keepdims=True); a = t[0]",
        "t = x.sum(axis=0, keepdims=True); t = t * 2; a = t[0]",
        "t = x.sum(axis=0, keepdims=True); a = t[-1]",
        "t = x.max(axis=0, keepdims=True); a = t[0]",
    ],
)
def test_what_stays(body):
    assert after(body) == body.replace("; ", "\n    ")


def distances(x, c):
    return np.sum(np.exp(-np.sum((x[:, None, :] - c[None]) ** 2, axis=-1)))


def outer(x, y):
    return np.sum(np.sin(x[:, None] * y[np.newaxis, :]) * y[None])


def both(x, y):
    z = x[None, :, None] * y[:, None, None]
    return np.sum(z * z[:, :, 0][:, :, None]) + np.sum(x[:, None][0] * 2.0)


def around(x, y):
    return np.sum(x[None, :][:, None] ** 2) * np.sum(y[..., None])


SIZES = [(0, 3), (1, 3), (3, 1), (1, 1), (2, 3), (9, 3), (3, 9)]


@pytest.mark.parametrize("n, m", SIZES)
@pytest.mark.parametrize("function", [distances, outer, both, around])
def test_gradients(function, n, m):
    rng = np.random.default_rng(0)
    shapes = [(n, 2), (m, 2)] if function is distances else [(n,), (m,)]
    args = tuple(rng.normal(size=s) for s in shapes)
    if function is both and not n:
        return
    check_grads(function, args, wrt=(0, 1))
    for one, other in zip(
        grad(function, (0, 1))(*args),
        grad(function, (0, 1), specialise=False)(*args),
        strict=True,
    ):
        assert one.shape == other.shape and one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_the_text_of_distances():
    slope = grad(distances, (0, 1))
    slope(np.ones((3, 2)), np.ones((4, 2)))
    assert "zeros_like" not in slope.source and "keepdims" not in slope.source
