"""Rules that users declare: what they may be, and the derivatives that call them."""

import functools
import runpy

import numpy as np
import pytest
from scipy import linalg, special

from srcdiff import (
    InvalidArgument,
    NoDerivativeRule,
    NotDifferentiable,
    UnsupportedSyntax,
    grad,
    rule,
)
from srcdiff.testing import check_grads


def softplus(x):
    return np.logaddexp(0.0, x)


@rule(softplus)
def softplus_rule(x, *, result, adjoint):
    return adjoint * (1 - np.exp(-result))


@rule(special.erf)
def erf_rule(x, *, result, adjoint):
    return adjoint * (2 / np.sqrt(np.pi)) * np.exp(-x * x)


def fixed_point(A, b, turns=200):
    """Solve A x = b by Richardson's iteration."""
    x = np.zeros_like(b)
    for _ in range(turns):
        x = x + 0.2 * (b - A @ x)
    return x


@rule(fixed_point)
def fixed_point_rule(A, b, turns=200, *, result, adjoint):
    # No iteration is run backwards: the adjoint of a solution is a solution.
    b_bar = fixed_point(A.T, adjoint, turns)
    return -np.outer(b_bar, result), b_bar


def solved(A, b):
    return np.sum(fixed_point(A, b, turns=300) ** 2)


def system(size=3):
    rng = np.random.default_rng(size)
    A = 2 * np.eye(size) + 0.1 * rng.normal(size=(size, size))
    return A, rng.normal(size=size)


@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3)])
def test_a_rule_of_one_argument(shape):
    x = np.random.default_rng(1).normal(size=shape)
    check_grads(lambda x: np.sum(softplus(2 * x) * x), (x,), order=2)
    check_grads(lambda x: np.sum(special.erf(x) * x), (x,), order=2)
    check_grads(softplus, (x,))


def test_no_items():
    assert grad(lambda x: np.sum(softplus(x)))(np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_a_gradient_has_the_dtype_of_its_argument(dtype):
    x = np.linspace(-1, 1, 5).astype(dtype)
    gradient = grad(lambda x: np.sum(special.erf(x)))(x)
    assert gradient.dtype == dtype
    assert np.allclose(gradient, 2 / np.sqrt(np.pi) * np.exp(-x * x))


def test_python_numbers():
    slope = grad(lambda x: softplus(x) * x)(0.5)
    assert type(slope) is float
    check_grads(lambda x: softplus(x) * x, (0.5,), order=2)


def test_a_rule_of_several_arguments():
    check_grads(solved, system(), order=2)
    check_grads(fixed_point, system())


def test_a_rule_is_called_once_by_its_name():
    derivative = grad(solved, ("A", "b"))
    derivative(*system())
    assert derivative.source.count("fixed_point_rule(") == 1


def test_the_function_itself_is_not_taken_apart():
    source = grad(fixed_point, "b").source
    assert "fixed_point_rule(A, b, turns, result=" in source
    assert "for _ in" not in source


def test_a_rule_in_a_loop():
    def f(x, n):
        for _ in range(n):
            x = softplus(x) * 0.5
        return np.sum(x)

    check_grads(f, (np.linspace(-1, 1, 4), 3), order=2)


def test_a_rule_in_a_function_that_is_called():
    def layer(h, w):
        return softplus(h @ w)

    def f(w, x):
        h = x
        for _ in range(2):
            h = layer(h, w)
        return np.sum(h**2)

    rng = np.random.default_rng(0)
    check_grads(f, (rng.normal(size=(3, 3)), rng.normal(size=(2, 3))))


def test_what_a_rule_returns_may_be_what_it_was_given():
    def same(x):
        return x

    @rule(same)
    def same_rule(x, *, result, adjoint):
        return adjoint

    check_grads(lambda x: np.sum(same(x) * x + x), (np.ones(3),))

    def written(x):
        y = same(x * 2.0)
        y[0] = 3.0 * y[1]
        return np.sum(y**2)

    check_grads(written, (np.arange(1.0, 4.0),))


def test_a_function_of_numpy_without_a_rule():
    @rule(np.i0)
    def i0_rule(x, *, result, adjoint):
        return adjoint * special.i1(x)

    check_grads(lambda x: np.sum(np.i0(x) * x), (np.linspace(0.5, 2.0, 4),))


def test_wrt_names_what_carries_a_derivative():
    def scaled(x, k):
        return k * x

    @rule(scaled, wrt="x")
    def scaled_rule(x, k, *, result, adjoint):
        return k * adjoint

    assert grad(lambda x, k: scaled(x, k))(2.0, 3.0) == 3.0
    with pytest.raises(NoDerivativeRule, match="gives no adjoint for k") as caught:
        grad(lambda x, k: scaled(x, k), wrt=("x", "k"))(2.0, 3.0)
    assert caught.value.refusals[0].place.text.strip().startswith("grad(lambda")
    # What has no derivative of its own is refused only where it is asked for.
    assert grad(lambda x: scaled(x, k=3.0))(2.0) == 3.0


def test_an_argument_of_structure():
    def affine(p, x):
        return x @ p["w"] + p["b"]

    @rule(affine, wrt="p")
    def affine_rule(p, x, *, result, adjoint):
        return {"w": x.T @ adjoint, "b": adjoint.sum()}

    params = {"w": np.ones(2), "b": 0.5}
    check_grads(lambda p: np.sum(affine(p, np.ones((3, 2))) ** 2), (params,))


def test_a_later_rule_replaces_one():
    def f(x):
        return x * x

    @rule(f)
    def first(x, *, result, adjoint):
        return 0.0 * adjoint

    @rule(f)
    def second(x, *, result, adjoint):
        return 2 * x * adjoint

    assert grad(lambda x: f(x))(3.0) == 6.0


def test_a_rule_without_a_name():
    def f(x):
        return x * x

    @rule(f)
    def _(x, *, result, adjoint):
        return 2 * x * adjoint

    derivative = grad(lambda x: f(x))
    assert derivative(3.0) == 6.0
    assert "x_bar = f_rule(x, result=value, adjoint=" in derivative.source


def test_a_name_of_the_user_s_own_is_left_alone():
    rule_name = softplus_rule

    def f(x, softplus_rule):
        return softplus(x) * softplus_rule

    assert rule_name(0.0, result=softplus(0.0), adjoint=2.0) == 1.0
    assert np.isclose(grad(f)(0.0, 2.0), 1.0)


# ------------------------------------------------------------------------------ saving


def test_a_saved_derivative_brings_the_rule(tmp_path):
    derivative = grad(solved, "b")
    path = tmp_path / "solved_grad.py"
    derivative.save(path, *system())
    text = path.read_text()
    assert "srcdiff" not in text and "@rule" not in text
    assert "# No iteration is run backwards" in text
    saved = runpy.run_path(str(path))["solved_grad"]
    assert np.array_equal(saved(*system()), derivative(*system()))


# -------------------------------------------------------------------- what is refused


def no_tuple(A, b, turns=200, *, result, adjoint):
    return adjoint


def wrong_shape(A, b, turns=200, *, result, adjoint):
    return A, A


def nothing(A, b, turns=200, *, result, adjoint):
    return None, None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (no_tuple, "no_tuple does not return a tuple of 2 adjoints"),
        (wrong_shape, r"adjoint of shape \(3, 3\) for b of shape \(3,\)"),
        (nothing, r"nothing gives no adjoint for A of shape \(3, 3\)"),
    ],
)
def test_an_adjoint_of_a_wrong_form_is_an_error_at_the_user_s_line(body, message):
    def f(A, b, turns=200):
        return b + A[0]

    rule(f)(body)

    def g(A, b):
        return np.sum(f(A, b))

    with pytest.raises(NotDifferentiable, match=message) as caught:
        grad(g, ("A", "b"))(*system())
    assert "return np.sum(f(A, b))" in str(caught.value)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"w": np.ones(3)}, r"for p\['w'\] of shape \(2,\)"),
        (np.ones(2), "gives no dict of 1 adjoints for p"),
        ({}, "gives no dict of 1 adjoints for p"),
    ],
)
def test_adjoints_have_the_structure_of_the_argument(found, message):
    def f(p):
        return p["w"] * 2

    @rule(f)
    def f_rule(p, *, result, adjoint):
        return found

    with pytest.raises(NotDifferentiable, match=message):
        grad(lambda p: np.sum(f(p)))({"w": np.ones(2)})


