"""The form of a rule's body: what the compiler would not read is refused."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import gast

from srcdiff.errors import Place, Refusal, UnsupportedSyntax, refuse
from srcdiff.rules.registry import Rule

REMEDY = (
    "assign each name once, return under an if, and return at the end, "
    "as in the rules of srcdiff"
)


def check_form(rule: Rule, body: list[gast.AST]) -> None:
    """Raise UnsupportedSyntax where a rule's statements are not of the known form.

    Names may be assigned, once each; an ``if`` has one ``return`` and no ``else``; the
    last statement is a ``return``.

    >>> from srcdiff.rules import REGISTRY
    >>> import numpy as np
    >>> check_form(REGISTRY.of(np.tanh), gast.parse("y = g\\nwhile y: pass").body)
    Traceback (most recent call last):
    srcdiff.errors.UnsupportedSyntax: ...: the rule tanh has a statement that ...
    """
    refuse(
        Refusal(UnsupportedSyntax, _place(rule, statement), reason, REMEDY)
        for statement, reason in _faults(rule, body)
    )


def _faults(rule: Rule, body: list[gast.AST]) -> Iterator[tuple[gast.AST, str]]:
    bound = {"out", "g", *rule.signature.parameters}
    for statement in body:
        last = statement is body[-1]
        if _is_text(statement) and statement is body[0]:
            continue
        if isinstance(statement, gast.Assign):
            (target, *others) = statement.targets
            named = isinstance(target, gast.Name) and not others
            if named and target.id in bound:
                yield statement, f"the rule {rule.name} binds {target.id} again"
            elif not named or last:
                yield statement, _unread(rule)
            else:
                bound.add(target.id)
        elif isinstance(statement, gast.If):
            if statement.orelse or not _is_result(statement.body) or last:
                yield statement, _unread(rule)
        elif not last or not _is_result([statement]):
            yield statement, _unread(rule)


def _unread(rule: Rule) -> str:
    return f"the rule {rule.name} has a statement that the compiler does not read"


def _is_text(node: gast.AST) -> bool:
    return isinstance(node, gast.Expr) and isinstance(node.value, gast.Constant)


def _is_result(block: list[gast.AST]) -> bool:
    return isinstance(block[0], gast.Return) and block[0].value and len(block) == 1


def _place(rule: Rule, node: gast.AST) -> Place:
    assert rule.body is not None
    lines, start = inspect.getsourcelines(rule.body)
    text = textwrap.dedent("".join(lines)).splitlines()
    at = getattr(node, "lineno", 1)
    line = text[at - 1] if at <= len(text) else ""
    file = inspect.getsourcefile(rule.body) or "<unknown>"
    return Place(file, start + at - 1, getattr(node, "col_offset", 0), None, line)
