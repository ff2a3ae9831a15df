"""The ``srcdiff`` command: its parts, and what it says when something is wrong."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from srcdiff import __version__
from srcdiff.cli import check, demo, dump, rules
from srcdiff.errors import SrcdiffError

COMMANDS = (dump, check, rules, demo)
DESCRIPTION = "Derivatives of Python functions, as Python that you can read."


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(prog="srcdiff", description=DESCRIPTION)
    whole.add_argument("--version", action="version", version=f"srcdiff {__version__}")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2]
        part = commands.add_parser(
            name,
            help=command.HELP,
            description=command.HELP[0].upper() + command.HELP[1:] + ".",
            epilog=command.EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(part)
        part.set_defaults(run=command.run)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 for a negative answer, or 2 for an error."""
    options = parser().parse_args(argv)
    try:
        status = options.run(options)
        sys.stdout.flush()
        return status
    except SrcdiffError as error:
        print(message(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as `head`, has gone: nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def message(error: SrcdiffError) -> str:
    """Return the text of an error, without the place that SyntaxError adds once more.

    >>> message(SrcdiffError("no such file: a.py"))
    'no such file: a.py'
    """
    return error.msg if isinstance(error, SyntaxError) else str(error)
