"""The messages of srcdiff's errors, as the source spells them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import srcdiff

ROOT = Path(srcdiff.__file__).parent
RAISED = {
    "GradientMismatch",
    "InvalidArgument",
    "Misuse",
    "NoDerivativeRule",
    "NotDifferentiable",
    "Refusal",
    "SourceUnavailable",
    "UnsupportedSyntax",
    "_unavailable",
    "refuse",
}
HOLE = "\0"


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may be, with holes for what is filled in.

    >>> [*texts(ast.parse("f'no {x}' if y else 'none'", mode="eval").body)]
    ['no \\x00', 'none']
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            v.value if isinstance(v, ast.Constant) else HOLE for v in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every reason that a file may give for an error.

    That is the first text of a call that makes an error, and what is assigned to
    ``reason`` or, in capitals, to a constant that such a call takes.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    made = [
        n for n in calls if getattr(n.func, "id", getattr(n.func, "attr", "")) in RAISED
    ]
    named = {n.id for c in made for a in c.args for n in ast.walk(a) if is_name(n)}
    for call in made:
        found = [t for a in call.args for t in texts(a)]
        if found:
            yield call.lineno, found[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = getattr(target, "id", "")
            if name == "reason" or (name.isupper() and name in named):
                values = getattr(node.value, "elts", [node.value])
                yield from ((node.lineno, t) for v in values[:1] for t in texts(v))


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def messages() -> list[tuple[str, str]]:
    """Return every message with its place.

    Those of the command line and of ``srcdiff.nn`` are not here: they are about what a
    user has just given, and say what to give instead.
    """
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        if not {"cli", "nn"} & set(path.relative_to(ROOT).parts):
            place = path.relative_to(ROOT).as_posix()
            found += [(f"{place}:{line}", text) for line, text in said(path)]
    return found


def pattern(text: str) -> re.Pattern[str]:
    """Return what matches a message, whatever stands in its holes, without the remedy.

    >>> bool(pattern("no \\x00 in x").search("there is no y in x"))
    True
    """
    first = text.partition("; ")[0].partition("\n")[0]
    parts = [re.escape(part) for part in first.strip().split(HOLE)]
    return re.compile(".+?".join(parts))
