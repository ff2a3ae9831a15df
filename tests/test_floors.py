"""An import never goes up: lower floors of the house know nothing of higher ones."""

import ast
from pathlib import Path

import pytest

import srcdiff

FLOORS = [
    ("errors", "runtime"),
    ("core",),
    ("rules",),
    ("analysis",),
    ("differentiate", "optimize"),
    ("frontend", "codegen", "backends"),
    ("update",),
    (
        "compiler",
        "module",
        "compilation",
        "derivative",
        "entrance",
        "loaded",
        "points",
        "pullback",
    ),
    ("api",),
    ("nn", "view", "testing", "cli"),
]
LEVEL = {part: level for level, floor in enumerate(FLOORS) for part in floor}
TOP = {"__init__", "__main__"}
ROOT = Path(srcdiff.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


def part_of(module):
    """Return the part of the house that a module belongs to: ``a`` of ``srcdiff.a.b``.

    What is taken from ``srcdiff`` itself is the whole: it lies above everything.
    """
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def imports(tree, package):
    """Yield line and module for every import of srcdiff's own, in functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            whole = base == "srcdiff"
            found = [f"{base}.{a.name}" for a in node.names] if whole else [base]
        else:
            continue
        for module in found:
            if module.split(".")[0] == "srcdiff":
                yield node.lineno, module


def violations(text, module):
    """Return the imports of a module that go up, as ``line: module``."""
    own = part_of(module)
    if own in TOP:
        return []
    package = module.rpartition(".")[0]
    found = []
    for line, target in imports(ast.parse(text), package):
        part = part_of(target)
        # `from srcdiff import grad` takes a name of the whole, not a part of the house.
        level = LEVEL.get(part, LEVEL["testing"])
        if level > LEVEL[own]:
            found.append(f"{line}: {target}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_never_go_up(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    assert violations(path.read_text(encoding="utf-8"), ".".join(parts)) == []


def test_every_part_has_a_floor():
    parts = {part_of(".".join(p.relative_to(ROOT.parent).parts)) for p in FILES}
    assert {p.removesuffix(".py") for p in parts} - TOP <= set(LEVEL)


@pytest.mark.parametrize(
    ("text", "module", "found"),
    [
        ("from srcdiff.api import grad", "srcdiff.core.build", ["1: srcdiff.api"]),
        ("def f():\n    import srcdiff.compiler", "srcdiff.frontend.library", 1),
        ("from srcdiff import grad", "srcdiff.rules.apply", ["1: srcdiff.grad"]),
        ("from ..differentiate import x", "srcdiff.analysis.types", 1),
        ("from srcdiff import errors", "srcdiff.core.build", []),
        ("from .names import NameTable", "srcdiff.core.build", []),
        ("from srcdiff.differentiate.calls import x", "srcdiff.frontend.library", []),
        ("import numpy as np", "srcdiff.errors", []),
    ],
)
def test_the_test_itself(text, module, found):
    got = violations(text, module)
    assert (len(got) if isinstance(found, int) else got) == found
