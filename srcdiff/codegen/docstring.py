"""The docstring of a generated function: what it is the derivative of, and for what."""

from __future__ import annotations

import os
import textwrap
from typing import Any

import gast

from srcdiff.analysis.signature import describe
from srcdiff.core.build import constant, function
from srcdiff.core.types import Type

WIDTH = 84


def document(
    node: gast.FunctionDef,
    what: str,
    plain: Any,
    known: dict[str, Type],
) -> gast.FunctionDef:
    """Return the function with a docstring.

    what: such as "Gradient" or "Backward part". plain: the user's function. known: the
    types of the arguments that the text was made for.

    >>> from srcdiff.codegen.printer import statement
    >>> f = gast.parse("def f(x): return x").body[0]
    >>> print(statement(document(f, "Gradient of {name}.", document, {})))
    def f(x):
        \"\"\"Gradient of document.\"\"\"
        return x
    """
    place = f"{os.path.basename(plain.__code__.co_filename)}:"
    place += str(plain.__code__.co_firstlineno)
    text = textwrap.fill(what.format(name=plain.__name__, place=place), WIDTH - 6)
    if known:
        text += f"\n\n{_listed(known)}\n"
    docstring = gast.Expr(constant(text))
    return function(node, [docstring, *node.body])


def _listed(known: dict[str, Type]) -> str:
    """Return the types of the arguments; lines end between two arguments."""
    lines = [""]
    for each, kind in known.items():
        part = f"{each}: {describe(kind)}, "
        if lines[-1] and len(lines[-1]) + len(part) > WIDTH + 1:
            lines.append("")
        lines[-1] += part
    lines[-1] = lines[-1].removesuffix(", ")
    return "\n".join(textwrap.fill(line.rstrip(), WIDTH) for line in lines)
