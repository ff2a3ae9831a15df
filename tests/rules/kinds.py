"""Checks that a rule's declared result type holds for the actual result."""

from dataclasses import replace

import numpy as np

from srcdiff.core import types
from srcdiff.core.dims import of_parameter
from tests.sizes import integer, is_size

CONSTANTS = (bool, int, float, complex, str, type(None), type, np.dtype)


def check_result_type(rule, out, args, kwargs):
    """Assert that the declared result type holds whatever is known of the arguments."""
    exact = [type_of(a) for a in args]
    named = {key: type_of(value) for key, value in kwargs.items()}
    for forget in (same, symbolic, given, any_dtype, any_shape, nonliteral, unknown):
        positional = [forget(t) for t in exact]
        for others in (named, {key: forget(t) for key, t in named.items()}):
            assert_holds(rule, out, positional, others)
    for i in range(len(exact)):
        assert_holds(rule, out, [*exact[:i], types.UNKNOWN, *exact[i + 1 :]], named)
    for key in named:
        assert_holds(rule, out, exact, {**named, key: types.UNKNOWN})


def assert_holds(rule, out, positional, named):
    declared = rule.result(*positional, **named)
    assert holds(declared, out), (
        f"{rule.name}{positional}{named}: declared {declared}, got {type_of(out)}"
    )


def type_of(value):
    """Return the most exact type of a value.

    >>> type_of(np.ones((2, 1))), type_of((0, -1))
    (Array(dtype=dtype('float64'), shape=(2, 1)), Literal(value=(0, -1)))
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return types.Array(value.dtype, value.shape)
    if isinstance(value, (list, tuple)):
        if isinstance(value, tuple) and all(isinstance(v, CONSTANTS) for v in value):
            return types.Literal(value)
        return types.Items(tuple(map(type_of, value)), type(value))
    if isinstance(value, CONSTANTS):
        return types.Literal(value)
    return types.UNKNOWN


def holds(declared, value):
    """Tell whether a value is of a type; symbols such as "n3" stand for their number.

    >>> holds(types.Array(None, ("n3", 1)), np.ones((3, 1)))
    True
    >>> holds(types.Number(float), np.float64(1.0))
    False
    """
    if isinstance(declared, types.Unknown):
        return True
    if isinstance(declared, types.Literal):
        return type(value) is type(declared.value) and value == declared.value
    if isinstance(declared, types.Number):
        known = declared.value is None or value == integer(declared.value, number)
        return type(value) is declared.python and known
    if isinstance(declared, types.Double):
        return type(value) in (float, np.float64)
    if isinstance(declared, types.Array):
        return holds_array(declared, value)
    if isinstance(declared, types.Items):
        return len(value) == len(declared.items) and all(
            map(holds, declared.items, value)
        )
    if isinstance(declared, types.Several):
        return type(value) is list and all(holds(declared.item, v) for v in value)
    return not isinstance(value, (float, np.ndarray, np.generic, list, tuple, dict))


def holds_array(declared, value):
    if declared.dtype is not None and getattr(value, "dtype", None) != declared.dtype:
        return False
    if isinstance(value, (list, tuple, dict)):
        return False
    if declared.shape is None:
        return True
    shape = np.shape(value)
    return len(declared.shape) == len(shape) and all(
        is_size(d, found, number)
        for d, found in zip(declared.shape, shape, strict=True)
    )


def number(symbol):
    """Return what a symbol of these tests stands for.

    >>> number("n3"), number("i-2")
    (3, -2)
    """
    return int(symbol[1:])


def over_items(forget):
    """Make a change of types that also reaches the items of containers."""

    def changed(known):
        if isinstance(known, types.Items):
            return types.Items(tuple(map(changed, known.items)), known.python)
        return forget(known)

    return changed


def same(known):
    return known


@over_items
def symbolic(known):
    """Replace every dimension from 2 on by a symbol, as a signature does."""
    if isinstance(known, types.Array) and known.shape is not None:
        return replace(known, shape=tuple(d if d < 2 else f"n{d}" for d in known.shape))
    return known


@over_items
def given(known):
    """Replace sizes by symbols, and integers by those of parameters, unknown ones."""
    if isinstance(known, types.Literal) and type(known.value) is int:
        return types.Number(int, of_parameter(f"i{known.value}"))
    if isinstance(known, types.Literal) and isinstance(known.value, tuple):
        return types.Items(tuple(given(types.Literal(v)) for v in known.value))
    return symbolic(known)


@over_items
def any_dtype(known):
    return replace(known, dtype=None) if isinstance(known, types.Array) else known


@over_items
def any_shape(known):
    return replace(known, shape=None) if isinstance(known, types.Array) else known


@over_items
def nonliteral(known):
    """Forget the values of constants: numbers keep their type only."""
    if not isinstance(known, types.Literal):
        return known
    if isinstance(known.value, (bool, int, float, complex)):
        return types.Number(type(known.value))
    if isinstance(known.value, tuple):
        return types.Items(tuple(nonliteral(types.Literal(v)) for v in known.value))
    return known


def unknown(known):
    return types.UNKNOWN
