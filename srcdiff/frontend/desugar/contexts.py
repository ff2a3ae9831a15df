"""``with`` of contexts that change no value: their statements know in which they stand.

Contexts such as ``np.errstate`` only say what happens at a warning. So their bodies are
statements like any other; each carries its contexts, outer ones first, and the last
pass (``codegen/contexts.py``) writes the ``with`` around them again.
"""

from __future__ import annotations

import builtins
import contextlib
import warnings
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from srcdiff.core.build import assign, stamped, tuple_of
from srcdiff.core.context import Context, contexts_of
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.meaning import Meaning
from srcdiff.frontend.resolve import Scope

Block = list[gast.AST]
Resolve = Callable[[gast.AST], Any]

PASSIVE = (np.errstate, np.printoptions, warnings.catch_warnings)


def contexts(node: gast.FunctionDef, scope: Scope) -> gast.FunctionDef:
    """Return the function without ``with``: each statement carries its contexts.

    node: a function in which every ``with`` is of contexts that change no value.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x):
    ...     with np.errstate(divide="ignore"):
    ...         y = 1.0 / x
    ...     return y
    >>> source = find_source(f)
    >>> new = contexts(source.node, Scope(source))
    >>> print(statement(new))
    def f(x):
        y = 1.0 / x
        return y
    >>> [len(getattr(s, "contexts", ())) for s in new.body]
    [1, 0]
    """
    meaning = Meaning(scope, set())

    def change(statement: gast.AST) -> Block:
        if not isinstance(statement, gast.With):
            return [statement]
        done: Block = statement.body
        if _suppressed(statement, scope.known):
            return [_trying(statement)]
        for item in reversed(statement.items):
            done = _entered(item, done, statement, scope.known, meaning)
        return done

    return replaced(node, change)


def _entered(
    item: gast.withitem, body: Block, like: gast.AST, resolve: Resolve, meaning: Meaning
) -> Block:
    """Return the body of a context, with the context noted on each statement."""
    call = item.context_expr
    known = resolve(call.func)
    if known is contextlib.nullcontext:
        value = call.args[0] if call.args else gast.Constant(None, None)
        if item.optional_vars is None:
            return body
        return [assign(item.optional_vars, value, like=like), *body]
    expression = meaning.resolved(call)
    if isinstance(expression.func, gast.Name):
        expression.func.provided = known
    # Without arguments, what is caught is said by a call in the body.
    repeats = known is np.errstate or bool(
        known is warnings.catch_warnings and call.keywords
    )
    context = Context(expression, repeats)
    for statement in body:
        _enter(statement, context)
    return body


def _suppressed(node: gast.With, resolve: Resolve) -> bool:
    """Tell whether a ``with`` is ``contextlib.suppress`` of some exceptions, alone."""
    (first, *others) = node.items
    call = first.context_expr
    plain = isinstance(call, gast.Call) and call.args and not call.keywords
    if not plain or others or first.optional_vars is not None:
        return False
    starred = any(isinstance(a, gast.Starred) for a in call.args)
    return resolve(call.func) is contextlib.suppress and not starred


def _trying(node: gast.With) -> gast.Try:
    """Return what ``with suppress(...)`` means: a ``try`` that handles by nothing."""
    kinds = node.items[0].context_expr.args
    types = kinds[0] if len(kinds) == 1 else tuple_of(kinds)
    nothing = stamped(gast.Pass(), node)
    handler = gast.ExceptHandler(types, None, [nothing])
    return stamped(gast.Try(node.body, [handler], [], []), node)


def _enter(node: gast.AST, context: Context) -> None:
    """Note a context on a statement and on those in it; functions run elsewhere."""
    if isinstance(node, gast.stmt):
        node.contexts = (context, *contexts_of(node))
    if not isinstance(node, gast.expr | gast.FunctionDef):
        for child in gast.iter_child_nodes(node):
            _enter(child, context)


def is_known(node: gast.With, resolve: Resolve) -> bool:
    """Tell whether the contexts of a ``with`` change no value, or suppress exceptions.

    resolve: from an expression to the object that it surely stands for, else None.
    """
    if _suppressed(node, resolve):
        return True
    return all(_is_passive(item, resolve) for item in node.items)


def _is_passive(item: gast.withitem, resolve: Resolve) -> bool:
    """Tell whether a context changes no value, and says all that it does by itself."""
    call = item.context_expr
    if not isinstance(call, gast.Call):
        return False
    known = resolve(call.func)
    if known is contextlib.nullcontext:
        return len(call.args) <= 1 and not call.keywords
    if not any(known is k for k in PASSIVE) or item.optional_vars is not None:
        return False
    named = all(k.arg is not None for k in call.keywords)
    given = [*call.args, *(k.value for k in call.keywords)]
    return named and all(map(_is_settled, given))


def _is_settled(node: gast.AST) -> bool:
    """Tell whether an argument means the same wherever it is evaluated."""
    if isinstance(node, gast.Name):
        return isinstance(getattr(builtins, node.id, None), type)
    return isinstance(node, gast.Constant)
