"""Arrays that are taken apart into names: their adjoint is put together by NumPy."""

import numpy as np
import pytest

from srcdiff import grad
from srcdiff.testing import check_grads


def rosenbrock(v):
    x, y = v
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def rows(m):
    u, v = m
    return np.sum(u * v * v)


def some_unread(v):
    _, _, z = v
    return z + 2 * z


@pytest.mark.parametrize(
    ("function", "array"),
    [
        (rosenbrock, np.array([0.3, 0.4])),
        (rows, np.array([[0.3, 0.4, 1.5], [1.0, -2.0, 0.5]])),
        (rows, np.ones((2, 0))),
        (rows, np.arange(8.0).reshape(2, 2, 2)),
        (some_unread, np.array([1.0, 2.0, 3.0])),
    ],
)
@pytest.mark.parametrize("specialise", [True, False])
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_the_gradient_has_the_form_of_the_array(function, array, specialise, dtype):
    derivative = grad(function, specialise=specialise)
    found = derivative(array.astype(dtype))
    assert type(found) is np.ndarray
    assert (found.shape, found.dtype) == (array.shape, np.dtype(dtype))
    assert found.flags.writeable and not np.shares_memory(found, array)
    check_grads(function, (array,), order=2)


def test_the_text_is_a_call_of_numpy():
    text = grad(rosenbrock).source_for(np.ones(2))
    assert "    v_bar = np.array((x_bar, y_bar))\n    return v_bar\n" in text
    text = grad(rows).source_for(np.ones((2, 3)))
    assert "    m_bar = np.stack((u_bar, v_bar))\n" in text


def test_parameters_in_one_vector_have_the_text_of_parameters_apart():
    def loss(theta, x, y):
        w, b, beta = theta[:-1].reshape(3, -1)
        h = np.tanh(np.outer(x, w) + b)
        return np.mean((h @ beta + theta[-1] - y) ** 2)

    theta, x = np.linspace(-1.0, 1.0, 13), np.linspace(-2.0, 2.0, 7)
    text = grad(loss).source_for(theta, x, x)
    assert "import" not in text.replace("import numpy as np", "")
    assert "b_bar = h_in_bar.sum(axis=0)\n" in text
    check_grads(loss, (theta, x, x), wrt=0, order=2)
