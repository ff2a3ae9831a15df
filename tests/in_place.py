"""Passes that make two names one, on functions that write arrays in place."""

import gast
import numpy as np

from srcdiff.codegen.printer import statement
from srcdiff.core.names import NameTable
from srcdiff.core.text import parse_block

TEMPORARIES = ("t", "s")


def changed(text, change, part="backward", known=None):
    """Return the function as a pass leaves it, which computes what it computed before.

    change: the pass, of a function and a table in which t and s are temporaries.
    """
    (node,) = parse_block(text)
    names = NameTable(["x", "y", "a", "b"])
    for each in TEMPORARIES:
        names.temporary(each)
    for each in gast.walk(node):
        if isinstance(each, gast.stmt) and each is not node:
            each.part = part
        func = each.func if isinstance(each, gast.Call) else None
        if isinstance(func, gast.Attribute) and getattr(func.value, "id", "") == "np":
            each.target = getattr(np, func.attr)
    node.known = known or {}
    after = statement(change(node, names))
    for one, other in zip(results(text), results(after), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=after)
    return after


def results(text):
    """Return all that a function of two arrays returns."""
    namespace = {"np": np}
    exec(text, namespace)
    x, y = np.arange(1.0, 5.0), np.array([2.0, -1.0, 0.5, 3.0])
    return namespace["f"](x, y)
