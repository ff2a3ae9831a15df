"""grad and value_and_grad: forms of the call, wrt, results, errors."""

import functools
import math
import warnings
from collections import namedtuple

import numpy as np
import pytest

import srcdiff
from srcdiff import (
    InvalidArgument,
    NotDifferentiable,
    SrcdiffError,
    grad,
    value_and_grad,
)
from tests.api import functions

Point = namedtuple("Point", "x y")
A = np.array


def product(x, y, z):
    return np.sum(x * y * y * z * z * z)


# -------------------------------------------------------------------------- forms


def test_call_decorator_and_decorator_with_options():
    assert grad(functions.cube)(2.0) == 12.0
    assert functions.decorated(3.0) == 6.0
    assert functions.decorated_with_options(2.0, 3.0) == (18.0, 12.0)
    assert value_and_grad(functions.cube)(2.0) == (8.0, 12.0)

    @grad(wrt=(0, "y"))
    def inner(x, y):
        return x * y

    assert inner(2.0, 5.0) == (5.0, 2.0)


@pytest.mark.parametrize(
    ("wrt", "want"),
    [
        (0, 72.0),
        (1, 48.0),
        (-1, 108.0),
        ("z", 108.0),
        ("x", 72.0),
        ((0,), (72.0,)),
        ((2, 0), (108.0, 72.0)),
        (("y", -1), (48.0, 108.0)),
    ],
)
def test_wrt(wrt, want):
    got = grad(product, wrt)(1.0, 3.0, 2.0)
    assert got == want and type(got) is type(want)


@pytest.mark.parametrize(
    "wrt", [3, -4, "w", (), (0, "x"), (0, 0), True, None, 1.0, [0], ("x", "nothing")]
)
def test_wrong_wrt(wrt):
    with pytest.raises(InvalidArgument) as caught:
        grad(product, wrt)
    assert "wrt" in str(caught.value)


def test_wrong_wrt_names_what_there_is():
    with pytest.raises(InvalidArgument, match=r"product .* x, y, z"):
        grad(product, wrt="w")


def test_keywords_and_defaults():
    x = A([1.0, 2.0])
    np.testing.assert_array_equal(grad(functions.two)(x), [4.0, 8.0])
    assert grad(functions.two, "y")(x) == 6.0
    assert grad(functions.two, "k")(x, k=3.0) == 2.0
    assert grad(functions.two, "y")(y=1.0, x=x, k=2.0) == 7.0
    with pytest.raises(TypeError, match=r"missing|required"):
        grad(functions.two)()
    with pytest.raises(TypeError, match="unexpected"):
        grad(functions.two)(x, q=1.0)


def test_auxiliary_data():
    def f(x):
        y = x * x
        return np.sum(y), {"y": y}

    x = A([1.0, 2.0])
    (value, aux), gradient = value_and_grad(f, has_aux=True)(x)
    assert value == 5.0
    np.testing.assert_array_equal(aux["y"], [1.0, 4.0])
    np.testing.assert_array_equal(gradient, [2.0, 4.0])
    gradient, aux = grad(f, has_aux=True)(x)
    np.testing.assert_array_equal(gradient, [2.0, 4.0])
    np.testing.assert_array_equal(aux["y"], [1.0, 4.0])
    (first, second), _ = grad(lambda x, y: (x * y, "aux"), (0, 1), has_aux=True)(
        2.0, 3.0
    )
    assert (first, second) == (3.0, 2.0)


# ------------------------------------------------------------------------ results


def test_containers_come_back():
    def f(p):
        return np.sum(p["w"] * p["w"]) * p["b"][0] + p["b"][1][0] * p["point"].y

    p = {"w": A([1.0, 2.0]), "b": [3.0, (4.0,)], "point": Point(1.0, 5.0)}
    got = grad(f)(p)
    assert list(got) == ["w", "b", "point"]
    np.testing.assert_array_equal(got["w"], [6.0, 12.0])
    assert got["b"] == [5.0, (5.0,)] and type(got["b"][1]) is tuple
    assert got["point"] == Point(0.0, 4.0) and type(got["point"]) is Point
    assert p["b"] == [3.0, (4.0,)]


