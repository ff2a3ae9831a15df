"""New keys of dicts: what a function puts into a dict that its caller made."""

from __future__ import annotations

from collections import Counter

import gast

from srcdiff.analysis.built import private_lists
from srcdiff.core.build import assign, call, constant, function, name
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, is_store, map_blocks, statements
from srcdiff.core.types import Fields, Type
from srcdiff.differentiate.check import place_of
from srcdiff.errors import Refusal, UnsupportedSyntax
from srcdiff.runtime import merged

Block = list[gast.AST]
Keys = dict[str, frozenset[object]]


def with_new_keys(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function in which a dict that gets a new key is a new dict.

    Only where no other name stands for the dict.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse('''
    ... def f(x):
    ...     d = {"a": x}
    ...     d["b"] = x
    ...     d["a"] = x
    ...     return d["b"]
    ... ''').body[0]
    >>> print(statement(with_new_keys(f, NameTable(["x", "d"]))))
    def f(x):
        d = {"a": x}
        d_item = {"b": x}
        d_parts = [d, d_item]
        d = merged(d_parts)
        d["a"] = x
        return d["b"]
    """
    private = private_lists(node)
    keys = {n: k for n, k in _displays(node).items() if n in private}
    if not keys:
        return node

    def change(block: Block) -> Block:
        return [new for s in block for new in each(s)]

    def each(statement: gast.AST) -> Block:
        found = _stored(statement)
        if found is None or found[0] not in keys or _is_in(found[1], keys[found[0]]):
            return [statement]
        owner, key = found
        item, parts = (names.temporary(f"{owner}_{n}") for n in ("item", "parts"))
        both = gast.List([name(owner), name(item)], gast.Load())
        whole = call("merged", name(parts), target=merged)
        steps = {item: gast.Dict([key], [statement.value]), parts: both, owner: whole}
        return [assign(n, value, like=statement) for n, value in steps.items()]

    return function(node, map_blocks(node.body, change))


def new_keys(node: gast.FunctionDef, known: dict[str, Type]) -> list[Refusal]:
    """Return a refusal for each store of a new key into a dict that others hold.

    known: what is known of the parameters.
    """
    given = {n: frozenset(t.keys) for n, t in known.items() if isinstance(t, Fields)}
    keys: Keys = {**given, **_displays(node)}
    found: list[Refusal] = []
    for statement in statements(node.body):
        owner, key = _stored(statement) or ("", constant(None))
        if owner not in keys or not isinstance(key, gast.Constant):
            continue
        if not _is_in(key, keys[owner]):
            holder = "the caller gave" if owner in given else "has another name"
            reason = f"{key.value!r} is a new key of a dict that {holder}"
            remedy = f"make a new dict, as in {{**d, {key.value!r}: value}}"
            where = place_of(statement, statement)
            found.append(Refusal(UnsupportedSyntax, where, reason, remedy))
    return found


def _displays(node: gast.FunctionDef) -> Keys:
    """Return the keys of the dicts that are written out, by the name that is theirs."""
    bindings = Counter(v for s in statements(node.body) for v in bound(s))
    found: Keys = {}
    for statement in statements(node.body):
        value = getattr(statement, "value", None)
        if isinstance(statement, gast.Assign) and isinstance(value, gast.Dict):
            target = statement.targets[0]
            if isinstance(target, gast.Name) and bindings[target.id] == 1:
                literal = [k for k in value.keys if isinstance(k, gast.Constant)]
                if len(literal) == len(value.keys):
                    found[target.id] = frozenset(k.value for k in literal)
    return found


def _stored(statement: gast.AST) -> tuple[str, gast.AST] | None:
    """Return the name and the key that a statement stores an item under."""
    if not is_store(statement) or hasattr(statement, "updates"):
        return None
    place = statement.targets[0]
    if isinstance(place, gast.Subscript) and isinstance(place.value, gast.Name):
        return place.value.id, place.slice
    return None


def _is_in(key: gast.AST, keys: frozenset[object]) -> bool:
    return isinstance(key, gast.Constant) and key.value in keys
