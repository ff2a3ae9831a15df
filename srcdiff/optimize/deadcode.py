"""Dead code: what nobody reads and what changes nothing is left out."""

from __future__ import annotations

import gast

from srcdiff.analysis.liveness import Liveness, liveness_of
from srcdiff.analysis.purity import is_pure
from srcdiff.core.attempt import attempt_of, raising_in
from srcdiff.core.build import branch, function
from srcdiff.core.traverse import bound, is_scatter, is_store, map_blocks


def dead_code(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without pure statements whose results are never read.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse(
    ...     "def f(x):\\n    y = x + 1\\n    z = y * 2\\n    return x"
    ... ).body[0]
    >>> print(statement(dead_code(f)))
    def f(x):
        return x
    """
    while True:
        live = liveness_of(node)
        tried = raising_in(node.body)
        removed = False

        def change(
            block: list[gast.AST],
            live: Liveness = live,
            tried: set[int] = tried,
        ) -> list[gast.AST]:
            nonlocal removed
            alive = [s for s in block if id(s) in tried or not _is_dead(s, live)]
            kept = [new for s in alive for new in _taken(s)]
            removed = removed or len(alive) < len(block)
            return kept

        node = function(node, map_blocks(node.body, change))
        if not removed:
            return node


def _taken(node: gast.AST) -> list[gast.AST]:
    """Return a branch upright, or the block that a constant test chooses."""
    if not isinstance(node, gast.If):
        return [node]
    if isinstance(node.test, gast.Constant):
        return node.body if node.test.value else node.orelse
    if not node.body and attempt_of(node) is None:
        return [branch(node.test, node.body, node.orelse, node)]
    return [node]


def _only_exits(node: gast.AST) -> bool:
    """Tell whether a statement does nothing but leave the loop, or not."""
    if isinstance(node, gast.If):
        return is_pure(node.test) and all(map(_only_exits, [*node.body, *node.orelse]))
    return isinstance(node, gast.Break)


def _is_dead(node: gast.AST, live: Liveness) -> bool:
    after = live.after.get(id(node))
    if isinstance(node, gast.If):
        return not node.body and not node.orelse and is_pure(node.test)
    if isinstance(node, gast.For):
        backwards = getattr(node.iter, "target", None) is reversed
        turns = node.iter.args[0] if backwards else node.iter
        idle = all(map(_only_exits, node.body)) and is_pure(turns)
        return idle and after is not None and not set(bound(node)) & after
    if isinstance(node, gast.While):
        return not node.body and is_pure(node.test)
    if after is None:
        return False
    if isinstance(node, gast.AugAssign) or is_store(node) or is_scatter(node):
        return live.idle(node)
    if isinstance(node, gast.Assign):
        return not set(bound(node)) & after and is_pure(node.value)
    return False
