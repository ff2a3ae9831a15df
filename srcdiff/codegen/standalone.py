"""A generated module on its own: all that it needs, and NumPy as the only import."""

from __future__ import annotations

import ast
import inspect
import math
import re
import textwrap
import types
from typing import Any

import numpy as np

from srcdiff.errors import InvalidArgument

LARGEST = 10_000
"""Arrays of more elements are data, not constants: they are not written into source."""


def standalone(text: str, outside: dict[str, Any]) -> str:
    """Return the text of a generated module that runs without srcdiff.

    text: the module as generated. outside: the values of the names that it reads from
    the user's module or closure, which are written into it as constants.
    Raises InvalidArgument when such a value cannot be written as source.

    >>> text = "import numpy as np\\n\\n\\ndef f(x):\\n    return k * x\\n"
    >>> print(standalone(text, {"k": 2.0}))
    import numpy as np
    <BLANKLINE>
    k = 2.0
    <BLANKLINE>
    <BLANKLINE>
    def f(x):
        return k * x
    <BLANKLINE>
    """
    imports, helpers, renamed = {"import numpy as np"}, [], []
    kept: list[str] = []
    tree = ast.parse(text)
    start = next(n.lineno for n in tree.body if isinstance(n, ast.FunctionDef))
    body = "\n".join(text.splitlines()[start - 1 :])
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "srcdiff.runtime":
            import srcdiff.runtime as runtime

            for alias in node.names:
                helpers.append(getattr(runtime, alias.name))
                if alias.asname:
                    renamed.append(f"{alias.asname} = {alias.name}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imports.add(ast.unparse(node))
    for name, value in sorted(outside.items()):
        line = _constant(name, value)
        (imports.add if line.startswith("import ") else kept.append)(line)
    parts = [_source(h) for h in _with_dependencies(helpers)]
    head = "\n".join([*sorted(imports), *([""] if kept else []), *kept])
    return "\n\n\n".join([head, *parts, *renamed, body.strip("\n")]) + "\n"


def _with_dependencies(functions: list[Any]) -> list[Any]:
    """Return runtime functions after the ones that they call."""
    ordered: list[Any] = []

    def visit(function: Any) -> None:
        if function in ordered:
            return
        namespace = inspect.getmodule(function).__dict__
        for name in dict.fromkeys(
            re.findall(r"[A-Za-z_]\w*", inspect.getsource(function))
        ):
            value = namespace.get(name)
            ours = getattr(value, "__module__", None) or ""
            if value is not function and ours.startswith("srcdiff.runtime"):
                visit(value)
        ordered.append(function)

    for function in functions:
        visit(function)
    return ordered


def _source(function: Any) -> str:
    return textwrap.dedent(inspect.getsource(function)).strip("\n")


def _constant(name: str, value: Any) -> str:
    if isinstance(value, types.ModuleType):
        renamed = f" as {name}" if name != value.__name__ else ""
        return f"import {value.__name__}{renamed}"
    if _literal(value):
        return f"{name} = {_repr(value)}"
    if isinstance(value, np.ndarray | np.generic) and value.size <= LARGEST:
        return f"{name} = np.array({_repr(value.tolist())}, dtype={value.dtype.str!r})"
    if isinstance(value, types.FunctionType):
        return _source(value)
    raise InvalidArgument(
        f"cannot save {name}: a {type(value).__name__} cannot be written as source; "
        "make it a parameter of the function"
    )


def _literal(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_literal, value))
    if isinstance(value, dict):
        return all(_literal(k) and _literal(v) for k, v in value.items())
    return value is None or type(value) in (bool, int, float, complex, str, bytes)


def _repr(value: Any) -> str:
    text = repr(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({text!r})"
    return re.sub(r"\b(nan|inf)\b", r'float("\1")', text) if "'" not in text else text
