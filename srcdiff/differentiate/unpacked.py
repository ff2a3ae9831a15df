"""Items of a parameter that has been unpacked: they are read by the names they got.

After ``(W, b), v = params``, ``params[0][1]`` is b, so that each part of params has one
adjoint.
"""

from __future__ import annotations

import gast

from srcdiff.analysis.uses import uses_of
from srcdiff.core.build import function, name, parameters
from srcdiff.core.traverse import bound, map_blocks, read_in, with_fields


def read_by_name(node: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function with names for items of parameters that it has unpacked.

    node: core form. Only names that nothing binds again, or writes into.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(p):
    ...     (W, b), v = p
    ...     first = p[0]
    ...     y = first[1]
    ...     return y
    ... ''').body[0]
    >>> print(statement(read_by_name(f)))
    def f(p):
        (W, b), v = p
        y = b
        return y
    """
    uses = uses_of(node)
    given = {p for p in parameters(node) if uses.once(p)}
    unpacked: dict[str, gast.Tuple] = {}
    body = []
    for statement in node.body:
        body += map_blocks([statement], lambda b: _read(b, unpacked, uses.once))
        value, target = statement.__dict__.get("value"), _target(statement)
        whole = value.id if isinstance(value, gast.Name) else None
        settled = isinstance(target, gast.Tuple) and all(
            map(uses.once, bound(statement))
        )
        if settled and whole in given and whole not in unpacked:
            unpacked[whole] = target
    if not unpacked:
        return node
    return _without_idle(function(node, body), node)


def _target(statement: gast.AST) -> gast.AST | None:
    plain = isinstance(statement, gast.Assign) and not hasattr(statement, "whole")
    return statement.targets[0] if plain else None


def _read(block: list[gast.AST], unpacked: dict, once) -> list[gast.AST]:
    """Return a block that reads the names; what holds several of them is noted."""
    done = []
    for statement in block:
        target, value = _target(statement), statement.__dict__.get("value")
        if isinstance(target, gast.Name):
            item = _item(value, unpacked)
            if isinstance(item, gast.Name):
                statement = with_fields(statement, {"value": name(item.id)})
            elif isinstance(item, gast.Tuple) and once(target.id):
                unpacked[target.id] = item
        done.append(statement)
    return done


def _item(node: gast.AST | None, unpacked: dict[str, gast.Tuple]) -> gast.AST | None:
    """Return the target that got an item, None where that is unknown."""
    if not isinstance(node, gast.Subscript) or not isinstance(node.value, gast.Name):
        return None
    index = node.slice.value if isinstance(node.slice, gast.Constant) else None
    targets = unpacked.get(node.value.id)
    if targets is None or type(index) is not int or not 0 <= index < len(targets.elts):
        return None
    starred = any(isinstance(e, gast.Starred) for e in targets.elts)
    return None if starred else targets.elts[index]


def _without_idle(node: gast.FunctionDef, before: gast.FunctionDef) -> gast.FunctionDef:
    """Return the function without items that only the reads that are gone have read."""
    idle = read_in(before.body) - read_in(node.body)

    def change(block: list[gast.AST]) -> list[gast.AST]:
        return [s for s in block if not _is_item_of(s, idle)]

    return function(node, map_blocks(node.body, change))


def _is_item_of(statement: gast.AST, idle: set[str]) -> bool:
    target = _target(statement)
    item = isinstance(statement.__dict__.get("value"), gast.Subscript)
    return item and isinstance(target, gast.Name) and target.id in idle
