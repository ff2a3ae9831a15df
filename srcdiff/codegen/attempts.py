"""Handlers of the user's let through what the derivative itself has to say."""

from __future__ import annotations

import gast

from srcdiff.core.attempt import Attempt, attempt_of, attempt_test, caught, leaves
from srcdiff.core.build import call, clone, function, name, shallow, stamped
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import map_blocks, statements
from srcdiff.runtime.misuse import Misuse

Block = list[gast.AST]


def careful(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function whose broad handlers raise ``Misuse`` again.

    Only where a call that we have put into the body may raise it.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.core.text import parse_expression
    >>> from srcdiff.runtime import sequence
    >>> f = gast.parse("def f(x):\\n  if 0:\\n    y = sequence(x)").body[0]
    >>> f.body[0].body[0].value.target = sequence
    >>> f.body[0].test = attempt_test(name("TypeError"), Attempt(None, None))
    >>> print(statement(careful(f, NameTable("fxy"))))
    def f(x):
        try:
            y = sequence(x)
        except TypeError as error:
            if isinstance(error, Misuse):
                raise
    """
    return function(node, map_blocks(node.body, lambda b: [_each(s, names) for s in b]))


def _each(node: gast.AST, names: NameTable) -> gast.AST:
    attempt = attempt_of(node)
    if attempt is None or not attempt.may_catch(Misuse) or not _may_refuse(node.body):
        return node
    if leaves(node.orelse):
        return node
    error = attempt.error or names.fresh("error")
    new = shallow(node)
    new.test = attempt_test(clone(node.test).args[0], Attempt(error, attempt.kinds))
    ours = name("Misuse")
    ours.provided = Misuse
    test = call("isinstance", caught(error), ours, target=isinstance)
    again = stamped(gast.Raise(None, None), node)
    new.orelse = [stamped(gast.If(test, [again], []), node), *node.orelse]
    return new


def _may_refuse(block: Block) -> bool:
    """Tell whether a block calls what may raise an exception of ours."""
    inside = [n for s in statements(block) for n in nodes_in(s)]
    return any(
        hasattr(n, "pair") or _is_ours(getattr(n, "target", None)) for n in inside
    )


def _is_ours(target: object) -> bool:
    return str(getattr(target, "__module__", "")).startswith("srcdiff.runtime")
