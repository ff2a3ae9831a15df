"""Penalties on parameters, in plain Python and NumPy, to be added to a loss."""

import numpy as np


def l1(params):
    """Return the sum of the absolute values of all parameters.

    params: an array, a number, or tuples, lists and dicts of these, nested. Weights
    alone: ``l1([W for W, b in params])``.

    >>> l1({"W": np.array([[1.0, -2.0]]), "b": [3.0]})
    np.float64(6.0)
    """
    if isinstance(params, dict):
        return sum([l1(each) for each in params.values()])
    if isinstance(params, list | tuple):
        return sum([l1(each) for each in params])
    return np.sum(np.abs(params))


def l2(params):
    """Return the sum of the squares of all parameters.

    params: an array, a number, or tuples, lists and dicts of these, nested. Weights
    alone: ``l2([W for W, b in params])``.

    >>> l2({"W": np.array([[1.0, -2.0]]), "b": [3.0]})
    np.float64(14.0)
    """
    if isinstance(params, dict):
        return sum([l2(each) for each in params.values()])
    if isinstance(params, list | tuple):
        return sum([l2(each) for each in params])
    return np.sum(np.square(params))
