"""From generated text to callable functions: compiled, and known to the debugger."""

from __future__ import annotations

import ast
import itertools
import linecache
import os
import tempfile
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from srcdiff.core.generated import SUFFIX


@dataclass(frozen=True)
class Surroundings:
    """Where a generated function's free names live: the user's module and closure."""

    globals: dict[str, Any]
    cells: Mapping[str, types.CellType]


def load(
    text: str, stem: str, surroundings: Mapping[str, Surroundings]
) -> dict[str, types.FunctionType]:
    """Compile a generated module and return its functions by name.

    text: the module. stem: what its file is called. surroundings: for each function
    defined in it, where the names that the module does not define are looked up: each
    function sees its own user's module and closure, live.
    """
    file = _register(text, stem)
    tree = ast.parse(text, file)
    defined = [n.name for n in tree.body if isinstance(n, ast.FunctionDef)]
    variants: dict[tuple, dict[str, types.FunctionType]] = {}
    functions: dict[str, types.FunctionType] = {}
    for name in defined:
        around = surroundings[name]
        key = (id(around.globals), *sorted((n, id(c)) for n, c in around.cells.items()))
        if key not in variants:
            variants[key] = _made(tree, around, defined, file)
        functions[name] = variants[key][name]
    for variant in variants.values() if len(variants) > 1 else ():
        _connect(variant, functions)
    return functions


def _made(
    tree: ast.Module, around: Surroundings, defined: list[str], file: str
) -> dict[str, types.FunctionType]:
    """Return all functions of a module as they are in one user's module and closure."""
    code = _factory_code(tree, sorted(around.cells), defined, file)
    closure = tuple(around.cells[name] for name in code.co_freevars)
    return types.FunctionType(code, around.globals, "module", None, closure)()


def _connect(
    variant: Mapping[str, types.FunctionType],
    functions: Mapping[str, types.FunctionType],
) -> None:
    """Let the functions of one variant call the others where those are at home."""
    for function in variant.values():
        names = function.__code__.co_freevars
        for name, cell in zip(names, function.__closure__ or (), strict=True):
            if name in functions:
                cell.cell_contents = functions[name]


def _factory_code(
    tree: ast.Module, free: list[str], defined: list[str], file: str
) -> types.CodeType:
    """Wrap the module's statements in a function, so that its names are cells."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            _leave_defaults(node.args)
    result = ast.parse(
        "{" + ", ".join(f"{n!r}: {n}" for n in defined) + "}", mode="eval"
    )
    factory = ast.parse("def factory(): pass").body[0]
    assert isinstance(factory, ast.FunctionDef)
    factory.body = [
        *tree.body,
        ast.copy_location(ast.Return(result.body), tree.body[-1]),
    ]
    outer = ast.parse("def outer(): pass").body[0]
    assert isinstance(outer, ast.FunctionDef)
    outer.args.args = [ast.arg(name) for name in free]
    outer.body = [factory]
    module = ast.fix_missing_locations(ast.Module([outer], []))
    outer_code = _inner(compile(module, file, "exec"), "outer")
    return _inner(outer_code, "factory")


def _leave_defaults(arguments: ast.arguments) -> None:
    """Leave out what default expressions say: the user's function has their values."""
    nothing = ast.Constant(None)
    arguments.defaults = [nothing for _ in arguments.defaults]
    arguments.kw_defaults = [d and nothing for d in arguments.kw_defaults]


def _inner(code: types.CodeType, name: str) -> types.CodeType:
    found = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return next(c for c in found if c.co_name == name)


_SERIAL = itertools.count(1)


def _register(text: str, stem: str) -> str:
    """Make the text known under a file name; a real file where SRCDIFF_DEBUG is set."""
    number = next(_SERIAL)
    if os.environ.get("SRCDIFF_DEBUG") == "1":
        folder = os.path.join(tempfile.gettempdir(), "srcdiff")
        os.makedirs(folder, exist_ok=True)
        file = os.path.join(folder, f"{stem}_{os.getpid()}_{number}{SUFFIX}")
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
        return file
    file = f"<srcdiff {stem} {number}>"
    lines = text.splitlines(keepends=True)
    linecache.cache[file] = (len(text), None, lines, file)
    return file
