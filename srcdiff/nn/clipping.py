"""Gradients kept within limits, in place."""

from __future__ import annotations

import math

import numpy as np

from srcdiff.errors import InvalidArgument
from srcdiff.update.plan import Clip


def clip_values(gradients, limit):
    """Limit every element of every gradient to between -limit and limit, in place.

    gradients: arrays.

    >>> g = np.array([-3.0, 0.5])
    >>> clip_values([g], 1.0)
    >>> g
    array([-1. ,  0.5])
    """
    for g in gradients:
        np.clip(g, -limit, limit, out=g)


def clip_norm(gradients, limit):
    """Shorten all gradients together to a Euclidean norm of at most limit, in place.

    gradients: arrays; what has the norm is the vector of all their elements.

    >>> g, h = np.array([3.0]), np.array([0.0, 4.0])
    >>> clip_norm([g, h], 1.0)
    >>> g, h
    (array([0.6]), array([0. , 0.8]))
    """
    norm = math.hypot(*map(np.linalg.norm, gradients))
    if norm > limit:
        for g in gradients:
            g *= limit / norm


def by_value(limit: float) -> Clip:
    """Return the clipping of every element of the gradients to [-limit, limit].

    For ``training_step(..., clip=by_value(1.0))``. Raises InvalidArgument for a limit
    that is not positive.
    """
    return Clip(clip_values, {"limit": _checked(limit)})


def by_norm(limit: float) -> Clip:
    """Return the clipping of the norm of all gradients together to at most limit.

    For ``training_step(..., clip=by_norm(1.0))``. Raises InvalidArgument for a limit
    that is not positive.
    """
    return Clip(clip_norm, {"limit": _checked(limit)})


def _checked(limit: float) -> float:
    if not isinstance(limit, float | int) or not 0 < limit < math.inf:
        raise InvalidArgument(f"limit={limit!r}: give a positive number")
    return float(limit)
