"""``srcdiff dump``: the generated source of a function's derivative."""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from srcdiff.analysis.expression_types import Known
from srcdiff.analysis.notation import parsed
from srcdiff.api import grad, value_and_grad
from srcdiff.cli.stages import program_after, stages
from srcdiff.cli.target import add_example, add_target, example, load, not_running
from srcdiff.core.types import UNKNOWN
from srcdiff.derivative import Derivative
from srcdiff.errors import InvalidArgument, SrcdiffError
from srcdiff.view.terminal import coloured, wants_colour

HELP = "print the source of a function's derivative"
EPILOG = """\
A function that is decorated with grad or value_and_grad is printed as it is set up
there, unless --wrt or --with-value say otherwise.

The text is the one for the types that --arg or --example give, or that the function's
annotations do; without any it is the general form, which is right for all arguments.
--arg takes a name and a type: f8[n, 784] is an array of float64, where equal names are
equal sizes; also float, int, None, True, 'text', np.tanh, and tuples, lists and dicts
of types. Nothing is assumed of a parameter that is left out.

examples:
  srcdiff dump train.py:loss --arg 'W=f8[d, k]' --arg 'x=f8[n, d]' --arg rate=float
  srcdiff dump train.py:loss --arg 'params=((f8[n, m], f8[m]), (f8[m, k], f8[k]))'
  srcdiff dump train.py:loss --wrt W,b --with-value
  srcdiff dump train.py:loss --standalone -o loss_grad.py
  srcdiff dump train.py:loss --example 'np.ones((3, 2)), np.zeros(2)'
  srcdiff dump train.py:loss --stage reverse
"""
GENERAL = (
    "This is the general form, for all arguments. For arguments of known types, add "
    "--arg '{name}=f8[n, m]' or --example (see srcdiff dump --help)."
)


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    add_target(part)
    made_for = part.add_mutually_exclusive_group()
    add_example(made_for, "arguments to make the text for", required=False)
    made_for.add_argument(
        "--arg",
        metavar="NAME=TYPE",
        action="append",
        default=[],
        help="the type of a parameter to make the text for; may be repeated",
    )
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
    known = types_to_use(derivative, module, options)
    if not known:
        first = next(iter(inspect.signature(derivative).parameters), "x")
        print(GENERAL.format(name=first), file=sys.stderr)
    if options.stage is not None:
        text = program_after(derivative, known, options.stage)
    elif options.standalone:
        text = derivative.standalone(known)
    else:
        text = derivative.module_for(known).text
    if options.out is not None:
        write(options.out, text)
    else:
        sys.stdout.write(coloured(text) if wants_colour(sys.stdout) else text)
    return 0


def types_to_use(
    derivative: Derivative, module: types.ModuleType, options: argparse.Namespace
) -> Known:
    """Return the types that the options or annotations give; none: the general form.

    Raises InvalidArgument for a type that cannot be read, or an example that the
    function does not run on.
    """
    if options.example is not None:
        given = example(options.example, module)
        try:
            derivative(*given)
            return derivative.known_of(*given)
        except SrcdiffError:
            raise
        except Exception as error:
            raise not_running(options.target, error) from error
    known = {**derivative.annotated, **from_options(derivative, module, options.arg)}
    names = inspect.signature(derivative).parameters
    return {name: known.get(name, UNKNOWN) for name in names} if known else {}


def from_options(
    derivative: Derivative, module: types.ModuleType, texts: list[str]
) -> Known:
    """Return the types that the texts of --arg give."""
    names = list(inspect.signature(derivative).parameters)
    known: Known = {}
    for text in texts:
        name, _, kind = (part.strip() for part in text.partition("="))
        if name not in names or not kind:
            raise InvalidArgument(
                f"--arg {text}: write NAME=TYPE, with a name of: {', '.join(names)}"
            )
        if name in known:
            raise InvalidArgument(f"--arg {text}: {name} has a type already")
        try:
            known[name] = parsed(kind, lambda node: valued(node, module))
        except InvalidArgument as error:
            raise InvalidArgument(f"--arg {text}: {error}") from None
    return known


def valued(node: ast.expr, module: types.ModuleType) -> Any:
    """Return what a name stands for in the user's file; np is NumPy where not there."""
    return eval(ast.unparse(node), {"np": np, **vars(module)})


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


def write(path: Path, text: str) -> None:
    """Write a file; raise InvalidArgument where that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidArgument(f"cannot write {path}: {error.strerror}") from error
