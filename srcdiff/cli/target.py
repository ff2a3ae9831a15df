"""FILE.py:FUNCTION and --example on the command line: the user's code, imported."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from srcdiff.derivative import Derivative, Wrt
from srcdiff.errors import InvalidArgument, SrcdiffError


def add_target(part: argparse.ArgumentParser) -> None:
    """Add what ``dump`` and ``check`` both take: the function, and wrt."""
    part.add_argument("target", metavar="FILE.py:FUNCTION", help="the function")
    part.add_argument(
        "--wrt",
        metavar="A,B",
        type=wrt,
        help="the parameters to differentiate with respect to, by name or position; "
        "the first one if left out",
    )


def add_example(part: argparse._ActionsContainer, what: str, required: bool) -> None:
    """Add the option that gives arguments of the function as an expression."""
    part.add_argument(
        "--example",
        metavar="EXPRESSION",
        required=required,
        help=f"{what}, as a Python expression",
    )


def wrt(text: str) -> Wrt:
    """Return the ``wrt`` that an option's text stands for.

    >>> wrt("W"), wrt("W,b"), wrt("0,2"), wrt("W,")
    ('W', ('W', 'b'), (0, 2), ('W',))
    """
    entries: list[int | str] = [
        int(part) if part.lstrip("-").isdigit() else part
        for part in map(str.strip, text.split(","))
        if part
    ]
    return entries[0] if len(entries) == 1 and "," not in text else tuple(entries)


def load(target: str) -> tuple[types.ModuleType, Callable[..., Any]]:
    """Return the user's module, and the function or Derivative in it.

    target: ``FILE.py:FUNCTION``. Raises InvalidArgument when either is not there, or
    when importing the file fails.
    """
    file, colon, name = target.rpartition(":")
    if not colon or not file or not name:
        raise InvalidArgument(
            f"{target!r} does not say which function; write FILE.py:FUNCTION"
        )
    path = Path(file)
    if path.is_dir():
        raise InvalidArgument(f"{file} is a directory; write FILE.py:FUNCTION")
    if not path.is_file():
        raise InvalidArgument(f"no such file: {file}")
    if path.suffix != ".py":
        raise InvalidArgument(f"{file} is not a Python file: its name must end in .py")
    module = imported(path.resolve(), file)
    if "." in name:
        raise InvalidArgument(
            f"{name}: only functions of the module itself can be named; "
            "give the method a name in the file, such as f = object.method"
        )
    if name not in vars(module):
        known = [n for n, v in vars(module).items() if _ours(v, module)]
        raise InvalidArgument(
            f"no function {name} in {file}; it has: {', '.join(known) or 'none'}"
        )
    found = getattr(module, name)
    if not callable(found) or isinstance(found, type):
        kind = "class" if isinstance(found, type) else type(found).__name__
        raise InvalidArgument(f"{name} in {file} is a {kind}, not a function")
    return module, found


def _ours(value: Any, module: types.ModuleType) -> bool:
    function = isinstance(value, types.FunctionType | Derivative)
    return function and value.__module__ == module.__name__


def imported(path: Path, shown: str) -> types.ModuleType:
    """Return the module of a file, imported as Python would from its directory.

    What the file prints goes to standard error, so that it does not mix with ours.
    shown: the file as the user wrote it. Raises InvalidArgument when importing fails.
    """
    root, name = path.parent, path.stem
    while (root / "__init__.py").is_file():
        root, name = root.parent, f"{root.name}.{name}"
    sys.path.insert(0, str(root))
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return _module(path, name)
    except SrcdiffError:
        raise
    except (Exception, SystemExit) as error:
        raise InvalidArgument(f"cannot import {shown}: {described(error)}") from error


def _module(path: Path, name: str) -> types.ModuleType:
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A file called random.py must not stand in for the library's own random.
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


def described(error: BaseException) -> str:
    """Return what is wrong, as a traceback would end.

    >>> described(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def example(expression: str, module: types.ModuleType) -> tuple[Any, ...]:
    """Return the arguments that an expression gives; np is NumPy if not otherwise.

    Raises InvalidArgument when it is no expression, or when evaluating it fails.
    """
    try:
        value = eval(expression.strip(), {"np": np, **vars(module)})
    except SyntaxError as error:
        shown = f"    {expression.strip()}\n    {' ' * ((error.offset or 1) - 1)}^"
        raise InvalidArgument(
            f"--example is not a Python expression: {error.msg}\n{shown}"
        ) from error
    except Exception as error:
        raise InvalidArgument(
            f"--example cannot be evaluated: {described(error)}\n    {expression}"
        ) from error
    return value if type(value) is tuple else (value,)


def not_running(target: str, error: Exception) -> InvalidArgument:
    """Return the error to raise where the user's function fails on the example."""
    notes = "".join(f"\n  {note}" for note in getattr(error, "__notes__", ()))
    return InvalidArgument(
        f"{target} does not run on the example: {described(error)}{notes}"
    )