def test_namedtuple_unpacked_and_indexed():
    got = grad(lambda p: p[0] * p[1])(Point(2.0, 3.0))
    assert got == Point(3.0, 2.0) and type(got) is Point

    def unpacked(p):
        x, y = p
        return x * y * y

    assert grad(unpacked)(Point(2.0, 3.0)) == Point(9.0, 12.0)


def test_untouched_parts_get_zeros():
    got = grad(lambda p: p["a"] * 2.0)({"a": 1.0, "b": A([1.0, 2.0]), "c": [0.5]})
    assert got["a"] == 2.0 and got["c"] == [0.0]
    np.testing.assert_array_equal(got["b"], [0.0, 0.0])


@pytest.mark.parametrize(
    "function", [lambda x: x * x, lambda x: x**2, lambda x: 0.0 * x]
)
def test_floats_stay_floats(function):
    assert type(grad(function)(3.0)) is float


def test_integers_are_taken_as_floats():
    got = grad(functions.cube)(2)
    assert got == 12.0 and type(got) is float
    assert grad(lambda p: p[0] * p[1])([2, 3.0]) == [3.0, 2.0]


def test_unused_arguments():
    got = grad(lambda x, y: np.sum(y), (0, 1))(2.0, A([1.0, 2.0]))
    assert got[0] == 0.0 and type(got[0]) is float
    np.testing.assert_array_equal(got[1], [1.0, 1.0])
    got = grad(lambda x: 3.0)(A([[1.0, 2.0]]))
    np.testing.assert_array_equal(got, [[0.0, 0.0]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 3)])
def test_shape_and_dtype_are_kept(dtype, shape):
    x = np.full(shape, 0.5, dtype)
    scale = np.full(shape, 2.0, np.float64)
    got = grad(lambda x, s: np.sum(np.tanh(x) * s * 3.0 + x))(x, scale)
    assert type(got) is np.ndarray
    assert (got.shape, got.dtype) == (shape, dtype)
    want = 1 + 6 * (1 - np.tanh(0.5) ** 2)
    np.testing.assert_allclose(got, np.full(shape, want), rtol=4 * np.finfo(dtype).eps)


def test_numpy_numbers():
    got = grad(functions.cube)(np.float32(2.0))
    assert got == 12.0 and np.asarray(got).dtype == np.float32


def test_results_are_fresh_writable_and_distinct():
    x, y = A([1.0, 2.0]), A([3.0, 4.0])
    functions_ = [
        lambda x, y: np.sum(x + y),
        lambda x, y: np.sum(x) + np.sum(y),
        lambda x, y: np.sum(x * y),
        lambda x, y: x @ y,
        lambda x, y: np.sum(x[:1]) + np.sum(y.reshape(2, 1)),
    ]
    for function in functions_:
        derivative = grad(function, (0, 1))
        for first, second in [derivative(x, y), derivative(x, y), derivative(x, x)]:
            assert first.flags.writeable and second.flags.writeable
            assert not np.shares_memory(first, second)
            for given in (x, y):
                assert not np.shares_memory(first, given)
                assert not np.shares_memory(second, given)
            first += 1.0
            second *= 2.0
    np.testing.assert_array_equal(x, [1.0, 2.0])
    np.testing.assert_array_equal(y, [3.0, 4.0])


def test_parts_of_a_container_are_distinct():
    shared = A([1.0, 2.0])
    got = grad(lambda p: np.sum(p[0] + p[1]))([shared, shared])
    assert not np.shares_memory(got[0], got[1])
    got[0] += 1.0
    np.testing.assert_array_equal(got[1], [1.0, 1.0])


# ------------------------------------------------------------------------- errors


