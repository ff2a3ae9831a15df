"""``srcdiff rules``: what can be differentiated, from the registry."""

from __future__ import annotations

import argparse
import builtins
import fnmatch
import math
import operator
import sys
from typing import Any

import numpy as np

from srcdiff.rules import REGISTRY
from srcdiff.rules.registry import Nondifferentiable, Rule

HELP = "list the functions that can be differentiated"
EPILOG = """\
The pattern is part of a name or spelling, or a pattern with * and ?. Functions of the
kind "no derivative" may be called anywhere; no derivative flows through them.

examples:
  srcdiff rules
  srcdiff rules sum
  srcdiff rules 'np.linalg.*'
"""

MODULES = (
    ("np.linalg.", np.linalg),
    ("np.", np),
    ("math.", math),
    ("operator.", operator),
    ("", builtins),
)
SYMBOLS = {
    "add": "a + b",
    "sub": "a - b",
    "mul": "a * b",
    "truediv": "a / b",
    "floordiv": "a // b",
    "mod": "a % b",
    "pow": "a**b",
    "matmul": "a @ b",
    "neg": "-a",
    "pos": "+a",
    "getitem": "a[i]",
    "eq": "a == b",
    "ne": "a != b",
    "lt": "a < b",
    "le": "a <= b",
    "gt": "a > b",
    "ge": "a >= b",
    "and_": "a & b",
    "or_": "a | b",
    "xor": "a ^ b",
    "invert": "~a",
    "lshift": "a << b",
    "rshift": "a >> b",
    "not_": "not a",
    "is_": "a is b",
    "is_not": "a is not b",
    "contains": "a in b",
}


def arguments(part: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    part.add_argument("pattern", nargs="?", default="*", help="what to look for")


def run(options: argparse.Namespace) -> int:
    """Print the table of the rules that match; return 1 if there are none."""
    rows = [r for r in table() if matches(r, options.pattern)]
    if not rows:
        print(f"no rule matches {options.pattern!r}", file=sys.stderr)
        return 1
    head = ("NAME", "KIND", "WRITTEN AS")
    widths = [max(len(row[k]) for row in [head, *rows]) for k in (0, 1)]
    for name, kind, written in [head, *rows]:
        print(f"{name:{widths[0]}}  {kind:{widths[1]}}  {written}")
    return 0


def table() -> list[tuple[str, str, str]]:
    """Return name, kind and spellings of every function that users can write."""
    merged: dict[tuple[str, str], list[str]] = {}
    spelled = _spellings_by_object()
    for rule in REGISTRY:
        spellings = [s for t in rule.targets for s in spelled.get(id(t), ())]
        spellings += [f"x.{method}()" for method in rule.methods]
        spellings += [f"x.{a}" for a, r in REGISTRY.by_attribute.items() if r is rule]
        if spellings:
            name = _name(spellings[0], rule)
            merged.setdefault((name, _kind(rule)), []).extend(spellings)
    rows = [(n, k, ", ".join(dict.fromkeys(s))) for (n, k), s in merged.items()]
    return sorted(rows, key=lambda row: (row[0].lower(), row))


def _name(spelling: str, rule: Rule) -> str:
    """Return the plain name of a function, for rules that hold several."""
    return rule.name.removesuffix("_method").removesuffix("_attribute")


def _kind(rule: Rule) -> str:
    if isinstance(rule, Nondifferentiable):
        return "no derivative"
    return type(rule).__name__.lower()


def _spellings_by_object() -> dict[int, list[str]]:
    """Return how each function of the known modules is written."""
    found: dict[int, list[str]] = {}
    for prefix, module in MODULES:
        for name, value in sorted(vars(module).items()):
            if name.startswith("_") or not callable(value):
                continue
            if module is operator:
                if name not in SYMBOLS:
                    continue
                spelling = SYMBOLS[name]
            else:
                spelling = prefix + name
            found.setdefault(id(value), []).append(spelling)
    return found


def matches(row: tuple[Any, ...], pattern: str) -> bool:
    """Return whether a pattern is part of a name or spelling, or covers one wholly.

    >>> matches(("tanh", "elementwise", "np.tanh, math.tanh"), "np.t*")
    True
    """
    pattern = pattern.lower()
    if not set(pattern) & set("*?"):
        pattern = f"*{pattern}*"
    written = [row[0], *row[2].split(", ")]
    return any(fnmatch.fnmatchcase(each.lower(), pattern) for each in written)
