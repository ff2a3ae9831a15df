"""The pages of ``docs/`` as programs: their blocks, run in order and compared.

A page runs in an empty folder. These kinds of blocks are checked:

- ``python`` blocks run, in one namespace a page;
- a ``python`` block below ``<!-- file: NAME -->`` is written to that file instead;
- a block below ``<!-- shows: EXPRESSION -->`` is the text of that expression, evaluated
  in the page's namespace at that point;
- of a ``console`` block the lines that begin with ``$`` are commands, which run; the
  lines below each are what it prints;
- any other ``py`` block with a ``text`` block behind it is a program of its own, which
  must be refused, and the ``text`` is the error.

``python -m tests.docs.pages [PAGE ...]`` writes what is printed now into the pages.
"""

import contextlib
import io
import linecache
import re
import runpy
import shlex
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import srcdiff
from srcdiff.cli.main import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if "_build" not in p.parts]
FENCE = re.compile(
    r"(?:^<!-- (?P<kind>shows|file): (?P<what>.+?) -->\n)?"
    r"^```(?P<language>\w*|\{eval-rst\})\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: language, text, where the text is in the page, what it shows.

    file: the name of the file that it is.
    """

    language: str
    text: str
    start: int
    end: int
    line: int
    shows: str | None = None
    file: str | None = None


def name_of(page: Path) -> str:
    """Return what a page is called in tests: its path below ``docs``."""
    return page.relative_to(DOCS).as_posix() if DOCS in page.parents else page.name


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    whole = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["text"],
            *found.span("text"),
            whole.count("\n", 0, found.start("text")) + 1,
            **({found["kind"]: found["what"]} if found["kind"] else {}),
        )
        for found in FENCE.finditer(whole)
    ]


def shown(page: Path) -> list[tuple[Block, str]]:
    """Run a page; return each block that shows something, with what it should say."""
    namespace: dict[str, Any] = {"__name__": f"docs_{page.stem}"}
    text = ""
    found = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for block in blocks(page):
            if block.shows is not None:
                says = f"{eval(block.shows, namespace)}".strip("\n") + "\n"
                found.append((block, says))
            elif block.file is not None:
                Path(block.file).write_text(block.text, encoding="utf-8")
            elif block.language == "console":
                found.append((block, session(block.text)))
            elif block.language == "python":
                above = "\n" * (block.line - 1)
                text += "\n" * (block.line - 1 - text.count("\n")) + block.text
                run(above + block.text, page.name, namespace, text)
    return found


def run(
    text: str, file: str, namespace: dict[str, Any], whole: str | None = None
) -> None:
    """Run a block; the functions that it defines have source.

    whole: the text of the file so far, at the lines of the page.
    """
    known = whole or text
    linecache.cache[file] = (len(known), None, known.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), namespace)


def session(text: str) -> str:
    """Return a session on the command line with what its commands print now."""
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{printed(line[2:])}" for line in commands)


def printed(command: str) -> str:
    """Return what a command prints, run in this process: srcdiff, python or cat."""
    program, *words = shlex.split(command, comments=True)
    out = io.StringIO()
    path, modules = list(sys.path), set(sys.modules)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            if program == "srcdiff":
                main(words)
            elif program == "python":
                runpy.run_path(words[0], run_name="__main__")
            elif program == "cat":
                print(Path(words[0]).read_text(encoding="utf-8"), end="")
            else:
                raise ValueError(f"pages have no command {program}")
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if str(Path.cwd()) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]
    return out.getvalue()


def refused(page: Path) -> list[tuple[Block, Block]]:
    """Return each program of a page that must be refused and the block of its error."""
    return [
        (program, below)
        for program, below in pairwise(blocks(page))
        if (program.language, below.language) == ("py", "text")
        and program.shows is None
        and below.shows is None
    ]


def error_of(text: str) -> str:
    """Return the error, by class and message, that a program ends in.

    >>> error_of("grad(lambda x: x, wrt='y')\\n")
    "InvalidArgument: wrt='y': <lambda> has no such parameter; it has x\\n"
    """
    namespace = {"np": np, **{n: getattr(srcdiff, n) for n in srcdiff.__all__}}
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
    """Write what is printed now into a page."""
    news = shown(page)
    news += [(below, error_of(program.text)) for program, below in refused(page)]
    whole = page.read_text(encoding="utf-8")
    for block, text in sorted(news, key=lambda item: -item[0].start):
        whole = whole[: block.start] + text + whole[block.end :]
    page.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    for each in map(Path, sys.argv[1:] or PAGES):
        for _ in range(2):  # the second time the lines are where they stay
            refresh(each.resolve())
