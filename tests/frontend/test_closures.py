"""Nested functions and functions as values: what calls become, and what is refused."""

import inspect
import math
import re
import textwrap

import gast
import numpy as np
import pytest

from srcdiff import NoDerivativeRule, UnsupportedSyntax, grad, value_and_grad
from srcdiff.codegen.printer import statement
from srcdiff.core.names import NameTable
from srcdiff.frontend.callables import Known
from srcdiff.frontend.closures import lift_functions
from srcdiff.frontend.library import names_of
from srcdiff.frontend.lifted import Lifting
from srcdiff.frontend.origins import mark_origins
from srcdiff.frontend.source import FunctionSource, find_source
from srcdiff.testing import check_grads


def lifted(function, **known):
    """Return the text of a function without nested ones, and of those made for it."""
    source = find_source(function)
    lifting = Lifting()
    names = NameTable(names_of(source.node))
    node = mark_origins(source.node, source)
    main = lift_functions(node, source, names, lifting, known)
    made = [statement(each.source.node) for each in lifting.made.values()]
    return [statement(main), *made]


def lines(*texts):
    return [inspect.cleandoc(text) for text in texts]


def test_what_is_read_around_a_function_becomes_arguments():
    def f(x):
        w = x * x

        def g(v):
            return h(v) + w

        def h(v):
            return v * x

        return g(x)

    assert lifted(f) == lines(
        """
        def f(x):
            w = x * x
            return g(x, x, w)
        """,
        """
        def g(v, x, w):
            return h(v, x) + w
        """,
        """
        def h(v, x):
            return v * x
        """,
    )


def test_names_of_the_function_around_win_over_those_inside():
    def f(x):
        k = x

        def g(v):
            return v * k

        def h(k):
            return [g(k) for k in (k, 1.0)]

        return h(2.0)

    assert lifted(f) == lines(
        """
        def f(x):
            k = x
            return h(2.0, k)
        """,
        """
        def h(k_2, k):
            return [g(k_3, k) for k_3 in (k_2, 1.0)]
        """,
        """
        def g(v, k):
            return v * k
        """,
    )


def apply(f, x):
    return f(x)


def test_a_function_is_made_for_each_function_that_it_is_given():
    def f(x):
        return apply(np.sin, x) + apply(np.sin, 2 * x) + apply(lambda v: v * x, x)

    assert lifted(f) == lines(
        """
        def f(x):
            return apply_2(x) + apply_2(2 * x) + apply_3(x, x)
        """,
        """
        def apply_2(x):
            return np.sin(x)
        """,
        """
        def apply_3(x_2, x):
            return function(x_2, x)
        """,
        """
        def function(v, x):
            return v * x
        """,
    )


def test_a_parameter_that_is_a_known_function():
    def f(x, act):
        return act(x) + apply(act, x)

    first, second = lifted(f, act=Known(np.tanh))
    assert "apply_2(x)" in first
    assert "np.tanh(x)" in second


def rectified(v):
    return np.maximum(v, 0.1 * v)


@pytest.mark.parametrize("act", [np.tanh, rectified, lambda v: v * v, math.sin])
def test_a_function_as_argument_of_the_call(act):
    def f(x, act, more=(np.cos, 2.0)):
        first, k = more
        return act(x) * first(x) + apply(act, k * x)

    check_grads(f, (0.7, act), (0,))
    check_grads(f, (0.7, act, (act, 3.0)), (0,))
    with pytest.raises(NoDerivativeRule, match="only a call tells"):
        assert grad(f).source


def test_module_names_stay_distinct_from_those_of_nested_functions():
    scale = 3.0

    def f(x):
        def apply(v):
            return v * scale

        return apply(x) * len(lifted.__name__)

    assert (
        lifted(f)[0].splitlines()[1] == "    return apply_2(x) * len(lifted.__name__)"
    )
    assert grad(f)(2.0) == 18.0


