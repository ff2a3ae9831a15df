"""check_grads passes right gradients and names what is wrong in wrong ones."""

import functools
import math
from collections import namedtuple

import numpy as np
import pytest

import srcdiff
from srcdiff import GradientMismatch, InvalidArgument, SrcdiffError
from srcdiff.testing import check_grads, gradients
from srcdiff.testing.differences import slope

Point = namedtuple("Point", "x y")


def loss(params, x, t):
    (w, b), (v, c) = params
    h = np.tanh(x @ w + b)
    return np.mean((h @ v + c - t) ** 2)


PARAMS = [(np.eye(2, 3), np.full(3, 0.1)), (np.eye(3, 2), np.full(2, -0.2))]
X, T = np.array([[0.3, -0.7], [0.5, 0.2]]), np.zeros((2, 2))


@pytest.fixture
def wrong(monkeypatch):
    """Return a function that spoils gradients on their way out of grad."""

    def spoil(change):
        def faulty(f, wrt):
            right = srcdiff.grad(f, wrt)
            return lambda *args, **kwargs: change(right(*args, **kwargs))

        monkeypatch.setattr(gradients, "grad", faulty)

    return spoil


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(
    ("function", "args"),
    [
        (lambda x: x**3, (2.0,)),
        (lambda x: np.sum(np.sin(x) * x), (np.array([1.0, 2.0]),)),
        (lambda x, y: np.exp(x) * y, (0.5, np.ones(2))),
        (lambda x: (x * x, [np.sum(x)]), (np.array([1.0, 2.0]),)),
        (lambda p: {"a": p["w"] * p["b"]}, ({"w": np.ones(2), "b": 3.0},)),
        (np.tanh, (np.array([0.1, 0.2]),)),
        (math.exp, (0.3,)),
        (functools.partial(np.multiply, 2.0), (3.0,)),
    ],
)
def test_right_gradients(function, args, order):
    assert check_grads(function, args, order=order) is None


def test_containers_and_all_arguments():
    check_grads(loss, (PARAMS, X, T))
    check_grads(loss, (PARAMS, X, T), wrt="params", order=2)
    check_grads(loss, (PARAMS, X), kwargs={"t": T}, wrt=("t", 0))
    check_grads(lambda p: p.x * p.y, (Point(2.0, 3.0),))


def test_single_precision_and_flat_places():
    x = np.array([0.3, 0.7], np.float32)
    check_grads(lambda x: np.sum(np.exp(x) * x), (x,))
    check_grads(lambda x: np.sum(np.floor(x)), (np.array([0.3, 0.7]),))
    check_grads(lambda x: 3.0, (1.0,))


def test_small_arguments():
    check_grads(lambda x: np.sum(np.log(x)), (np.array([1e-7, 3e-7]),))
    check_grads(lambda x: math.sqrt(x), (1e-3,))


def test_the_arguments_are_left_alone():
    x = np.array([1.0, 2.0])

    def f(x, n=[1.0]):  # noqa: B006
        return np.sum(x * x) * n[0]

    check_grads(f, (x,))
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_wrong_element_is_named(wrong):
    def change(result):
        ((first, (w, b)),) = result
        w = w.copy()
        w[1, 0] += 0.25
        return ([first, (w, b)],)

    wrong(change)
    with pytest.raises(GradientMismatch) as caught:
        check_grads(loss, (PARAMS, X, T), wrt=0)
    text = str(caught.value)
    assert "the gradient of loss with respect to params[1][0]" in text
    assert "most wrong: params[1][0][1, 0]" in text
    assert "absolute error" in text and "relative error" in text
    assert "estimated error of the differences" in text
    assert isinstance(caught.value, AssertionError)


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (lambda r: ({"w": r[0]["w"], "b": r[0]["b"] * 1.001},), "p['b']"),
        (lambda r: ({"w": r[0]["w"] * 1.00001, "b": r[0]["b"]},), "p['w']"),
        (lambda r: ({"w": r[0]["w"] * np.nan, "b": r[0]["b"]},), "p['w']"),
    ],
)
def test_small_errors_are_seen(wrong, change, label):
    wrong(change)
    with pytest.raises(GradientMismatch, match="is wrong") as caught:
        check_grads(
            lambda p: np.sum(p["w"] ** 2) * p["b"], ({"w": np.ones(3), "b": 2.0},)
        )
    assert f"with respect to {label}" in str(caught.value)


def test_tolerance(wrong):
    wrong(lambda r: (r[0] * 1.00001,))
    check_grads(lambda x: x**3, (2.0,), rtol=1e-3)
    with pytest.raises(GradientMismatch):
        check_grads(lambda x: x**3, (2.0,))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: (r[0].reshape(1, 3),), r"shape \(1, 3\).*shape \(3,\)"),
        (lambda r: (r[0].astype(np.float32),), "float32.*float64"),
        (lambda r: (list(r[0]),), "a list"),
        (lambda r: (None,), "a NoneType"),
    ],
)
def test_wrong_form(wrong, change, said):
    wrong(change)
    with pytest.raises(GradientMismatch, match=said):
        check_grads(lambda x: np.sum(x**2), (np.arange(3.0),))


def test_wrong_pullback(monkeypatch):
    def faulty(*args, **kwargs):
        value, pullback = srcdiff.vjp(*args, **kwargs)
        return value, lambda c: tuple(2.0 * g for g in pullback(c))

    monkeypatch.setattr(gradients, "vjp", faulty)
    with pytest.raises(GradientMismatch, match="with respect to x"):
        check_grads(lambda x: x * x, (np.ones(2),))


@pytest.mark.parametrize(
    ("function", "x"), [(math.sqrt, 0.0), (lambda x: np.cbrt(x), 0.0)]
)
def test_places_where_differences_do_not_settle(function, x):
    with np.errstate(all="ignore"), pytest.raises(SrcdiffError) as caught:
        check_grads(function, (x,))
    assert "choose a point where the function is smooth" in str(caught.value)


def test_misuse():
    with pytest.raises(InvalidArgument, match="order"):
        check_grads(np.sin, (1.0,), order=0)
    with pytest.raises(InvalidArgument, match="args"):
        check_grads(np.sin, 1.0)
    with pytest.raises(InvalidArgument, match="wrt"):
        check_grads(np.sin, (1.0,), wrt="nothing")
    with pytest.raises(SrcdiffError, match="in place"):
        check_grads(lambda x: x.sort(), (np.ones(2),))


@pytest.mark.parametrize(
    ("function", "want"),
    [
        (lambda t: math.sin(3 * t), 3.0),
        (lambda t: math.exp(1000 * t), 1000.0),
        (lambda t: abs(t - 1e-3), -1.0),
        (lambda t: 1e6 + t, 1.0),
        (lambda t: math.log(1e-3 + t) if t > -1e-3 else math.nan, 1000.0),
        (lambda t: 5.0, 0.0),
    ],
)
def test_slope(function, want):
    found = slope(function)
    assert abs(found.value - want) <= 10 * found.error + 1e-12 * abs(want)
    assert found.error <= 1e-6 * max(abs(want), 1.0)
