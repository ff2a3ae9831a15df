"""Adjoints of taking a container apart by its methods, and of copying it."""

import dataclasses

from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.objects import is_object
from srcdiff.runtime.structure import like, zeros_like


def field(x, name):
    """Return the position of a field of a namedtuple, the name of one of an object.

    Raises Misuse for anything else.

    >>> from collections import namedtuple
    >>> field(namedtuple("Layer", "w b")(1.0, 2.0), "b")
    1
    """
    if isinstance(x, tuple) and name in getattr(x, "_fields", ()):
        return x._fields.index(name)
    if is_object(x) and name in vars(x):
        return name
    raise Misuse(
        f"the attribute .{name} of a {type(x).__name__} carries a derivative",
        "keep what is differentiated in arrays, lists, dicts or namedtuples",
    )


def without_attribute(adjoint, x, name):
    """Return the adjoint of ``x`` from that of ``with_attribute(x, name, value)``.

    Nothing of the attribute's old value is left: its adjoint is zero.

    >>> from collections import UserList
    >>> without_attribute({"data": [1.0, 2.0]}, UserList([5.0, 6.0]), "data")
    {'data': [0.0, 0.0]}
    """
    if name not in vars(x):
        return {key: value for key, value in adjoint.items() if key != name}
    return {**adjoint, name: zeros_like(vars(x)[name])}


def with_field(x, name, value):
    """Return a namedtuple or dataclass with another value in a field.

    Raises Misuse for a class whose objects compute more from their fields.

    >>> from collections import namedtuple
    >>> with_field(namedtuple("Layer", "w b")(1.0, 2.0), "b", 3.0)
    Layer(w=1.0, b=3.0)
    """
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return x._replace(**{name: value})
    if not dataclasses.is_dataclass(x) or hasattr(x, "__post_init__"):
        raise Misuse(
            f"what replacing .{name} makes of a {type(x).__name__} is not known",
            "make the new object by calling its class",
        )
    return dataclasses.replace(x, **{name: value})


def without_field(adjoint, x, name):
    """Return the adjoint of ``x`` from that of ``with_field(x, name, value)``.

    >>> from collections import namedtuple
    >>> without_field([1.0, 2.0], namedtuple("Layer", "w b")(1.0, 2.0), "b")
    [1.0, 0.0]
    """
    place = field(x, name)
    zero = zeros_like(getattr(x, name))
    if isinstance(adjoint, dict):
        return {**adjoint, place: zero}
    found = list(adjoint)
    found[place] = zero
    return found


def values_adjoint(adjoint, x):
    """Return the adjoint of a dict from that of ``x.values()``.

    >>> values_adjoint([2.0, 3.0], {"a": 1.0, "b": 1.0})
    {'a': 2.0, 'b': 3.0}
    """
    return dict(zip(x, adjoint, strict=True))


def items_adjoint(adjoint, x):
    """Return the adjoint of a dict from that of ``x.items()``.

    Its own adjoint is the way back: from a dict to pairs, where the keys have zeros.

    >>> items_adjoint([(0.0, 2.0)], {"a": 1.0}), items_adjoint({"a": 2.0}, [(0.0, 1.0)])
    ({'a': 2.0}, [(0.0, 2.0)])
    """
    if isinstance(adjoint, dict):
        pairs = zip(x, adjoint.values(), strict=True)
        return [(zeros_like(item[0]), value) for item, value in pairs]
    return {key: item[1] for key, item in zip(x, adjoint, strict=True)}


def get_adjoint(adjoint, x, key):
    """Return the adjoint of a dict from that of ``x.get(key)``.

    >>> get_adjoint(2.0, {"a": 1.0, "b": 1.0}, "b")
    {'a': 0.0, 'b': 2.0}
    """
    x_bar = zeros_like(x)
    if key in x:
        x_bar[key] = adjoint
    return x_bar


def default_adjoint(adjoint, x, key, default):
    """Return the adjoint of ``default`` from that of ``x.get(key, default)``.

    >>> default_adjoint(2.0, {"a": 1.0}, "b", 3.0)
    2.0
    """
    return zeros_like(default) if key in x else adjoint


def copied_adjoint(adjoint, x):
    """Return the adjoint of ``x`` from that of ``list(x)`` or ``tuple(x)``.

    A dict gives its keys to the copy, which carry nothing: zeros, there and back.

    >>> copied_adjoint([1.0, 2.0], (0.0, 0.0))
    (1.0, 2.0)
    """
    if isinstance(x, dict) or isinstance(adjoint, dict):
        return zeros_like(x)
    return like(adjoint, x)
