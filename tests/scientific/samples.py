"""The form of a scientific program, and the data that they run on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Program:
    """A kernel as a scientist writes it, and how to make arguments of a size.

    arguments: from a size and a number of steps to the arguments, floats in float64.
    small: a size and a number of steps for tests. large: for measuring. smooth: may be
    differentiated twice at its arguments.
    """

    function: Callable[..., Any]
    wrt: tuple[str, ...]
    arguments: Callable[[int, int], tuple[Any, ...]]
    small: tuple[int, int]
    large: tuple[int, int]
    smooth: bool = True

    @property
    def small_arguments(self) -> tuple[Any, ...]:
        """New arguments of the small size."""
        return self.arguments(*self.small)

    @property
    def large_arguments(self) -> tuple[Any, ...]:
        """New arguments of the large size."""
        return self.arguments(*self.large)


def numbers(*shape, seed=0):
    """Return standard normal numbers, the same each time."""
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def positive(*shape, seed=0):
    """Return numbers between one and two."""
    return 1.0 + np.random.default_rng([seed, *shape]).random(shape)


def definite(n, seed=0):
    """Return a symmetric matrix with large entries on its diagonal."""
    a = numbers(n, n, seed=seed)
    return a @ a.T + n * np.eye(n)


def dominant(n, seed=0):
    """Return a matrix whose diagonal outweighs the rest of each row."""
    return numbers(n, n, seed=seed) + 2 * n * np.eye(n)