@pytest.mark.parametrize("dtype", [int, np.int8, bool, np.uint16])
def test_integer_arrays_are_refused(dtype):
    with pytest.raises(TypeError, match=r"x\.astype\(float\)") as caught:
        grad(lambda x: np.sum(x * 2.0))(np.ones(2, dtype))
    assert isinstance(caught.value, SrcdiffError)


@pytest.mark.parametrize("value", ["text", None, object()])
def test_what_holds_no_numbers_is_refused(value):
    with pytest.raises(TypeError, match="x is") as caught:
        grad(lambda x: x)(value)
    assert isinstance(caught.value, SrcdiffError)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * 2.0,
        lambda x: (x[0], x[1]),
        lambda x: [x[0]],
        lambda x: {"a": x[0]},
        lambda x: x[:0],
        lambda x: None,
        lambda x: "text",
    ],
)
def test_results_that_are_no_scalar_are_refused(function):
    with pytest.raises(TypeError, match=r"vjp") as caught:
        grad(function)(A([1.0, 2.0]))
    assert isinstance(caught.value, SrcdiffError)
    assert "test_grad.py:" in str(caught.value)


def test_size_one_results():
    assert grad(lambda x: x.reshape(1, 1) * 2.0)(A([3.0])) == A([2.0])
    assert grad(lambda x: np.array([x * x]))(3.0) == 6.0


def test_user_exceptions_pass_with_a_note():
    derivative = grad(functions.raises)
    assert derivative(2.0, 9.0) == 4.0
    with pytest.raises(ValueError, match=r"16\.0 is over the limit") as caught:
        derivative(4.0, 9.0)
    assert not isinstance(caught.value, SrcdiffError)
    line = functions.raises.__code__.co_firstlineno + 3
    (note,) = caught.value.__notes__
    assert f"functions.py:{line}" in note
    assert "raise ValueError" in note
    with pytest.raises(ValueError, match=r"math domain|expected a"):
        grad(functions.divides)(1.0, -1.0)


def test_all_refusals_of_a_function_at_once():
    def f(x):
        np.put(x, 0, 1.0, "clip")
        y = list(x)
        x.resize(2)
        with open("file"):
            pass
        return len(y)

    with pytest.raises(SyntaxError) as caught:
        grad(f)(A([1.0, 2.0]))
    text = str(caught.value)
    first = f.__code__.co_firstlineno
    assert [f"test_grad.py:{first + k}:" in text for k in (1, 3, 4)] == [True] * 3
    assert text.count("instead: ") == 3
    assert caught.value.lineno == first + 1
    assert len(caught.value.refusals) == 3


def test_every_error_is_of_one_family():
    errors = [
        srcdiff.GradientMismatch,
        srcdiff.InvalidArgument,
        srcdiff.NoDerivativeRule,
        srcdiff.NotDifferentiable,
        srcdiff.SourceUnavailable,
        srcdiff.UnsupportedSyntax,
    ]
    assert all(issubclass(e, SrcdiffError) for e in errors)


def test_function_without_source():
    namespace = {}
    exec("def hidden(x):\n    return x * x\n", namespace)
    with pytest.raises(srcdiff.SourceUnavailable, match="hidden"):
        grad(namespace["hidden"])(1.0)
    with pytest.raises(srcdiff.SourceUnavailable):
        grad(len)


# ---------------------------------------------------------- what may be differentiated


@pytest.mark.parametrize(
    ("function", "x", "want"),
    [
        (np.sin, 0.3, np.cos(0.3)),
        (math.sin, 0.3, np.cos(0.3)),
        (abs, -2.0, -1.0),
        (np.exp, 1.0, np.e),
        (math.sqrt, 4.0, 0.25),
        (np.square, 3.0, 6.0),
        (float, 3.0, 1.0),
    ],
)
def test_primitives(function, x, want):
    got = grad(function)(x)
    assert type(got) is float
    assert got == pytest.approx(want, rel=1e-15)


