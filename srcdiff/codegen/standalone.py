"""A generated module on its own: all that it needs, and NumPy as the only import."""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import re
import symtable
import sys
import textwrap
import types
from typing import Any

import gast
import numpy as np

from srcdiff import runtime
from srcdiff.analysis.signature import describe_all
from srcdiff.codegen.fitting import fitting
from srcdiff.codegen.printer import statement
from srcdiff.core.build import clone
from srcdiff.core.types import UNKNOWN, Type
from srcdiff.errors import InvalidArgument
from srcdiff.frontend.resolve import local_names
from srcdiff.frontend.source import find_source

LARGEST = 10_000
"""Arrays of more elements are data, not constants: they are not written into source."""


def standalone(
    text: str, outside: dict[str, Any], known: dict[str, Type] | None = None
) -> str:
    """Return the text of a generated module that runs without srcdiff.

    text: the module as generated. outside: the values of the names that it reads from
    the user's module or closure, which are written into it as constants. known: the
    types that the text of its last function was made for; the function then raises
    TypeError for arguments of others.
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
    imports, renamed = {"import numpy as np"}, []
    helpers = _Helpers()
    kept: list[str] = []
    tree = ast.parse(text)
    start = next(n.lineno for n in tree.body if isinstance(n, ast.FunctionDef))
    lines = text.splitlines()
    if known:
        lines = _checked(lines, tree, known)
    body = "\n".join(lines[start - 1 :])
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "srcdiff.runtime":
            for alias in node.names:
                helpers.add(runtime, alias.name)
                if alias.asname:
                    renamed.append(f"{alias.asname} = {alias.name}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imports.add(ast.unparse(node))
    functions = []
    for name, value in sorted(with_what_they_read(outside).items()):
        if (getattr(value, "__module__", None), name) in helpers.parts:
            continue
        if name in {title for _, title in helpers.parts}:
            raise InvalidArgument(
                f"cannot save {name}: the module needs a function of srcdiff's own "
                "with this name; give yours another one"
            )
        if isinstance(value, types.FunctionType):
            functions.append(_function(name, value))
            continue
        line = _constant(name, value)
        (imports.add if line.startswith("import ") else kept.append)(line)
    parts = [*functions, *helpers.parts.values()]
    imports |= helpers.imports
    head = "\n".join([*sorted(imports), *([""] if kept else []), *kept])
    return "\n\n\n".join([head, *parts, *renamed, body.strip("\n")]) + "\n"


def names_read(text: str) -> dict[str, set[str]]:
    """Return the names that each function of a generated module reads from outside it.

    >>> text = "import numpy as np\\n\\n\\ndef f(x):\\n    return k * np.sum(x)\\n"
    >>> names_read(text)
    {'f': {'k'}}
    """
    whole = symtable.symtable(text, "module", "exec")
    given = {s.get_name() for s in whole.get_symbols() if s.is_assigned()}
    given |= {s.get_name() for s in whole.get_symbols() if s.is_imported()}
    functions = [t for t in whole.get_children() if isinstance(t, symtable.Function)]
    return {t.get_name(): _globals(t) - given for t in functions}


def _globals(table: symtable.SymbolTable) -> set[str]:
    """Return the globals of a function and of those that it makes."""
    own = {s.get_name() for s in table.get_symbols() if s.is_global()}
    return own.union(*map(_globals, table.get_children()))


def with_what_they_read(outside: dict[str, Any]) -> dict[str, Any]:
    """Return names of a user's module with those that the functions among them read.

    Raises InvalidArgument where one name would mean two things.

    >>> sorted(with_what_they_read({"kept": _literal}))
    ['_literal', 'kept']
    """
    found: dict[str, Any] = {}
    todo = list(outside.items())
    while todo:
        name, value = todo.pop()
        if name in found and found[name] is not value:
            raise InvalidArgument(
                f"cannot save {name}: two of the functions mean different "
                "things by it; give it another name in one of them"
            )
        if name not in found and isinstance(value, types.FunctionType):
            todo += _read_by(value)
        found[name] = value
    return found


def _read_by(function: types.FunctionType) -> list[tuple[str, Any]]:
    """Return the names that a function reads from outside, builtins excepted."""
    source = find_source(function)
    names = {n.id for n in gast.walk(source.node) if isinstance(n, gast.Name)}
    found = []
    for name in sorted(names - local_names(source.node)):
        try:
            value = source.lookup(name)
        except KeyError:
            continue
        if value is not getattr(builtins, name, None):
            found.append((name, value))
    return found


def _checked(lines: list[str], tree: ast.Module, known: dict[str, Type]) -> list[str]:
    """Return the lines of a module whose last function looks at its arguments first."""
    entry = tree.body[-1]
    assert isinstance(entry, ast.FunctionDef)
    title = f"{entry.name}_fits"
    arguments = entry.args
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    names += [a.arg for a in arguments.kwonlyargs]
    said = textwrap.wrap(f"the arguments must be {describe_all(known)}", 66)
    said = [line.replace("\\", "\\\\").replace('"', '\\"') for line in said]
    quoted = [f'            "{line} "' for line in said[:-1]]
    quoted.append(f'            "{said[-1]}"')
    check = [
        f"    if not {title}({', '.join(names)}):",
        "        raise TypeError(",
        *quoted,
        "        )",
        "",
    ]
    end = entry.body[0].end_lineno or 0
    test = fitting(title, {name: known.get(name, UNKNOWN) for name in names})
    start = entry.lineno - 1
    head = [*lines[:start], *test.splitlines(), "", "", *lines[start:end]]
    return [*head, *check, *lines[end:]]


class _Helpers:
    """The runtime's functions that a module calls, with all that they read."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.parts: dict[tuple[str, str], str] = {}

    def add(self, module: types.ModuleType, name: str) -> None:
        """Add a module-level name of the runtime after what its definition reads."""
        value = getattr(module, name)
        home = inspect.getmodule(value) if callable(value) else module
        if isinstance(value, types.ModuleType):
            renamed = f" as {name}" if name != value.__name__ else ""
            self.imports.add(f"import {value.__name__}{renamed}")
            return
        if home is None or (home.__name__, name) in self.parts:
            return
        source = _definition(home, name)
        if source is None:
            return
        self.parts[home.__name__, name] = ""
        for read in _read(source):
            if read != name and hasattr(home, read):
                self.add(home, read)
        del self.parts[home.__name__, name]
        self.parts[home.__name__, name] = source


