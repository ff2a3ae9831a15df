"""Which parameters count by value: those on which the path of a program depends."""

import gast
import pytest

from srcdiff.analysis.flags import flags


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return x * k", ""),
        ("return x if flag else k", "flag"),
        ("if flag and not k:\n  x = 2\nreturn x", "flag k"),
        ("while flag:\n  x = x + k\nreturn x", "flag"),
        ("y = flag\nz = y is None\nif z:\n  return k\nreturn x", "flag"),
        ("y = 0\nfor a in k:\n  if a:\n    y = y + x\nreturn y", "k"),
        ("y = flag or 0.0\nreturn x + y", "flag"),
        ("return x.sum(axis=k, keepdims=flag)", "x k flag"),
        ("return flag(x)", "x flag"),
        ("return {'a': 1.0}[flag] * x[k]", "flag k"),
        ("print(flag, k)\nassert flag\nreturn x", ""),
        ("print(name(flag), k)\nreturn x", "flag"),
        ("y = f'{flag}'\nraise ValueError(y)", "flag"),
        ("y: bool = flag\ny &= k\nreturn x if y else 1", "flag k"),
        ("return [a for a in x if flag]", "flag"),
        ("g = lambda a: a if flag else k\nreturn g(x)", "flag k x"),
        ("match flag:\n  case 1:\n    return x\nreturn k", "flag"),
    ],
)
def test_flags(body, found):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    node = gast.parse(f"def f(x, k, *, flag):\n{lines}").body[0]
    assert flags(node) == set(found.split())
