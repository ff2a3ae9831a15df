"""``srcdiff check``: a function's derivative against finite differences."""

from __future__ import annotations

import argparse
import sys
import types
from typing import Any

import numpy as np

from srcdiff.cli.target import add_target, described, load
from srcdiff.derivative import Derivative
from srcdiff.errors import GradientMismatch, InvalidArgument, SrcdiffError
from srcdiff.testing import check_grads

HELP = "compare a function's derivative with finite differences"
EPILOG = """\
The expression is evaluated in the file's own module; np is NumPy. A tuple gives several
arguments: write (value,) for one argument that is itself a tuple. Without --wrt every
argument that holds floats is checked. The exit status is 1 where the two differ.

examples:
  srcdiff check train.py:loss --example 'np.ones((3, 2)), np.zeros(2)'
  srcdiff check train.py:loss --wrt W --example 'make_weights(seed=1), 0.5'
"""


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    add_target(part)
    part.add_argument(
        "--example",
        metavar="EXPRESSION",
        required=True,
        help="the arguments to check at, as a Python expression",
    )


def run(options: argparse.Namespace) -> int:
    """Compare, and say how it went; return the exit status."""
    module, function = load(options.target)
    wrt = options.wrt
    if isinstance(function, Derivative):
        wrt = function.wrt if wrt is None else wrt
        function = function.primal
    given = example(options.example, module)
    try:
        check_grads(function, given, wrt=wrt, order=1)
    except GradientMismatch as error:
        print(error, file=sys.stderr)
        return 1
    except SrcdiffError:
        raise
    except Exception as error:
        notes = "".join(f"\n  {note}" for note in getattr(error, "__notes__", ()))
        raise InvalidArgument(
            f"{options.target} does not run on the example: {described(error)}{notes}"
        ) from error
    print(f"{options.target}: the gradient agrees with finite differences")
    return 0


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
