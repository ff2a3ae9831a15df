"""Complex programs against differences, both forms against each other, and JAX."""

import types

import numpy as np
import pytest

from srcdiff import NotDifferentiable, grad, vjp
from srcdiff.testing import check_grads
from tests.complex_programs import PROGRAMS, numbers, reals
from tests.trees import assert_close

EACH = pytest.mark.parametrize("name", PROGRAMS)
SCALAR = [n for n in PROGRAMS if not n.startswith("complex_result")]
TWICE = [n for n, program in PROGRAMS.items() if program.order > 1]
NOT_IN_JAX = {
    *("converted", "filled_by_items", "reshaped", "parts_written"),
    *("put_together", "empty"),
}


@EACH
def test_gradient(name):
    program = PROGRAMS[name]
    check_grads(program.function, program.arguments)


@pytest.mark.parametrize("name", TWICE)
def test_gradient_of_the_gradient(name):
    program = PROGRAMS[name]
    check_grads(program.function, program.arguments, order=2)


@pytest.mark.parametrize("name", SCALAR)
def test_general_form(name):
    program = PROGRAMS[name]
    every = tuple(range(len(program.arguments)))
    want = grad(program.function, every)(*program.arguments)
    got = grad(program.function, every, specialise=False)(*program.arguments)
    assert_close(got, want, 1e-6 if "precision" in name else 1e-11)
    assert dtypes(got) == dtypes(want) == dtypes(program.arguments)


def dtypes(tree):
    if isinstance(tree, dict):
        return [dtypes(item) for item in tree.values()]
    if isinstance(tree, list | tuple):
        return [dtypes(item) for item in tree]
    return type(tree), np.asarray(tree).dtype


@pytest.mark.parametrize("name", [n for n in SCALAR if n not in NOT_IN_JAX])
def test_conjugate_of_the_gradient_of_jax(name):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    program = PROGRAMS[name]
    every = tuple(range(len(program.arguments)))
    ours = grad(program.function, every)(*program.arguments)
    theirs = jax.grad(in_jax(program.function, jax.numpy), every)(*program.arguments)
    conjugated = jax.tree.map(np.conj, theirs)
    assert_close(ours, conjugated, 1e-5 if "precision" in name else 1e-9)


def in_jax(function, module):
    """Return a function, and those it calls, with JAX in the place of NumPy."""
    around = {**function.__globals__, "np": module}
    for name, value in function.__globals__.items():
        if name in function.__code__.co_names and isinstance(value, types.FunctionType):
            around[name] = in_jax(value, module)
    return types.FunctionType(function.__code__, around)


def test_convention():
    """Of L = |z|^2 the gradient is 2 z: the direction in which L grows fastest."""
    z = np.array([3 + 4j])
    assert grad(lambda z: np.sum(z.real**2 + z.imag**2))(z) == pytest.approx(2 * z)
    value, pullback = vjp(lambda z: z * (1 + 2j), z)
    assert value == z * (1 + 2j)
    assert pullback(np.array([1j]))[0] == pytest.approx(1j * (1 - 2j))


def test_a_complex_result_needs_vjp():
    with pytest.raises(NotDifferentiable, match="return its real part") as caught:
        grad(lambda x: np.sum(x * 1j))(np.ones(2))
    assert "test_complex_programs.py" in str(caught.value)


def scaled(x, k):
    return np.sum(np.abs(x * k) ** 2)


def test_a_parameter_outside_of_wrt_may_be_complex():
    x, k = reals(3), numbers(3)
    check_grads(scaled, (x, k), wrt="x")
    general = grad(scaled, "x", specialise=False)
    assert_close(general(x, k), 2 * x * np.abs(k) ** 2, 1e-12)
    assert_close(general(x, np.ones(3)), 2 * x, 1e-12)
    assert "conform" not in general.source


class Medium:
    def __init__(self, phase):
        self.phase = phase

    def passed(self, x):
        return x * self.phase


def through(x, medium):
    return np.sum(np.abs(np.cumsum(medium.passed(x))))


def test_an_object_may_hold_complex_numbers():
    x, medium = reals(4), Medium(np.exp(1j * np.arange(4)))
    derivative = grad(through)
    want = grad(lambda x: np.sum(np.abs(np.cumsum(x * np.exp(1j * np.arange(4))))))(x)
    assert_close(derivative(x, Medium(2.0)), 2.0 * np.arange(4, 0, -1), 1e-12)
    assert_close(derivative(x, medium), want, 1e-12)
