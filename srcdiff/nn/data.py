"""Small data sets, made offline from a Generator, and what is done before training.

Each set is a pair (x, t): inputs, floats of shape (n, d), and labels, integers from 0,
of shape (n,).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument, MissingExtra

Pair = tuple[np.ndarray, np.ndarray]


def digits() -> Pair:
    """Return scikit-learn's 1797 handwritten digits: 64 pixels from 0 to 1, 10 labels.

    Raises MissingExtra where scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise MissingExtra(
            "the digits come with scikit-learn, which is not installed; instead: "
            "pip install 'srcdiff[demo]'"
        ) from error
    found = load_digits()
    return found.data / 16.0, found.target.astype(np.int64)


def two_moons(n: int, rng: np.random.Generator, noise: float = 0.1) -> Pair:
    """Return two half circles that reach into each other.

    n: how many points. noise: standard deviation of what is added to each.

    >>> x, t = two_moons(6, np.random.default_rng(0))
    >>> x.shape, t
    ((6, 2), array([0, 1, 0, 1, 0, 1]))
    """
    t = _labels(n, 2)
    angle = np.pi * rng.uniform(size=n)
    side = 1 - 2 * t
    x = np.stack([side * np.cos(angle) + t, side * np.sin(angle) + 0.5 * t], axis=1)
    return x + noise * rng.normal(size=x.shape), t


def circles(
    n: int, rng: np.random.Generator, noise: float = 0.1, inner: float = 0.5
) -> Pair:
    """Return a circle around a smaller one of the radius inner.

    >>> x, t = circles(4, np.random.default_rng(0), noise=0.0)
    >>> np.hypot(*x.T), t
    (array([1. , 0.5, 1. , 0.5]), array([0, 1, 0, 1]))
    """
    t = _labels(n, 2)
    angle = 2 * np.pi * rng.uniform(size=n)
    radius = np.where(t == 1, inner, 1.0)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + noise * rng.normal(size=x.shape), t


def xor(n: int, rng: np.random.Generator, noise: float = 0.0) -> Pair:
    """Return points of a square; label 1 where the signs of the coordinates differ.

    >>> x, t = xor(5, np.random.default_rng(0))
    >>> np.array_equal(t, (x[:, 0] * x[:, 1] < 0).astype(int))
    True
    """
    _labels(n, 1)
    x = rng.uniform(-1, 1, (n, 2))
    t = (x[:, 0] * x[:, 1] < 0).astype(np.int64)
    return x + noise * rng.normal(size=x.shape), t


def spiral(
    n: int,
    rng: np.random.Generator,
    noise: float = 0.05,
    classes: int = 2,
    turns: float = 1.0,
) -> Pair:
    """Return spirals that wind around the origin, one for each class.

    >>> x, t = spiral(6, np.random.default_rng(0), classes=3)
    >>> x.shape, t
    ((6, 2), array([0, 1, 2, 0, 1, 2]))
    """
    t = _labels(n, classes)
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 2 * np.pi * (turns * radius + t / classes)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return x + noise * rng.normal(size=x.shape), t


def blobs(
    n: int, rng: np.random.Generator, noise: float = 0.5, classes: int = 3, d: int = 2
) -> Pair:
    """Return normal clouds around centres drawn from a cube of side 4.

    d: dimensions of a point.

    >>> x, t = blobs(6, np.random.default_rng(0), d=4)
    >>> x.shape, t
    ((6, 4), array([0, 1, 2, 0, 1, 2]))
    """
    t = _labels(n, classes)
    centres = rng.uniform(-2, 2, (classes, d))
    return centres[t] + noise * rng.normal(size=(n, d)), t


def _labels(n: int, classes: int) -> np.ndarray:
    if n < 1 or classes < 1:
        raise InvalidArgument(f"n={n}, classes={classes}: give at least one of each")
    return np.arange(n) % classes


def split(
    arrays: tuple[np.ndarray, ...], test: float | int, rng: np.random.Generator
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Return a random part of the examples for training, and the rest for a test.

    arrays: such as (x, t), one row for each example. test: how many examples to keep
    for the test, or, below 1, which part of them. Returns a tuple like arrays for each
    part. Raises InvalidArgument where one part would be empty.

    >>> (x, t), (x_test, t_test) = split(blobs(8, np.random.default_rng(0)), 0.25,
    ...                                  np.random.default_rng(1))
    >>> x.shape, t_test.shape
    ((6, 2), (2,))
    """
    n = len(arrays[0])
    count = round(test * n) if 0 < test < 1 else int(test)
    if not 0 < count < n:
        raise InvalidArgument(f"test={test} of {n} examples leaves one part empty")
    order = rng.permutation(n)
    train = tuple(a[order[count:]] for a in arrays)
    return train, tuple(a[order[:count]] for a in arrays)


def standardise(x: np.ndarray, like: np.ndarray | None = None) -> np.ndarray:
    """Return x with mean 0 and standard deviation 1 in each column.

    like: the examples that mean and deviation are taken from, those of training, for a
    test. A column that is constant there becomes 0, if it is in x too.

    >>> standardise(np.array([[1.0, 5.0], [3.0, 5.0]]))
    array([[-1.,  0.], [ 1.,  0.]])
    """
    like = x if like is None else like
    deviation = like.std(axis=0)
    return (x - like.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def one_hot(t: np.ndarray, classes: int, dtype: Any = float) -> np.ndarray:
    """Return rows that are 1 at the label and 0 elsewhere, shape (n, classes).

    Raises InvalidArgument for a label below 0, or of classes and more.

    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.], [1., 0., 0.]])
    """
    t = np.asarray(t)
    if t.size and (t.dtype.kind not in "iu" or t.min() < 0 or t.max() >= classes):
        raise InvalidArgument(
            f"labels are integers from 0 to {classes - 1}; these are of {t.dtype}, "
            f"from {t.min()} to {t.max()}"
        )
    return np.eye(classes, dtype=dtype)[t]


def minibatches(
    arrays: tuple[np.ndarray, ...],
    size: int | None,
    rng: np.random.Generator | None = None,
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield the examples of one epoch in batches; the last may be smaller.

    arrays: such as (x, t), one row for each example. size: examples in a batch, None
    for all. rng: shuffles them, None leaves their order.

    >>> x, t = np.zeros((5, 2)), np.arange(5)
    >>> [batch[1] for batch in minibatches((x, t), 2)]
    [array([0, 1]), array([2, 3]), array([4])]
    """
    n = len(arrays[0])
    if size is not None and size < 1:
        raise InvalidArgument(f"size={size}: give at least one example a batch")
    if size is None or size >= n:
        # The order within the only batch changes its mean by rounding alone.
        yield tuple(arrays)
        return
    order = np.arange(n) if rng is None else rng.permutation(n)
    for start in range(0, n, size):
        chosen = order[start : start + size]
        yield tuple(a[chosen] for a in arrays)
