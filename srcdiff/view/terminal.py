"""Python text in colour, for terminals that want it."""

from __future__ import annotations

import builtins
import io
import keyword
import os
import token
import tokenize
from typing import TextIO

RESET = "\x1b[0m"
COLOURS = {
    "comment": "\x1b[90m",
    "keyword": "\x1b[35m",
    "string": "\x1b[32m",
    "number": "\x1b[36m",
    "builtin": "\x1b[33m",
    "definition": "\x1b[1;34m",
}

# Since Python 3.12 an f-string is several tokens; older versions lack these names.
_STRINGS = {token.STRING} | {
    getattr(token, name)
    for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(token, name)
}


def wants_colour(stream: TextIO) -> bool:
    """Return whether a stream is a terminal whose user has not asked for plain text.

    >>> wants_colour(io.StringIO())
    False
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def coloured(text: str) -> str:
    """Return Python source with terminal colours, itself unchanged otherwise.

    >>> coloured("x = 1  # one")
    'x = \\x1b[36m1\\x1b[0m  \\x1b[90m# one\\x1b[0m'
    """
    lines = text.splitlines(keepends=True)
    written: list[str] = []
    row, column, previous = 1, 0, ""

    def copy_to(end: tuple[int, int]) -> str:
        """Return the text from where we are to a place, and go there."""
        nonlocal row, column
        parts = []
        while row < end[0]:
            parts.append(lines[row - 1][column:])
            row, column = row + 1, 0
        if row <= len(lines):
            parts.append(lines[row - 1][column : end[1]])
        column = end[1]
        return "".join(parts)

    for found in tokenize.generate_tokens(io.StringIO(text).readline):
        written.append(copy_to(found.start))
        kind = _kind(found, previous)
        piece = copy_to(found.end)
        written.append(f"{COLOURS[kind]}{piece}{RESET}" if kind and piece else piece)
        previous = found.string
    return "".join(written)


def _kind(found: tokenize.TokenInfo, previous: str) -> str | None:
    """Return which colour a token has, given the text of the token before it."""
    if found.type == token.COMMENT:
        return "comment"
    if found.type in _STRINGS:
        return "string"
    if found.type == token.NUMBER:
        return "number"
    if found.type != token.NAME:
        return None
    if keyword.iskeyword(found.string):
        return "keyword"
    if previous in ("def", "class"):
        return "definition"
    if previous != "." and hasattr(builtins, found.string):
        return "builtin"
    return None
