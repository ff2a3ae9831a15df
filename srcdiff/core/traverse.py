"""Reading core form: which names a statement reads and binds, and changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import gast

from srcdiff.core.build import Node, clone, function, same, shallow
from srcdiff.core.children import children, fields_of
from srcdiff.core.facts import once

COMPOUND = (gast.If, gast.For, gast.While)


def walk(node: gast.AST) -> Iterator[gast.AST]:
    """Yield an expression and all in it, in no order: ``gast.walk``, but faster."""
    left = [node]
    while left:
        each = left.pop()
        yield each
        left += children(each)


@once
def names_in(node: gast.AST) -> frozenset[str]:
    """Return the names that an expression reads.

    >>> from srcdiff.core.text import parse_expression
    >>> sorted(names_in(parse_expression("x[i:] + np.sin(y)")))
    ['i', 'np', 'x', 'y']
    """
    found: set[str] = set()
    _collect(node, found)
    return frozenset(found)


def _collect(node: gast.AST, found: set[str]) -> None:
    if type(node) is gast.Name:
        found.add(node.id)
        return
    for child in children(node):
        _collect(child, found)


@once
def operations(node: gast.AST) -> int:
    """Return the number of operations and calls in an expression.

    >>> from srcdiff.core.text import parse_expression
    >>> operations(parse_expression("a * (b + c) + f(x)"))
    4
    """
    counted = gast.BinOp | gast.Call | gast.Compare | gast.BoolOp
    return sum(isinstance(n, counted) for n in walk(node))


def target_names(target: gast.AST) -> list[str]:
    """Return, in order, the names that a target binds: a name, or those in tuples."""
    if isinstance(target, gast.Name):
        return [target.id]
    if isinstance(target, gast.Subscript):
        return []
    if isinstance(target, gast.Starred):
        return target_names(target.value)
    return [n for item in target.elts for n in target_names(item)]


def targets_in(targets: list[gast.AST]) -> Iterator[gast.AST]:
    """Walk the names and places that targets bind, those in tuples too, in order."""
    for target in targets:
        if isinstance(target, gast.Tuple | gast.List):
            yield from targets_in(target.elts)
        else:
            yield target


@once
def bound(statement: gast.AST) -> tuple[str, ...]:
    """Return the names that a statement itself binds (not those of its blocks)."""
    if isinstance(statement, gast.Assign):
        return () if is_store(statement) else _targets(statement.targets[0])
    if isinstance(statement, gast.For):
        return _targets(statement.target)
    return ()


def _targets(target: gast.AST) -> tuple[str, ...]:
    return (target.id,) if type(target) is gast.Name else tuple(target_names(target))


@once
def read(statement: gast.AST) -> frozenset[str]:
    """Return the names that a statement itself reads: its header, not its blocks."""
    if isinstance(statement, gast.Assign):
        if is_store(statement):
            return names_in(statement.targets[0]) | names_in(statement.value)
        return names_in(statement.value)
    if isinstance(statement, gast.AugAssign):
        return names_in(statement.target) | names_in(statement.value)
    if isinstance(statement, gast.If | gast.While):
        return names_in(statement.test)
    if isinstance(statement, gast.For):
        return names_in(statement.iter)
    if isinstance(statement, gast.Return):
        return names_in(statement.value) if statement.value is not None else frozenset()
    return names_in(statement)


def is_backward(statement: gast.AST) -> bool:
    """Tell whether a statement belongs to the backward part of a derivative."""
    return getattr(statement, "part", None) == "backward"


@once
def mutated(statement: gast.AST) -> str | None:
    """Return the name whose object the statement changes in place, if any.

    In core form that is a store ``b[i] = e``, an accumulation ``b[i] += e`` or
    ``np.add.at(b, i, e)``, or a push to or pop from a tape.
    """
    if isinstance(statement, gast.AugAssign):
        return root_name(statement.target)
    if is_store(statement):
        return root_name(statement.targets[0])
    if is_scatter(statement):
        return root_name(statement.value.args[0])
    for method in ("append", "pop"):
        if (tape := tape_of(statement, method)) is not None:
            return tape
    return None


def is_store(statement: gast.AST) -> bool:
    """Tell whether a statement is a store into an object: ``b[i] = e``."""
    return isinstance(statement, gast.Assign) and isinstance(
        statement.targets[0], gast.Subscript
    )


def is_scatter(statement: gast.AST) -> bool:
    """Tell whether a statement is ``np.add.at(b, i, e)`` or ``np.subtract.at(...)``."""
    return isinstance(statement, gast.Expr) and hasattr(statement.value, "scatter")


def root_name(node: gast.AST) -> str:
    """Return the name at the bottom of an expression that views an object.

    >>> from srcdiff.core.text import parse_expression
    >>> root_name(parse_expression("u[1:].T[0]"))
    'u'
    """
    while not isinstance(node, gast.Name):
        node = viewed(node)
    return node.id


def viewed(node: gast.AST) -> gast.AST:
    """Return what an attribute, subscript or call reads or views."""
    if not isinstance(node, gast.Call):
        return node.value
    return node.func.value if _is_method(node) else node.args[0]


def on_other(node: gast.AST, other: gast.AST) -> gast.AST:
    """Return the same attribute, subscript or call of another object.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> node, other = map(parse_expression, ["a.T.reshape(n)", "b"])
    >>> expression(on_other(node, other))
    'b.reshape(n)'
    """
    new = shallow(node)
    if not isinstance(node, gast.Call):
        new.value = other
    elif _is_method(node):
        new.func = shallow(node.func)
        new.func.value = other
    else:
        new.args = [other, *node.args[1:]]
    return new


def _is_method(node: gast.Call) -> bool:
    return isinstance(node.func, gast.Attribute) and not hasattr(node, "target")


def tape_of(statement: gast.AST, method: str) -> str | None:
    """Return the tape of ``tape.append(value)`` or ``value = tape.pop()``."""
    if type(statement) is not gast.Expr and type(statement) is not gast.Assign:
        return None
    value = statement.value
    if not isinstance(value, gast.Call) or not isinstance(value.func, gast.Attribute):
        return None
    if value.func.attr != method or not isinstance(value.func.value, gast.Name):
        return None
    if not getattr(value, "tape", False):
        return None
    return value.func.value.id


def blocks(statement: gast.AST) -> list[list[gast.AST]]:
    """Return the nested blocks of a statement."""
    kind = type(statement)
    if kind not in COMPOUND:
        return []
    if kind is gast.If:
        return [statement.body, statement.orelse]
    return [statement.body]


def statements(block: list[gast.AST]) -> Iterator[gast.AST]:
    """Walk all statements of a block and of the blocks in it, outer before inner."""
    for statement in block:
        yield statement
        if type(statement) in COMPOUND:
            for inner in blocks(statement):
                yield from statements(inner)


def is_endless(statement: gast.AST) -> bool:
    """Tell whether only an exit ends a loop: ``while True``."""
    test = getattr(statement, "test", None)
    if not isinstance(statement, gast.While) or not isinstance(test, gast.Constant):
        return False
    return bool(test.value)


def breaks(block: list[gast.AST]) -> bool:
    """Tell whether a ``break`` in a loop's body may end the loop.

    >>> breaks(gast.parse("if x:\\n    break").body)
    True
    >>> breaks(gast.parse("while x:\\n    break").body)
    False
    """
    return any(
        isinstance(s, gast.Break)
        or (isinstance(s, gast.If) and (breaks(s.body) or breaks(s.orelse)))
        for s in block
    )


def bound_in(block: list[gast.AST]) -> set[str]:
    """Return every name that a block binds, at any depth."""
    return {n for s in statements(block) for n in bound(s)}


def read_in(block: list[gast.AST]) -> set[str]:
    """Return every name that a block reads, at any depth."""
    return {n for s in statements(block) for n in read(s)}


def map_blocks(
    block: list[gast.AST], change: Callable[[list[gast.AST]], list[gast.AST]]
) -> list[gast.AST]:
    """Rebuild a block from the inside out: ``change`` gets each block once."""
    new = []
    for statement in block:
        if isinstance(statement, COMPOUND):
            body = map_blocks(statement.body, change)
            other = statement.orelse
            if isinstance(statement, gast.If):
                other = map_blocks(statement.orelse, change)
            if not same(body, statement.body) or not same(other, statement.orelse):
                statement = shallow(statement)
                statement.body, statement.orelse = body, other
        new.append(statement)
    return change(new)


def map_children(node: Node, change: Callable[[gast.AST], gast.AST]) -> Node:
    """Return a node with ``change`` applied to each of its children.

    Where none changes, that is the node itself.
    """
    changed: dict[str, Any] = {}
    for key in fields_of(node):
        value = node.__dict__.get(key)
        if isinstance(value, gast.AST):
            if (new := change(value)) is not value:
                changed[key] = new
        elif type(value) is list:
            items = [change(v) if isinstance(v, gast.AST) else v for v in value]
            if not same(items, value):
                changed[key] = items
    return with_fields(node, changed)


def with_fields(node: Node, changed: Mapping[str, Any]) -> Node:
    """Return a copy of a node with some fields changed; without any, the node."""
    if not changed:
        return node
    new = shallow(node)
    new.__dict__.update(changed)
    return new


def substitute(node: gast.AST, values: Mapping[str, gast.AST]) -> gast.AST:
    """Return the expression with names replaced by (copies of) expressions.

    >>> from srcdiff.codegen.printer import expression
    >>> from srcdiff.core.text import parse_expression
    >>> product, total = map(parse_expression, ["x * y", "a + b"])
    >>> expression(substitute(product, {"x": total}))
    '(a + b) * y'
    """
    if type(node) is gast.Name:
        if node.id in values and isinstance(node.ctx, gast.Load):
            return clone(values[node.id])
        return node
    return map_children(node, lambda child: substitute(child, values))


def rename(node: Node, names: Mapping[str, str]) -> Node:
    """Return a tree with names changed, reads and bindings alike.

    >>> from srcdiff.codegen.printer import statement
    >>> print(statement(rename(gast.parse("y = x + y").body[0], {"y": "z"})))
    z = x + z
    """
    if type(node) is gast.Name:
        return with_fields(node, {"id": names[node.id]} if node.id in names else {})
    return map_children(node, lambda child: rename(child, names))


def replace_expressions(
    statement: gast.AST, change: Callable[[gast.AST], gast.AST]
) -> gast.AST:
    """Return the statement with ``change`` applied to each expression it reads.

    Where none changes, that is the statement itself.
    """
    changed: dict[str, Any] = {}
    for key in ("value", "test", "iter", "msg", "exc", "cause"):
        if isinstance(found := statement.__dict__.get(key), gast.AST):
            new = change(found)
            if new is not found:
                changed[key] = new
    if isinstance(statement, gast.AugAssign) and isinstance(
        statement.target, gast.Subscript
    ):
        place = statement.target
        if (new := _reindexed(place, change)) is not place:
            changed["target"] = new
    elif is_store(statement):
        place = statement.targets[0]
        if (new := _reindexed(place, change)) is not place:
            changed["targets"] = [new]
    return with_fields(statement, changed)


def _reindexed(place: gast.AST, change: Callable[[gast.AST], gast.AST]) -> gast.AST:
    """Return a place with ``change`` applied to each index on the way to it."""
    if isinstance(place, gast.Name):
        return place
    inner = viewed(place)
    base = _reindexed(inner, change)
    if base is not inner:
        place = on_other(place, base)
    if isinstance(place, gast.Subscript):
        index = change(place.slice)
        return place if index is place.slice else with_fields(place, {"slice": index})
    return place


def map_backward(
    node: gast.FunctionDef, change: Callable[[gast.AST], gast.AST]
) -> gast.FunctionDef:
    """Return a function with ``change`` applied to the backward part's expressions.

    The user's own lines, in the forward part, stay as they are.
    """

    def each(block: list[gast.AST]) -> list[gast.AST]:
        return [replace_expressions(s, change) if is_backward(s) else s for s in block]

    return function(node, map_blocks(node.body, each))
