"""One text for each signature of the calls, and the generated test that picks it."""

import inspect
import pickle
import threading
from collections import OrderedDict, namedtuple
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from srcdiff import derivative as derivative_module
from srcdiff import grad, value_and_grad
from srcdiff.analysis.signature import describe_all, key_of
from tests.trees import assert_same

Pair = namedtuple("Pair", "w b")


def affine(p, x, *, k=2.0):
    return k * np.sum(x @ p[0] + p[1])


def weighted(x, y=3.0):
    return np.sum(x * y)


# ------------------------------------------------------------- what has been compiled


def test_signatures_list_what_has_a_text_of_its_own():
    slope = grad(affine)
    assert slope.signatures == ()
    slope((np.ones((2, 3)), np.ones(3)), np.ones((4, 2)))
    slope((np.ones((2, 3)), np.ones(3)), np.ones((5, 2)), k=1.0)
    assert slope.signatures == ("p: (f8[n, n], f8[n]), x: f8[n, n], k: float",)
    slope([np.ones((2, 1)), np.ones(1)], np.ones((4, 2), "f4"), k=1)
    assert slope.signatures[1:] == ("p: [f8[n, 1], f8[1]], x: f4[n, n], k: int",)


def test_source_is_that_of_the_last_call():
    slope = grad(weighted)
    slope(np.ones(2))
    first = slope.source
    slope(2.0)
    second = slope.source
    slope(np.ones(3))
    assert "x: f8[n]" in first and "x: float" in second
    assert slope.source == first


def test_source_for_compiles_and_does_not_run():
    def stops(x):
        assert x is None, "this runs"
        return np.sum(x)

    slope = grad(stops)
    text = slope.source_for(np.ones((2, 1)))
    assert "x: f8[n, 1]" in text and slope.signatures == ("x: f8[n, 1]",)
    assert "x: f8" not in slope.source
    assert slope.source_for(np.zeros((5, 1))) is text
    with pytest.raises(TypeError, match="unexpected keyword"):
        slope.source_for(1.0, nothing=2)


@pytest.mark.parametrize("make", [grad, value_and_grad])
def test_without_specialising_there_is_one_text(make):
    slope = make(weighted, ("x", "y"), specialise=False)
    general = slope.source
    for args in [(np.ones(2),), (2.0, 1.0), (np.ones((2, 2)), np.ones(2))]:
        assert_same(slope(*args), make(weighted, ("x", "y"))(*args))
        assert slope.source == slope.source_for(*args) == general
    assert slope.signatures == ()
    again = pickle.loads(pickle.dumps(slope))
    assert again(2.0, 1.0) == slope(2.0, 1.0) and again.source == general
    decorated = make(specialise=False)(weighted)
    decorated(2.0)
    assert decorated.signatures == ()


def test_after_so_many_signatures_the_general_form_serves(monkeypatch):
    monkeypatch.setattr(derivative_module, "SIGNATURES", 2)
    slope = grad(weighted)
    shapes = [(2,), (2, 2), (2, 2, 2), (2, 2, 2, 2)]
    for _ in range(2):
        for shape in shapes:
            assert_same(slope(np.ones(shape)), np.full(shape, 3.0))
    assert slope.signatures == ("x: f8[n], y: float", "x: f8[n, n], y: float")
    assert slope.source == grad(weighted).source
    slope(np.ones(4))
    assert "x: f8[n], y: float" in slope.source


# ---------------------------------------------------------------------------- guards

VALUES = [
    *(1.0, 2, True, None, "relu", 1j, np.float64(1.0), np.float32(1.0), np.int64(2)),
    *(np.ones(()), np.ones(0), np.ones(1), np.ones(2), np.ones(2, "f4"), np.ones(3)),
    *(
        np.ones((1, 2)),
        np.ones((2, 1)),
        np.ones((2, 2)),
        np.ones(2, int),
        np.ones(2, ">f8"),
    ),
    *((), [], {}, (1.0,), [1.0], (1.0, 2.0), [1.0, 2], (np.ones(2), 1.0)),
    *((np.ones(1), 1.0), ((np.ones(2), None),), [[1.0], [2.0]], [[1.0], (2.0,)]),
    *({"a": 1.0}, {"b": 1.0}, {"a": 1}, {"a": 1.0, "b": 1.0}, {"b": 1.0, "a": 1.0}),
    *(OrderedDict(a=1.0), Pair(1.0, 2.0), np.ma.ones(2), np.tanh, max, Pair),
]


def test_the_guard_says_what_the_key_says():
    def f(w, x):
        return w * 1.0

    said = []
    for first in VALUES:
        slope = grad(f)
        slope(1.0, first)
        for second in VALUES:
            fits = slope.fits(2.0, second)
            assert fits == (key_of(first) == key_of(second)), (first, second)
            said.append(fits)
    assert 0 < sum(said) < len(said)


