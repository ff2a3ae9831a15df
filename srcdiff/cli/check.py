"""``srcdiff check``: a function's derivative against finite differences."""

from __future__ import annotations

import argparse
import inspect
import sys

from srcdiff.cli.target import add_example, add_target, example, load, not_running
from srcdiff.derivative import Derivative
from srcdiff.errors import GradientMismatch, InvalidArgument, SrcdiffError
from srcdiff.testing import check_grads
from srcdiff.testing.leaves import leaves

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
    add_example(part, "the arguments to check at", required=True)


def run(options: argparse.Namespace) -> int:
    """Compare, and say how it went; return the exit status."""
    module, function = load(options.target)
    wrt = options.wrt
    if isinstance(function, Derivative):
        wrt = function.wrt if wrt is None else wrt
        function = function.primal
    given = example(options.example, module)
    if wrt is None and not any(any(leaves(value)) for value in given):
        raise InvalidArgument(
            "the example holds no floats; write 2.0 for 2, or give --wrt"
        )
    try:
        inspect.signature(function).bind(*given)
        check_grads(function, given, wrt=wrt, order=1)
    except GradientMismatch as error:
        print(error, file=sys.stderr)
        return 1
    except SrcdiffError:
        raise
    except Exception as error:
        raise not_running(options.target, error) from error
    print(f"{options.target}: the gradient agrees with finite differences")
    return 0
