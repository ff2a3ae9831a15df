"""New lists and dicts of the items of others, and their adjoints."""

import itertools

import numpy as np

from srcdiff.runtime.broadcasting import unbroadcast
from srcdiff.runtime.structure import like, zeros_like


def joined(parts):
    """Return one list of the items of several sequences.

    >>> joined([[1], (2, 3)])
    [1, 2, 3]
    """
    return list(itertools.chain(*parts))


def joined_adjoint(adjoint, parts):
    """Return the adjoints of the sequences from that of the list of all their items.

    >>> joined_adjoint([1.0, 2.0, 3.0], [[0.0], (0.0, 0.0)])
    [[1.0], (2.0, 3.0)]
    """
    found, start = [], 0
    for part in parts:
        stop = start + len(part)
        items = [adjoint[k] for k in range(start, stop)]
        found.append(like(items, part))
        start = stop
    return found


def added(parts):
    """Return the sum of two values: of arrays, or a list of the items of both.

    >>> added([[1.0], [2.0]]), added([np.ones(2), [1.0, 2.0]])
    ([1.0, 2.0], array([2., 3.]))
    """
    first, second = parts
    return first + second


def added_like(parts, total):
    """Return the sum of two values, an array in the precision of another sum of them.

    >>> added_like([np.ones(2), [1.0, 2.0]], np.ones(2, np.float32)).dtype
    dtype('float32')
    """
    whole = added(parts)
    return np.asarray(whole, total.dtype) if isinstance(total, np.ndarray) else whole


def added_adjoint(adjoint, parts):
    """Return the adjoints of two values from that of their sum.

    >>> added_adjoint([1.0, 2.0], [[0.0], [0.0]])
    [[1.0], [2.0]]
    >>> added_adjoint(np.ones(2), [np.ones(2), [1.0, 2.0]])
    [array([1., 1.]), [1.0, 1.0]]
    """
    if any(isinstance(part, (np.ndarray, np.generic)) for part in parts):
        return [unbroadcast(adjoint, part) for part in parts]
    return joined_adjoint(adjoint, parts)


def merged(parts):
    """Return one dict of the items of several, later ones before earlier ones.

    >>> merged([{"a": 1, "b": 2}, {"a": 3}])
    {'a': 3, 'b': 2}
    """
    return {key: value for part in parts for key, value in part.items()}


def merged_adjoint(adjoint, parts):
    """Return the adjoints of the dicts from that of the dict of all their items.

    >>> merged_adjoint({"a": 1.0, "b": 2.0}, [{"a": 0.0, "b": 0.0}, {"a": 0.0}])
    [{'a': 0.0, 'b': 2.0}, {'a': 1.0}]
    """
    found = []
    for k, part in enumerate(parts):
        hidden = {key for later in parts[k + 1 :] for key in later}
        own = {
            key: zeros_like(value) if key in hidden else adjoint[key]
            for key, value in part.items()
        }
        found.append(own)
    return found


def dict_adjoint(adjoint, x):
    """Return the adjoint of ``x`` from that of ``dict(x)``: a dict, or pairs.

    >>> dict_adjoint({"a": 2.0}, [("a", 1.0), ("a", 5.0)])
    [(0.0, 0.0), (0.0, 2.0)]
    """
    if isinstance(x, dict):
        return adjoint
    last = {key: k for k, (key, _) in enumerate(x)}
    return [
        (zeros_like(key), adjoint[key] if last[key] == k else zeros_like(value))
        for k, (key, value) in enumerate(x)
    ]


def ordering(keys, reverse=False):
    """Return the positions of items in the order in which ``sorted`` puts them.

    >>> ordering([3.0, 1.0, 2.0]), ordering([1, 1, 2], reverse=True)
    ([1, 2, 0], [2, 0, 1])
    """
    found = list(keys)
    return sorted(range(len(found)), key=found.__getitem__, reverse=reverse)


def sorted_adjoint(adjoint, x, reverse=False):
    """Return the adjoint of ``x`` from that of ``sorted(x)``.

    >>> sorted_adjoint([1.0, 2.0], [5.0, 4.0])
    [2.0, 1.0]
    """
    if isinstance(x, dict):
        return zeros_like(x)
    found = [0.0] * len(x)
    for place, position in enumerate(ordering(x, reverse)):
        found[position] = adjoint[place]
    return like(found, x)


def dict_of(pairs, x):
    """Return the way back from the adjoint of ``x`` to that of ``dict(x)``.

    >>> dict_of([(0.0, 1.0), (0.0, 2.0)], [("a", 0.0), ("a", 0.0)])
    {'a': 2.0}
    """
    if isinstance(x, dict):
        return pairs
    return {key: pair[1] for (key, _), pair in zip(x, pairs, strict=True)}


def sorted_like(items, x, reverse=False):
    """Return items in the order in which ``sorted`` puts those of ``x``.

    >>> sorted_like([1.0, 2.0], [5.0, 4.0])
    [2.0, 1.0]
    """
    return [items[position] for position in ordering(x, reverse)]


def without_item(items, index):
    """Return a list or dict without the item, or the slice of items, at an index.

    >>> without_item([1, 2, 3], -2), without_item({"a": 1, "b": 2}, "a")
    ([1, 3], {'b': 2})
    """
    found = dict(items) if isinstance(items, dict) else list(items)
    del found[index]
    return found


def without_item_adjoint(adjoint, items, index):
    """Return the adjoint of ``items`` from that of ``without_item(items, index)``.

    >>> without_item_adjoint([5.0, 6.0], [1.0, 2.0, 3.0], 1)
    [5.0, 0.0, 6.0]
    """
    if isinstance(items, dict):
        whole = {**adjoint, index: zeros_like(items[index])}
        return {key: whole[key] for key in items}
    kept = list(range(len(items)))
    del kept[index]
    found = [zeros_like(item) for item in items]
    for position, place in enumerate(kept):
        found[place] = adjoint[position]
    return found


def found_at(items, item):
    """Return the position at which an item stands first.

    >>> found_at(["a", "b", "b"], "b")
    1
    """
    return list(items).index(item)


def largest_at(keys):
    """Return the position of the first largest of some keys.

    >>> largest_at([1, 3, 3])
    1
    """
    return max(range(len(keys)), key=keys.__getitem__)


def smallest_at(keys):
    """Return the position of the first smallest of some keys.

    >>> smallest_at(["b", "a", "a"])
    1
    """
    return min(range(len(keys)), key=keys.__getitem__)
