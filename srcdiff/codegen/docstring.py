"""The docstring of a generated function: what it is the derivative of, and for what."""

from __future__ import annotations

import os
from types import FunctionType

import gast

from srcdiff.analysis.signature import describe
from srcdiff.core.build import constant, function
from srcdiff.core.types import Type

WIDTH = 84


def document(
    node: gast.FunctionDef,
    what: str,
    plain: FunctionType,
    known: dict[str, Type],
) -> gast.FunctionDef:
    """Return the function with a docstring.

    what: such as "Gradient" or "Backward part". plain: the user's function. known: the
    types of the arguments that the text was made for.
    """
    place = f"{os.path.basename(plain.__code__.co_filename)}:"
    place += str(plain.__code__.co_firstlineno)
    text = f"{what.format(name=plain.__name__, place=place)}"
    if known:
        listed = [f"{name}: {describe(kind)}" for name, kind in known.items()]
        text += "\n\n" + "\n".join(_wrapped(listed)) + "\n"
    docstring = gast.Expr(constant(text))
    return function(node, [docstring, *node.body])


def _wrapped(items: list[str]) -> list[str]:
    """Join items by commas into lines that fit."""
    lines = [""]
    for item in items:
        joined = f"{lines[-1]}, {item}" if lines[-1] else item
        if len(joined) > WIDTH - 4 and lines[-1]:
            lines[-1] += ","
            lines.append(item)
        else:
            lines[-1] = joined
    return lines
