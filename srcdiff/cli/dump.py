"""``srcdiff dump``: the generated source of a function's derivative."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from srcdiff.api import grad, value_and_grad
from srcdiff.cli.stages import program_after, stages
from srcdiff.cli.target import add_example, add_target, example, load, not_running
from srcdiff.derivative import Derivative
from srcdiff.errors import InvalidArgument, SrcdiffError
from srcdiff.view.terminal import coloured, wants_colour

HELP = "print the source of a function's derivative"
EPILOG = """\
A function that is decorated with grad or value_and_grad is printed as it is set up
there, unless --wrt or --with-value say otherwise. With --example the text is the one
for arguments of these types; without, it is the general one, right for all.

examples:
  srcdiff dump train.py:loss --wrt W,b --with-value
  srcdiff dump train.py:loss --standalone -o loss_grad.py
  srcdiff dump train.py:loss --example 'np.ones((3, 2)), np.zeros(2)'
  srcdiff dump train.py:loss --stage reverse
"""


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    add_target(part)
    add_example(part, "arguments to make the text for", required=False)
    part.add_argument(
        "--with-value", action="store_true", help="compute the value as well"
    )
    form = part.add_mutually_exclusive_group()
    form.add_argument(
        "--stage",
        metavar="NAME",
        help="print the program after this pass instead; list shows the passes",
    )
    form.add_argument(
        "--standalone", action="store_true", help="print a module that needs NumPy only"
    )
    part.add_argument(
        "-o", metavar="OUT", dest="out", type=Path, help="write to this file"
    )


def run(options: argparse.Namespace) -> int:
    """Print or write the text; return the exit status."""
    if options.stage == "list":
        print(*stages(), sep="\n")
        return 0
    module, function = load(options.target)
    derivative = wanted(function, options)
    given = () if options.example is None else example(options.example, module)
    if given:
        call(derivative, given, options.target)
    if options.stage is not None:
        text = program_after(derivative, given, options.stage)
    elif options.standalone:
        text = standalone(derivative)
    else:
        text = derivative.source
    if options.out is not None:
        write(options.out, text)
    else:
        sys.stdout.write(coloured(text) if wants_colour(sys.stdout) else text)
    return 0


def call(derivative: Derivative, given: tuple[Any, ...], target: str) -> None:
    """Call a derivative, so that its source is the one for these arguments."""
    try:
        derivative(*given)
    except SrcdiffError:
        raise
    except Exception as error:
        raise not_running(target, error) from error


def wanted(function: Callable[..., Any], options: argparse.Namespace) -> Derivative:
    """Return the derivative that the options ask for, of a function or a Derivative."""
    if isinstance(function, Derivative):
        if options.wrt is None and not options.with_value:
            return function
        wrt = function.wrt if options.wrt is None else options.wrt
        valued = options.with_value or function.wanted.with_value
        has_aux, function = function.wanted.has_aux, function.primal
    else:
        wrt, valued, has_aux = options.wrt or 0, options.with_value, False
    return (value_and_grad if valued else grad)(function, wrt, has_aux=has_aux)


def standalone(derivative: Derivative) -> str:
    """Return the text that ``save`` writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "derivative.py"
        derivative.save(path)
        return path.read_text(encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a file; raise InvalidArgument where that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidArgument(f"cannot write {path}: {error.strerror}") from error
