"""Building and copying the nodes of core form, short enough to read in the passes."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import gast
import numpy as np

from srcdiff.core.children import PLAIN
from srcdiff.core.facts import KEY


@dataclass(frozen=True)
class Origin:
    """The user's statement that a generated statement belongs to."""

    file: str
    line: int
    text: str


Node = TypeVar("Node", bound=gast.AST)


def clone(node: Node) -> Node:
    """Return a deep copy of a tree that keeps the attributes passes have attached.

    Objects other than nodes and lists (origins, resolved targets) are shared.

    >>> n = name("x"); n.target = len
    >>> clone(n).target is len and clone(n) is not n
    True
    """
    new: Node = gast.AST.__new__(type(node))
    copied = new.__dict__
    copied.update(node.__dict__)
    copied.pop(KEY, None)
    if type(node) is gast.Name or type(node) is gast.Constant:
        return new
    for key, value in node.__dict__.items():
        if type(value) is list:
            copied[key] = [clone(v) if isinstance(v, gast.AST) else v for v in value]
        elif key not in PLAIN and isinstance(value, gast.AST):
            copied[key] = clone(value)
    return new


def shallow(node: Node) -> Node:
    """Return a copy of a node that shares its children.

    >>> n = gast.parse("x + y").body[0].value
    >>> shallow(n).left is n.left and shallow(n) is not n
    True
    """
    new: Node = gast.AST.__new__(type(node))
    new.__dict__.update(node.__dict__)
    new.__dict__.pop(KEY, None)
    return new


def name(identifier: str, store: bool = False) -> gast.Name:
    """Return a name to read, or to bind."""
    return gast.Name(identifier, gast.Store() if store else gast.Load(), None, None)


def member(owner: gast.AST, attribute: str) -> gast.Attribute:
    """Return the read of an attribute of a user's object, whatever it is called.

    Other attributes are those of arrays, by their names: ``x.T``, ``x.size``.
    """
    node = gast.Attribute(owner, attribute, gast.Load())
    node.member = True
    return node


def constant(value: Any) -> gast.Constant:
    """Return a literal."""
    return gast.Constant(value, None)


def assign(
    target: str | gast.AST, value: gast.AST, like: gast.AST | None = None
) -> Any:
    """Return ``target = value``, with the origin and part of the statement ``like``."""
    node = name(target, store=True) if isinstance(target, str) else target
    return stamped(gast.Assign([node], value, None), like)


def stamped(statement: Node, like: gast.AST | None) -> Node:
    """Give a new statement, and new ones inside it, the origin and part of another."""
    if like is not None:
        for key in ("origin", "part", "contexts"):
            if hasattr(like, key):
                setattr(statement, key, getattr(like, key))
        for inner in statement.__dict__.get("body", ()):
            if not hasattr(inner, "origin"):
                stamped(inner, like)
    return statement


def call(function: str | gast.AST, *args: gast.AST, target: Any = None) -> gast.Call:
    """Return ``function(*args)``; ``target`` is the object it stands for.

    A function given by name is one of ours: the name is marked ``provided``, so that
    it is imported under another one where the user's own names are in the way.
    """
    callee = function
    if isinstance(function, str):
        callee = name(function)
        if target is not None:
            callee.provided = target
    node = gast.Call(callee, list(args), [])
    if target is not None:
        node.target = target
    return node


def branch(
    test: gast.AST, body: list[gast.AST], orelse: list[gast.AST], like: gast.AST
) -> gast.If:
    """Return an ``if``, turned round where only its ``else`` has something."""
    if not body and orelse and not hasattr(test, "attempt"):
        test, body, orelse = negated(test), orelse, []
    return stamped(gast.If(test, body, orelse), like)


def negated(test: gast.AST) -> gast.AST:
    """Return the opposite of a test.

    >>> type(negated(negated(name("x")))).__name__
    'Name'
    """
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    return gast.UnaryOp(gast.Not(), test)


def numpy_attribute(attribute: str) -> gast.Attribute:
    """Return ``np.attribute``."""
    module = name("np")
    module.provided = np
    return gast.Attribute(module, attribute, gast.Load())


def numpy_call(function: str, *args: gast.AST) -> gast.Call:
    """Return ``np.function(*args)``."""
    return call(numpy_attribute(function), *args, target=getattr(np, function))


def tuple_of(items: Sequence[gast.AST], store: bool = False) -> gast.Tuple:
    """Return a tuple display, or a tuple of targets."""
    return gast.Tuple(list(items), gast.Store() if store else gast.Load())


def subscript(value: gast.AST, index: gast.AST, store: bool = False) -> gast.Subscript:
    """Return ``value[index]``."""
    return gast.Subscript(value, index, gast.Store() if store else gast.Load())


def function(
    like: gast.FunctionDef, body: list[gast.AST], **changes: Any
) -> gast.FunctionDef:
    """Return a copy of a function definition with another body (and other fields).

    With the same statements and no changes that is the function itself.
    """
    if not changes and same(body, like.body):
        return like
    new = shallow(like)
    new.body = body
    new.__dict__.update(changes)
    return new


def same(one: list[gast.AST], other: list[gast.AST]) -> bool:
    """Tell whether two lists hold the very same nodes."""
    return len(one) == len(other) and all(map(operator.is_, one, other))


def parameters(node: gast.FunctionDef) -> list[str]:
    """Return the names of a function's parameters, in the order of its signature."""
    a = node.args
    every = [*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg]
    return [p.id for p in every if p is not None]
