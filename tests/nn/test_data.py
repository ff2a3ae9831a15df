"""Data sets come from their Generator alone, and are what they are called."""

import sys

import numpy as np
import pytest

from srcdiff import InvalidArgument, MissingExtra
from srcdiff.nn import data

MADE = [data.two_moons, data.circles, data.xor, data.spiral, data.blobs]


@pytest.mark.parametrize("make", MADE)
def test_sets_are_made_from_the_generator(make):
    x, t = make(101, np.random.default_rng(3))
    again, _ = make(101, np.random.default_rng(3))
    other, _ = make(101, np.random.default_rng(4))
    assert x.shape == (101, 2) and t.shape == (101,) and t.dtype.kind == "i"
    assert np.array_equal(x, again) and not np.array_equal(x, other)
    assert np.isfinite(x).all() and set(t) == set(range(t.max() + 1))
    assert make(1, np.random.default_rng(0))[0].shape == (1, 2)
    with pytest.raises(InvalidArgument, match="n=0"):
        make(0, np.random.default_rng(0))


def test_shapes_of_the_sets():
    rng = np.random.default_rng(0)
    x, t = data.two_moons(50, rng, noise=0.0)
    centres = np.stack([t, 0.5 * t], axis=1)
    assert np.allclose(np.hypot(*(x - centres).T), 1)
    assert (x[t == 0, 1] >= 0).all() and (x[t == 1, 1] <= 0.5).all()
    x, t = data.circles(50, rng, noise=0.0, inner=0.3)
    assert np.allclose(np.hypot(*x.T), np.where(t == 1, 0.3, 1.0))
    x, t = data.spiral(60, rng, noise=0.0, classes=3)
    radius = np.hypot(*x.T)
    turned = np.angle((x[:, 0] + 1j * x[:, 1]) * np.exp(-2j * np.pi * (radius + t / 3)))
    assert np.allclose(turned, 0)
    x, t = data.blobs(300, rng, noise=1e-3, classes=4, d=3)
    assert all(x[t == k].std(axis=0).max() < 2e-3 for k in range(4))


def test_digits():
    pytest.importorskip("sklearn")
    x, t = data.digits()
    assert x.shape == (1797, 64) and t.shape == (1797,)
    assert x.min() == 0.0 and x.max() == 1.0 and set(t) == set(range(10))


def test_digits_need_an_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(MissingExtra, match=r"pip install 'srcdiff\[demo\]'"):
        data.digits()


def test_split():
    x = np.arange(20.0).reshape(10, 2)
    for test, count in ((3, 3), (0.2, 2), (0.5, 5)):
        parts = data.split((x, x[:, 0]), test, np.random.default_rng(1))
        (a, b), (c, d) = parts
        assert len(c) == len(d) == count and len(a) == 10 - count
        assert np.array_equal(a[:, 0], b) and np.array_equal(c[:, 0], d)
        assert sorted([*b, *d]) == sorted(x[:, 0])
    for test in (0, 10, 0.01, -1, 1.0):
        if test != 1.0:
            with pytest.raises(InvalidArgument, match="empty"):
                data.split((x,), test, np.random.default_rng(1))
    assert len(data.split((x,), 1.0, np.random.default_rng(1))[1][0]) == 1


def test_standardise():
    x = np.random.default_rng(0).normal(3.0, 5.0, (50, 3)).astype("f4")
    x[:, 1] = 7.0
    z = data.standardise(x)
    assert z.dtype == np.float32
    assert np.allclose(z.mean(axis=0), 0, atol=1e-5)
    assert np.allclose(z.std(axis=0), [1, 0, 1], atol=1e-5)
    later = data.standardise(x[:5], like=x)
    assert np.allclose(later, z[:5])


def test_one_hot():
    t = np.array([[1, 0], [2, 1]])
    rows = data.one_hot(t, 3, "f4")
    assert rows.shape == (2, 2, 3) and rows.dtype == np.float32
    assert np.array_equal(rows.argmax(axis=-1), t) and (rows.sum(axis=-1) == 1).all()
    for wrong in (np.array([3]), np.array([-1]), np.array([0.5])):
        with pytest.raises(InvalidArgument, match="labels are integers from 0 to 2"):
            data.one_hot(wrong, 3)
    assert data.one_hot(np.zeros(0, int), 3).shape == (0, 3)


@pytest.mark.parametrize("size", [1, 3, 4, 10, 11, None])
def test_minibatches(size):
    x, t = np.arange(20.0).reshape(10, 2), np.arange(10)
    batches = list(data.minibatches((x, t), size, np.random.default_rng(5)))
    sizes = [len(b) for _, b in batches]
    assert all(s == (size or 10) for s in sizes[:-1]) and sum(sizes) == 10
    assert all(np.array_equal(a[:, 0], 2.0 * b) for a, b in batches)
    assert sorted(np.concatenate([b for _, b in batches])) == list(range(10))
    again = list(data.minibatches((x, t), size, np.random.default_rng(5)))
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(batches, again, strict=True))
    with pytest.raises(InvalidArgument, match="size=0"):
        next(data.minibatches((x, t), 0))