def test_the_guard_takes_calls_of_every_spelling():
    slope = grad(affine)
    p, x = (np.ones((2, 3)), np.ones(3)), np.ones((4, 2))
    want = slope(p, x)
    texts = []
    for args, kwargs in [
        ((p,), {"x": x}),
        ((), {"x": x, "p": p}),
        ((p, x), {"k": 2.0}),
        ((), {"k": 2.0, "x": x, "p": p}),
    ]:
        assert slope.fits(*args, **kwargs)
        assert_same(slope(*args, **kwargs), want)
        texts.append(slope.source)
    assert len(set(texts)) == 1 and len(slope.signatures) == 1
    assert not slope.fits(p, x, k=1) and not slope.fits(list(p), x)


def test_arrays_with_equal_dtypes_that_are_not_one_object():
    slope = grad(weighted)
    slope(np.ones(2))
    loaded = pickle.loads(pickle.dumps(np.ones(2)))
    assert loaded.dtype is not np.ones(2).dtype
    assert slope.fits(loaded)


def test_parameters_named_like_what_the_guard_reads():
    def f(type, len, tuple, array, float, conformed, result, /, *, differentiable):
        return np.sum(type[0]) * len * result + differentiable

    first, rest = (np.ones(2), 1.0), (2.0, None, {"a": 1}, [2], "s", 5)
    for wrt, want in [(0, (np.full(2, 10.0), 0.0)), ("result", 4.0)]:
        slope = grad(f, wrt)
        for _ in range(3):
            assert_same(slope(first, *rest, differentiable=1.0), want)
        assert slope.fits(first, *rest, differentiable=1.0)


@pytest.mark.parametrize("with_value", [False, True])
@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize(
    "p",
    [
        *(1.5, 2, np.float32(1.5), np.ones(()), np.ones(2, "f4")),
        *((1.0, np.ones(2)), [1, np.ones(2)], ((np.ones(2),), [2.0, "tanh", None])),
        *({"a": 1.0, "b": np.ones(2)}, {"b": {"c": (1, [2.0])}, "a": np.arange(2)}),
        *(Pair(1.0, np.ones(2)), [Pair(1, 2.0)], OrderedDict(z=1.0, a=2), (), [[], {}]),
        *((True, np.float32(2.0), np.ones((), "f4")), {"a": np.int64(3), "b": 1.0}),
    ],
    ids=repr,
)
def test_the_gradient_has_the_form_of_the_point_at_every_call(p, single, with_value):
    def unread(p, x):
        return x * x

    wrt = "p" if single else ("x", "p")
    make = value_and_grad if with_value else grad
    slope = make(unread, wrt)
    want = make(unread, wrt, specialise=False)(p, 3.0)
    for _ in range(3):
        got = slope(p, 3.0)
        assert_same(got, want)
        assert repr(got) == repr(want)


def test_parts_of_dicts_that_are_not_read_have_gradients_too():
    slope = grad(lambda p: p["a"] * 2.0)
    for _ in range(2):
        got = slope({"b": np.ones(2), "a": 1.0, "c": (1.0, np.ones(1))})
        assert list(got) == ["b", "a", "c"] and got["a"] == 2.0
        assert_same((got["b"], got["c"]), (np.zeros(2), (0.0, np.zeros(1))))


def test_calls_that_do_not_fit_the_function():
    slope = grad(weighted)
    for _ in range(2):
        with pytest.raises(TypeError, match=r"weighted\(\) missing 1 required"):
            slope()
        with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
            slope(1.0, z=2.0)
        slope(1.0)


# --------------------------------------------------------------------------- threads


def test_threads_with_different_signatures_compile_each_once():
    slope = value_and_grad(affine, ("p", "x"))
    compiled = []
    original = slope._compiled

    def counted(known, values, large):
        compiled.append(describe_all(known))
        return original(known, values, large)

    slope._compiled = counted
    calls = []
    for number in range(48):
        n, dtype = (1, 3)[number % 2], ("f4", "f8")[number // 2 % 2]
        make = (tuple, list)[number // 4 % 2]
        p = make([np.full((2, n), 0.5 + number, dtype), np.ones(n, dtype)])
        calls.append((p, np.full((4, 2), number, dtype)))
    barrier = threading.Barrier(8)

    def work(which):
        barrier.wait()
        return [slope(*calls[k]) for k in range(which, 48, 8) for _ in range(20)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    alone = value_and_grad(affine, ("p", "x"), specialise=False)
    for which, found in enumerate(results):
        want = [alone(*calls[k]) for k in range(which, 48, 8) for _ in range(20)]
        assert_same(found, want)
    assert len(compiled) == len(set(compiled)) == len(slope.signatures) == 8


def test_methods_and_partials_bind_once():
    class Model:
        def __init__(self):
            self.gain = 2.0

        def loss(self, w, x=1.0):
            return w * w * x

    slope = grad(Model().loss)
    for _ in range(2):
        assert slope(3.0, 2.0) == 12.0 and slope(3.0, x=2.0) == 12.0
    assert slope.fits(1.0) and list(inspect.signature(slope).parameters) == ["w", "x"]
