"""The call of a user's rule that stands in the backward part."""

import numpy as np
import pytest

from srcdiff.codegen.printer import expression
from srcdiff.core.text import parse_expression
from srcdiff.rules.apply import apply
from srcdiff.rules.declared import checked, declare
from srcdiff.rules.inline import adjoint_of, differentiable_parameters
from srcdiff.rules.registry import REGISTRY
from srcdiff.runtime.misuse import Misuse


def f(x, y, k=2, *, flag=True):
    return k * x * y


def f_rule(x, y, k=2, *, flag=True, result, adjoint):
    return k * y * adjoint, k * x * adjoint


def text(call, parameter):
    """Return the adjoint of an argument in a call of f."""
    node = parse_expression(call)
    node.target = f
    out, g = parse_expression("out"), parse_expression("g")
    return expression(adjoint_of(apply(node), parameter, out, g, lambda test: None))


@pytest.mark.parametrize(
    ("call", "called"),
    [
        ("f(a, b)", "f_rule(a, b, result=out, adjoint=g)"),
        ("f(a, y=b)", "f_rule(a, b, result=out, adjoint=g)"),
        ("f(a, b, 3)", "f_rule(a, b, 3, result=out, adjoint=g)"),
        ("f(a, b, flag=c)", "f_rule(a, b, flag=c, result=out, adjoint=g)"),
    ],
)
def test_arguments_are_passed_as_the_call_gives_them(call, called):
    declare(f, f_rule, ("x", "y"), alone=False)
    assert text(call, "x") == f"{called}[0]"
    assert text(call, "y") == f"{called}[1]"
    declare(f, f_rule, ("y",), alone=True)
    assert text(call, "y") == called


def test_every_parameter_may_carry_a_derivative():
    declare(f, f_rule, ("x",), alone=True)
    assert differentiable_parameters(REGISTRY.of(f)) == ("x", "y", "k", "flag")


def test_declared_rules_are_not_in_the_list_of_ours():
    before = list(REGISTRY)
    declare(f, f_rule, ("x", "y"), alone=False)
    assert list(REGISTRY) == before


@pytest.mark.parametrize(
    ("x", "adjoint", "kind"),
    [
        (2.0, np.float64(3.0), float),
        (2.0, np.array(3.0), float),
        (np.float32(2.0), 3.0, np.float32),
        (np.array(2.0), np.float64(3.0), np.ndarray),
    ],
)
def test_an_adjoint_gets_the_kind_of_its_argument(x, adjoint, kind):
    rule = checked(lambda x, *, result, adjoint: adjoint, ("x",), True)
    found = rule(x, result=x, adjoint=adjoint)
    assert type(found) is kind and found == 3.0
    if kind is np.ndarray:
        assert found.dtype == x.dtype


@pytest.mark.parametrize("adjoint", [np.ones(3), None, np.ones((2, 1)), 1.0])
def test_a_wrong_shape_is_misuse(adjoint):
    rule = checked(lambda x, *, result, adjoint: adjoint, ("x",), True)
    with pytest.raises(Misuse, match=r"for x of shape \(2,\)"):
        rule(np.ones(2), result=None, adjoint=adjoint)


def test_a_complex_adjoint_of_a_real_argument_is_misuse():
    rule = checked(lambda x, *, result, adjoint: 1j * adjoint, ("x",), True)
    with pytest.raises(Misuse, match="gives a complex adjoint for x"):
        rule(np.ones(2), result=None, adjoint=np.ones(2))
