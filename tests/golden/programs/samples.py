"""Arguments of the golden programs."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from srcdiff import grad


class Program(NamedTuple):
    """A function, what to differentiate it with respect to, and arguments."""

    function: Callable
    wrt: Any
    args: tuple

    def gradient_text(self) -> str:
        """Return the text of the gradient for the signature of the arguments."""
        derivative = grad(self.function, self.wrt)
        derivative(*self.args)
        return derivative.source


def numbers(*shape):
    """Return numbers that are the same every time."""
    return np.cos(np.arange(np.prod(shape, dtype=int), dtype=float)).reshape(shape)


def one_hot(labels, classes):
    """Return the indicator matrix of some labels."""
    return np.eye(classes)[labels]
