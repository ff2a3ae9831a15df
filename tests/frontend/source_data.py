"""Texts for test_source.py."""

NESTED = """
from __future__ import annotations

import functools

def plain(f: int):
    return f

def option(*args, **kwargs):
    return plain

class Holder:
    if True:
        try:
            @option(
                1,
                key=[2,
                     3],
            )
            @plain
            def method(self, x):
                return x + 1
        except ValueError:
            pass

    def __hidden(self, x):
        return self.__hidden if x else 1

    hidden = __hidden

def outer(a):
    if a:
        def inner(x):
            def inner(y):
                return y * a
            return inner(x)
    else:
        def inner(x):
            return -x
    return inner
"""

LAMBDAS = """
f, g = lambda x: x + 1, lambda x: x + 1
h = lambda x: lambda y: x * y
table = {"a": lambda x: (x), "b": lambda x: 2, "é": lambda é: é if é else -é}
typed: object = (
    lambda x:
        x **
        2
)
calls = [(lambda x, n=n: x * n) for n in range(2)]
"""

_RETURN = "    return x + 'é'.upper(x)\n"

ENCODED = {
    "latin-1": f"# coding: latin-1\ndef f(x):\n{_RETURN}".encode("latin-1"),
    "byte order mark": f"\ufeffdef g(): pass\ndef f(x):\n{_RETURN}".encode(),
    "CRLF": f"# é\ndef f(x):\n{_RETURN}".replace("\n", "\r\n").encode(),
    "form feed and tab": f"# é\n\x0c\ndef f(x):\n\t{_RETURN.strip()}".encode(),
    "odd separators": f"s = '\x0c\x1c\u2028'\ndef f(x):\n{_RETURN}".encode(),
}

ON_ONE_LINE = [
    ("f(x,  # why\n   'a  b',\n)", "f(x, 'a  b')"),
    ("y = (\n  x,\n)", "y = (x,)"),
    ("y = x[\n  1,\n]", "y = x[1,]"),
    ("y = [\n  1,\n  {\n 2: 3,\n },\n]", "y = [1, {2: 3}]"),
    ("y = (x\n  .sum()\n  .T)", "y = (x.sum().T)"),
    ("y = x   +   \\\n  1", "y = x + 1"),
    ("y = f'{x:>3}  {{' + '''a\n b'''", r"y = f'{x:>3}  {{' + '''a\n b'''"),
    ("if x  >  0:  # positive\n    pass", "if x > 0:"),
    ("while (x and\n       y): pass", "while (x and y):"),
]
