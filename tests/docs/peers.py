"""What the page of other systems says of them, as programs: one for each system.

``python -m tests.docs.peers NAME`` runs one in a process of its own: these packages
start threads, and change what NumPy knows.
"""

import inspect
import sys

import numpy as np
import pytest

X = np.array([1.0, 2.0, 3.0])


def stores(np):
    def f(x):
        y = x * 2.0
        y[0] = y[1] * 3.0
        return np.sum(y * y)

    return f


def writes_out(np):
    def f(x):
        y = x * 2.0
        np.multiply(y, 2.0, out=y)
        return np.sum(y)

    return f


def loops(x):
    y = x
    while y < 100.0:
        y = y * x
    return y


def root(np):
    return lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0))


def of_autograd():
    import autograd
    import autograd.numpy as anp
    from autograd.differential_operators import make_jvp

    with pytest.raises(TypeError, match="item assignment"):
        autograd.grad(stores(anp))(X)
    with pytest.raises(TypeError, match="out"):
        autograd.grad(writes_out(anp))(X)
    assert autograd.hessian(lambda x: anp.sum(x**3))(X).shape == (3, 3)
    value, slope = make_jvp(anp.sin)(0.5)(1.0)
    assert (value, slope) == (np.sin(0.5), np.cos(0.5))
    namespace = {}
    exec("def f(x):\n    return x * x", namespace)
    assert autograd.grad(namespace["f"])(3.0) == 6.0


def of_jax():
    import jax
    import jax.numpy as jnp

    with pytest.raises(TypeError, match="immutable"):
        jax.grad(stores(jnp))(X)
    assert jax.grad(loops)(3.0) == 405.0
    with pytest.raises(jax.errors.TracerBoolConversionError):
        jax.jit(jax.grad(loops))(3.0)
    with pytest.raises(ValueError, match="Reverse-mode differentiation does not work"):
        jax.grad(lambda x: jax.lax.while_loop(lambda y: y < 100.0, lambda y: y * x, x))(
            3.0
        )
    with pytest.raises(jax.errors.TracerArrayConversionError):
        jax.grad(lambda x: np.sum(np.tanh(x)))(X)
    assert np.isnan(jax.grad(root(jnp))(np.array([0.0, 4.0]))[0])


def squares(x):
    y = np.tanh(x)
    return np.sum(y * y)


def tries(x):
    try:
        y = x * x
    except ValueError:
        y = x
    return y


def comprehends(x):
    return sum([v * v for v in [x, 2.0 * x]])


def of_tangent():
    import tangent

    gradient = tangent.grad(squares)
    assert np.allclose(gradient(X), 2 * np.tanh(X) * (1 - np.tanh(X) ** 2))
    text = inspect.getsource(gradient)
    assert "tangent.unbroadcast(" in text and "tangent.add_grad(" in text
    assert callable(tangent.autodiff(squares, mode="forward"))
    with pytest.raises(Exception, match="Try/Except blocks are not supported"):
        tangent.grad(tries)
    with pytest.raises(Exception, match="Tangent Error"):
        tangent.grad(comprehends)(2.0)
    assert hasattr(tangent, "insert_grad_of")


if __name__ == "__main__":
    {"autograd": of_autograd, "jax": of_jax, "tangent": of_tangent}[sys.argv[1]]()
