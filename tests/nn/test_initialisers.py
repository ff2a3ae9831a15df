"""Initial weights have the variance that they should, and come from the seed alone."""

import numpy as np
import pytest

from srcdiff.nn import initialisers

VARIANCES = {
    initialisers.glorot_uniform: 2 / (400 + 300),
    initialisers.glorot_normal: 2 / (400 + 300),
    initialisers.he_uniform: 2 / 400,
    initialisers.he_normal: 2 / 400,
    initialisers.lecun_normal: 1 / 400,
    initialisers.orthogonal: 1 / 400,
    initialisers.zeros: 0.0,
}
ALL = pytest.mark.parametrize("draw", VARIANCES, ids=lambda f: f.__name__)


@ALL
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_variances(draw, dtype):
    W = draw((400, 300), np.random.default_rng(1), dtype)
    assert W.shape == (400, 300) and W.dtype == dtype
    assert np.isclose(W.var(), VARIANCES[draw], rtol=0.02)
    assert abs(W.mean()) < 3e-4
    again = draw((400, 300), np.random.default_rng(1), dtype)
    assert np.array_equal(W, again)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (1, 3)])
def test_orthogonal(shape):
    W = initialisers.orthogonal(shape, np.random.default_rng(2))
    small = W.T @ W if shape[0] >= shape[1] else W @ W.T
    assert np.allclose(small, np.eye(min(shape)))