def other_name(y, *, result, adjoint):
    return adjoint


def other_default(x, k=3, *, result, adjoint):
    return adjoint


def one_too_few(x, *, adjoint):
    return adjoint


def by_position(x, result, adjoint):
    return adjoint


def starred(*x, result, adjoint):
    return adjoint


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (other_name, r"must have the parameters of f, \(x, k=2\)"),
        (other_default, r"must have the parameters of f, \(x, k=2\)"),
        (one_too_few, "must take result and adjoint, keyword-only"),
        (by_position, "must take result and adjoint, keyword-only"),
        (starred, r"starred takes \*x"),
    ],
)
def test_the_parameters_must_be_those_of_the_function(body, message):
    def f(x, k=2):
        return k * x

    with pytest.raises(InvalidArgument, match=message):
        rule(f)(body)


@pytest.mark.parametrize("wrt", ["z", (), ("x", "x"), ("x", "z")])
def test_wrt_must_name_parameters(wrt):
    def f(x, y):
        return x * y

    def f_rule(x, y, *, result, adjoint):
        return adjoint

    with pytest.raises(InvalidArgument, match="name one or more of the parameters"):
        rule(f, wrt=wrt)(f_rule)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (np.tanh, "tanh has a rule"),
        (np.median, "median has a rule"),
        (np.ones(3).sum, "no function that can be known again"),
        (functools.partial(softplus), "no function that can be known again"),
        (float, "no function that can be known again"),
        (3.0, "no function that can be known again"),
    ],
)
def test_only_functions_without_a_rule_of_the_compiler_s(function, message):
    with pytest.raises(InvalidArgument, match=message):
        rule(function)


def test_a_rule_may_not_write_into_what_it_is_given():
    def f(x):
        return x * 2

    def f_rule(x, *, result, adjoint):
        adjoint *= 2
        return adjoint

    with pytest.raises(UnsupportedSyntax, match="this writes into adjoint"):
        rule(f)(f_rule)


def test_a_function_that_writes_has_no_rule():
    def f(x):
        x[0] = 1.0
        return x

    with pytest.raises(UnsupportedSyntax, match="this writes into x"):
        rule(f)


def test_a_function_may_write_into_its_own_arrays():
    def f(x):
        x = x.copy()
        x[0] += 1.0
        x *= 2.0
        total = np.zeros(2)
        total[0] = np.sum(x)
        return total[0]

    @rule(f)
    def f_rule(x, *, result, adjoint):
        x_bar = np.empty_like(x)
        x_bar[...] = 2.0 * adjoint
        return x_bar

    check_grads(lambda x: 3.0 * f(x), (np.ones(3),))


def test_a_function_of_a_library():
    @rule(linalg.expm)
    def expm_rule(A, *, result, adjoint):
        return linalg.expm_frechet(A.T, adjoint, compute_expm=False)

    check_grads(linalg.expm, (np.random.default_rng(0).normal(size=(3, 3)),))
