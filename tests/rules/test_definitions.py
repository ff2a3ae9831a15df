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
    *((f"np.{f}.accumulate(x{a})", (M,)) for f in REDUCERS for a in AXES[:3]),
    *((f"np.{f}.accumulate(x)", (V,)) for f in REDUCERS),
    *((f"np.quantile(x, {q})", (V,)) for q in (0.0, 0.3, 0.5, 1.0)),
    ("np.quantile(x, 0.3, 1, keepdims=True)", (M,)),
    ("np.quantile(x, 0.3, keepdims=True)", (M,)),
    *((f"np.quantile(x, [0.1, 0.7]{a})", (M,)) for a in AXES),
    ("np.quantile(x, (0.1, 0.7), keepdims=True)", (M,)),
    ("np.quantile(x, np.array([[0.1, 0.7], [0.2, 1.0]]), 0)", (M,)),
    ("np.quantile(x, [0.1], 1)", (CUBE[:, ::2],)),
    ("np.percentile(x, 30, 0)", (M,)),
    ("np.percentile(x, [10, 77], 0)", (M,)),
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
    *((f"np.rot90(x{a})", (M,)) for a in ("", ", 2", ", -1", ", 4", ", 1, (1, 0)")),
    ("np.rot90(x, 1, (1, 2))", (CUBE,)),
    *((f"np.insert(x, {i}, y)", (V, W[:2])) for i in ("[1, 3]", "[3, 1]", "[0, 7]")),
    *((f"np.insert(x, {i}, y)", (V, 0.3)) for i in ("2", "-1", "[1, 1, 4]")),
    ("np.insert(x, 2, y)", (V, W)),
    ("np.insert(x, 0, y)", (V[:0], 0.3)),
    ("np.insert(x, 3, y)", (M, 0.3)),
    *((f"np.resize(x, {s})", (M,)) for s in ("3", "(7, 6)")),
    *((f"np.stack(np.unstack(x{a})) ** 2", (M,)) for a in ("", ", axis=1")),
    *((f"np.{p}matrix_transpose(x)", (CUBE,)) for p in ("", "linalg.")),
    *(("np.unique(x)", (x,)) for x in (M, V, V[:0], np.array([2.0]))),
    *((f"np.partition(x, 2{a})[..., 2]", (M,)) for a in ("", ", -1")),
    ("np.partition(x, 2, axis=0)[2]", (M,)),
    ("np.bincount([0, 3, 3, 1], x)", (W,)),
    ("np.bincount([0, 3, 3, 1], weights=x, minlength=7)", (W,)),
    *((f"np.apply_along_axis(np.sum, {a}, x)", (CUBE,)) for a in (0, 1, -1)),
    ("np.apply_along_axis(lambda r: r[1:] * r[0], 1, x)", (CUBE,)),
    *((f"np.polyfit(y, x, {d})", (V[:5], UP[:5])) for d in (0, 1, 2)),
    ("np.polyfit(KNOTS, x, 1)", (M,)),
    *((f"np.poly{f}(x{m})", (W,)) for f in ("der", "int") for m in ("", ", 2")),
    *((f"np.poly{f}(x, y)", (V, W)) for f in ("mul", "add", "sub")),
    *((f"np.poly{f}(x, y)", (W[:2], W)) for f in ("mul", "add", "sub")),
    *(("np.ediff1d(x)", (x,)) for x in (V, M)),
    *((f"np.logspace(x, y{n})", (0.3, 1.1)) for n in ("", ", 5", ", num=4, base=2.0")),
    *((f"np.geomspace(x, y{n})", (0.3, 1.1)) for n in ("", ", 5")),
    ("np.linalg.multi_dot([x, y, x])", (M, M.T[:, :4])),
    ("np.linalg.cond(x)", (TALL,)),
    *((f"np.{p}vecdot(x, y)", (M, V[:5])) for p in ("", "linalg.")),
    *(("np.matvec(x, y)", (x, V[:5])) for x in (M, np.stack([M, M]))),
    *(("np.vecmat(x, y)", (x, M)) for x in (W, np.stack([W, W]))),
    *((f"np.linalg.vector_norm(x{a})", (M,)) for a in ("", ", axis=1")),
    ("np.linalg.vector_norm(x, axis=0, keepdims=True)", (M,)),
    ("np.linalg.outer(x, y)", (V, W)),
    ("np.linalg.trace(x)", (CUBE.T,)),
    *((f"np.linalg.diagonal(x{k})", (CUBE,)) for k in ("", ", offset=1")),
    *((f"np.{f}(x)", (M,)) for f in ("nanstd", "nanprod", "nancumsum", "nanmedian")),
    *((f"np.cumulative_{f}(x)", (V,)) for f in ("sum", "prod")),
    *((f"np.cumulative_{f}(x, axis=1)", (M,)) for f in ("sum", "prod")),
    *((f"math.prod(x{s})", (V,)) for s in ("", ", start=2.0")),
    *(("np.modf(x)[0] * x", (x,)) for x in (V, 2.7)),
    ("math.modf(x)[0] + math.modf(x)[1] * x", (-2.7,)),
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
