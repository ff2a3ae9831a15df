"""Programs that differentiate: gradients in losses, in loops and in other gradients."""

import copy
import functools
from typing import NamedTuple

import numpy as np
import pytest

import srcdiff
from srcdiff import NotDifferentiable, UnsupportedSyntax, grad, value_and_grad, vjp
from srcdiff.testing import check_grads
from srcdiff.testing.leaves import mapped
from tests.scientific.samples import numbers
from tests.trees import assert_close, leaves, same_structure

W = numbers(3)
X, Y = numbers(6, 3), numbers(6)


def energy(x):
    return np.sum(np.sin(x) * x**2)


def quartic(x, a):
    return a * x**4 - 3 * x**2 + x


energy_slope = grad(energy)
fixed_quartic = functools.partial(quartic, a=2.0)


def hessian_vector(x, v):
    return np.sum(grad(energy)(x) * v)


def made_before(x):
    return np.sum(energy_slope(x) ** 2)


def in_a_name(x):
    slope = grad(energy)
    for _ in range(2):
        x = x - 0.1 * slope(x)
    return np.sum(x)


def descent(rate, w, x, y):
    def loss(w):
        return np.mean((x @ w - y) ** 2)

    for _ in range(3):
        w = w - rate * grad(loss)(w)
    return loss(w)


def momentum(rate, beta, w):
    v = np.zeros_like(w)
    for _ in range(3):
        v = beta * v + grad(lambda u: np.sum(np.cosh(u)))(w)
        w = w - rate * v
    return np.sum(np.cosh(w))


def line_search(x):
    def f(v):
        return np.sum(v**4)

    for _ in range(3):
        g = grad(f)(x)
        t = 1.0
        while f(x - t * g) > f(x) - 0.5 * t * np.sum(g * g):
            t *= 0.5
        x = x - t * g
    return np.sum(x**2)


def newton(a, x):
    def f(v):
        return quartic(v, a)

    for _ in range(2):
        x = x - grad(f)(x) / grad(grad(f))(x)
    return x


def root(a):
    def residual(x):
        return x**3 + a * x - 1.0

    x = 1.0
    for _ in range(6):
        x = x - residual(x) / grad(residual)(x)
    return x


def network(w, x):
    return np.sum(np.tanh(x @ w))


def gradient_penalty(w, x):
    value, g = value_and_grad(network, wrt="x")(w, x)
    return value**2 + np.sum(g**2)


def values_in_a_loop(x):
    def f(v):
        return np.sum(np.cos(v) * v)

    total = 0.0
    for _ in range(2):
        value, g = value_and_grad(f)(x)
        x = x - 0.1 * g
        total = total + value
    return total


def two_at_once(x, y):
    def f(a, b):
        return np.sum(a * b**2)

    first, second = srcdiff.grad(f, (0, 1))(x, y)
    return np.sum(first * second)


def of_a_partial(x, k):
    return grad(functools.partial(quartic, a=k))(x)


def decorated(x, k):
    @grad
    def slope(v):
        return np.sin(v) * k

    return slope(x) ** 2


def decorated_with_options(x, k):
    @grad(wrt="v")
    def slope(u, v):
        return np.sin(v) * u * k

    return slope(x, k) ** 2


def with_more(x):
    def f(v):
        return np.sum(v**3), 2.0 * v

    g, more = grad(f, has_aux=True)(x)
    return np.sum(g * more)


def trained(params, x, y):
    def loss(p):
        return np.mean((np.tanh(x @ p["w"]) + p["b"] - y) ** 2)

    for _ in range(2):
        g = grad(loss)(params)
        params = {k: params[k] - 0.1 * g[k] for k in ("w", "b")}
    return loss(params)


def minimised(f, x, rate, n):
    for _ in range(n):
        x = x - rate * grad(f)(x)
    return x


def passed_on(rate, x):
    return np.sum(minimised(energy, x, rate, 3) ** 2)


def passed_on_with_names(rate, x, k):
    return np.sum(minimised(lambda v: k * np.sum(v**4), x, rate, 3) ** 2)


def third_order(x):
    return grad(grad(lambda v: v**5))(x)


def at_a_constant(x, c, k):
    return np.sum((grad(energy)(c) + grad(lambda v: np.sum(v**2 * k))(c)) * x)


def trace(x):
    total = 0.0
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = 1.0
        total += np.sum(grad(lambda v: np.sum(grad(energy)(v) * e))(x) * e)  # noqa: B023
    return total


class Model:
    def __init__(self, k):
        self.k = k

    def loss(self, w):
        return np.sum(np.sin(w * self.k))


