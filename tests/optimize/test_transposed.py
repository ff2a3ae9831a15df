"""Products of transposes: one product, one transpose less, the same values."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads

W, X, V = np.random.default_rng(0).normal(size=(3, 5, 4))


def layer(w, x):
    return np.sum(np.tanh(x @ w.T))


def two_layers(w, x, v):
    return np.sum((np.tanh(x @ w.T) @ v[:, :5].T) ** 2)


def column(w, x):
    return np.sum(np.tanh(np.dot(x, w[:, :1])[:, :1] @ w[:1, :1].T))


def batches(w, x):
    return np.sum(np.tanh(x[None] @ w.T[None]))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (layer, (W, X)),
        (layer, (W[:1], X)),
        (layer, (W, X[:1])),
        (layer, (W[:0], X)),
        (two_layers, (W, X, np.ones((2, 6)))),
        (column, (W[:4, :4], X[:3])),
        (batches, (W, X)),
    ],
)
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_the_gradient_is_right(function, arguments, dtype):
    check_grads(function, arguments)
    wrt = tuple(range(len(arguments)))
    found = grad(function, wrt)(*(a.astype(dtype) for a in arguments))
    for gradient, argument in zip(found, arguments, strict=True):
        assert gradient.shape == argument.shape and gradient.dtype == np.dtype(dtype)


def test_the_text_transposes_a_matrix_and_no_product():
    text = grad(layer).source_for(W, X)
    assert text.endswith("    return (1 - tanh * tanh).T @ x\n") or (
        "    w_bar = (1 - tanh * tanh).T @ x\n" in text
    )
    assert ").T\n" not in text


def test_the_product_of_a_vector_stays():
    text = grad(layer).source_for(W[0], X)
    assert ".T @ " in text
    check_grads(layer, (W[0], X))
