"""Iterators that have a name: which may be used, and what Python's own do."""

import numpy as np
import pytest

from srcdiff import NoDerivativeRule, SrcdiffError, grad
from srcdiff.testing import check_grads

X = np.array([0.3, 0.7, -1.2, 0.4])


def left_early(x):
    it = iter(x)
    for v in it:
        if v < 0:
            break
    return v * v


def in_a_loop(x):
    it = iter([x[0], x[1], x[2]])
    total = 0.0
    for k in range(3):
        total = total + next(it) * k
    return total


def one_after_the_other(x):
    it = iter(x)
    total = 0.0
    for v in it:
        total = total + v * v
    return total + next(it, x[1]) * 3.0


def of_an_array_that_is_written(x):
    y = x * 2.0
    it = iter(y)
    a = next(it)
    y[1] = x[3] * x[3]
    return a * next(it)


def of_a_dict(x):
    it = iter({1: 2.0, 3: 4.0})
    return x[next(it)] * x[next(it)]


def in_an_expression(x):
    it = iter(x)
    return next(it) - next(it) * (next(it) if x[0] > 0 else 2.0)


def in_a_branch(x):
    it = zip(x, x[::-1], strict=True)
    if x[1] > 0:
        a, b = next(it)
    else:
        a, b = 1.0, 2.0
    c, d = next(it)
    return a * b + c * d


@pytest.mark.parametrize(
    "f",
    [
        left_early,
        in_a_loop,
        one_after_the_other,
        of_a_dict,
        in_an_expression,
        in_a_branch,
    ],
)
@pytest.mark.parametrize("specialise", [True, False])
def test_right(f, specialise):
    check_grads(f, (X,))
    assert np.array_equal(grad(f, specialise=specialise)(X), grad(f)(X))


def test_an_array_that_is_written_behind_its_iterator():
    check_grads(of_an_array_that_is_written, (X,))


def left_and_gone_on(x):
    it = iter(x)
    for v in it:
        if v < 0:
            break
    return v * next(it)


def asked_inside(x):
    it = iter(x)
    total = 0.0
    for v in it:
        total = total + v * next(it)
    return total


def passed_on(x):
    it = iter(x)
    return left_early(it)


def with_its_end(x):
    it = iter(x)
    try:
        return next(it) * next(it)
    except StopIteration:
        return x[0]


def pairs_of_what_is_written(x):
    y = x * 2.0
    it = zip(y, y, strict=True)
    y[0] = x[1]
    a, b = next(it)
    return a * b


@pytest.mark.parametrize(
    "f",
    [left_and_gone_on, asked_inside, passed_on, with_its_end, pairs_of_what_is_written],
)
def test_refused(f):
    with pytest.raises(SrcdiffError) as caught:
        grad(f)(X)
    first = caught.value.refusals[0]
    assert first.error is NoDerivativeRule
    assert first.reason in ("iter has no derivative rule", "zip has no derivative rule")
    assert first.place.text.strip().startswith("it = ")


def test_what_is_read_behind_the_end_is_an_error():
    def f(x):
        it = iter(x)
        return next(it) + next(it)

    with pytest.raises((StopIteration, IndexError)):
        grad(f)(X[:1])


def test_a_generator_that_finds_nothing():
    with pytest.raises(StopIteration):
        grad(lambda x: next(v for v in x if v > 9))(X)
