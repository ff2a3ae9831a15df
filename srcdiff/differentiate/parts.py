"""Containers of known structure that are read by constant keys: one name a part.

``params["w"]`` then has an adjoint of its own, and the adjoint of ``params`` is put
together once, at the end. The names are for the transform alone: afterwards the text
says ``params["w"]`` again.
"""

from __future__ import annotations

from typing import Any

import gast

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.types import infer
from srcdiff.analysis.uses import Uses
from srcdiff.core.build import (
    assign,
    clone,
    constant,
    function,
    member,
    name,
    subscript,
    tuple_of,
)
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, map_children, names_in, rename, statements
from srcdiff.core.types import Array, Fields, Instance, Items, Literal, Number, Type
from srcdiff.differentiate.segments import (
    Segment,
    index_of,
    is_constant,
    key_of,
    partition,
    type_at,
)

Parts = dict[str, gast.AST]
Block = list[gast.AST]


def apart(
    node: gast.FunctionDef, wrt: list[str], names: NameTable, known: Known
) -> tuple[gast.FunctionDef, Parts]:
    """Return the function with the parts of parameters named, and what they stand for.

    wrt: the parameters that may be taken apart. known: the types of the parameters.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["p", "y"])
    >>> t = names.temporary("p_w")
    >>> f = gast.parse(f"def f(p):\\n    {t} = p['w']\\n    y = {t} * 2\\n    return y")
    >>> kind = Fields(("w", "b"), (Number(float), Number(float)))
    >>> named, parts = apart(f.body[0], ["p"], names, {"p": kind})
    >>> print(statement(named))
    def f(p):
        w, b = p["w"], p["b"]
        y = w * 2
        return y
    >>> print(statement(together(named, parts)))
    def f(p):
        y = p["w"] * 2
        return y
    """
    parts: Parts = {}
    todo = list(wrt)
    opening: Block = []
    while todo:
        whole = todo.pop(0)
        found = infer(node, known).get(whole)
        of_class: set[str] = set()
        if isinstance(found, Instance):
            read = _attributes_read(node, whole)
            of_class = read - set(found.names)
            found = found.having(read)
        elif not isinstance(found, Fields | Items) or not differentiable(found):
            continue
        reads = _reads(node, whole, found, of_class)
        if not reads:
            continue
        keys = _partition(found, reads)
        if keys is None:
            continue
        chosen = {k: names.temporary(_stem(whole, k)) for k in keys}
        written = _written(found, reads)
        for key, part in chosen.items():
            index = written.get(key)
            parts[part] = _part(parts.get(whole, name(whole)), key, found, index)
        opening.append(_named_parts(whole, found, chosen, node.body[0]))
        node = _renamed(node, whole, found, chosen, names)
        known = {**known, **_types(found, chosen)}
        todo += chosen.values()
    return function(node, [*opening, *node.body]), parts


def together(node: gast.FunctionDef, parts: Parts) -> gast.FunctionDef:
    """Return the function with the parts read from their containers again."""
    if not parts:
        return node

    def restored(tree: gast.AST) -> gast.AST:
        if type(tree) is gast.Name and tree.id in parts:
            return restored(clone(parts[tree.id]))
        return map_children(tree, restored)

    body = [restored(s) for s in node.body if not hasattr(s, "whole")]
    return function(node, body)


def _named_parts(
    whole: str, kind: Type, chosen: dict[Any, str], like: gast.AST
) -> gast.AST:
    """Return ``w, b = p["w"], p["b"]``, marked for the reversal with what it is."""
    targets = tuple_of([name(v, store=True) for v in chosen.values()], store=True)
    values = [_part(name(whole), k, kind, None) for k in chosen]
    statement = assign(targets, tuple_of(values), like=like)
    statement.origin = None
    statement.whole, statement.kind, statement.keys = whole, kind, list(chosen)
    return statement


def _partition(kind: Fields | Items | Instance, reads: Block) -> list[Any] | None:
    """Return the keys that together are the whole, None where parts overlap."""
    if isinstance(kind, Instance | Fields):
        return _keys(kind)
    return partition([key_of(s.value.slice, kind) for s in reads], len(kind.items))


def _types(kind: Fields | Items | Instance, chosen: dict[Any, str]) -> Known:
    if isinstance(kind, Items):
        return {part: type_at(kind, key) for key, part in chosen.items()}
    return dict(zip(chosen.values(), kind.items, strict=True))


def _renamed(
    node: gast.FunctionDef,
    whole: str,
    kind: Fields | Items | Instance,
    chosen: dict[Any, str],
    names: NameTable,
) -> gast.FunctionDef:
    """Return the function that reads the parts where it read items of the whole."""
    uses = Uses(node)
    gone: dict[str, str] = {}

    def change(block: Block) -> Block:
        done = []
        for statement in block:
            if not _is_read(statement, whole):
                done.append(statement)
                continue
            target, key = statement.targets[0].id, _key_read(statement, kind)
            if key not in chosen:
                done.append(statement)
                continue
            part = chosen[key]
            if target in names.stems and uses.once(target):
                gone[target] = part
            else:
                done.append(assign(target, name(part), like=statement))
        return done

    body = map_blocks(node.body, change)
    return function(node, [rename(s, gone) for s in body])


