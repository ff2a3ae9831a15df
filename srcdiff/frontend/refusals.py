"""What is refused by its kind or its name: the reason, and what to write instead."""

from __future__ import annotations

import operator
import random

import gast
import numpy as np

_OUTSIDE = "define it outside the function and call it by name"
ARRAY = "build a new array with np.where, np.concatenate or np.stack"
_LIST = "make a new list, as in items + [x] or items[:-1]"
_DICT = "make a new dict with every key written out"
STORE = "return the new value and let the caller store it"
RESULT = "use the value that the call returns"
PASS = "pass the value in as an argument and return the new one"
MATCH = "write if, elif and else"
_CONTEXT = "enter it in the caller; np.errstate with literals is accepted"
_LIST_FIRST = "assign a list comprehension to a name in a statement before this"
ASYNC = ("async code is not supported", "write a plain function; wait in the caller")
_IMPORT = (
    "what this import binds is bound elsewhere too, or is not to be had",
    "import at module level, under a name of its own",
)
_YIELD = ("yield is not supported", "collect the values and return them")
_FINALLY = "return, break or continue after the try"

REFUSED = {
    **dict.fromkeys(("AsyncFor", "AsyncFunctionDef", "AsyncWith", "Await"), ASYNC),
    **dict.fromkeys(("Import", "ImportFrom"), _IMPORT),
    "Try": ("this leaves a try by its finally", _FINALLY),
    "TryStar": ("except* is not supported", "write except, without the star"),
    **dict.fromkeys(("Yield", "YieldFrom"), _YIELD),
    "Attribute": ("assignment to an attribute changes its object", STORE),
    "ClassDef": ("a class inside a function is not supported", _OUTSIDE),
    "Delete": ("del of an item writes in place", "make a new list or dict"),
    "GeneratorExp": ("this generator may not be run at once, or in full", _LIST_FIRST),
    "Global": ("global rebinds a name outside the function", PASS),
    "Nonlocal": ("nonlocal rebinds a name outside the function", PASS),
    "Subscript": (
        "assignment to a subscript writes into an object from outside the function",
        "pass the array in as an argument",
    ),
    "TypeAlias": ("a type statement is not supported", "move it to module level"),
    "With": ("what this context does to the values is not known", _CONTEXT),
}
UNKNOWN = ("this syntax is not supported", "write it with plain expressions")
PLAIN = (
    *(
        gast.AnnAssign,
        gast.Assert,
        gast.Assign,
        gast.AugAssign,
        gast.BinOp,
        gast.BoolOp,
        gast.Break,
    ),
    *(gast.Call, gast.Compare, gast.Constant, gast.Continue, gast.Expr, gast.For),
    *(gast.FormattedValue, gast.FunctionDef, gast.If, gast.IfExp, gast.Lambda),
    *(gast.Return, gast.ExceptHandler, gast.Dict, gast.Starred),
    *(gast.JoinedStr, gast.List, gast.Name, gast.Pass, gast.Raise, gast.Slice),
    *(gast.Set, gast.SetComp, gast.Tuple, gast.UnaryOp, gast.While),
)
TARGETS = (gast.Attribute, gast.Subscript)
# Not looked into, and one refusal is enough; the parts of a del were refused with it.
CLOSED = (gast.AsyncFunctionDef, gast.ClassDef, gast.Delete)
METHODS = {
    **dict.fromkeys(("append", "extend", "pop"), _LIST),
    **dict.fromkeys(("itemset", "put", "setfield"), ARRAY),
    "fill": "call it as a statement, on an array that a local name holds",
    "resize": "use np.resize, which returns a new array",
    "setflags": "set the flags before the function is called",
    "shuffle": "use permutation, which returns a new array",
    "sort": "use np.sort or sorted, which return a new array or list",
}
# As expressions, these may be methods that return a new object.
STATEMENTS = {
    **METHODS,
    **dict.fromkeys(("clear", "insert", "remove", "reverse"), _LIST),
    **dict.fromkeys(("popitem", "setdefault", "update"), _DICT),
    "partition": "use np.partition, which returns a new array",
}
WRITERS = (
    *(np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask),
    *(np.random.shuffle, random.shuffle, operator.delitem, operator.setitem),
    *(operator.iadd, operator.isub, operator.imul, operator.itruediv),
    *(operator.ifloordiv, operator.imod, operator.ipow, operator.imatmul),
)
