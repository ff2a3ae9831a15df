"""How many arguments starred ones are, and calls of which that is not known."""

import functools

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad, vjp
from srcdiff.frontend.arity import names_left, positions_left
from srcdiff.frontend.callables import Known
from tests.programs import PROGRAMS  # noqa: F401
from tests.programs_spread import Point


def some(x, y, k=1.0, *, scale):
    return x * y * k * scale


def every(x, y, *, scale):
    return x * y * scale


def test_what_is_left():
    assert positions_left(Known(every), 0, ()) == 2
    assert positions_left(Known(every), 1, ["y"]) == 0
    assert positions_left(Known(some), 0, ()) is None
    assert positions_left(Known(Point), 1, ()) == 1
    assert positions_left(Known(np.maximum), 0, ()) == 2
    assert positions_left(Known(np.sum), 0, ()) is None
    assert positions_left(Known(print), 0, ()) is None
    assert names_left(Known(every), 1, ["scale"]) == ["y"]
    assert names_left(Known(some), 2, ()) is None


def test_too_many_items_are_an_error():
    with pytest.raises(ValueError, match="too many values"):
        grad(lambda t: np.hypot(*t), specialise=False)((1.0, 2.0, 3.0))
    with pytest.raises(TypeError, match="too many positional arguments"):
        grad(lambda t: np.hypot(*t))((1.0, 2.0, 3.0))


@pytest.mark.parametrize("specialise", [True, False])
def test_gradients_of_starred_parameters_are_tuples_and_dicts(specialise):
    def f(*xs, **options):
        return xs[0] * xs[1] ** 2 * options["k"]

    derivative = grad(f, ("xs", "options"), specialise=specialise)
    assert derivative(2.0, 3.0, k=5.0) == ((45.0, 60.0), {"k": 18.0})
    assert grad(f)(2.0, 3.0, k=5.0) == (45.0, 60.0)
    value, pullback = vjp(f, 2.0, 3.0, k=5.0)
    assert (value, pullback(1.0)) == (90.0, ((45.0, 60.0),))


def test_a_partial_of_a_starred_function():
    def f(x, *xs):
        return x * sum(xs)

    assert grad(functools.partial(f, 2.0), "xs")(3.0, 4.0) == (2.0, 2.0)


@pytest.mark.parametrize(
    "function",
    [
        lambda t: some(*t, scale=1.0),
        lambda t: every(*t[:1], *t[1:], scale=1.0),
        lambda t: np.sum(*t),
        lambda t: every(1.0, 2.0, **t) if len(t) else some(1.0, 2.0, **t),
    ],
)
def test_refused(function):
    with pytest.raises(UnsupportedSyntax, match="only the run tells"):
        grad(function)(np.ones(2))


def test_refused_where_it_may_not_be_reached():
    def f(t, n):
        return np.hypot(*t) if n else t[0]

    with pytest.raises(UnsupportedSyntax, match="may not be reached"):
        grad(f, specialise=False)((1.0, 2.0), 3)
