"""NumPy functions that others define: values and derivatives to second order."""

import inspect
import itertools
import linecache
import math
import re

import numpy as np
import pytest

from srcdiff import grad, value_and_grad
from srcdiff.errors import NoDerivativeRule
from srcdiff.rules import REGISTRY
from srcdiff.testing import check_grads

R = np.random.default_rng(4)
V, W = R.standard_normal(7), R.standard_normal(4)
M = R.standard_normal((4, 5))
CUBE = R.standard_normal((3, 4, 2))
ROWS = np.cumsum(np.abs(M), axis=0)
UP = np.cumsum(np.abs(V))
KNOTS = np.array([0.0, 0.5, 1.5, 2.0])
TALL = R.standard_normal((5, 3))
SPACED = np.linspace(-0.9, 2.9, 6)
AXES = ["", ", 0", ", 1", ", axis=-1", ", 1, keepdims=True"]
REDUCTIONS = ["ptp", "median", "nansum", "nanmean", "nanvar", "nanmax", "nanmin"]
REDUCERS = ["add", "multiply", "maximum", "minimum"]

PROGRAMS = [
    *((f"np.{f}(x{a})", (M,)) for f in REDUCTIONS for a in AXES),
    *((f"np.{f}(x)", (x,)) for f in REDUCTIONS for x in (CUBE[:, ::2], M.T, V[:1])),
    *(
        (f"np.{f}.accumulate(x{a})", (M,))
        for f in ("add", "multiply")
        for a in AXES[:3]
    ),
    *((f"np.quantile(x, {q})", (V,)) for q in (0.0, 0.3, 0.5, 1.0)),
    ("np.quantile(x, 0.3, 1, keepdims=True)", (M,)),
    ("np.percentile(x, 30, 0)", (M,)),
    *((f"np.average(x{a})", (M,)) for a in AXES),
    ("np.average(x, 0, y)", (M, np.abs(W))),
    ("np.average(x, 1, weights=y)", (M, np.abs(M))),
    ("np.average(x, weights=y)", (V, np.abs(V))),
    *(("np.cov(x)", (x,)) for x in (M, V)),
    *((f"np.cov(x, {o})", (M,)) for o in ("rowvar=False", "bias=True", "ddof=2")),
    *(("np.corrcoef(x)", (x,)) for x in (M, V)),
    *(("np.polyval(x, y)", (p, x)) for p in (W, W[:1], W[:2]) for x in (0.7, V, M)),
    *((f"np.trapezoid(x{o})", (V,)) for o in ("", ", dx=0.5")),
    *((f"np.trapezoid(x, axis={axis})", (M,)) for axis in (0, 1)),
    ("np.trapezoid(x, y)", (V, UP)),
    *(("np.trapezoid(x, y, axis=0)", (M, y)) for y in (ROWS, UP[:4])),
    *(("np.interp(x, KNOTS, y)", (x, W)) for x in (SPACED, SPACED.reshape(2, 3))),
    ("np.interp(0.7, x, y)", (KNOTS, W)),
    *((f"np.correlate(x, y{m})", (V, W)) for m in ("", ", 'same'", ", 'full'")),
    *((f"np.correlate(x, y{m})", (W[:2], V)) for m in ("", ", 'same'", ", 'full'")),
    *((f"np.gradient(x{s})", (V,)) for s in ("", ", 0.5")),
    *((f"np.gradient(x, axis={axis})", (M,)) for axis in (0, 1)),
    *((f"np.vander(x{n})", (V,)) for n in ("", ", 3", ", 3, increasing=True")),
    *((f"np.delete(x, {i})", (V,)) for i in ("2", "[0, -1]", "slice(1, 6, 2)")),
    *((f"np.delete(x, 1{a})", (M,)) for a in AXES[:4]),
    *((f"np.linalg.matrix_power(x, {n})", (TALL[:3],)) for n in (0, 1, 3, -2)),
    ("np.linalg.matrix_power(x, 3)", (CUBE[:, :2],)),
    *(("np.linalg.lstsq(x, y)[0]", (TALL, y)) for y in (V[:5], R.normal(size=(5, 2)))),
    ("np.linalg.lstsq(x, y)[1]", (TALL, V[:5])),
    ("np.linalg.lstsq(x, y)[3]", (TALL, V[:5])),
    ("np.linalg.lstsq(x, y)[0]", (TALL[:2], W[:2])),
    ("np.linalg.eigvalsh(x @ x.T)", (TALL[:3],)),
    ("np.linalg.svd(x, compute_uv=False)", (TALL,)),
    ("math.dist(x, y)", (V, V[::-1] + 1.0)),
    ("math.fsum(x)", (V,)),
]
SERIAL = itertools.count()


def program(text):
    names = [n for n in "xy" if re.search(rf"\b{n}\b", text)]
    lines = [
        f"def f({', '.join(names)}):\n",
        f"    value = np.asarray({text})\n",
        "    weights = np.cos(1.0 + np.arange(np.size(value)))\n",
        "    return np.sum(value * np.reshape(weights, np.shape(value)))\n",
    ]
    file = f"<definition {next(SERIAL)}>"
    linecache.cache[file] = (1, None, lines, file)
    space = {"np": np, "math": math, "KNOTS": KNOTS, "__name__": __name__}
    exec(compile("".join(lines), file, "exec"), space)
    return space["f"]


@pytest.mark.parametrize("text, args", PROGRAMS)
def test_definition(text, args):
    f = program(text)
    wrt = tuple(range(len(args)))
    general = value_and_grad(f, wrt, specialise=False)(*args)
    value, gradients = value_and_grad(f, wrt)(*args)
    np.testing.assert_allclose([value, general[0]], f(*args), rtol=1e-12, atol=1e-13)
    for one, other in zip(gradients, general[1], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)
    check_grads(f, args, wrt=wrt)


FIRST = {text.partition("(")[0]: (text, args) for text, args in reversed(PROGRAMS)}


@pytest.mark.parametrize("text, args", FIRST.values(), ids=FIRST)
def test_second_order(text, args):
    check_grads(program(text), args, wrt=tuple(range(len(args))), order=2)


@pytest.mark.parametrize("name", ["nansum", "nanmean", "nanvar", "nanmax", "nanmin"])
def test_missing_elements_have_the_gradient_zero(name):
    there = R.uniform(size=M.shape) < 0.7
    f = program(f"np.{name}(x)")
    whole = grad(f)(np.where(there, M, np.nan))
    np.testing.assert_allclose(whole[there], grad(f)(M[there]))
    assert np.all(whole[~there] == 0)


def test_every_definition_has_a_program():
    texts = " ".join(text for text, _ in PROGRAMS)
    for definition in REGISTRY.definitions.values():
        name = definition.function.__name__
        assert name.replace("_accumulate", ".accumulate") in texts


def test_parameters_are_those_of_numpy():
    for f in (np.ptp, np.median, np.quantile, np.average, np.trapezoid, np.vander):
        theirs = inspect.signature(f).parameters
        assert set(inspect.signature(REGISTRY.definition(f)).parameters) <= set(theirs)


def test_an_argument_that_a_definition_does_not_know_is_refused_at_its_line():
    def f(x):
        return np.sum(np.diff(x, prepend=0.0)) + np.median(x, overwrite_input=True)

    with pytest.raises(NoDerivativeRule) as caught:
        grad(f)(V)
    assert [r.reason.split(": ")[-1] for r in caught.value.refusals] == [
        "got an unexpected keyword argument 'prepend'",
        "got an unexpected keyword argument 'overwrite_input'",
    ]
