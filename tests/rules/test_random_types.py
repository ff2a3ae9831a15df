"""Declared result types against NumPy, over random dtypes, shapes and options."""

import operator
import random
import warnings

import numpy as np
import pytest

from srcdiff.rules import REGISTRY
from tests.rules.kinds import check_result_type

DTYPES = ["f8", "f8", "f4", "f2", "i8", "i4", "u1", "?"]
NUMBERS = [2, -3, 0.5, -1.0, True, np.float32(1.5), np.float64(2.0), np.int64(3)]
SHAPES = [(), (1,), (3,), (0,), (2, 3), (1, 3), (2, 1), (4, 2, 3), (1, 1, 1), (0, 3)]
TRIES = 120

UFUNCS = sorted(
    {(t.__name__, t) for rule in REGISTRY for t in rule.targets if type(t) is np.ufunc},
    key=lambda pair: pair[0],
)
OPERATORS = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]
REDUCTIONS = ["sum", "prod", "mean", "max", "min", "var", "std", "any", "all"]
REDUCTIONS += ["argmax", "argmin"]
SCANS = ["cumsum", "cumprod", "sort", "argsort"]


def array(draw, shape=None, dtypes=DTYPES):
    found = draw.choice(SHAPES) if shape is None else shape
    values = np.random.default_rng(draw.randrange(1000)).integers(1, 5, found)
    made = values.astype(draw.choice(dtypes))
    return made.T.copy().T if draw.random() < 0.2 else made


def operand(draw):
    return draw.choice(NUMBERS) if draw.random() < 0.25 else array(draw)


def axes(draw, rank):
    found = [None, *range(-rank, rank)]
    if rank > 1:
        found += [(0, 1), (-1, 0), tuple(range(rank))]
    return draw.choice(found)


def checked(target, args, kwargs):
    """Tell whether a call that NumPy takes has the type that its rule declares."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out = target(*args, **kwargs)
        except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
            return False
    check_result_type(REGISTRY.of(target), out, args, kwargs)
    return True


def many(name, make, least=TRIES // 6):
    draw = random.Random(name)
    assert sum(checked(*make(draw)) for _ in range(TRIES)) > least


@pytest.mark.parametrize(("name", "ufunc"), UFUNCS)
def test_ufuncs(name, ufunc):
    many(name, lambda d: (ufunc, [operand(d) for _ in range(ufunc.nin)], {}), 0)


@pytest.mark.parametrize("name", OPERATORS)
def test_operators(name):
    target = getattr(operator, name)
    many(name, lambda d: (target, [operand(d), operand(d)], {}), 5)


@pytest.mark.parametrize("name", ["neg", "pos", "invert"])
def test_signs(name):
    many(name, lambda d: (getattr(operator, name), [operand(d)], {}), 5)


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name):
    def make(draw):
        a = array(draw)
        kwargs = {"axis": axes(draw, a.ndim)} if draw.random() < 0.8 else {}
        if draw.random() < 0.5:
            kwargs["keepdims"] = draw.random() < 0.7
        if name in ("var", "std") and draw.random() < 0.5:
            kwargs["ddof"] = 1
        return getattr(np, name), [a], kwargs

    many(name, make)


@pytest.mark.parametrize("name", SCANS)
def test_scans(name):
    def make(draw):
        a = array(draw)
        found = axes(draw, a.ndim)
        if isinstance(found, tuple) or draw.random() < 0.3:
            return getattr(np, name), [a], {}
        return getattr(np, name), [a], {"axis": found}

    many(name, make)


JOINS = {
    "concatenate": lambda d, parts: (parts, {"axis": d.choice([0, -1, 1, None])}),
    "stack": lambda d, parts: (parts, {"axis": d.choice([0, -1, 1])}),
    "vstack": lambda d, parts: (parts, {}),
    "hstack": lambda d, parts: (parts, {}),
}


@pytest.mark.parametrize("name", JOINS)
def test_joins(name):
    def make(draw):
        shape = draw.choice(SHAPES)
        parts = [array(draw, shape) for _ in range(draw.randint(1, 3))]
        given, kwargs = JOINS[name](draw, parts)
        return getattr(np, name), [draw.choice([list, tuple])(given)], kwargs

    many(name, make)


def shaped(draw, name):
    a = array(draw)
    rank = max(a.ndim, 1)
    one = draw.randrange(-rank, rank)
    options = {
        "reshape": [(-1,), a.size, a.shape[::-1], (1, -1), (*a.shape, 1)],
        "transpose": [None, tuple(reversed(range(a.ndim)))],
        "expand_dims": [0, -1, one],
        "squeeze": [None, 0, -1],
        "repeat": [2, 0, 3],
        "tile": [2, (2, 1), (1, 2, 1)],
        "broadcast_to": [(2, *a.shape), (4, 2, 3), a.shape],
        "roll": [1, -2],
        "flip": [None, 0, -1],
        "swapaxes": [0],
        "moveaxis": [0],
        "take": [0, -1, [0, 0], np.array([[0, 1]])],
        "diag": [0, 1, -1],
        "trace": [0, 1],
        "tril": [0, -1],
    }
    args = [a, draw.choice(options[name])]
    if name in ("swapaxes", "moveaxis"):
        args.append(one)
    if name in ("repeat", "roll", "take") and draw.random() < 0.6:
        return args, {"axis": one}
    return args, {}


SHAPING = ["reshape", "transpose", "expand_dims", "squeeze", "repeat", "tile", "roll"]
SHAPING += ["broadcast_to", "flip", "swapaxes", "moveaxis", "take", "diag", "trace"]
SHAPING += ["tril"]


@pytest.mark.parametrize("name", SHAPING)
def test_shaping(name):
    many(name, lambda d: (getattr(np, name), *shaped(d, name)), 10)


PRODUCTS = ["dot", "matmul", "outer", "inner", "vdot", "kron", "tensordot"]
MATCHING = [
    ((3,), (3,)),
    ((2, 3), (3, 4)),
    ((2, 3), (3,)),
    ((), (3,)),
    ((0, 3), (3, 1)),
]
MATCHING += [((4, 2, 3), (3, 2)), ((4, 2, 3), (4, 3, 1)), ((1, 3), (3, 1))]


@pytest.mark.parametrize("name", PRODUCTS)
def test_products(name):
    def make(draw):
        shapes = draw.choice(
            [((3,), (3,)), ((2, 3), (3, 4)), ((2, 3), (3,)), ((), (3,))]
        )
        shapes = draw.choice([shapes, ((4, 2, 3), (3, 2)), ((4, 2, 3), (4, 3, 1))])
        args = [array(draw, shape) for shape in shapes]
        return getattr(np, name), args, {"axes": 1} if name == "tensordot" else {}

    many(name, make, 5)


@pytest.mark.parametrize("name", ["where", "clip", "select"])
def test_choices(name):
    def make(draw):
        if name == "where":
            return (
                np.where,
                [array(draw, dtypes=["?"]), operand(draw), operand(draw)],
                {},
            )
        if name == "clip":
            return (
                np.clip,
                [array(draw), draw.choice([None, 1, 0.5]), operand(draw)],
                {},
            )
        tests = [array(draw, (3,), ["?"]) for _ in range(2)]
        return np.select, [tests, [array(draw, (3,)), operand(draw)], 0.5], {}

    many(name, make, 10)
