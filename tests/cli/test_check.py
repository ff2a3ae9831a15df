"""``srcdiff check`` compares a gradient with finite differences."""

import pytest

from srcdiff.cli import check
from srcdiff.errors import GradientMismatch


def test_a_right_gradient_is_said_to_agree(command, model):
    status, out, _ = command(
        "check", f"{model}:energy", "--example", "np.ones(3), SCALE"
    )
    assert status == 0
    assert out == f"{model}:energy: the gradient agrees with finite differences\n"


@pytest.mark.parametrize("name", ["tuned", "chain", "cube"])
def test_every_kind_of_function_can_be_checked(command, model, name):
    example = "np.ones(3), 2.0" if name == "tuned" else "0.5"
    status, _, _ = command("check", f"{model}:{name}", "--example", example)
    assert status == 0


def test_wrt_narrows_the_check(command, model):
    words = ("check", f"{model}:energy", "--wrt", "k", "--example", "np.ones(3), 2")
    assert command(*words)[0] == 0


def test_a_wrong_gradient_gives_exit_1(command, model, monkeypatch):
    def wrong(*args, **kwargs):
        raise GradientMismatch("the gradient of energy is wrong")

    monkeypatch.setattr(check, "check_grads", wrong)
    status, out, err = command("check", f"{model}:energy", "--example", "2.0")
    assert (status, out) == (1, "")
    assert err.endswith("the gradient of energy is wrong\n")


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("np.ones(3", "--example is not a Python expression: '(' was never closed\n"),
        ("x = 3", "--example is not a Python expression: invalid syntax\n"),
        ("", "--example is not a Python expression"),
        ("np.one(3)", "--example cannot be evaluated: AttributeError: "),
        ("1.0, 2.0, 3.0", "energy does not run on the example: TypeError: "),
        ("1, 2", "the example holds no floats"),
        ("np.ones(3), np.ones(2)", "energy does not run on the example: ValueError: "),
    ],
)
def test_an_unusable_example_gives_exit_2(command, model, example, said):
    status, out, err = command("check", f"{model}:energy", "--example", example)
    assert (status, out) == (2, "")
    assert said in err and "Traceback" not in err
