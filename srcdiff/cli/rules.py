"""``srcdiff rules``: what can be differentiated, from the registry."""

from __future__ import annotations

import argparse
import fnmatch
import sys
from collections.abc import Iterator

import numpy as np

from srcdiff.cli.spellings import name_of, of_members, of_target
from srcdiff.rules import REGISTRY
from srcdiff.rules.registry import Nondifferentiable, Rule

HELP = "list the functions that can be differentiated"
EPILOG = """\
The pattern is part of a name or spelling, or a pattern with * and ?. A function of the
kind "no derivative" may be called anywhere, but no derivative flows through it. One of
the kind "defined" is differentiated as a small program of others.

examples:
  srcdiff rules
  srcdiff rules sum
  srcdiff rules 'np.linalg.*'
"""

Row = tuple[str, str, str]
HEAD: Row = ("NAME", "KIND", "WRITTEN AS")


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    part.add_argument("pattern", nargs="?", default="*", help="what to look for")


def run(options: argparse.Namespace) -> int:
    """Print the table of the rules that match; return 1 if there are none."""
    rows = [row for row in table() if matches(row, options.pattern)]
    if not rows:
        print(f"no rule matches {options.pattern!r}", file=sys.stderr)
        return 1
    widths = [max(len(row[k]) for row in [HEAD, *rows]) for k in (0, 1)]
    for name, kind, written in [HEAD, *rows]:
        print(f"{name:{widths[0]}}  {kind:{widths[1]}}  {written}")
    return 0


def table() -> list[Row]:
    """Return name, kind and spellings of every function that users can write."""
    merged: dict[tuple[str, str], list[str]] = {}
    for rule in REGISTRY:
        for name, written in _entries(rule):
            merged.setdefault((name, _kind(rule)), []).extend(written)
    for definition in REGISTRY.definitions.values():
        spelled = of_target(definition.target)
        merged[(definition.function.__name__, "defined")] = spelled
    rows = [(n, k, ", ".join(dict.fromkeys(w))) for (n, k), w in merged.items() if w]
    return sorted(rows, key=lambda row: (row[0].lower(), row))


def _kind(rule: Rule) -> str:
    if isinstance(rule, Nondifferentiable):
        return "no derivative"
    return type(rule).__name__.lower()


def _entries(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """Yield the names under which a rule is listed, each with spellings."""
    if isinstance(rule, Nondifferentiable):
        # Functions that have nothing else in common share such a rule.
        yield from ((name_of(t), of_target(t)) for t in rule.targets)
        yield from ((name, [written]) for name, written in of_members(rule).items())
        return
    written = [s for target in rule.targets for s in of_target(target)]
    written += of_members(rule).values()
    name = rule.name.removesuffix("_method").removesuffix("_attribute")
    if rule.targets and not hasattr(np, name):
        name = name_of(rule.targets[0])
    yield name, written


def matches(row: Row, pattern: str) -> bool:
    """Return whether a pattern is part of a name or spelling, or covers one wholly.

    >>> matches(("tanh", "elementwise", "np.tanh, math.tanh"), "np.t*")
    True
    """
    pattern = pattern.lower()
    if not set(pattern) & set("*?"):
        pattern = f"*{pattern}*"
    written = [row[0], *row[2].split(", ")]
    return any(fnmatch.fnmatchcase(each.lower(), pattern) for each in written)
