"""How users write the functions that have rules: np.tanh, x.sum(), a @ b."""

from __future__ import annotations

import builtins
import math
import operator
import warnings
from functools import cache
from typing import Any

import numpy as np

from srcdiff.rules.registry import REGISTRY, Rule

MODULES = (
    *(("np.linalg.", np.linalg), ("np.", np), ("math.", math)),
    *(("np.lib.stride_tricks.", np.lib.stride_tricks), ("np.fft.", np.fft)),
    *(("warnings.", warnings), ("", builtins)),
)
OPERATORS = {
    "add": ("add", "a + b"),
    "sub": ("subtract", "a - b"),
    "mul": ("multiply", "a * b"),
    "truediv": ("divide", "a / b"),
    "floordiv": ("floor_divide", "a // b"),
    "mod": ("remainder", "a % b"),
    "pow": ("power", "a**b"),
    "matmul": ("matmul", "a @ b"),
    "neg": ("negative", "-a"),
    "pos": ("positive", "+a"),
    "getitem": ("getitem", "a[i]"),
    "eq": ("equal", "a == b"),
    "ne": ("not_equal", "a != b"),
    "lt": ("less", "a < b"),
    "le": ("less_equal", "a <= b"),
    "gt": ("greater", "a > b"),
    "ge": ("greater_equal", "a >= b"),
    "and_": ("bitwise_and", "a & b"),
    "or_": ("bitwise_or", "a | b"),
    "xor": ("bitwise_xor", "a ^ b"),
    "invert": ("invert", "~a"),
    "lshift": ("left_shift", "a << b"),
    "rshift": ("right_shift", "a >> b"),
    "not_": ("not", "not a"),
    "is_": ("is", "a is b"),
    "is_not": ("is", "a is not b"),
    "contains": ("in", "a in b"),
}
"""Name and spelling of each function of the module ``operator``."""


@cache
def _by_object() -> dict[int, list[str]]:
    """Return how each function of the known modules is written."""
    found: dict[int, list[str]] = {}
    for name, (_, written) in OPERATORS.items():
        found.setdefault(id(getattr(operator, name)), []).append(written)
    for prefix, module in MODULES:
        for name, value in sorted(vars(module).items()):
            if not name.startswith("_") and callable(value):
                found.setdefault(id(value), []).append(prefix + name)
    return found


def of_target(target: Any) -> list[str]:
    """Return how a function object is written; nothing for one of our own helpers.

    >>> of_target(np.tanh)
    ['np.tanh']
    """
    owner = getattr(target, "__self__", None)
    if isinstance(owner, np.ufunc):
        return [f"np.{owner.__name__}.{target.__name__}"]
    return _by_object().get(id(target), [])


def name_of(target: Any) -> str:
    """Return the plain name of a function object.

    >>> name_of(operator.truediv), name_of(np.divide), name_of(np.add.outer)
    ('divide', 'divide', 'add.outer')
    """
    name: str = target.__name__
    owner = getattr(target, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{owner.__name__}.{name}"
    if name in OPERATORS and getattr(operator, name) is target:
        return OPERATORS[name][0]
    return name


def of_members(rule: Rule) -> dict[str, str]:
    """Return how a rule's methods and attributes are written, by name.

    >>> of_members(REGISTRY.by_method["sum"])
    {'sum': 'x.sum()'}
    """
    attributes = [a for a, r in REGISTRY.by_attribute.items() if r is rule]
    methods = {method: f"x.{method}()" for method in rule.methods}
    return methods | {attribute: f"x.{attribute}" for attribute in attributes}
