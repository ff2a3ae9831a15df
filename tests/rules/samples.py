"""Operands of every kind of shape and layout, with no two entries equal."""

import numpy as np

_RANDOM = np.random.default_rng(0)

SINGLE = np.array(0.7)
ONE = np.array([1.3])
VECTOR = _RANDOM.uniform(0.5, 2.0, 3)
EMPTY = np.ones(0)
MATRIX = _RANDOM.uniform(0.5, 2.0, (2, 3))
ROW = _RANDOM.uniform(0.5, 2.0, (1, 3))
SQUARE = _RANDOM.uniform(0.5, 2.0, (3, 3)) + 3 * np.eye(3)
FORTRAN = np.asfortranarray(_RANDOM.uniform(0.5, 2.0, (2, 3)))
STRIDED = _RANDOM.uniform(0.5, 2.0, (4, 6))[::2, ::-2]
BATCH = _RANDOM.uniform(0.5, 2.0, (2, 3, 4))
SQUARES = _RANDOM.uniform(0.5, 2.0, (2, 3, 3)) + 3 * np.eye(3)
HOLLOW = np.ones((0, 3))
