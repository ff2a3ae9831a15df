"""Loops over anything that Python iterates become loops over an index."""

from __future__ import annotations

from typing import TypeAlias

import gast
import numpy as np

from srcdiff.core.build import (
    assign,
    call,
    clone,
    constant,
    function,
    name,
    stamped,
    subscript,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import breaks, map_blocks
from srcdiff.frontend.resolve import Scope
from srcdiff.runtime import equal_length, sequence

Setup = list[gast.AST]
Item: TypeAlias = gast.AST


def index_loops(
    node: gast.FunctionDef, scope: Scope, names: NameTable
) -> gast.FunctionDef:
    """Return the function with each ``for`` over a range; items are read by index.

    ``zip``, ``enumerate``, ``reversed`` and the views of a dict are looked through;
    anything else is made a sequence once, before the loop.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, s):
    ...     for v in x:
    ...         s = s + v
    ...     return s
    >>> source = find_source(f)
    >>> names = NameTable(["x", "s", "v"])
    >>> print(statement(index_loops(source.node, Scope(source), names)))
    def f(x, s):
        items = sequence(x)
        for i in range(len(items)):
            v = items[i]
            s = s + v
        return s
    """

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [new for s in block for new in _loop(s, scope, names)]

    return function(node, map_blocks(node.body, change))


def _loop(loop: gast.AST, scope: Scope, names: NameTable) -> list[gast.AST]:
    if not isinstance(loop, gast.For):
        return [loop]
    if _is_range(loop.iter, scope) and not _leaves_strides(loop, scope):
        return [loop]
    if _is_grid(loop, scope):
        return _nested(loop, names)
    index = _counter(loop, scope) or names.temporary("i")
    setup, length, item = _items(loop.iter, name(index), scope, names)
    binds = _bind(loop.target, item, loop)
    binds = [b for b in binds if not _is_same_name(b, index)]
    header = gast.For(
        name(index, store=True),
        call("range", length, target=range),
        [*binds, *loop.body],
        [],
        None,
    )
    return [*(stamped(s, loop) for s in setup), stamped(header, loop)]


def _is_range(node: gast.AST, scope: Scope) -> bool:
    """Tell whether a loop runs over ``range(...)`` or ``reversed(range(...))``."""
    if not isinstance(node, gast.Call):
        return False
    if scope.static(node.func) is reversed and len(node.args) == 1:
        return _is_range(node.args[0], scope)
    return scope.static(node.func) is range


def _is_grid(loop: gast.For, scope: Scope) -> bool:
    """Tell whether a loop over ``np.ndindex`` names each index, and is never left."""
    if not isinstance(loop.iter, gast.Call) or not isinstance(loop.target, gast.Tuple):
        return False
    sizes, indices = loop.iter.args, loop.target.elts
    return (
        scope.static(loop.iter.func) is np.ndindex
        and len(sizes) == len(indices) > 1
        and all(isinstance(i, gast.Name) for i in indices)
        and not any(isinstance(s, gast.Starred) for s in sizes)
        and not breaks(loop.body)
    )


def _nested(loop: gast.For, names: NameTable) -> list[gast.AST]:
    """Return a loop over every index of a grid as a loop for each axis."""
    setup: Setup = []
    sizes = []
    for size in loop.iter.args:
        if not isinstance(size, gast.Constant):
            held = names.temporary("size")
            setup.append(assign(held, clone(size)))
            size = name(held)
        sizes.append(size)
    body = loop.body
    for index, size in reversed([*zip(loop.target.elts, sizes, strict=True)]):
        over = call("range", clone(size), target=range)
        header = gast.For(name(index.id, store=True), over, body, [], None)
        body = [stamped(header, loop)]
    return [*(stamped(s, loop) for s in setup), *body]


def _leaves_strides(loop: gast.For, scope: Scope) -> bool:
    """Tell whether a loop that may end early runs over ``reversed(range(a, b, c))``."""
    if scope.static(loop.iter.func) is not reversed:
        return False
    return len(loop.iter.args[0].args) == 3 and breaks(loop.body)


def _counter(loop: gast.For, scope: Scope) -> str | None:
    """Return the name that ``enumerate`` counts in, which then is the index itself."""
    if not isinstance(loop.iter, gast.Call) or len(loop.iter.args) != 1:
        return None
    if loop.iter.keywords or scope.static(loop.iter.func) is not enumerate:
        return None
    if not isinstance(loop.target, gast.Tuple) or len(loop.target.elts) != 2:
        return None
    first = loop.target.elts[0]
    return first.id if isinstance(first, gast.Name) else None


def _is_same_name(node: gast.AST, index: str) -> bool:
    both = (node.targets[0], node.value)
    return all(isinstance(n, gast.Name) and n.id == index for n in both)


def _bind(target: gast.AST, item: Item, loop: gast.AST) -> list[gast.AST]:
    """Bind loop targets to an item; a tuple of items is taken apart name by name."""
    both_tuples = isinstance(target, gast.Tuple) and isinstance(item, gast.Tuple)
    if both_tuples and len(target.elts) == len(item.elts):
        pairs = zip(target.elts, item.elts, strict=True)
        return [s for t, i in pairs for s in _bind(t, i, loop)]
    return [assign(clone(target), item, like=loop)]


def _items(
    node: gast.AST, index: gast.AST, scope: Scope, names: NameTable
) -> tuple[Setup, gast.AST, Item]:
    """Return setup statements, the number of items, and the item at an index."""
    function_called = scope.static(node.func) if isinstance(node, gast.Call) else None
    if function_called is zip and node.args:
        strict = _strict(node.keywords)
        if strict is not None:
            return _zipped(node.args, strict, index, scope, names)
    if function_called is enumerate and _counts(node):
        setup, length, item = _items(node.args[0], index, scope, names)
        number = clone(index)
        for start in (*node.args[1:], *(k.value for k in node.keywords)):
            first = clone(start)
            if not isinstance(start, gast.Constant):
                kept = names.temporary("start")
                setup.append(assign(kept, first))
                first = name(kept)
            number = gast.BinOp(number, gast.Add(), first)
        return setup, length, gast.Tuple([number, item], gast.Load())
    if function_called is reversed and node.args:
        return _backwards(node.args[0], index, scope, names)
    whole = names.temporary("items")
    setup = [assign(whole, call("sequence", clone(node), target=sequence))]
    return setup, call("len", name(whole), target=len), _at(whole, index)


def _counts(node: gast.Call) -> bool:
    """Tell whether ``enumerate`` has something to count, and at most one start."""
    names = [k.arg for k in node.keywords]
    return bool(node.args) and names in ([], ["start"]) and len(node.args + names) <= 2


def _strict(keywords: list[gast.keyword]) -> bool | None:
    """Tell whether ``zip`` is asked to be strict, None where only the run tells."""
    if not keywords:
        return False
    value = keywords[0].value.value if _is_literal(keywords[0]) else None
    return value if type(value) is bool and len(keywords) == 1 else None


def _is_literal(keyword: gast.keyword) -> bool:
    return keyword.arg == "strict" and isinstance(keyword.value, gast.Constant)


def _at(whole: str, index: gast.AST) -> gast.AST:
    return subscript(name(whole), clone(index))


def _zipped(
    sequences: list[gast.AST],
    strict: bool,
    index: gast.AST,
    scope: Scope,
    names: NameTable,
) -> tuple[Setup, gast.AST, Item]:
    """Return the parts of a loop over several sequences.

    Where they must be of one length, they are compared ahead of the first turn.
    """
    setup: Setup = []
    lengths, items = [], []
    for each in sequences:
        before, length, item = _items(each, index, scope, names)
        setup += before
        lengths.append(length)
        items.append(item)
    length = lengths[0]
    if len(lengths) > 1 and strict:
        length = call("equal_length", *lengths, target=equal_length)
    elif len(lengths) > 1:
        length = call("min", *lengths, target=min)
    return setup, length, gast.Tuple(items, gast.Load())


def _backwards(
    node: gast.AST, index: gast.AST, scope: Scope, names: NameTable
) -> tuple[Setup, gast.AST, Item]:
    whole = names.temporary("items")
    setup = [assign(whole, call("sequence", clone(node), target=sequence))]
    length = call("len", name(whole), target=len)
    last = gast.BinOp(clone(length), gast.Sub(), constant(1))
    return setup, length, _at(whole, gast.BinOp(last, gast.Sub(), clone(index)))
