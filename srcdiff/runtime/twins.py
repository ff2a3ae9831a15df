"""Lists that hold one array twice: which items are one, and their adjoints."""

import numpy as np

from srcdiff.runtime.indexing import add_adjoints
from srcdiff.runtime.misuse import Misuse
from srcdiff.runtime.structure import zeros_like


def places(items):
    """Return for each item of a list or dict where the same array stands first.

    Raises Misuse where arrays share memory and are not one, or an item holds others.

    >>> x, y = np.ones(2), np.ones(3)
    >>> places([x, y, x]), places({"a": x, "b": x, "c": 1.0})
    ([0, 1, 0], {'a': 'a', 'b': 'a', 'c': 'c'})
    """
    keys = list(items) if isinstance(items, dict) else range(len(items))
    found: dict = {}
    for key in keys:
        item = items[key]
        if isinstance(item, (list, tuple, dict)):
            raise Misuse(
                "arrays in containers in a container are written in place, and one may "
                "be held twice",
                "put copies into them, with .copy()",
            )
        same = (k for k, first in found.items() if _is_one(items[first], item))
        found[key] = next(same, key)
    return found if isinstance(items, dict) else list(found.values())


def _is_one(first, second):
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray):
        return False
    if first is not second and np.may_share_memory(first, second):
        raise Misuse(
            "an item is written in place and shares memory with another one",
            "put copies into the container, with .copy()",
        )
    return first is second


def gathered(items, places):
    """Return a list or dict with each item taken from its place.

    >>> gathered([1.0, 2.0], [0, 0])
    [1.0, 1.0]
    """
    if isinstance(items, dict):
        return {key: items[place] for key, place in places.items()}
    found = [items[place] for place in places]
    return tuple(found) if isinstance(items, tuple) else found


def gathered_adjoint(adjoint, places):
    """Return the adjoint of the items from that of ``gathered(items, places)``.

    >>> gathered_adjoint([1.0, 2.0], [0, 0])
    [3.0, 0.0]
    """
    found: dict = {}
    keys = list(places) if isinstance(places, dict) else range(len(places))
    for key in keys:
        place, given = places[key], adjoint[key]
        found[place] = add_adjoints(found[place], given) if place in found else given
    whole = {k: found[k] if k in found else zeros_like(adjoint[k]) for k in keys}
    return whole if isinstance(places, dict) else list(whole.values())
