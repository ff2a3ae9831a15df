"""What users call says what it takes, returns and raises, and shows it."""

import inspect

import pytest

import srcdiff
from srcdiff import testing
from srcdiff.derivative import Derivative
from srcdiff.errors import SrcdiffError
from srcdiff.pullback import Pullback

PUBLIC = {
    **{name: getattr(srcdiff, name) for name in srcdiff.__all__},
    **{name: getattr(testing, name) for name in testing.__all__},
    "Pullback": Pullback,
}
FUNCTIONS = {n: f for n, f in PUBLIC.items() if inspect.isfunction(f)}
METHODS = {
    f"{kind.__name__}.{name}": found
    for kind in (Derivative, Pullback)
    for name, found in vars(kind).items()
    if inspect.isfunction(found) and (name == "__call__" or name[0] != "_")
}


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_opens_with_one_sentence_and_has_an_example(name):
    text = inspect.getdoc(PUBLIC[name])
    opening = text.split("\n\n")[0]
    assert "\n" not in opening and opening.endswith(".")
    assert ">>>" in text


@pytest.mark.parametrize("name", [*FUNCTIONS, *METHODS])
def test_every_argument_is_described(name):
    function = {**FUNCTIONS, **METHODS}[name]
    text = " ".join(inspect.getdoc(function).split())
    for parameter in inspect.signature(function).parameters:
        if parameter != "self":
            described = (f" {parameter}: ", f" {parameter}, ")
            assert any(each in text for each in described), parameter


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_say_what_they_return_and_raise(name):
    text = inspect.getdoc(FUNCTIONS[name])
    assert "Returns " in text and "Raises " in text


def test_every_error_is_public():
    from srcdiff import errors

    found = {
        name
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, SrcdiffError)
    }
    assert found <= set(srcdiff.__all__)
