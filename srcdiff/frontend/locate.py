"""Which piece of a file a function was compiled from, proven by compiling it again."""

from __future__ import annotations
import __future__

import ast
import dis
import functools
import inspect
import linecache
import os
import threading
import types
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_Change = tuple[ast.AST, dict[str, object]]
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

# Beyond the last line of any file: marks the definition whose code object is wanted.
_MARK = 1 << 30
# The parsed trees are shared, and marked while one of their functions is compiled.
_TREES = threading.Lock()
# What codegen.load compiles has names of its module in cells: it never equals its text,
# which nobody but the loader writes.
_GENERATED = "outer.<locals>.factory.<locals>."
_OPERATIONS = ("BINARY", "COMPARE", "UNARY", "LOAD_CONST", "LOAD_ATTR", "LOAD_GLOBAL")
_FUTURES = functools.reduce(
    lambda flags, name: flags | getattr(__future__, name).compiler_flag,
    __future__.all_feature_names,
    0,
)


@dataclass(frozen=True, eq=False)
class Definition:
    """A function definition in a file.

    node: the ``def`` or ``lambda``. name: what the source calls the function,
    ``"lambda_"`` for a lambda without a name. contexts: the statements that it may have
    been compiled among, the likeliest and quickest first.
    """

    node: Function
    name: str
    contexts: tuple[tuple[ast.stmt, ...], ...]


def read_text(function: types.FunctionType) -> str:
    """Return the text of the whole file, cell or REPL entry that defines a function.

    function: a plain Python function.
    Raises OSError when there is no such text.

    >>> "def read_text" in read_text(read_text)
    True
    """
    filename = function.__code__.co_filename
    # Entries that notebooks and generators registered are lost if checked against a
    # file that does not exist.
    if os.path.exists(filename):
        linecache.checkcache(filename)
    lines = linecache.getlines(filename)
    if not lines:
        try:
            lines, _ = inspect.findsource(function)
        except (TypeError, IndexError, SyntaxError) as error:
            raise OSError(f"cannot read {filename}") from error
    whole = len(lines) == 1 or any(line.endswith("\n") for line in lines)
    text = ("" if whole else "\n").join(lines)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def locate(code: types.CodeType, text: str) -> Definition:
    """Find the definition that a code object was compiled from.

    code: the code of a function. text: the whole file.
    Raises LookupError when nothing in the text compiles to that code, SyntaxError or
    ValueError when the text is not Python at all.

    >>> text = "f, g = lambda x: x + 1, lambda x: x * 2"
    >>> scope = {}
    >>> exec(text, scope)
    >>> ast.unparse(locate(scope["g"].__code__, text).node)
    'lambda x: x * 2'
    """
    candidates = _definitions(text).get((code.co_name, code.co_firstlineno), ())
    rewritten = any("@pytest_ar" in part.co_names for part in _nested(code))
    matching = []
    for candidate in candidates:
        if code.co_qualname.startswith(_GENERATED):
            return candidate
        for context in candidate.contexts:
            flags = code.co_flags & _FUTURES
            compiled = _compile(candidate, context, flags, asserts=not rewritten)
            if compiled and (
                _bare(compiled) == _bare(code)
                or (rewritten and _operations(compiled) <= _operations(code))
            ):
                matching.append((candidate, compiled))
                break
    if not matching:
        raise LookupError(f"{code.co_name} is not at line {code.co_firstlineno}")
    # Equal functions on one line: the columns of the instructions tell which it is.
    return max(matching, key=lambda pair: _agreement(pair[1], code))[0]


@functools.lru_cache(maxsize=32)
def _definitions(text: str) -> dict[tuple[str, int], tuple[Definition, ...]]:
    """Index every function of a file by the name and first line of its code object."""
    index: dict[tuple[str, int], tuple[Definition, ...]] = {}
    module = ast.parse(text)
    imports = tuple(_imports(module))
    for statement in module.body:
        # Calls of imported names compile in their own way, and there are rarer ties to
        # the rest of the file. A notebook or REPL compiles each statement by itself.
        contexts = ((*imports, statement), (statement,), (*module.body,))
        names: dict[ast.AST, str] = {}
        for node in ast.walk(statement):
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Lambda() as value
                ):
                    names[value] = name
                case ast.AnnAssign(
                    target=ast.Name(id=name), value=ast.Lambda() as value
                ):
                    names[value] = name
                case ast.Lambda():
                    name = names.get(node, "lambda_")
                    found = Definition(node, name, contexts)
                    key = ("<lambda>", node.lineno)
                    index[key] = (*index.get(key, ()), found)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    found = Definition(node, node.name, contexts)
                    key = (node.name, _head(node).lineno)
                    index[key] = (*index.get(key, ()), found)
    return index


def _imports(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the imports that bind names of the module, in blocks too."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            # The code of the function carries the flags of its future imports.
            if getattr(part, "module", None) != "__future__":
                yield part
        elif not isinstance(part, ast.expr | Function | ast.ClassDef):
            yield from _imports(part)


def _head(node: Function) -> ast.expr | ast.stmt:
    """Return the node that a code object takes its first line from."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return decorators[0] if decorators else node


def _compile(
    definition: Definition, context: tuple[ast.stmt, ...], flags: int, asserts: bool
) -> types.CodeType | None:
    """Compile one function in its place, so that closures and mangling are right."""
    # Cells of a notebook may await at top level.
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    module = ast.Module(body=[*context], type_ignores=[])
    node = definition.node
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    changes: list[_Change] = [(_head(node), {"lineno": _MARK, "end_lineno": _MARK + 1})]
    for part in () if asserts else ast.walk(node):
        if isinstance(part, ast.Assert):
            true = ast.copy_location(ast.Constant(True), part)
            changes.append((part, {"test": true, "msg": None}))
    with _changed(changes):
        try:
            whole = compile(module, "<located>", "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError):
            return None
    for code in _nested(whole):
        if code.co_firstlineno == _MARK and code.co_name == name:
            return code
    return None  # in a branch that the compiler drops


@contextmanager
def _changed(changes: list[_Change]) -> Iterator[None]:
    """Hold the lock on the shared trees and give some nodes other attributes."""
    with _TREES:
        before = [
            (node, {name: getattr(node, name) for name in new}) for node, new in changes
        ]
        try:
            for node, new in changes:
                vars(node).update(new)
            yield
        finally:
            for node, old in before:
                vars(node).update(old)


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and all that are defined within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _nested(constant)


def _bare(code: types.CodeType) -> types.CodeType:
    """Return the code without its file, lines and run-time specialisation."""
    return code.replace(
        co_filename="",
        co_firstlineno=1,
        co_linetable=b"",
        co_consts=tuple(
            _bare(constant) if isinstance(constant, types.CodeType) else constant
            for constant in code.co_consts
        ),
    )


def _operations(code: types.CodeType) -> Counter[tuple[str, str]]:
    """Count what a function computes, whatever the order.

    pytest compiles each assert of a test module to many statements, so that such a
    function never equals its text; without its asserts, the text is a part of it.
    """
    return Counter(
        (step.opname, step.argrepr)
        for part in _nested(code)
        for step in dis.get_instructions(part)
        if step.opname.startswith(_OPERATIONS)
        and not isinstance(step.argval, types.CodeType)
    )


def _agreement(compiled: types.CodeType, code: types.CodeType) -> int:
    """Count the instructions that two equal codes have at the same columns."""
    pairs = zip(compiled.co_positions(), code.co_positions(), strict=False)
    return sum(one == other for one, other in pairs)
