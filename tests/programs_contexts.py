"""Programs with contexts around their statements."""

import contextlib
import warnings

import numpy as np

from tests.programs import numbers, program


def guarded_log(x):
    with np.errstate(all="ignore"):
        return np.where(x > 0, np.log(x), 0.0)


@program(numbers(4))
def quiet_lines(x):
    with np.errstate(divide="ignore", invalid="ignore"), np.printoptions(precision=3):
        y = guarded_log(x * x + 1.0)
        total = 0.0
        for v in y:
            if v > 1.5:
                break
            total += v / (1.0 + v)
    return total + np.sum(np.sqrt(1.0 + y))


@program(np.array([1.5, 0.5, 2.0]))
def quiet_warnings(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = np.log(x)
        with np.errstate(over="raise"):
            for _ in range(3):
                y = y * x
                if np.sum(y) > 5.0:
                    return np.sum(y)
    return np.sum(y[1:]) * x[0]


@program(0.7)
def context_of_nothing(x):
    with contextlib.nullcontext(x * x) as y, contextlib.nullcontext():
        z = y * x
    with np.errstate(all="ignore"):
        scale = lambda v: v * z  # noqa: E731
    return scale(z) + scale(x)


def filled(a, x):
    with np.errstate(invalid="ignore"):
        for i in range(len(a)):
            a[i] = x[i] * a[i - 1]


@program(numbers(4), numbers(4, seed=1))
def written_in_a_context(x, a):
    b = a * 2.0
    with np.errstate(under="ignore"):
        filled(b, x)
        b[1:] *= x[:-1]
    with np.errstate(over="ignore"):
        b[0] = np.sum(b)
    return np.sum(b * b)