MODEL = Model(2.0)


def of_a_method(w):
    return np.sum(grad(MODEL.loss)(w) ** 2)


def of_one_that_writes(x):
    def f(v):
        u = np.zeros(len(v) + 1)
        for i in range(len(v)):
            u[i + 1] = u[i] * v[i] + v[i]
        return np.sum(u**2)

    return np.sum(grad(f)(x) * np.arange(1.0, 4.0))


def names_around_it(x):
    def f(y):
        return x * y**2 * np.sin(x * y)

    return grad(f)(x * 2.0)


def at_the_time_of_the_call(x):
    c = np.zeros(3)

    def f(v):
        return np.sum(v * c)

    c[:] = x**2
    first = grad(f)(x)
    c[0] = 5.0 * x[1]
    return np.sum(first * x) + np.sum(grad(f)(x) * x)


def in_turns(x):
    total = 0.0
    for k in range(1, 4):
        total = total + np.sum(grad(lambda v, k=k: np.sum(v**k))(x) * x)
    return total


def one_of_two(x, k):
    f = np.sin if k > 0 else np.cos
    g = (lambda v: v**3) if k > 1 else (lambda v: v**4)
    return grad(f)(x) * grad(g)(x)


def returned(x):
    def make(k):
        def f(v):
            return k * v**3

        return grad(f)

    return make(x)(x * 2)


def handed_over(x):
    def applied(g, v):
        return g(v)

    both = [grad(lambda v: v**2), grad(lambda v: x * v**3)]
    return applied(both[1], x) + both[0](x)


def of_left_early(x):
    def f(v):
        if v > 1:
            return v**3
        return v**2

    return grad(f)(x) * x


def of_keywords(x, k):
    def f(v, *, scale=2.0):
        return np.sum(v**2 * scale * k)

    return np.sum(grad(f)(x, scale=k))


class Pair(NamedTuple):
    w: np.ndarray
    b: float


def of_records(p, x):
    g = grad(lambda q: np.sum((q.w * x + q.b) ** 2))(p)
    return np.sum(g[0] ** 2) + g[1]


def of_integers(x, n):
    return grad(lambda v: v**3)(n) * x


PROGRAMS = [
    (hessian_vector, (W, W[::-1].copy()), (0, 1)),
    (made_before, (W,), (0,)),
    (in_a_name, (W,), (0,)),
    (descent, (0.1, W, X, Y), (0, 1, 2, 3)),
    (momentum, (0.1, 0.9, W), (0, 1, 2)),
    (line_search, (W,), (0,)),
    (newton, (1.3, 1.7), (0, 1)),
    (root, (0.7,), (0,)),
    (gradient_penalty, (X[0], X), (0, 1)),
    (values_in_a_loop, (W,), (0,)),
    (two_at_once, (W, 2 * W), (0, 1)),
    (of_a_partial, (0.7, 1.2), (0, 1)),
    (decorated, (0.7, 1.2), (0, 1)),
    (decorated_with_options, (0.7, 1.2), (0, 1)),
    (with_more, (W,), (0,)),
    (trained, ({"w": W, "b": 0.3}, X, Y), (0, 1, 2)),
    (passed_on, (0.01, W), (0, 1)),
    (passed_on_with_names, (0.01, W, 0.7), (0, 1, 2)),
    (third_order, (1.3,), (0,)),
    (at_a_constant, (W, 2 * W, 0.3), (0,)),
    (trace, (W,), (0,)),
    (of_a_method, (W,), (0,)),
    (of_one_that_writes, (W,), (0,)),
    (names_around_it, (0.8,), (0,)),
    (at_the_time_of_the_call, (W,), (0,)),
    (in_turns, (W,), (0,)),
    (one_of_two, (0.3, 2.0), (0,)),
    (one_of_two, (0.3, 0.5), (0,)),
    (one_of_two, (0.3, -1.0), (0,)),
    (returned, (0.7,), (0,)),
    (handed_over, (0.7,), (0,)),
    (of_left_early, (1.5,), (0,)),
    (of_left_early, (0.5,), (0,)),
    (of_keywords, (W, 0.7), (0, 1)),
    (of_records, (Pair(W, 0.2), 2 * W), (0, 1)),
    (of_integers, (0.7, 3), (0,)),
]


def moved(value, direction, step):
    """Return an argument moved along a direction."""
    if isinstance(value, dict):
        return {k: moved(v, direction[k], step) for k, v in value.items()}
    if isinstance(value, tuple):
        return type(value)(*map(moved, value, direction, [step] * len(value)))
    return value + step * direction