def _definition(module: types.ModuleType, name: str) -> str | None:
    """Return the text of the statement that defines a name at a module's top level."""
    text = inspect.getsource(module)
    for node in ast.parse(text).body:
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        defined = {
            getattr(node, "name", None),
            *(getattr(t, "id", None) for t in targets),
        }
        if name in defined:
            return ast.get_source_segment(text, node)
    return None


def _read(source: str) -> list[str]:
    names = (n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))
    return list(dict.fromkeys(names))


def _constant(name: str, value: Any) -> str:
    if isinstance(value, types.ModuleType):
        _check_module(name, value)
        renamed = f" as {name}" if name != value.__name__ else ""
        return f"import {value.__name__}{renamed}"
    if _literal(value):
        return f"{name} = {_repr(value)}"
    if isinstance(value, np.ndarray | np.generic) and value.size <= LARGEST:
        return f"{name} = np.array({_repr(value.tolist())}, dtype={value.dtype.str!r})"
    raise InvalidArgument(
        f"cannot save {name}: a {type(value).__name__} cannot be written as source; "
        "make it a parameter of the function"
    )


def _function(name: str, function: types.FunctionType) -> str:
    """Return the text of a function, under a name: its own text where that will do."""
    source = find_source(function)
    lines = source.lines[source.node.lineno - 1 : source.node.end_lineno]
    text = textwrap.dedent("\n".join(lines))
    if text.startswith(f"def {name}("):
        head = ast.parse(text).body[0]
        assert isinstance(head, ast.FunctionDef)
        noted = [a for a in ast.walk(head.args) if getattr(a, "annotation", None)]
        if not noted and head.returns is None:
            return text
    # A lambda, a function of another name, or one that names types of the user's.
    node = clone(source.node)
    node.name = name
    return statement(node)


def _check_module(name: str, module: types.ModuleType) -> None:
    root = module.__name__.partition(".")[0]
    if root != "numpy" and root not in sys.stdlib_module_names:
        raise InvalidArgument(
            f"cannot save {name}: the derivative would import {module.__name__}; "
            "make what it reads there a parameter of the function"
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
