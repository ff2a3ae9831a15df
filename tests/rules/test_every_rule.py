"""What holds of the whole registry: each rule is tested, well formed, and closed."""

import ast
import importlib
import inspect
import sys
from pathlib import Path

import numpy as np
import pytest

import srcdiff.runtime
from srcdiff.rules import REGISTRY
from srcdiff.rules.effects import Writes
from srcdiff.rules.registry import Nondifferentiable
from tests.rules.harness import find
from tests.rules.text import syntax

LAST_RESORT = [srcdiff.runtime.einsum_cross]
"""Reached only by differentiating twice an einsum of three operands or more; a third
time is refused."""
SHIPPED = {m for m in sys.modules if m.startswith("srcdiff.rules.")}
RULES = [rule for rule in REGISTRY if not isinstance(rule, Nondifferentiable)]


def cases():
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if path.stem != Path(__file__).stem:
            yield from getattr(
                importlib.import_module(f"tests.rules.{path.stem}"), "CASES", ()
            )


def labelled(rules):
    return [pytest.param(rule, id=f"{rule.name}-{i}") for i, rule in enumerate(rules)]


def test_every_rule_is_checked():
    checked = {id(find(target, args)[0]) for target, args, _ in cases()}
    pure = [rule for rule in RULES if not isinstance(rule.effect, Writes)]
    assert sorted(rule.name for rule in pure if id(rule) not in checked) == []


@pytest.mark.parametrize("rule", labelled(RULES))
def test_body_has_the_form_that_the_compiler_inlines(rule):
    *before, last = without_docstring(syntax(rule.body).body)
    assert isinstance(last, ast.Return)
    for statement in before:
        if isinstance(statement, ast.If):
            assert [type(s) for s in statement.body] == [ast.Return]
            assert not statement.orelse
        else:
            assert isinstance(statement, ast.Assign)
            assert isinstance(statement.targets[0], ast.Name)
    parameters = inspect.signature(rule.body).parameters
    assert [*parameters][-2:] == ["out", "g"]
    local = {s.targets[0].id for s in before if isinstance(s, ast.Assign)}
    known = {*parameters, *local, "np", *srcdiff.runtime.__all__}
    assert names_read(rule.body) <= known | {"isinstance", "len", "list"}


@pytest.mark.parametrize("rule", labelled(RULES))
def test_gradients_can_be_differentiated_again(rule):
    for function in functions_called(rule.body):
        known = (
            REGISTRY.of(function) is not None
            or REGISTRY.definition(function) is not None
            or function in LAST_RESORT
        )
        assert known, f"{function} has no rule"


def test_no_function_has_two_rules():
    shipped = [r for r in REGISTRY if r.body is None or r.body.__module__ in SHIPPED]
    keys = [id(t) for rule in shipped for t in rule.targets]
    methods = [m for rule in shipped for m in rule.methods]
    assert len(keys) == len(set(keys))
    assert len(methods) == len(set(methods))


def without_docstring(statements):
    first = statements[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return statements[1:] if is_text else statements


def names_read(body):
    definition = ast.Module(syntax(body).body, [])
    return {
        node.id
        for node in ast.walk(definition)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def functions_called(body):
    for node in ast.walk(ast.Module(syntax(body).body, [])):
        if isinstance(node, ast.Call):
            text = ast.unparse(node.func)
            if text.startswith("np."):
                yield eval(text, {"np": np})
            elif text in srcdiff.runtime.__all__:
                yield getattr(srcdiff.runtime, text)
