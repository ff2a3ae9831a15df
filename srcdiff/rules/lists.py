"""Rules of what makes new lists and dicts of the items of others."""

import builtins

from srcdiff.rules.effects import Element
from srcdiff.rules.registry import multilinear, nondifferentiable, rule
from srcdiff.runtime import (
    dict_adjoint,
    dict_of,
    joined,
    joined_adjoint,
    merged,
    merged_adjoint,
    ordering,
    sorted_adjoint,
    sorted_like,
)


@multilinear(joined, effect=Element(0))
def joined_rule(parts, *, out, g):
    return joined_adjoint(g, parts)


@multilinear(joined_adjoint, effect=Element(0))
def derivative_of_joined_adjoint(adjoint, parts, *, out, g):
    return joined(g)


@multilinear(merged, effect=Element(0))
def merged_rule(parts, *, out, g):
    return merged_adjoint(g, parts)


@multilinear(merged_adjoint, effect=Element(0))
def derivative_of_merged_adjoint(adjoint, parts, *, out, g):
    return merged(g)


@multilinear(dict, effect=Element(0))
def dict_rule(x, *, out, g):
    return dict_adjoint(g, x)


@multilinear(dict_adjoint, effect=Element(0))
def derivative_of_dict_adjoint(adjoint, x, *, out, g):
    return dict_of(g, x)


@multilinear(dict_of, effect=Element(0))
def derivative_of_dict_of(pairs, x, *, out, g):
    return dict_adjoint(g, x)


@rule(builtins.sorted, effect=Element(0))
def sorted_rule(x, *, reverse=False, out, g):
    return sorted_adjoint(g, x, reverse)


@multilinear(sorted_adjoint, effect=Element(0))
def derivative_of_sorted_adjoint(adjoint, x, reverse=False, *, out, g):
    return sorted_like(g, x, reverse)


@multilinear(sorted_like, effect=Element(0))
def derivative_of_sorted_like(items, x, reverse=False, *, out, g):
    return sorted_adjoint(g, x, reverse)


nondifferentiable(ordering)
