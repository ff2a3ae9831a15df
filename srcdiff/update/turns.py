"""Loops over the arrays of an update: over rows of them, or layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gast

from srcdiff.core.build import call, constant, name, tuple_of
from srcdiff.update.formula import Block
from srcdiff.update.leaves import Leaf, Position


def over_rows(
    names: Sequence[str], rows: Sequence[list[gast.AST]], body: Block
) -> gast.For:
    """Return the loop over some rows of expressions.

    >>> from srcdiff.codegen.printer import statement
    >>> rows = [[name("a"), name("b")], [name("c"), name("d")]]
    >>> print(statement(over_rows(["w", "g"], rows, gast.parse("w -= g").body)))
    for w, g in ((a, b), (c, d)):
        w -= g
    """
    shown = tuple_of([tuple_of(row) for row in rows])
    return gast.For(_targets(names), shown, body, [], None)


def over_layers(
    depth: int,
    names: Sequence[str],
    stems: Sequence[str],
    wholes: Sequence[gast.AST],
    body: Block,
    fresh: Callable[[str], str],
) -> gast.For:
    """Return the loops over the arrays in lists of lists, some of them side by side.

    depth: of the lists, from 1. names: of the arrays. stems: of the layers. fresh:
    makes names of stems.

    >>> from srcdiff.codegen.printer import statement
    >>> wholes = [name("params"), name("bars")]
    >>> body = gast.parse("w -= g").body
    >>> stems = ["layer", "layer_bar"]
    >>> print(statement(over_layers(2, "wg", stems, wholes, body, str)))
    for layer, layer_bar in zip(params, bars, strict=True):
        for w, g in zip(layer, layer_bar, strict=True):
            w -= g
    """
    together = call("zip", *wholes, target=zip)
    together.keywords = [gast.keyword("strict", constant(True))]
    if depth == 1:
        return gast.For(_targets(names), together, body, [], None)
    inner = [fresh(stem) for stem in stems]
    parts = [name(n) for n in inner]
    deeper = [f"{stem}_part" for stem in stems]
    loop = over_layers(depth - 1, names, deeper, parts, body, fresh)
    return gast.For(_targets(inner), together, [loop], [], None)


def flat(depth: int, whole: gast.AST, fresh: Callable[[str], str]) -> gast.AST:
    """Return the expression of all arrays in lists of lists.

    fresh: makes names of stems.

    >>> from srcdiff.codegen.printer import expression
    >>> expression(flat(2, name("bars"), str))
    '[g for layer in bars for g in layer]'
    """
    if depth == 1:
        return whole
    names = [fresh("layer" + "_part" * level) for level in range(depth - 1)]
    names.append(fresh("g"))
    sources = [whole, *map(name, names[:-1])]
    loops = [
        gast.comprehension(name(n, store=True), source, [], 0)
        for n, source in zip(names, sources, strict=True)
    ]
    return gast.ListComp(name(names[-1]), loops)


def depth_of(leaves: Sequence[Leaf]) -> int | None:
    """Return how many lists or tuples every array is in, None if that differs.

    None, too, where there is another container, or an array without axes.

    >>> first, second = (Position(0), Position(1)), (Position(1), Position(0))
    >>> depth_of([Leaf("p", None, path, False) for path in (first, second)])
    2
    """
    depths = {len(leaf.path) for leaf in leaves}
    plain = all(isinstance(step, Position) for leaf in leaves for step in leaf.path)
    alone = all(leaf.place is None and not leaf.scalar for leaf in leaves)
    return depths.pop() if plain and alone and len(depths) == 1 else None


def _targets(names: Sequence[str]) -> gast.Tuple:
    return tuple_of([name(n, store=True) for n in names], store=True)
