"""The pages of ``docs/`` as programs: their blocks, run in order and compared.

A page has three kinds of blocks that are checked:

- ``python`` blocks run, in one namespace a page;
- a block below ``<!-- shows: EXPRESSION -->`` is the text of that expression, evaluated
  in the page's namespace at that point;
- on the page of limits, a ``py`` block is a program of its own, which must be refused,
  and the ``text`` block below it is the error.

``python tests/docs/pages.py`` writes what the compiler prints now into the pages.
"""

import linecache
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import srcdiff

DOCS = Path(__file__).resolve().parents[2] / "docs"
FENCE = re.compile(
    r"(?:^<!-- shows: (?P<shows>.+?) -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: language, text, where the text is in the page, what it shows."""

    language: str
    text: str
    start: int
    end: int
    line: int
    shows: str | None


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    whole = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["text"],
            *found.span("text"),
            whole.count("\n", 0, found.start("text")) + 1,
            found["shows"],
        )
        for found in FENCE.finditer(whole)
    ]


def shown(page: Path) -> Iterator[tuple[Block, str]]:
    """Run a page; yield each block that shows something, with what it should say."""
    namespace: dict[str, Any] = {"__name__": f"docs_{page.stem}"}
    text = ""
    for block in blocks(page):
        if block.shows is not None:
            yield block, f"{eval(block.shows, namespace)}".strip("\n") + "\n"
        elif block.language == "python":
            above = "\n" * (block.line - 1)
            text += "\n" * (block.line - 1 - text.count("\n")) + block.text
            run(above + block.text, page.name, namespace, text)


def run(
    text: str, file: str, namespace: dict[str, Any], whole: str | None = None
) -> None:
    """Run a block; the functions that it defines have source.

    whole: the text of the file so far, at the lines of the page.
    """
    known = whole or text
    linecache.cache[file] = (len(known), None, known.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), namespace)


def refused(page: Path) -> Iterator[tuple[Block, Block]]:
    """Yield each program of the page of limits and the block below, the error."""
    found = blocks(page)
    for program, below in pairwise(found):
        if program.language == "py" and below.language == "text":
            yield program, below


def error_of(text: str) -> str:
    """Return the error, by class and message, that a program ends in.

    >>> error_of("grad(lambda x: x, wrt='y')\\n")
    "InvalidArgument: wrt='y': <lambda> has no such parameter; it has x\\n"
    """
    namespace = {"np": np, **{n: getattr(srcdiff, n) for n in ("grad", "vjp")}}
    try:
        run(text, "example.py", namespace)
    except srcdiff.SrcdiffError as error:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        if error.refusals:  # two at one place have no order of their own
            ordered = sorted(error.refusals, key=lambda r: (r.place.line, r.reason))
            message = "\n".join(r.show() for r in ordered)
        return f"{type(error).__name__}: {message}\n"
    return "no error\n"


def refresh(page: Path) -> None:
    """Write what the compiler prints now into a page."""
    news = [*shown(page)]
    if page.stem == "limits":
        news += [(below, error_of(program.text)) for program, below in refused(page)]
    whole = page.read_text(encoding="utf-8")
    for block, text in sorted(news, key=lambda item: -item[0].start):
        whole = whole[: block.start] + text + whole[block.end :]
    page.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:] or sorted(DOCS.glob("*.md")):
        for _ in range(2):  # the second time the lines are where they stay
            refresh(Path(each))
