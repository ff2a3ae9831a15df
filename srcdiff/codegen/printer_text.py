"""The text of constants: numbers, strings, bytes and f-strings."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable

import gast

INFINITY = "1e309"
"""A decimal literal that overflows to infinity: there is no other literal for it."""

NAN = f"({INFINITY} - {INFINITY})"

# From 3.12 on (PEP 701) the expressions of an f-string may hold any character.
_FREE_FSTRINGS = sys.version_info >= (3, 12)


def constant(value: object) -> str:
    """The literal for a constant.

    >>> [constant(value) for value in (1, -2.5, float("inf"), b"x", None, (1,), 2j)]
    ['1', '-2.5', '1e309', 'b"x"', 'None', '(1,)', '2j']
    """
    if isinstance(value, str):
        return string(value)
    if value is ...:
        return "..."
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, float):
        return _real(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, complex):
        return _complex(value)
    if isinstance(value, bytes):
        return "b" + _quoted(repr(value)[1:])
    if isinstance(value, tuple):
        items = ", ".join(constant(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    raise TypeError(
        f"there is no literal for a constant of type {type(value).__name__}"
    )


def _real(value: float) -> str:
    if math.isfinite(value):
        # float.__repr__, as numpy's float64 is a float whose own repr is no literal
        return float.__repr__(value).replace("e+", "e")
    return NAN if math.isnan(value) else INFINITY if value > 0 else f"-{INFINITY}"


def _complex(value: complex) -> str:
    if not (math.isfinite(value.real) and math.isfinite(value.imag)):
        if value.real == 0 and value.imag == math.inf:
            return f"{INFINITY}j"
        return f"complex({_real(value.real)}, {_real(value.imag)})"
    imaginary = _real(value.imag).removesuffix(".0") + "j"
    if value.real == 0:
        return imaginary
    sign = "-" if imaginary.startswith("-") else "+"
    return f"({_real(value.real).removesuffix('.0')} {sign} {imaginary.lstrip('-')})"


def string(value: str) -> str:
    """A string literal in double quotes, unless single quotes save escapes.

    >>> print(string("a"), string('say "a"'), string("'\\""))
    "a" 'say "a"' "'\\""
    """
    return _quoted(repr(value))


def _quoted(literal: str) -> str:
    """A literal from `repr`, which prefers single quotes, in double quotes."""
    if literal[0] == '"':
        return literal
    body = literal[1:-1]
    doubles = body.count('"')
    if not doubles:
        return f'"{body}"'
    if doubles > body.count("'"):
        return literal
    # Here repr has escaped every single quote, so each has its own backslash before it.
    return '"' + body.replace('"', '\\"').replace("\\'", "'") + '"'


def docstring(value: str, indent: str) -> str:
    """A docstring in triple quotes, its lines brought to the indentation `indent`.

    >>> print(docstring("Sum.\\n\\nx: array\\n", "    "))
    \"""Sum.
    <BLANKLINE>
        x: array
        \"""
    """
    first, *rest = value.expandtabs().split("\n")
    margin = min(
        (len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0
    )
    closing = rest and not rest[-1].strip()
    lines = [first.strip(), *((indent + line[margin:]).rstrip() for line in rest)]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    text = "\n".join(lines)
    raw = "\\" in text and '"""' not in text and text[-1] not in '\\"'
    if not raw:
        text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if text.startswith('"'):
        text = " " + text
    if closing and len(lines) > 1:
        text += "\n" + indent
    elif text.endswith('"'):
        text += " "
    return f'{"r" if raw else ""}"""{text}"""'


Write = Callable[[gast.AST, str], str]
"""Writes an expression inside an f-string; the second argument is the quote to use."""


def fstring(node: gast.JoinedStr, write: Write, prefer: str = '"') -> str:
    """The text of an f-string, with quotes that its own expressions do not use.

    >>> node = gast.parse("f'{x!r:>{n}} is \\"{d}\\"'", mode="eval").body
    >>> print(fstring(node, lambda value, quote: value.id))
    f'{x!r:>{n}} is "{d}"'
    """
    literals = "".join(_literals(node))
    other = "'" if prefer == '"' else '"'
    if literals.count(prefer) > literals.count(other):
        prefer, other = other, prefer
    quotes = [prefer, other, prefer * 3, other * 3]
    for quote in quotes:
        inner = "'" if quote[0] == '"' else '"'
        expressions: list[str] = []
        text = _pieces(node, write, quote, inner, expressions)
        if all(_fits(expression, quote) for expression in expressions):
            return f"f{quote}{text}{quote}"
    if _FREE_FSTRINGS:
        return f'f"{_pieces(node, write, quotes[0], quotes[0], [])}"'
    raise ValueError("this f-string has no spelling before Python 3.12: " + literals)


def _literals(node: gast.JoinedStr) -> Iterable[str]:
    for value in node.values:
        if isinstance(value, gast.Constant):
            yield value.value
        elif value.format_spec is not None:
            yield from _literals(value.format_spec)


def _fits(expression: str, quote: str) -> bool:
    if quote in expression or (len(quote) == 3 and expression.endswith(quote[0])):
        return False
    return _FREE_FSTRINGS or not ("\\" in expression or "#" in expression)


def _pieces(
    node: gast.JoinedStr, write: Write, quote: str, inner: str, expressions: list[str]
) -> str:
    pieces = []
    for value in node.values:
        if isinstance(value, gast.Constant):
            text = value.value.replace("{", "{{").replace("}", "}}")
            pieces.append(_escaped(text, quote[0]))
            continue
        expression = write(value.value, inner)
        expressions.append(expression)
        # Two opening braces in a row would be a literal brace.
        pieces.append("{ " if expression.startswith("{") else "{")
        pieces.append(expression)
        if value.conversion != -1:
            pieces.append("!" + chr(value.conversion))
        if value.format_spec is not None:
            spec = _pieces(value.format_spec, write, quote, inner, expressions)
            pieces.append(":" + spec)
        pieces.append("}")
    return "".join(pieces)


def _escaped(text: str, quote: str) -> str:
    # With both quotes in front, repr escapes the single ones and no double one.
    body = repr("'\"" + text)[4:-1].replace("\\'", "'")
    return body.replace(quote, "\\" + quote)