def slope_along(program, arguments, wrt, directions):
    """Return a derivative by differences, of few calls: each of them may compile."""

    def at(step):
        new = list(copy.deepcopy(arguments))
        for place, direction in zip(wrt, directions, strict=True):
            new[place] = moved(new[place], direction, step)
        return float(program(*new))

    wide, narrow = ((at(h) - at(-h)) / (2 * h) for h in (4e-4, 2e-4))
    return (4 * narrow - wide) / 3


@pytest.mark.parametrize("program, arguments, wrt", PROGRAMS)
def test_gradient(program, arguments, wrt):
    given = copy.deepcopy(arguments)
    found = grad(program, wrt)(*given)
    general = grad(program, wrt, specialise=False)(*given)
    assert_close(general, found, 1e-10)
    assert_close(given, arguments, 0.0)
    random = np.random.default_rng(3)
    points = [arguments[place] for place in wrt]
    directions = [
        mapped(p, lambda v: random.standard_normal(np.shape(v))) for p in points
    ]
    wanted = slope_along(program, arguments, wrt, directions)
    pairs = zip(leaves(found), leaves(directions), strict=True)
    along = sum(np.sum(g * d) for g, d in pairs)
    assert along == pytest.approx(wanted, rel=1e-7)
    for one, point in zip(found, points, strict=True):
        assert same_structure(one, point)


SMOOTH = [hessian_vector, descent, gradient_penalty, names_around_it, third_order]


@pytest.mark.parametrize("program", SMOOTH)
def test_gradient_of_the_gradient(program):
    arguments, wrt = next((a, w) for p, a, w in PROGRAMS if p is program)
    check_grads(program, arguments, wrt, order=2)


def test_as_jax_has_it():
    jax = pytest.importorskip("jax")
    jnp = jax.numpy

    def loss(w, x, y):
        return jnp.mean((x @ w - y) ** 2)

    def program(rate, w, x, y):
        for _ in range(3):
            w = w - rate * jax.grad(loss)(w, x, y)
        return loss(w, x, y)

    with jax.enable_x64(True):
        wanted = jax.grad(program, (0, 1, 2, 3))(0.1, W, X, Y)
        found = grad(descent, (0, 1, 2, 3))(0.1, W, X, Y)
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-10)


def test_the_text_is_made_for_the_types_of_the_call():
    text = grad(hessian_vector).source_for(W, W)
    assert "runtime" not in text
    assert len(text.splitlines()) < 25


def of_variable_options(x, w):
    return np.sum(grad(energy, w)(x))


def of_no_parameter(x):
    return np.sum(grad(lambda u: np.sum(u * u), "w")(x))


def of_no_parameter_known(x):
    return np.sum(grad(energy, wrt="w")(x))


def of_a_pullback(x):
    value, pullback = vjp(energy, x)
    return value + np.sum(pullback(1.0)[0])


def of_a_partial_from_outside(x):
    return grad(fixed_quartic)(x)


def of_itself(x, n):
    if n == 0:
        return x**3
    return grad(of_itself)(x, n - 1)


def of_the_function_around_it(x, n):
    def inner(v, n):
        if n == 0:
            return np.sum(v**3)
        return np.sum(grad(lambda u: inner(u, n - 1))(v))

    return inner(x, n)


REFUSED = [
    (of_variable_options, (W, 0), "which derivative this is, only the run tells"),
    (of_no_parameter, (W,), "with respect to what the call does not pass"),
    (of_no_parameter_known, (W,), "energy has no such parameter"),
    (of_a_pullback, (W,), "vjp is called inside of what is differentiated"),
    (of_a_partial_from_outside, (0.7,), "a partial from outside"),
    (of_itself, (0.7, 1), "this derivative is needed to make itself"),
    (of_the_function_around_it, (W, 1), "this derivative is needed to make itself"),
]


@pytest.mark.parametrize("program, arguments, reason", REFUSED)
def test_refused(program, arguments, reason):
    with pytest.raises(UnsupportedSyntax, match=r"inside\.py:\d+: .*" + reason):
        grad(program)(*arguments)


def of_an_array(x):
    return np.sum(grad(lambda v: v * v)(x))


def test_an_inner_gradient_wants_a_scalar_too():
    with pytest.raises(NotDifferentiable, match=r"inside\.py:\d+: the result is a"):
        grad(of_an_array)(W)


def helper(f, x, v):
    return grad(lambda x: np.sum(grad(f)(x) * v))(x)


def test_functions_without_a_name():
    cube = lambda x: np.sum(x**3)  # noqa: E731
    np.testing.assert_allclose(helper(cube, W, X[0]), 6 * W * X[0], rtol=1e-14)