def test_primitives_of_arrays():
    x = A([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(grad(np.sum)(x), np.ones((2, 2)))
    np.testing.assert_array_equal(grad(np.mean)(x), np.full((2, 2), 0.25))
    assert grad(np.multiply, (0, 1))(2.0, 3.0) == (3.0, 2.0)
    assert grad(math.pow)(3.0, 2.0) == 6.0


def test_partial():
    add = functools.partial(product, 2.0)
    assert grad(add)(3.0, 1.0) == 12.0
    assert grad(add, (0, 1))(3.0, 1.0) == (12.0, 54.0)
    named = functools.partial(product, z=2.0)
    assert grad(named, "y")(1.0, 3.0) == 48.0
    nested = functools.partial(functools.partial(product, 1.0), 2.0)
    assert grad(nested)(1.0) == 12.0
    with pytest.raises(InvalidArgument):
        grad(add, "x")


def test_bound_method():
    model = functions.Model(2.0)
    w, x = A([1.0, 2.0]), A([0.5, 1.0])
    np.testing.assert_allclose(grad(model.loss)(w, x), 2.5 * x)
    np.testing.assert_allclose(grad(model.loss, "x")(w, x), 2.5 * w)
    np.testing.assert_allclose(grad(functions.Model.loss, 1)(model, w, x), 2.5 * x)


def test_method_that_is_a_derivative():
    class Holder:
        @grad(wrt="x")
        def slope(self, x):
            return x**4

    assert Holder().slope(2.0) == 32.0


def test_lambdas_on_one_line():
    first, second = grad(lambda x: x * 2.0), grad(lambda x: x * x * x)
    pair = [grad(f) for f in (lambda x: 5.0 * x, lambda x: x**2, lambda x: 7.0 * x)]
    assert (first(1.0), second(2.0)) == (2.0, 12.0)
    assert [f(3.0) for f in pair] == [5.0, 6.0, 7.0]


def test_closures_are_read_live():
    k = 2.0

    def f(x):
        return x * k

    derivative = grad(f)
    assert derivative(1.0) == 2.0
    k = 5.0
    assert derivative(1.0) == 5.0


def test_globals_are_read_live(monkeypatch):
    derivative = grad(functions.scaled)
    np.testing.assert_array_equal(derivative(np.ones(2)), [2.0, 4.0])
    monkeypatch.setattr(functions, "SCALE", 3.0)
    np.testing.assert_array_equal(derivative(np.ones(2)), [3.0, 6.0])


def test_closures_over_loop_values():
    derivatives = []
    for power in (1, 2, 3):

        def f(x, power=power):
            return x**power

        derivatives.append(grad(f))
    assert [d(2.0) for d in derivatives] == [1.0, 4.0, 12.0]

    def make(k):
        return grad(lambda x: k * x)

    made = [make(k) for k in (1.0, 2.0, 3.0)]
    assert [d(1.0) for d in made] == [1.0, 2.0, 3.0]


def test_helpers_that_differ_in_their_closure():
    def make(k):
        def helper(v):
            return v * k

        return helper

    one, other = make(2.0), make(10.0)

    def f(x):
        return one(x) + other(x * x)

    assert grad(f)(3.0) == 2.0 + 60.0


def test_prints_once(capsys):
    def f(x):
        print("called with", x)
        return x * x

    assert value_and_grad(f)(3.0) == (9.0, 6.0)
    assert capsys.readouterr().out == "called with 3.0\n"


def test_random_numbers_are_drawn_once():
    def f(x, generator):
        noise = generator.standard_normal(2)
        return np.sum(x * noise)

    want = np.random.default_rng(0).standard_normal(2)
    try:
        got = grad(f)(np.ones(2), np.random.default_rng(0))
    except SrcdiffError as error:
        assert "standard_normal" in str(error)
    else:
        np.testing.assert_array_equal(got, want)


def test_no_warnings_and_no_global_state():
    state = np.random.get_state()[1].copy()
    errors = np.geterr()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        grad(lambda x: np.sum(np.exp(x) / np.sum(np.exp(x))))(A([1.0, 2.0]))
    assert np.geterr() == errors
    np.testing.assert_array_equal(np.random.get_state()[1], state)


# ------------------------------------------------------------------- more than once


@pytest.mark.parametrize(
    ("function", "x", "want"),
    [
        (lambda x: x**3, 2.0, 12.0),
        (lambda x: np.sin(x) * np.exp(x), 0.3, 2 * np.cos(0.3) * np.exp(0.3)),
        (lambda x: 1.0 / (1.0 + x * x), 1.0, 0.5),
        (lambda x: np.tanh(x), 0.5, -2 * np.tanh(0.5) * (1 - np.tanh(0.5) ** 2)),
        (lambda x: math.log(x), 2.0, -0.25),
    ],
)
def test_second_derivatives(function, x, want):
    assert grad(grad(function))(x) == pytest.approx(want, rel=1e-12)


def test_third_derivative():
    assert grad(grad(grad(functions.cube)))(2.0) == pytest.approx(6.0)
    assert grad(grad(grad(np.sin)))(0.3) == pytest.approx(-np.cos(0.3))


def test_second_derivative_of_loops():
    def power(x, n):
        y = 1.0
        for _ in range(n):
            y = y * x
        return y

    assert grad(grad(power))(2.0, 5) == pytest.approx(160.0)

    def root(a):
        x = a
        while abs(x * x - a) > 1e-14:
            x = 0.5 * (x + a / x)
        return x

    assert grad(grad(root))(2.0) == pytest.approx(-0.25 * 2.0**-1.5, rel=1e-6)


def test_gradient_inside_a_function():
    slope = grad(functions.cube)

    def penalty(x):
        return slope(x) ** 2

    # The derivative of (3 x**2)**2 is 36 x**3.
    assert grad(penalty)(2.0) == pytest.approx(288.0)


@pytest.mark.parametrize("specialise", [False, True])
@pytest.mark.parametrize("make", [grad, value_and_grad])
def test_has_aux_asks_for_two(make, specialise):
    def number(x):
        return np.sum(x)

    def three(x):
        return np.sum(x), 1, 2

    def inner(x):
        return x * 2.0

    def array(x):
        return inner(x)

    for f, said in [(number, "float64"), (three, "tuple of 3"), (array, "ndarray")]:
        with pytest.raises(NotDifferentiable) as caught:
            make(f, has_aux=True, specialise=specialise)(np.ones(2))
        message = str(caught.value)
        assert f"the result is a {said}, and has_aux asks for (value, aux" in message
        assert "test_grad.py:" in message and "instead: return a tuple" in message


def test_has_aux_of_a_pair_that_a_function_returns():
    def f(x, depth):
        return f(x, depth - 1) if depth else [np.sum(x * x), "aux"]

    for specialise in (False, True):
        found = grad(f, has_aux=True, specialise=specialise)(np.ones(2), 2)
        assert found[0].tolist() == [2.0, 2.0] and found[1] == "aux"


@pytest.mark.parametrize("specialise", [False, True])
def test_a_name_that_no_turn_of_a_loop_bound(specialise):
    def loop(x, n):
        for _ in range(n):
            y = x * 2.0
        return np.sum(y * y)

    def branch(x, n):
        if n > 0:
            y = x * x
        for _ in range(n):
            z = y * 2.0
        y = 3.0 * z
        return np.sum(y)

    for f in (loop, branch):
        with pytest.raises(UnboundLocalError) as plain:
            f(np.ones(2), 0)
        with pytest.raises(UnboundLocalError) as caught:
            grad(f, specialise=specialise)(np.ones(2), 0)
        assert str(plain.value) in str(caught.value)
        assert "test_grad.py:" in str(caught.value)
        assert grad(f, specialise=specialise)(np.ones(2), 2).tolist() != [0.0, 0.0]


def test_a_none_of_the_users_own_is_no_unbound_name():
    def f(x, n):
        y = None
        for _ in range(n):
            y = x * 2.0
        return np.sum(y * y)

    with pytest.raises(TypeError, match="NoneType"):
        grad(f)(np.ones(2), 0)