def _written(kind: Type, reads: Block) -> dict[Any, gast.AST]:
    """Return the indices by which items of a list are read, as the user wrote them."""
    if not isinstance(kind, Items):
        return {}
    return {key_of(s.value.slice, kind): s.value.slice for s in reversed(reads)}


def _part(whole: gast.AST, key: Any, kind: Type, index: gast.AST | None) -> gast.AST:
    """Return the expression that reads a part of a container, or of an object.

    index: the key as the user wrote it, if it is written.
    """
    if isinstance(kind, Instance):
        return member(whole, key)
    return subscript(whole, clone(index) if index is not None else index_of(key))


def _attributes_read(node: gast.FunctionDef, whole: str) -> set[str]:
    """Return the attributes of an object that a function reads."""
    return {
        s.value.attr
        for s in statements(node.body)
        if _is_read(s, whole) and isinstance(s.value, gast.Attribute)
    }


def _reads(
    node: gast.FunctionDef,
    whole: str,
    kind: Fields | Items | Instance,
    apart: set[str],
) -> Block | None:
    """Return the statements that read items, None if something else is done.

    apart: the attributes that are those of an object's class.
    """
    if Uses(node).bound[whole] > 1:
        return None
    if isinstance(kind, Instance) and not all(map(_is_settled, kind.items)):
        return None
    keys = _keys(kind)
    found = []
    for statement in statements(node.body):
        if whole not in names_in(_unmeasured(_header(statement), whole)):
            continue
        if not _is_read(statement, whole):
            return None
        key = _key_read(statement, kind)
        if key in apart:
            continue
        if key not in keys and not isinstance(key, Segment):
            return None
        found.append(statement)
    return found


def _header(statement: gast.AST) -> gast.AST:
    """Return a statement without its blocks."""
    if isinstance(statement, gast.If | gast.While):
        return statement.test
    return statement.iter if isinstance(statement, gast.For) else statement


def _unmeasured(node: gast.AST, whole: str) -> gast.AST:
    """Return an expression without ``len(whole)``, which carries no derivative."""
    if getattr(node, "target", None) is len and names_in(node.args[0]) == {whole}:
        return constant(0)
    return map_children(node, lambda n: _unmeasured(n, whole))


def _is_read(statement: gast.AST, whole: str) -> bool:
    """Tell whether a statement is ``t = whole[constant]``, or ``t = whole.name``."""
    if not isinstance(statement, gast.Assign) or hasattr(statement, "whole"):
        return False
    target, value = statement.targets[0], statement.value
    constant = isinstance(value, gast.Attribute) or (
        isinstance(value, gast.Subscript) and is_constant(value.slice)
    )
    return (
        isinstance(target, gast.Name)
        and constant
        and isinstance(value.value, gast.Name)
        and value.value.id == whole
    )


def _key_read(statement: gast.AST, kind: Fields | Items | Instance) -> Any:
    value = statement.value
    if isinstance(value, gast.Attribute):
        return value.attr
    return None if isinstance(kind, Instance) else key_of(value.slice, kind)


def _is_settled(kind: Type) -> bool:
    """Tell whether the derivative of an attribute is known: it has one, or has none."""
    return differentiable(kind) or is_passive(kind) or isinstance(kind, Instance)


def is_passive(kind: Type) -> bool:
    """Tell whether a value is surely a whole number, a truth value or None."""
    if isinstance(kind, Array):
        return kind.dtype is not None and kind.dtype.kind in "iub"
    if isinstance(kind, Number):
        return kind.python in (int, bool)
    return isinstance(kind, Literal) and kind.value is None


def _keys(kind: Fields | Items | Instance) -> list[Any]:
    if isinstance(kind, Instance):
        return list(kind.names)
    return list(kind.keys if isinstance(kind, Fields) else range(len(kind.items)))


def differentiable(kind: Type) -> bool:
    """Tell whether all leaves are floats, or arrays of floats."""
    if isinstance(kind, Fields | Items):
        constants = isinstance(kind, Items) or all(
            type(k) in (str, int) for k in kind.keys
        )
        return constants and all(map(differentiable, kind.items))
    if isinstance(kind, Array):
        return kind.dtype is not None and kind.dtype.kind == "f" and bool(kind.shape)
    return isinstance(kind, Number) and kind.python is float


def _stem(whole: str, key: Any) -> str:
    if isinstance(key, Segment):
        return f"{whole}_part"
    return key if isinstance(key, str) and key.isidentifier() else f"{whole}_{key}"
