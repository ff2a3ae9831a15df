"""``try``: along each path, with nothing of ours swallowed, or refused at its line."""

import numpy as np
import pytest

from srcdiff import NotDifferentiable, UnsupportedSyntax, grad
from srcdiff.testing import check_grads


def guarded(x, k):
    total = 1.0
    for i in range(6):
        try:
            y = x / (i % k)
            total = total * y
        except ZeroDivisionError:
            total = total + x
    return total


@pytest.mark.parametrize("k", [1, 2, 3, 7])
@pytest.mark.parametrize("specialise", [True, False])
def test_records_match_however_often_it_fails(k, specialise):
    got = grad(guarded, specialise=specialise)(1.3, k)
    step = 1e-6
    by_hand = (guarded(1.3 + step, k) - guarded(1.3 - step, k)) / (2 * step)
    np.testing.assert_allclose(got, by_hand, rtol=1e-8)


def reciprocal(x):
    try:
        return 1.0 / x
    except ZeroDivisionError:
        return 3.0 * x


def test_both_paths():
    slope = grad(reciprocal)
    assert slope(2.0) == -0.25
    assert slope(0.0) == 3.0
    assert slope.source.count("except ZeroDivisionError:") == 1


def test_what_nobody_reads_may_still_fail():
    def f(x, text):
        try:
            float(text)
            k = 2.0
        except ValueError:
            k = 3.0
        return k * x

    assert grad(f)(1.0, "1.5") == 2.0
    assert grad(f)(1.0, "one") == 3.0


def test_other_exceptions_pass():
    def f(x, table):
        try:
            y = x * table["a"]
        except ValueError:
            y = x
        return y

    with pytest.raises(KeyError):
        grad(f)(1.0, {})
    assert grad(f)(1.0, {"a": 2.0}) == 2.0


def test_a_handler_does_not_catch_what_the_derivative_says():
    def f(x, items):
        s = 0.0
        try:
            for v in items:
                s = v * x
        except Exception:
            s = x
        return s

    assert grad(f)(1.0, [1.0, 2.0]) == 2.0
    with pytest.raises(NotDifferentiable, match="cannot be run backwards"):
        grad(f)(1.0, iter([1.0, 2.0]))


def test_finally_runs_where_an_exception_passes(capsys):
    def f(x):
        try:
            y = 1.0 / x
        finally:
            print("done")
        return y

    assert grad(f)(2.0) == -0.25
    with pytest.raises(ZeroDivisionError):
        grad(f)(0.0)
    assert capsys.readouterr().out == "done\ndone\n"


def test_second_derivative():
    slope = grad(guarded)
    check_grads(lambda x: slope(x, 2), (1.3,))


def partly(x):
    y = 0.0
    try:
        y = x * x
        y = y / (x - 2.0)
    except ZeroDivisionError:
        pass
    return y


def written(x):
    a = x.copy()
    try:
        a[0] = x[1] * x[1]
        a[5] = 0.0
    except IndexError:
        pass
    return np.sum(a)


def branching(x):
    s = 0.0
    for i in range(3):
        try:
            if i > 1:
                s = s / x
        except ZeroDivisionError:
            s = x
    return s


@pytest.mark.parametrize(
    ("function", "point", "line", "reason"),
    [
        (partly, 2.0, "y = x * x", "has happened nevertheless"),
        (written, np.ones(2), "a[0] = x[1] * x[1]", "has happened nevertheless"),
        (branching, 1.0, "if i > 1:", "may fail halfway"),
    ],
)
def test_refused(function, point, line, reason):
    with pytest.raises(UnsupportedSyntax, match=reason) as caught:
        grad(function)(point)
    assert caught.value.refusals[0].place.text.strip() == line
