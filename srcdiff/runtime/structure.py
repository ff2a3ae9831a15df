"""Adjoints of values whose structure is known only at run time: nested containers."""

import copy

import numpy as np

from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.objects import attributes, is_object, parts, rebuilt

VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


def zeros_like(x):
    """Return a zero adjoint for ``x``: fresh arrays and numbers in lists and dicts.

    Integers and booleans get float zeros: an adjoint is never truncated.

    >>> zeros_like((1.0, {"w": np.ones(2)}))
    [0.0, {'w': array([0., 0.])}]
    """
    if isinstance(x, np.ndarray):
        return (
            np.zeros_like(x) if x.dtype.kind in "fc" else np.zeros_like(x, dtype=float)
        )
    if isinstance(x, (list, tuple, *VIEWS)):
        return [zeros_like(item) for item in x]
    if isinstance(x, dict):
        return {key: zeros_like(item) for key, item in x.items()}
    if isinstance(x, np.inexact):
        return type(x)(0)
    if isinstance(x, complex):
        return 0j
    if is_object(x):
        return {name: zeros_like(value) for name, value in parts(x).items()}
    return 0.0


def sequence(x):
    """Return what a loop over ``x`` indexes: arrays and sequences as they are.

    Views of a dict and ``np.ndindex`` become lists. Raises Misuse for what has no order
    or no end.

    >>> sequence([1, 2]), sequence({"a": 1}.items())
    ([1, 2], [('a', 1)])
    """
    if isinstance(x, (np.ndarray, list, tuple, range, str)):
        return x
    if isinstance(x, (dict, set, frozenset, np.ndindex, *VIEWS)):
        return list(x)
    raise Misuse(
        f"a loop over a {type(x).__name__} cannot be run backwards",
        "loop over an array, a list or a range",
    )


def equal_length(*lengths):
    """Return the one length of what ``zip(..., strict=True)`` takes; raise as it does.

    >>> equal_length(2, 2)
    2
    >>> equal_length(2, 3)
    Traceback (most recent call last):
    ValueError: zip() argument 2 is longer than argument 1
    """
    for position, length in enumerate(lengths):
        if length != lengths[0]:
            than = "argument 1" if position == 1 else f"arguments 1-{position}"
            longer = "longer" if length > lengths[0] else "shorter"
            raise ValueError(f"zip() argument {position + 1} is {longer} than {than}")
    return lengths[0]


def number(x):
    """Check that ``x op= e`` rebinds a number rather than writing into an array.

    >>> number(2.0)
    """
    if isinstance(x, (np.ndarray, list, set)):
        raise Misuse(
            f"an augmented assignment writes into a {type(x).__name__} that another "
            "name may share",
            "write `x = x + e`, which makes a new array",
        )


def seed(value):
    """Return the adjoint of a scalar result with respect to itself: one.

    Raises Misuse when the result is no real number or array of size 1.

    >>> seed(3.5), seed(np.array([2.0]))
    (1.0, array([1.]))
    """
    if isinstance(value, np.floating):
        return type(value)(1)
    if isinstance(value, (float, int, np.integer, np.bool_)):
        return 1.0
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind != "c":
        return np.ones_like(value, dtype=np.result_type(value.dtype, np.float32))
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    remedy = "return a scalar, for example with np.sum, or use vjp"
    if np.iscomplexobj(value):
        shape += f" of {value.dtype}" if shape else ""
        remedy = "return its real part, its imaginary part or np.abs of it, or use vjp"
    raise Misuse(
        f"the result is a {type(value).__name__}{shape}, not a real number", remedy
    )


def pair(result):
    """Check that a result is a value together with auxiliary data.

    >>> pair((2.0, {"steps": 3}))
    """
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        many = f" of {len(result)}" if isinstance(result, (tuple, list)) else ""
        raise Misuse(
            f"the result is a {type(result).__name__}{many}, and has_aux asks for "
            "(value, auxiliary)",
            "return a tuple of two, or leave out has_aux",
        )


def own(adjoint):
    """Return a copy of an adjoint that nobody else holds; numbers are returned as such.

    >>> own([1.0, (2.0,)])
    [1.0, [2.0]]
    """
    if isinstance(adjoint, np.ndarray):
        return np.array(adjoint)
    if isinstance(adjoint, (list, tuple)):
        return [own(item) for item in adjoint]
    if isinstance(adjoint, dict):
        return {key: own(item) for key, item in adjoint.items()}
    return adjoint


def filled(x, items):
    """Return a dict of the kind of ``x`` with other values.

    >>> filled({"a": 1}, {"a": 2.0})
    {'a': 2.0}
    """
    if type(x) is dict:
        return items
    result = copy.copy(x)
    result.update(items)
    return result


def like(adjoint, x):
    """Return an adjoint in the form of ``x``: same containers, arrays for arrays.

    adjoint: nested tuples, lists and dicts (missing entries mean zero), arrays and
    numbers. x: the value that it is the adjoint of.

    >>> like({"w": (1.0, 2.0)}, {"w": [0.5, 0.5], "n": 3.0})
    {'w': [1.0, 2.0], 'n': 0.0}
    """
    if isinstance(x, dict):
        missing = {key: item for key, item in x.items() if key not in adjoint}
        found = {**zeros_like(missing), **adjoint}
        items = {key: like(found[key], item) for key, item in x.items()}
        return filled(x, items)
    if isinstance(x, (list, tuple)):
        items = [like(a, item) for a, item in zip(adjoint, x, strict=True)]
        if isinstance(x, list):
            return items
        return type(x)(*items) if hasattr(x, "_fields") else tuple(items)
    if is_object(x) and isinstance(adjoint, dict):
        found = {**zeros_like(x), **adjoint}
        items = {name: like(found[name], item) for name, item in attributes(x).items()}
        return rebuilt(x, items)
    if isinstance(x, np.ndarray) and isinstance(adjoint, (list, tuple)):
        kept = x.dtype if x.dtype.kind in "fc" else None
        return np.array(adjoint, dtype=kept).reshape(x.shape)
    return adjoint
