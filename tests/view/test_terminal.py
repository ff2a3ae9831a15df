"""Colours change what a terminal shows, never the text."""

import io
import re
from pathlib import Path

import pytest

import srcdiff
from srcdiff.view.terminal import COLOURS, RESET, coloured, wants_colour

FILES = sorted(Path(srcdiff.__file__).parent.glob("*.py"))


def plain(text):
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_without_its_colours_a_text_is_as_before(path):
    text = path.read_text(encoding="utf-8")
    assert plain(coloured(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "x", "\n\n", 'f"{x:{w}} {{y}} {z!r}"\n', '"""a\nb"""\n', "x = \\\n  1\n"],
)
def test_unusual_texts_are_kept(text):
    assert plain(coloured(text)) == text


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("comment", "# why"),
        ("keyword", "return"),
        ("definition", "f"),
        ("builtin", "len"),
        ("number", "1.5"),
        ("string", "'s'"),
    ],
)
def test_each_kind_has_its_colour(kind, word):
    text = "def f(x):\n    return len(x.sum) + 1.5, 's'  # why\n"
    assert f"{COLOURS[kind]}{word}{RESET}" in coloured(text)
    assert "sum\x1b" not in coloured(text)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_is_coloured_unless_the_user_says_no(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour(Terminal()) and not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
