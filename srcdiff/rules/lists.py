"""Rules of what makes new lists and dicts of the items of others."""

import builtins
import functools

from srcdiff.core.join import join
from srcdiff.core.types import UNKNOWN, Fields, Items, Number, Several, Type
from srcdiff.rules.effects import Element
from srcdiff.rules.registry import multilinear, nondifferentiable, rule
from srcdiff.rules.result_types import always, of_argument
from srcdiff.runtime import (
    added,
    added_adjoint,
    added_like,
    all_places,
    chosen_places,
    dict_adjoint,
    dict_of,
    found_at,
    gathered,
    gathered_adjoint,
    grid_places,
    joined,
    joined_adjoint,
    largest_at,
    merged,
    merged_adjoint,
    ordered_places,
    ordering,
    places,
    repeated_places,
    smallest_at,
    sorted_adjoint,
    sorted_like,
    without_item,
    without_item_adjoint,
)


def _joined(parts: Type) -> Type:
    if not isinstance(parts, Items):
        return UNKNOWN
    found: list[Type] = []
    if any(isinstance(part, Several) for part in parts.items):
        return functools.reduce(join, parts.items)
    for part in parts.items:
        if not isinstance(part, Items):
            return UNKNOWN
        found += part.items
    return Items(tuple(found), list)


def _merged(parts: Type) -> Type:
    if not isinstance(parts, Items):
        return UNKNOWN
    found: dict = {}
    for part in parts.items:
        if not isinstance(part, Fields):
            return UNKNOWN
        found |= dict(zip(part.keys, part.items, strict=True))
    return Fields(tuple(found), tuple(found.values())) if found else UNKNOWN


def _copied(x: Type) -> Type:
    return x if isinstance(x, Fields) else UNKNOWN


def _sorted(x: Type, reverse: Type = UNKNOWN) -> Type:
    if isinstance(x, Several):
        return x
    if not isinstance(x, Items) or not x.items:
        return UNKNOWN
    each = functools.reduce(join, x.items)
    return Items((each,) * len(x.items), list)


@multilinear(joined, effect=Element(0), result=_joined)
def joined_rule(parts, *, out, g):
    return joined_adjoint(g, parts)


@multilinear(joined_adjoint, effect=Element(0))
def derivative_of_joined_adjoint(adjoint, parts, *, out, g):
    return joined(g)


def _added(parts: Type) -> Type:
    if not isinstance(parts, Items) or any(p == UNKNOWN for p in parts.items):
        return UNKNOWN
    if all(isinstance(p, Items) for p in parts.items):
        return _joined(parts)
    return UNKNOWN


@multilinear(added, effect=Element(0), result=_added)
def added_rule(parts, *, out, g):
    return added_adjoint(g, parts)


@multilinear(added_adjoint, effect=Element(0))
def derivative_of_added_adjoint(adjoint, parts, *, out, g):
    return added_like(g, adjoint)


@multilinear(added_like, effect=Element(0), result=of_argument(1))
def added_like_rule(parts, total, *, out, g):
    return added_adjoint(g, parts)


@multilinear(merged, effect=Element(0), result=_merged)
def merged_rule(parts, *, out, g):
    return merged_adjoint(g, parts)


@multilinear(merged_adjoint, effect=Element(0))
def derivative_of_merged_adjoint(adjoint, parts, *, out, g):
    return merged(g)


@multilinear(dict, effect=Element(0), result=_copied)
def dict_rule(x, *, out, g):
    return dict_adjoint(g, x)


@multilinear(dict_adjoint, effect=Element(0))
def derivative_of_dict_adjoint(adjoint, x, *, out, g):
    return dict_of(g, x)


@multilinear(dict_of, effect=Element(0))
def derivative_of_dict_of(pairs, x, *, out, g):
    return dict_adjoint(g, x)


@rule(builtins.sorted, effect=Element(0), result=_sorted)
def sorted_rule(x, *, reverse=False, out, g):
    return sorted_adjoint(g, x, reverse)


@multilinear(sorted_adjoint, effect=Element(0))
def derivative_of_sorted_adjoint(adjoint, x, reverse=False, *, out, g):
    return sorted_like(g, x, reverse)


@multilinear(sorted_like, effect=Element(0))
def derivative_of_sorted_like(items, x, reverse=False, *, out, g):
    return sorted_adjoint(g, x, reverse)


nondifferentiable(ordering)


def _places(items: Type) -> Type:
    if not isinstance(items, Items):
        return UNKNOWN
    return Items((Number(int),) * len(items.items), list)


@multilinear(gathered, effect=Element(0), result=lambda items, places: items)
def gathered_rule(items, places, *, out, g):
    return gathered_adjoint(g, places)


@multilinear(gathered_adjoint, effect=Element(0))
def derivative_of_gathered_adjoint(adjoint, places, *, out, g):
    return gathered(g, places)


nondifferentiable(places, result=_places)


def _without(items: Type, index: Type) -> Type:
    position = getattr(index, "value", None)
    if isinstance(items, Several):
        return items
    if isinstance(items, Items) and type(position) is int:
        kept = list(items.items)
        if -len(kept) <= position < len(kept):
            del kept[position]
            return Items(tuple(kept), list)
    if isinstance(items, Fields) and position in items.keys and len(items.keys) > 1:
        rest = [(k, v) for k, v in zip(items.keys, items.items, strict=True)]
        keys, values = zip(*(p for p in rest if p[0] != position), strict=True)
        return Fields(keys, values)
    return UNKNOWN


@multilinear(without_item, effect=Element(0), result=_without)
def without_item_rule(items, index, *, out, g):
    return without_item_adjoint(g, items, index)


@multilinear(without_item_adjoint, effect=Element(0))
def derivative_of_without_item_adjoint(adjoint, items, index, *, out, g):
    return without_item(g, index)


nondifferentiable(found_at, largest_at, smallest_at, result=always(Number(int)))
nondifferentiable(
    all_places, chosen_places, ordered_places, repeated_places, grid_places
)