def test_helpers_that_carry_no_derivative_stand_in_the_text():
    def f(x, n):
        def halved(k):
            return k if k < 2 else halved(k // 2)

        return x * halved(n)

    derivative = grad(f)
    assert derivative(3.0, 7) == 1.0
    assert "return k if k < 2 else halved(k // 2)" in derivative.source


def test_a_saved_derivative_has_its_helpers(tmp_path):
    def f(x, n):
        def halved(k):
            return k if k < 2 else halved(k // 2)

        return np.sin(x) * halved(n)

    derivative = grad(f)
    derivative.save(tmp_path / "saved.py")
    namespace = {}
    exec((tmp_path / "saved.py").read_text(), namespace)
    assert namespace["f_grad"](0.5, 6) == derivative(0.5, 6) == np.cos(0.5)


# fmt: off
def test_lambdas_in_parentheses():
    assert grad(lambda x: (x * x + x))(2.0) == 5.0
    assert grad(lambda x: (lambda v: (v * (x + 1.0)))(x))(2.0) == 5.0
# fmt: on


def test_blocks_of_definitions_only():
    def f(x, flag):
        g = np.sin
        if flag > 1:
            h = lambda v: v  # noqa: E731
        for _ in range(2):
            h = lambda v: v * x  # noqa: E731, F841
        return g(x) * flag

    assert grad(f)(0.5, 2.0) == 2.0 * np.cos(0.5)


def test_what_a_function_reads_outside_is_live():
    gain = [2.0]

    def f(x):
        return apply(lambda v: v * gain[0], x)

    derivative = grad(f)
    assert derivative(1.0) == 2.0
    gain[0] = 5.0
    assert derivative(1.0) == 5.0


def test_a_value_of_a_partial_is_that_of_its_making():
    from functools import partial

    def f(x):
        k = x
        g = partial(apply, lambda v: v * k)
        h = partial(pow, k)
        k = 5.0 * x
        return g(1.0) * h(2.0)

    value, gradient = value_and_grad(f)(3.0)
    assert (value, gradient) == (f(3.0), 5.0 * 3 * 3.0**2)


REFUSED = [
    ("g = np.sin if x > 0 else None\nreturn g(x)", "g(x)", "only the run tells"),
    ("g = np.sin\nfor i in range(2):\n    x = g(x)\n    g = np.cos\nreturn g(x)",
     "g(x)", "only the run tells"),
    ("g = lambda v: v\nreturn np.sum(g)", "np.sum(g)", "does not know"),
    ("g = lambda v: v\nreturn [g]", "[g]", "the result is a function"),
    ("g = lambda v: v\nreturn x + g", "g", "used as a value"),
    ("g = lambda v: v\nx = f'{g}'\nreturn x", "g", "used as a value"),
    ("return (lambda v: v)(x, x)", "(lambda v: v)(x, x)", "too many positional"),
    ("g = lambda v, *, k: v\nreturn g(x)", "g(x)", "missing a required"),
    ("for g in (np.sin, np.cos):\n    while x: break\nreturn g(x)",
     "", "a loop over functions that is left early"),
    ("@x.T\ndef g(v): return v\nreturn g(x)", "x.T", "decorator"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text", "reason"), REFUSED)
def test_refused(body, text, reason, tmp_path):
    path = tmp_path / "refused.py"
    inside = "".join(f"    {line}\n" for line in body.splitlines())
    path.write_text(f"import numpy as np\n\n\ndef f(x):\n{inside}")
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    with pytest.raises(UnsupportedSyntax, match=re.escape(reason)) as caught:
        grad(namespace["f"])(1.0)
    place = caught.value.refusals[0].place
    assert place.text[place.column : place.end_column].startswith(text)


def test_a_stale_function_is_refused():
    def f(x):
        make = lambda k: lambda v: v * k  # noqa: E731
        total, old = 0.0, None
        for i in range(3):
            new = make(x + i)
            if old is not None:
                total = total + old(x)
            old = new
        return total

    with pytest.raises(UnsupportedSyntax, match="only the run tells"):
        grad(f)(2.0)


def walked(body):
    """Return what the walk says against a body that the front end accepts later."""
    text = f"def f(x, c):\n{textwrap.indent(body, '    ')}\n"
    node = gast.parse(text).body[0]
    source = FunctionSource(walked, node, __file__, tuple(text.split("\n")))
    mark_origins(node, source)
    try:
        lift_functions(node, source, NameTable(names_of(node)), Lifting(), {})
    except UnsupportedSyntax as error:
        return [refusal.reason for refusal in error.refusals]
    return []


UNSURE = [
    "g = np.sin\nfor i in c:\n    g = np.cos\n    if i: break\n    g = np.sin\n"
    "return g(x)",
    "g = np.sin\nwhile c:\n    x = g(x)\n    g = np.cos\n    if x: continue\n"
    "    g = np.sin\nreturn x",
    "try:\n    g = np.sin\n    c()\n    g = np.cos\nexcept ValueError:\n    x = g(x)\n"
    "return x",
    "g = np.sin\ntry:\n    g = np.cos\n    c()\n    g = np.sin\nfinally:\n"
    "    x = g(x)\nreturn x",
    "fs = [np.sin, np.cos]\nfs[c] = np.exp\nreturn fs[0](x)",
    "fs = [np.sin, np.cos]\nfs.reverse()\nreturn fs[0](x)",
    "fs = [np.sin, np.cos]\ngs = fs\ngs[0] = np.cos\nreturn fs[0](x)",
    "fs = [np.sin, np.cos]\ndef g(): fs.reverse()\ng()\nreturn fs[0](x)",
    "fs = [np.sin, np.cos]\ndef g(hs): hs[0] = np.exp\ng(fs)\nreturn fs[0](x)",
]


@pytest.mark.parametrize("body", UNSURE)
def test_what_may_have_changed_is_not_known(body):
    assert walked(body) == ["which function this is, only the run tells"]


def test_what_cannot_have_changed_is_known():
    assert walked("for i in c:\n    g = np.cos\n    if i: break\nreturn g(x)") == []
    assert walked("fs = [np.sin, np.cos]\nhs = (fs[0], x)\nreturn hs[0](x)") == []


def test_nothing_is_evaluated_before_what_stands_before_it():
    (reason,) = walked("y = (c := 5.0) + (lambda v, c=c: v * c)(x)\nreturn y")
    assert reason == "a function that keeps values is made inside an expression"
