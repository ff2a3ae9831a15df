"""A function whose annotations are texts, as they all are in this file."""

from __future__ import annotations

import numpy as np

MATRIX = "f8[n, d]"


def loss(w: "f8[d, k]", x: MATRIX, rate: float, kind: Unknown):  # noqa: F821, UP037
    return rate * np.sum(x @ w)
