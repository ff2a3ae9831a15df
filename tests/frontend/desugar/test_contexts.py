"""Contexts that only say what happens at a warning: around the adjoints, and left."""

import contextlib
import warnings

import numpy as np
import pytest

from srcdiff import UnsupportedSyntax, grad


def reciprocal(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(np.where(x != 0, np.sqrt(x) / x, 0.0))


def loud(x):
    return np.sum(np.where(x != 0, np.sqrt(x) / x, 0.0))


def test_the_adjoints_are_quiet_too():
    x = np.array([0.0, 4.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slope = grad(reciprocal)
        quiet = slope(x)
        with pytest.raises(RuntimeWarning):
            grad(loud)(x)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(quiet, grad(loud)(x))
    forward, backward = slope.source.split("# backward")
    line = 'with np.errstate(divide="ignore", invalid="ignore"):'
    assert forward.count(line) == backward.count(line) == 1


def test_the_general_form_is_quiet_too():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = grad(reciprocal, specialise=False)(np.array([0.0, 4.0]))
    assert got[1] == -0.0625


def failing(x):
    with np.errstate(divide="raise"):
        y = 1.0 / x
    return np.sum(y)


def test_an_exception_leaves_the_context():
    before = np.geterr()
    with pytest.raises(FloatingPointError):
        grad(failing)(np.zeros(2))
    assert np.geterr() == before
    with np.errstate(divide="ignore"):
        assert grad(failing)(np.ones(2)).tolist() == [-1.0, -1.0]


def apart(x):
    with np.errstate(divide="ignore"):
        y = 1.0 / x
    return y * y


def test_no_line_leaves_its_context():
    text = grad(apart).source
    inside = text.split("with np.errstate")[1].splitlines()[1]
    assert inside == "        y = 1.0 / x"


def unknown(x, timer):
    with timer("f"):
        y = x * x
    return y


def test_an_unknown_context_is_refused():
    with pytest.raises(UnsupportedSyntax, match="what this context does"):
        grad(unknown)(1.0, contextlib.nullcontext)
