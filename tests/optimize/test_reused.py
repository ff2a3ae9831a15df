"""Large arrays in the memory of dead ones: the same bits, and nobody else's arrays."""

import contextlib
import copy
import io
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from srcdiff import entrance, value_and_grad, vjp
from srcdiff.analysis import bulk
from srcdiff.core.types import Array
from srcdiff.optimize.reused import reused
from srcdiff.testing import check_grads
from tests.bits import bits
from tests.generator import programs
from tests.golden.programs import PROGRAMS as GOLDEN
from tests.in_place import changed
from tests.programs import PROGRAMS
from tests.trees import arrays
from tests.writing_programs import writing_program

KNOWN = dict.fromkeys("xy", Array(np.dtype(float), ("n",)))
START = "def f(x, y):\n    "
STOP = "\n    return b, x, y"
EVERY = {
    title: program
    for title, program in {**PROGRAMS, **GOLDEN}.items()
    if arrays(program.args)
}
BROKEN = (ValueError, IndexError, UnboundLocalError)


@pytest.fixture
def all_large(monkeypatch):
    """Take every array for a large one."""
    monkeypatch.setattr(bulk, "LARGE_BYTES", 1)
    monkeypatch.setattr(entrance, "LARGE_BYTES", 1)


def test_loops_and_branches():
    """A turn of a loop must find what the turn before has left; so must a branch."""
    loop = "a = x * y; b = x + y; for i in range(3):; " + "    b += a * y"
    text = START + loop.replace("; ", "\n    ").replace(":;", ":") + STOP
    assert changed(text, reused, known=KNOWN).strip() == text.strip()
    inner = "for i in range(3):\n        a = x * y\n        b = a * i"
    found = changed(START + inner + STOP, reused, known=KNOWN)
    assert "b = np.multiply(a, i, out=a)" in found
    branch = (
        "a = x * y\n    if np.sum(x) > 0:\n        b = a * y\n    else:\n        b = a"
    )
    found = changed(START + branch + STOP, reused, known=KNOWN)
    assert "b = np.multiply(a, y, out=a)" in found


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("program", EVERY.values(), ids=EVERY)
def test_results_are_the_same_bits(program):
    kwargs = getattr(program, "kwargs", {})
    with contextlib.redirect_stdout(io.StringIO()):
        compare(program.function, program.args, program.wrt, kwargs)


def compare(function, args, wrt, kwargs=None):
    """Compare both texts' results to the bit; return whether the texts differ."""
    plain = value_and_grad(function, wrt, readable=True)
    other = value_and_grad(function, wrt)
    given_args, named = copy.deepcopy((args, kwargs or {}))
    try:
        want = bits(plain(*given_args, **named))
    except Exception as error:
        with pytest.raises(type(error)):
            other(*copy.deepcopy(args), **copy.deepcopy(kwargs or {}))
        return False
    untouched = bits(given_args) == bits(args)
    given_args, named = copy.deepcopy((args, kwargs or {}))
    found = other(*given_args, **named)
    first = bits(found)
    assert first == want, other.source
    assert bits(given_args) == bits(args) or not untouched
    again = copy.deepcopy((args, kwargs or {}))
    other(*again[0], **again[1])
    assert bits(found) == first, "a later call writes into the result of this one"
    return other.source != plain.source


@pytest.mark.usefixtures("all_large")
def test_programs_that_write_in_place():
    differ = 0
    for number in range(7_000_000, 7_000_040):
        program = writing_program(number)
        main = program.load()
        with np.errstate(all="ignore"), contextlib.suppress(*BROKEN):
            main(*copy.deepcopy(program.args))
            differ += compare(main, program.args, (0, 1, 2))
        program.forget(main)
    assert differ > 20


@pytest.mark.usefixtures("all_large")
def test_random_programs():
    differ = []

    @seed(11)
    @settings(
        max_examples=60,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def some(program):
        main = program.load()
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            differ.append(compare(main, program.args, tuple(range(len(program.args)))))
        program.forget(main)

    some()
    assert sum(differ) > 15


def wave(x, y):
    r = x - y
    e = np.exp(-0.5 * r * r)
    return e * np.tanh(r)


@pytest.mark.usefixtures("all_large")
def test_a_pullback_is_called_again():
    rng = np.random.default_rng(0)
    x, y, g = rng.normal(size=(3, 5, 4))
    value, pullback = vjp(wave, x, y)
    plain_value, plain = vjp(wave, x, y, readable=True)
    assert pullback.source != plain.source
    assert bits(value) == bits(plain_value)
    given = g.copy()
    first = pullback(given)
    assert bits(given) == bits(g)
    assert bits(first) == bits(plain(g)) == bits(pullback(g))


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize(
    "x", [[np.nan, np.inf, -np.inf, 0.0, -0.0, 1e308], [1.0, -3.0]]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_special_values(x, dtype):
    with np.errstate(all="ignore"):
        x = np.array(x, dtype)
        y = x[::-1].copy()
        assert compare(lambda x, y: np.sum(wave(x, y) ** 2), (x, y), (0, 1))


def test_warnings_are_the_same():
    x = np.array([1e200] * 40000)

    def overflowing(x):
        return np.sum(np.exp(1.0 - x * x * x) + x * x)

    for readable in (True, False):
        with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="over"):
            value_and_grad(overflowing, readable=readable)(x)


def test_after_an_exception_that_is_caught():
    """A handler reads what there was before: nothing is written over in a try."""

    def guarded(x, k):
        y = x * 2.0
        z = y * x
        try:
            y = np.exp(y) + z[k]
        except IndexError:
            y = y * z
        return np.sum(y * z)

    x = np.linspace(0.0, 1.0, 40000)
    for k in (3, 40000):
        assert not compare(guarded, (x, k), 0)


def left_early(x, n):
    a = np.exp(x)
    c = x
    for k in range(n):
        c = a
        if k > 2:
            break
        a = a * x
        c = x * 2.0
    b = a * x
    return np.sum(b * c)


def listed(x):
    a = np.exp(x)
    held = [x]
    held = held + [a]  # noqa: RUF005
    b = a * x
    return np.sum(b * held[1])


def stretched(x):
    row = x[:1] * 2.0
    part = x * np.exp(row * row) / (1.0 + row)
    return np.sum(part * (1.0 - row * 2.0))


def turned(x):
    a = x * 2.0
    b = a + np.exp(a[::-1] * 0.1)
    a = np.tanh(b) - a
    return np.sum(a * np.sin(a) + a[:, ::-1] * b)


def picked(x):
    a = np.exp(x)
    b = (a * x, a)
    c = a * 2.0 if np.sum(b[0]) > 0 else a
    return np.sum(c * b[1])


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize(
    "function, more",
    [
        *((left_early, (5,)), (left_early, (2,)), (listed, ())),
        *((stretched, ()), (turned, ()), (picked, ())),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_who_else_holds_an_array(function, more, dtype):
    x = np.linspace(-1.0, 1.5, 20).reshape(4, 5).astype(dtype)
    compare(function, (x, *more), 0)
    check_grads(function, (x.astype(float), *more), 0)
