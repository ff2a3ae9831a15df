"""What ``itertools`` walks over: items by their positions."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeAlias

import gast
import numpy as np

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    name,
    numpy_call,
    subscript,
    tuple_of,
)
from srcdiff.core.names import NameTable
from srcdiff.runtime import (
    all_places,
    chosen_places,
    grid_places,
    joined,
    ordered_places,
    repeated_places,
    sequence,
)

Walk: TypeAlias = tuple[list[gast.AST], gast.AST | None, gast.AST]
"""Statements before a loop, how many items there are (None: no end), and the item."""
CHOICES: dict[object, Callable[[int, int], list[tuple[int, ...]]]] = {
    itertools.combinations: chosen_places,
    itertools.combinations_with_replacement: repeated_places,
    itertools.permutations: ordered_places,
}
ENDLESS = (itertools.count, itertools.cycle)


def items_a_turn(function: object, node: gast.Call) -> int | None:
    """Return how many items a walk gives a turn, None for one that is not known.

    >>> from srcdiff.core.text import parse_expression
    >>> items_a_turn(itertools.combinations, parse_expression("combinations(x, 2)"))
    2
    """
    if node.keywords or any(isinstance(a, gast.Starred) for a in node.args):
        return None
    if _is_choice(function) and len(node.args) == 2:
        count = getattr(node.args[1], "value", None)
        return count if type(count) is int else None
    if function is itertools.product and node.args:
        return len(node.args)
    if function is itertools.pairwise and len(node.args) == 1:
        return 2
    if function is itertools.islice and len(node.args) in (2, 3, 4):
        return 1
    if function is itertools.repeat and len(node.args) == 2:
        return 1
    if function is itertools.chain and node.args:
        return 1
    if function == itertools.chain.from_iterable:
        return 1 if len(node.args) == 1 else None
    if function in (np.ndindex, np.ndenumerate) and node.args:
        return 1 if function is np.ndindex else 2
    return 1 if function in ENDLESS and len(node.args) <= 2 else None


def _is_choice(function: object) -> bool:
    return any(function is f for f in CHOICES)


def walked(
    function: object, node: gast.AST, index: gast.AST, names: NameTable
) -> Walk | None:
    """Return how a loop over a call of ``itertools`` runs, None for any other.

    >>> from srcdiff.codegen.printer import expression, statement
    >>> from srcdiff.core.text import parse_expression
    >>> node = parse_expression("combinations(x, 2)")
    >>> before, length, item = walked(
    ...     itertools.combinations, node, name("i"), NameTable(["x", "i"])
    ... )
    >>> for each in before: print(statement(each))
    items = sequence(x)
    order = chosen_places(len(items), 2)
    >>> expression(length), expression(item)
    ('len(order)', '(items[order[i][0]], items[order[i][1]])')
    """
    if not isinstance(node, gast.Call) or not callable(function):
        return None
    count = items_a_turn(function, node)
    if count is None:
        return None
    return _Walked(names, index).of(function, node, count)


class _Walked:
    def __init__(self, names: NameTable, index: gast.AST) -> None:
        self.names = names
        self.index = index
        self.setup: list[gast.AST] = []

    def of(self, function: object, node: gast.Call, count: int) -> Walk:
        args = node.args
        if function is itertools.product:
            wholes = [self.sequence(a) for a in args]
            lengths = [_length(w) for w in wholes]
            return self.ordered(wholes, call("all_places", *lengths, target=all_places))
        if _is_choice(function):
            whole = self.sequence(args[0])
            places = CHOICES[function]
            order = call(places.__name__, _length(whole), clone(args[1]), target=places)
            return self.ordered([whole] * count, order)
        if function is np.ndindex:
            grid = self.bound("order", call("grid_places", *args, target=grid_places))
            return self.setup, _length(grid), self.at(grid)
        if function is np.ndenumerate:
            whole = self.bound("items", args[0])
            shape = numpy_call("shape", name(whole))
            order = call("grid_places", shape, target=grid_places)
            grid = self.bound("order", order)
            return self.setup, _length(grid), self.placed(whole, self.at(grid))
        if function is itertools.pairwise:
            whole = self.sequence(args[0])
            turns = gast.BinOp(_length(whole), gast.Sub(), constant(1))
            after = gast.BinOp(clone(self.index), gast.Add(), constant(1))
            return self.setup, turns, tuple_of([self.at(whole), _item(whole, after)])
        if function is itertools.repeat:
            value = self.bound("item", args[0])
            return self.setup, self.length("turns", args[1]), name(value)
        if function is itertools.count:
            return self.setup, None, self.counted(args)
        whole = self.whole(function, args)
        if function is itertools.cycle:
            place = gast.BinOp(clone(self.index), gast.Mod(), _length(whole))
            return self.setup, None, _item(whole, place)
        return self.setup, _length(whole), self.at(whole)

    def placed(self, whole: str, place: gast.AST) -> gast.AST:
        return tuple_of([place, _item(whole, clone(place))])

    def whole(self, function: object, args: list[gast.AST]) -> str:
        """Return the name of one sequence of all items."""
        if function is itertools.chain:
            parts = [call("sequence", clone(a), target=sequence) for a in args]
            display = gast.List(parts, gast.Load())
            return self.bound("items", call("joined", display, target=joined))
        if function == itertools.chain.from_iterable:
            return self.bound("items", call("joined", clone(args[0]), target=joined))
        whole = self.sequence(args[0])
        if function is not itertools.islice:
            return whole
        bounds = [None, args[1]] if len(args) == 2 else list(args[1:])
        start, stop, step = [*bounds, None][:3]
        part = gast.Slice(*(p and clone(p) for p in (start, stop, step)))
        return self.bound("items", subscript(name(whole), part))

    def counted(self, args: list[gast.AST]) -> gast.AST:
        """Return the number that ``count`` has come to."""
        number = clone(self.index)
        if len(args) == 2:
            number = gast.BinOp(number, gast.Mult(), name(self.bound("step", args[1])))
        if args:
            start = name(self.bound("start", args[0]))
            number = gast.BinOp(start, gast.Add(), number)
        return number

    def ordered(self, wholes: list[str], order: gast.AST) -> Walk:
        places = self.bound("order", order)
        turn = subscript(name(places), clone(self.index))
        items = [
            _item(whole, subscript(clone(turn), constant(k)))
            for k, whole in enumerate(wholes)
        ]
        return self.setup, _length(places), tuple_of(items)

    def sequence(self, node: gast.AST) -> str:
        return self.bound("items", call("sequence", clone(node), target=sequence))

    def length(self, stem: str, node: gast.AST) -> gast.AST:
        if isinstance(node, gast.Constant):
            return clone(node)
        return name(self.bound(stem, clone(node)))

    def bound(self, stem: str, value: gast.AST) -> str:
        chosen = self.names.temporary(stem)
        self.setup.append(assign(chosen, clone(value)))
        return chosen

    def at(self, whole: str) -> gast.Subscript:
        return _item(whole, clone(self.index))


def _length(whole: str) -> gast.AST:
    return call("len", name(whole), target=len)


def _item(whole: str, index: gast.AST) -> gast.Subscript:
    return subscript(name(whole), index)
