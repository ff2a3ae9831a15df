"""A rule of a form that the compiler would not read as it stands is refused."""

import textwrap

import gast
import numpy as np
import pytest

from srcdiff import UnsupportedSyntax
from srcdiff.rules import REGISTRY
from srcdiff.rules.form import check_form
from srcdiff.rules.inline import differentiable_parameters
from srcdiff.rules.registry import General, Nondifferentiable
from tests.docs.pages import run

RULES = [r for r in REGISTRY if not isinstance(r, Nondifferentiable)]
FAULTS = {
    "a name that is bound twice": """
        y = 2.0 * g
        y = y * x
        return y
    """,
    "a parameter that is bound": """
        x = 2.0 * x
        return x * g
    """,
    "the adjoint that is bound": """
        g = 2.0 * g
        return x * g
    """,
    "statements before a return under a test": """
        if x > 0:
            y = 2.0 * x
            return y * g
        return 3.0 * g
    """,
    "an else": """
        if x > 0:
            return 2.0 * x * g
        else:
            return 3.0 * g
    """,
    "a loop": """
        y = g
        for _ in range(2):
            y = y * x
        return y
    """,
    "an augmented assignment": """
        y = 2.0 * x
        y *= g
        return y
    """,
    "two targets": """
        y, z = x, g
        return 2.0 * y * z
    """,
    "code behind the result": """
        return 2.0 * x * g
        y = x
    """,
    "no result": """
        y = 2.0 * x * g
    """,
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_rule_that_would_be_misread_is_refused_at_its_line(name):
    body = textwrap.indent(textwrap.dedent(FAULTS[name]).strip("\n"), "    ")
    text = f"def rule_of_it(x, *, out, g):\n{body}\n"
    file = f"rule {name}.py"
    namespace = {"np": np}
    run(text, file, namespace)
    rule = General("rule_of_it", (), namespace["rule_of_it"])
    with pytest.raises(UnsupportedSyntax) as caught:
        differentiable_parameters(rule)
    (refusal, *_) = caught.value.refusals
    assert refusal.place.file == file
    assert refusal.place.text in text.splitlines()[1:]
    assert "the rule rule_of_it" in refusal.reason


def test_every_rule_of_the_package_has_the_form():
    for each in RULES:
        assert isinstance(differentiable_parameters(each), tuple)


def test_a_docstring_is_no_fault():
    body = gast.parse('"""Says what it is."""\nreturn g').body
    check_form(REGISTRY.of(np.tanh), body)
