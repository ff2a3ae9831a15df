"""``match`` becomes ``if`` and ``elif``: a test for each pattern, then its bindings."""

from __future__ import annotations

from dataclasses import replace

import gast

from srcdiff.core.build import assign, clone, name, stamped, tuple_of
from srcdiff.core.children import nodes_in
from srcdiff.core.names import NameTable
from srcdiff.core.traverse import substitute
from srcdiff.frontend.desugar.patterns import Resolve, Unsupported, matched
from srcdiff.frontend.desugar.replaced import replaced
from srcdiff.frontend.desugar.walrus import MOVED, SCOPES
from srcdiff.frontend.resolve import Scope

Block = list[gast.AST]


def matches(node: gast.FunctionDef, scope: Scope, names: NameTable) -> gast.FunctionDef:
    """Return the function with each ``match`` as a chain of branches.

    >>> from srcdiff.codegen.printer import statement
    >>> from srcdiff.frontend.source import find_source
    >>> def f(x, kind):
    ...     match kind:
    ...         case "square" | "quadratic":
    ...             return x * x
    ...         case None:
    ...             return x
    ...         case other:
    ...             return other * x
    >>> source = find_source(f)
    >>> new = matches(source.node, Scope(source), NameTable(["x", "kind", "other"]))
    >>> print(statement(new))
    def f(x, kind):
        if kind == "square" or kind == "quadratic":
            return x * x
        elif kind is None:
            return x
        else:
            other = kind
            return other * x
    """

    def change(statement: gast.AST) -> Block:
        if not isinstance(statement, gast.Match):
            return [statement]
        return _branches(statement, scope.known, scope, names)

    return replaced(node, change)


def unmatched(
    node: gast.Match, function: gast.AST, resolve: Resolve
) -> tuple[gast.AST, str] | None:
    """Return a pattern or guard that does not become a test, and why; None for none.

    function: the function around it.
    """
    subject = node.subject
    value = subject if isinstance(subject, gast.Tuple) else name("subject")
    for case in node.cases:
        try:
            found = [matched(p, value, resolve) for p in _alternatives(case.pattern)]
        except Unsupported as refused:
            return refused.pattern, refused.reason
        if case.guard is None:
            continue
        if any(isinstance(n, (*MOVED, *SCOPES)) for n in nodes_in(case.guard)):
            return case.guard, "a guard that binds names of its own"
        captured = {n for each in found if each is not None for n, _ in each[1]}
        if captured & _read_elsewhere(function, captured):
            return case.pattern, "a name that a guarded case binds is read elsewhere"
    return None


def _read_elsewhere(function: gast.AST, captured: set[str]) -> set[str]:
    """Return the names among some that are read where no case binds them."""
    found: set[str] = set()

    def visit(node: gast.AST, bound: set[str]) -> None:
        if isinstance(node, gast.match_case):
            bound = bound | _captured(node.pattern)
        if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Load):
            found.update({node.id} & (captured - bound))
        for child in gast.iter_child_nodes(node):
            visit(child, bound)

    visit(function, set())
    return found


def _captured(pattern: gast.AST) -> set[str]:
    """Return the names that a pattern binds."""
    found = {getattr(n, "name", None) for n in nodes_in(pattern)}
    return {n for n in found if n is not None}


def _alternatives(pattern: gast.AST) -> list[gast.AST]:
    """Return the patterns, of which one must match, that bind names of their own."""
    if isinstance(pattern, gast.MatchOr) and _captured(pattern):
        return list(pattern.patterns)
    return [pattern]


def _at(case: gast.match_case, node: gast.Match, scope: Scope) -> gast.AST:
    """Return a statement that stands where a case does."""
    place = stamped(gast.Pass(), node)
    if hasattr(node, "origin"):
        text = f"case {scope.source.text(case.pattern)}:"
        line = case.pattern.lineno
        place.origin = replace(node.origin, line=line, text=text)
    return place


def _branches(
    node: gast.Match, resolve: Resolve, scope: Scope, names: NameTable
) -> Block:
    setup, value = _subject(node, names)
    done: Block = []
    for case in reversed(node.cases):
        for pattern in reversed(_alternatives(case.pattern)):
            found = matched(pattern, value, resolve)
            if found is None:
                continue
            tests, binds = found
            if case.guard is not None:
                tests = [*tests, substitute(case.guard, dict(binds))]
            like = _at(case, node, scope)
            body = [assign(n, e, like=like) for n, e in binds]
            body += [clone(s) for s in case.body]
            if not tests:
                done = body
                continue
            test = tests[0] if len(tests) == 1 else gast.BoolOp(gast.And(), tests)
            done = [stamped(gast.If(test, body, done), like)]
    return [*setup, *done]


def _subject(node: gast.Match, names: NameTable) -> tuple[Block, gast.AST]:
    """Return what binds the value that is matched to a name, and how it is read."""
    subject = node.subject
    if isinstance(subject, gast.Name):
        return [], subject
    whole = any(
        isinstance(n, gast.MatchAs) and n.name and n in _tops(node)
        for c in node.cases
        for n in nodes_in(c.pattern)
    )
    if isinstance(subject, gast.Tuple) and not whole and not _starred(node):
        setup: Block = []
        parts: Block = []
        for item in subject.elts:
            kept = names.temporary("subject")
            setup.append(assign(kept, item, like=node))
            parts.append(name(kept))
        return setup, tuple_of(parts)
    kept = names.temporary("subject")
    return [assign(kept, subject, like=node)], name(kept)


def _tops(node: gast.Match) -> list[gast.AST]:
    """Return the patterns that stand for the whole value."""
    tops = [c.pattern for c in node.cases]
    for top in tops:
        tops += getattr(top, "patterns", []) if isinstance(top, gast.MatchOr) else []
    return tops


def _starred(node: gast.Match) -> bool:
    subject = node.subject.elts
    return any(isinstance(e, gast.Starred) for e in subject)
