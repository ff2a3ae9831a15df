"""Types as people write them: ``f8[n, 784]``, ``(f8[n, m], float)``, ``'relu'``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from srcdiff.analysis.signature import is_flag
from srcdiff.core.atoms import Dim, Linear, Named
from srcdiff.core.types import UNKNOWN, Array, Fields, Items, Literal, Number, Type
from srcdiff.errors import InvalidArgument

Evaluate = Callable[[ast.expr], Any]

NUMBERS: dict[str, type] = {c.__name__: c for c in (float, int, bool, complex)}


def nothing_else(node: ast.expr) -> Any:
    """Know no names but those of types."""
    raise NameError(ast.unparse(node))


def parsed(text: str, evaluate: Evaluate = nothing_else) -> Type:
    """Return the type that a text stands for.

    text: a dtype with sizes, as numbers or names: equal names are equal sizes, a name
    alone says nothing else of its size. ``f8`` is a NumPy scalar or 0-d array,
    ``f8[...]`` has any shape, ``float`` is a Python number; tuples, lists, dicts,
    ``None``, strings and booleans stand for themselves, ``any`` for anything.
    evaluate: gives the value of other names: functions, classes.
    Raises InvalidArgument for a text that means nothing.

    >>> parsed("(f8[n, 784], float)")
    Items(items=(Array(dtype=dtype('float64'),
        shape=(Linear(terms=((Named(name='n'), 1),), constant=0), 784)),
        Number(python=<class 'float'>)))
    """
    try:
        return _type(ast.parse(text.strip(), mode="eval").body, evaluate)
    except SyntaxError:
        raise InvalidArgument(
            f"{text!r} is no type; write one such as f8[n, 3], float, "
            "(f8[n], f8) or {'w': f8[n, m]}"
        ) from None


def size(name: str) -> Dim:
    """Return the size that a name stands for.

    >>> print(size("n"), size("n") == size("n"))
    n True
    """
    return Linear(((Named(name), 1),))


def _type(node: ast.expr, evaluate: Evaluate) -> Type:
    if isinstance(node, ast.Constant) and is_flag(node.value):
        return Literal(node.value)
    if isinstance(node, ast.Name):
        if node.id == "any":
            return UNKNOWN
        if node.id in NUMBERS:
            return Number(NUMBERS[node.id])
        if (dtype := _dtype(node.id)) is not None:
            return Array(dtype, ())
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return _subscripted(node.value.id, _items(node.slice), evaluate)
    if isinstance(node, ast.Tuple | ast.List):
        kind = tuple if isinstance(node, ast.Tuple) else list
        return Items(tuple(_type(e, evaluate) for e in node.elts), kind)
    if isinstance(node, ast.Dict):
        keys = tuple(_key(k) for k in node.keys)
        return Fields(keys, tuple(_type(v, evaluate) for v in node.values))
    if isinstance(node, ast.Name | ast.Attribute):
        return _flag(node, evaluate)
    raise InvalidArgument(f"{ast.unparse(node)} is no type; write one such as f8[n, 3]")


def _subscripted(name: str, inside: list[ast.expr], evaluate: Evaluate) -> Type:
    if name == "tuple":
        return Items(tuple(_type(e, evaluate) for e in inside))
    dtype = _dtype(name)
    if dtype is None:
        raise InvalidArgument(f"{name} is no dtype; write one such as f8, f4 or i8")
    if len(inside) == 1 and _is_ellipsis(inside[0]):
        return Array(dtype, None)
    return Array(dtype, tuple(map(_dim, inside)))


def _items(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def _dim(node: ast.expr) -> Dim:
    if isinstance(node, ast.Name):
        return None if node.id == "_" else size(node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    raise InvalidArgument(
        f"{ast.unparse(node)} is no size; write a number, a name, or _ for any size"
    )


def _dtype(name: str) -> np.dtype | None:
    try:
        dtype = np.dtype(name)
    except TypeError:
        return None
    return dtype if dtype.kind in "fiubc" else None


def _key(node: ast.expr | None) -> Any:
    if not isinstance(node, ast.Constant):
        raise InvalidArgument("the keys of a dict must be written out, as in {'w': f8}")
    return node.value


def _flag(node: ast.expr, evaluate: Evaluate) -> Type:
    text = ast.unparse(node)
    try:
        value = evaluate(node)
    except Exception:
        raise InvalidArgument(
            f"{text} is no type; write one such as f8[n, 3] or float"
        ) from None
    if not is_flag(value):
        kind = type(value).__name__
        raise InvalidArgument(f"{text} is a {kind}; write its type, such as f8[n, 3]")
    return Literal(value)
