"""Instances of users' classes: attributes that hold numbers, copies with others."""

import copy
import types

import numpy as np

CONTAINERS = (tuple, list, dict, set, np.ndarray, np.generic, str, bytes)
NUMBERS = (float, int, complex)
FUNCTIONS = (
    *(types.FunctionType, types.BuiltinFunctionType),
    *(np.ufunc, type(np.sum)),
)


def is_object(x):
    """Tell whether ``x`` is an instance of a class written in Python, with attributes.

    >>> is_object(1.0), is_object(np.sin), is_object(copy.Error())
    (False, False, True)
    """
    kind = type(x)
    if not kind.__flags__ & 512 or not hasattr(x, "__dict__"):
        return False
    if isinstance(x, (*CONTAINERS, *NUMBERS, type)) or kind.__module__.startswith(
        "numpy"
    ):
        return False
    ours = hasattr(x, "generated_function")
    calls = [vars(c)["__call__"] for c in kind.__mro__ if "__call__" in vars(c)]
    return not ours and all(hasattr(call, "__code__") for call in calls)


def holds_numbers(x):
    """Tell whether ``x`` is, or holds, floats to differentiate with respect to.

    >>> holds_numbers({"w": [1.0]}), holds_numbers(("a", 1))
    (True, False)
    """
    if isinstance(x, (np.ndarray, np.generic)):
        return x.dtype.kind in "fc"
    if isinstance(x, (tuple, list)):
        return any(map(holds_numbers, x))
    if isinstance(x, dict):
        return any(map(holds_numbers, x.values()))
    return isinstance(x, (float, complex)) or (is_object(x) and bool(attributes(x)))


def members(x):
    """Return the attributes of an object that are objects, too, and do not lead back.

    >>> first, second = copy.Error(), copy.Error()
    >>> first.other = second
    >>> list(members(first))
    ['other']
    >>> second.back = first
    >>> members(first), members(second)
    ({}, {})
    """
    found = {name: value for name, value in vars(x).items() if is_object(value)}
    return {name: value for name, value in found.items() if not leads_to(value, x)}


def leads_to(start, x):
    """Tell whether one object holds another, at any depth, or is it.

    >>> leads_to(copy.Error(), copy.Error())
    False
    """
    seen, todo = set(), [start]
    while todo:
        item = todo.pop()
        if item is x:
            return True
        if id(item) not in seen:
            seen.add(id(item))
            todo += [value for value in vars(item).values() if is_object(value)]
    return False


def callables(x):
    """Return the attributes that are lists, tuples or dicts of functions or objects.

    At any depth, but not where an object among them leads back. What such an attribute
    holds decides what the methods of the object call.

    >>> error = copy.Error()
    >>> error.layers, error.sizes, error.parents = [(np.tanh, 2.0)], [1, 2], [error]
    >>> list(callables(error))
    ['layers']
    """
    kept = {n: v for n, v in vars(x).items() if type(v) in (tuple, list, dict)}
    return {n: v for n, v in kept.items() if [*called_in(v)] and not back(v, x)}


def called_in(value):
    """Yield the functions and objects in a container, at any depth.

    >>> list(called_in({"a": [len, 1.0], "b": "tanh"}))
    [<built-in function len>]
    """
    if type(value) in (tuple, list):
        for item in value:
            yield from called_in(item)
    elif type(value) is dict:
        yield from called_in(list(value.values()))
    elif isinstance(value, FUNCTIONS) or is_object(value):
        yield value


def back(container, x):
    """Tell whether a container holds an object, at any depth and through others.

    >>> error = copy.Error()
    >>> error.parts = [(error,)]
    >>> back([error.parts], error), back([error.parts], copy.Error())
    (True, False)
    """
    seen, todo = set(), list(called_in(container))
    while todo:
        item = todo.pop()
        if item is x:
            return True
        if is_object(item) and id(item) not in seen:
            seen.add(id(item))
            todo += called_in(list(vars(item).values()))
    return False


def parts(x):
    """Return the attributes of an object that its adjoint has entries for, by name."""
    inner = members(x)
    plain = {n: v for n, v in vars(x).items() if n in inner or not is_object(v)}
    return {n: v for n, v in plain.items() if n in inner or not back(v, x)}


def attributes(x):
    """Return the attributes of an object that hold floats, by name.

    >>> error = copy.Error()
    >>> error.w, error.n = 2.0, 3
    >>> attributes(error)
    {'w': 2.0}
    """
    return {name: value for name, value in parts(x).items() if holds_numbers(value)}


def rebuilt(x, values):
    """Return a copy of an object with other values for some attributes.

    >>> error = copy.Error()
    >>> error.w = 2.0
    >>> rebuilt(error, {"w": 3.0}).w, error.w
    (3.0, 2.0)
    """
    new = copy.copy(x)
    vars(new).update(values)
    return new


def with_attribute(x, name, value):
    """Return a copy of an object in which an attribute has another value.

    >>> error = copy.Error()
    >>> with_attribute(error, "w", 2.0).w, hasattr(error, "w")
    (2.0, False)
    """
    new = copy.copy(x)
    setattr(new, name, value)
    return new


def rebind(names, **values):
    """Give names of a module other values.

    >>> module = {"count": 1}
    >>> rebind(module, count=module["count"] + 1)
    >>> module["count"]
    2
    """
    names.update(values)
