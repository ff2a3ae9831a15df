"""What an inlined function returns goes by the name that its caller gives it."""

from __future__ import annotations

import gast

from srcdiff.analysis.liveness import Liveness
from srcdiff.core.attempt import raising_in
from srcdiff.core.build import function, parameters
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import bound, rename, statements
from srcdiff.differentiate.tape import without


def under_results(node: gast.FunctionDef, names: NameTable) -> gast.FunctionDef:
    """Return the function without ``y = t`` where t may be called y all along.

    y is a name of the user's, t one of the compiler's; neither is bound while the other
    is read.

    >>> from srcdiff.codegen.printer import statement
    >>> names = NameTable(["x", "y"])
    >>> t = names.temporary("v")
    >>> f = gast.parse(f'''
    ... def f(x):
    ...     {t} = x * x
    ...     {t} = {t} + x
    ...     y = {t}
    ...     return y
    ... ''').body[0]
    >>> print(statement(under_results(f, names)))
    def f(x):
        y = x * x
        y = y + x
        return y
    """
    if raising_in(node.body):
        # What a part of an attempt has bound counts only if all of it is done.
        return node
    for copy in [s for s in statements(node.body) if _is_copy(s, names)]:
        target, source = copy.targets[0].id, copy.value.id
        if _apart(node, target, source):
            given = {source: target}
            body = without(node.body, {id(copy)})
            node = function(node, [rename(s, given) for s in body])
            return under_results(node, names)
    return node


def _is_copy(node: gast.AST, names: NameTable) -> bool:
    if not isinstance(node, gast.Assign) or not isinstance(node.value, gast.Name):
        return False
    target = node.targets[0]
    ours = node.value.id in names.stems
    return ours and isinstance(target, gast.Name) and target.id not in names.stems


def _apart(node: gast.FunctionDef, target: str, source: str) -> bool:
    """Tell whether no binding of the one happens while the other is needed."""
    given = parameters(node)
    if target in given or source in given:
        return False
    live = Liveness(node.body).after
    for statement in statements(node.body):
        binds = bound(statement)
        if isinstance(statement, gast.For) and {source, target} & set(binds):
            return False
        if source in binds and target in live[id(statement)]:
            return False
        same = getattr(statement.__dict__.get("value"), "id", None) == source
        if target in binds and not same and source in live[id(statement)]:
            return False
    return True
