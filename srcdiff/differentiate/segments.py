"""Keys by which a container is read: an item, or a slice as one part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import gast

from srcdiff.core.build import constant
from srcdiff.core.types import Fields, Items, Type


class Segment(NamedTuple):
    """A slice of a tuple or list: from which item, and up to which."""

    start: int
    stop: int


def key_of(index: gast.AST, kind: Fields | Items) -> Any:
    """Return the key that an index is, counted from the front; None for any other.

    >>> three = Items((Type(), Type(), Type()), list)
    >>> key_of(constant(-1), three)
    2
    >>> key_of(gast.parse("x[:-1]").body[0].value.slice, three)
    Segment(start=0, stop=2)
    """
    if isinstance(index, gast.Slice):
        return _segment(index, kind)
    if isinstance(index, gast.Constant) and isinstance(kind, Fields):
        return index.value
    key, count = _bound(index), len(kind.items)
    if type(key) is not int:
        return None
    return key + count if -count <= key < 0 else key


def is_constant(index: gast.AST) -> bool:
    """Tell whether an index is a constant, or a slice between constants.

    >>> [is_constant(gast.parse(f"x[{i}]").body[0].value.slice) for i in ("-1", "n:")]
    [True, False]
    """
    if isinstance(index, gast.Slice):
        return index.step is None and ... not in map(_bound, (index.lower, index.upper))
    return isinstance(index, gast.Constant) or _bound(index) is not ...


def _segment(index: gast.Slice, kind: Fields | Items) -> Segment | None:
    if not isinstance(kind, Items) or not is_constant(index):
        return None
    bounds = slice(_bound(index.lower), _bound(index.upper))
    start, stop, _ = bounds.indices(len(kind.items))
    return Segment(start, stop) if start < stop else None


def _bound(node: gast.AST | None) -> Any:
    """Return a bound of a slice; an ellipsis where it is no constant integer."""
    if node is None:
        return None
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        found = _bound(node.operand)
        return -found if type(found) is int else ...
    value = node.value if isinstance(node, gast.Constant) else ...
    return value if type(value) is int else ...


def index_of(key: Any) -> gast.AST:
    """Return a key as an index."""
    if not isinstance(key, Segment):
        return constant(key)
    return gast.Slice(constant(key.start), constant(key.stop), None)


def partition(keys: Iterable[Any], count: int) -> list[Any] | None:
    """Return keys in order, and items between them, that are all items of a whole.

    None where two of them overlap.

    >>> partition([3, Segment(0, 2)], 4)
    [Segment(start=0, stop=2), 2, 3]
    """
    covered: dict[int, Any] = {}
    for key in set(keys):
        places = range(key.start, key.stop) if isinstance(key, Segment) else [key]
        if covered.keys() & set(places):
            return None
        covered |= dict.fromkeys(places, key)
    return list(dict.fromkeys(covered.get(place, place) for place in range(count)))


def type_at(kind: Items, key: Any) -> Type:
    """Return the type of the part of a tuple or list that a key reads."""
    if isinstance(key, Segment):
        return Items(kind.items[key.start : key.stop], kind.python)
    return kind.items[key]


def joined(parts: list[gast.AST], keys: list[Any]) -> list[gast.AST]:
    """Return the items of a display of parts: those of segments with a star.

    >>> from srcdiff.codegen.printer import expression
    >>> parts = [gast.Name(n, gast.Load(), None, None) for n in "abc"]
    >>> expression(gast.List(joined(parts, [Segment(0, 2), 2, 3]), gast.Load()))
    '[*a, b, c]'
    """
    return [
        gast.Starred(part, gast.Load()) if isinstance(key, Segment) else part
        for part, key in zip(parts, keys, strict=True)
    ]
