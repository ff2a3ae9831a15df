"""``srcdiff dump`` prints derivatives, in every form that its options ask for."""

import subprocess
import sys

import numpy as np
import pytest

from srcdiff.cli import dump
from srcdiff.cli.stages import stages


def namespace_of(text):
    """Return what a printed module defines."""
    namespace = {}
    exec(text, namespace)
    return namespace


def test_it_prints_the_gradient_by_the_first_parameter(command, model):
    status, out, err = command("dump", f"{model}:energy")
    assert status == 0
    assert out.startswith("import numpy as np\n") and out.endswith("\n")
    assert "def energy_grad(x, k=2.0):" in out
    assert "importing" not in out and "importing" in err


def test_wrt_takes_names_and_positions(command, model):
    _, by_name, _ = command("dump", f"{model}:energy", "--wrt", "x,k")
    _, by_position, _ = command("dump", f"{model}:energy", "--wrt", "0,1")
    assert "return x_bar, k_bar" in by_name
    assert by_position.splitlines()[5:] == by_name.splitlines()[5:]


def test_with_value_gives_the_value_too(command, model):
    _, out, _ = command("dump", f"{model}:energy", "--with-value")
    assert "def energy_value_and_grad(x, k=2.0):" in out


def test_a_decorated_function_is_printed_as_it_is_set_up(command, model):
    _, out, _ = command("dump", f"{model}:tuned")
    assert "def tuned_grad(x, k):" in out and "return k_bar" in out
    _, out, _ = command("dump", f"{model}:tuned", "--wrt", "x", "--with-value")
    assert "def tuned_value_and_grad(x, k):" in out and "x_bar" in out
    _, out, _ = command("dump", f"{model}:noted")
    assert "def noted_value_and_grad(x):" in out and "note" in out


def test_a_lambda_is_known_by_the_name_it_is_assigned_to(command, model):
    status, out, _ = command("dump", f"{model}:cube")
    assert status == 0 and "(x):" in out


def test_standalone_needs_numpy_only(command, model, tmp_path):
    out = tmp_path / "energy_grad.py"
    status, printed, _ = command(
        "dump", f"{model}:energy", "--standalone", "-o", str(out)
    )
    assert (status, printed) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert "srcdiff.runtime" not in text
    program = (
        "import sys; sys.modules['srcdiff'] = None; import numpy as np\n"
        "from energy_grad import energy_grad; print(energy_grad(np.ones(2)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "[12. 12.]\n", done.stderr


def test_with_an_example_the_text_is_made_for_its_types(command, model):
    target = f"{model}:energy"
    status, out, _ = command("dump", target, "--example", "np.ones((3, 2))")
    assert status == 0 and "x: f8[n, d]" in out
    given = ("--example", "np.ones((3, 2))", "--stage", "reverse")
    _, narrow, _ = command("dump", target, *given)
    _, general, _ = command("dump", target, "--stage", "reverse")
    assert len(narrow) < len(general)


def test_types_make_the_text_that_an_example_makes(command, model):
    target = f"{model}:energy"
    _, by_example, said = command("dump", target, "--example", "np.ones((3, 2)), 2.0")
    words = ("--arg", "x=f8[n, d]", "--arg", "k=float")
    status, by_type, err = command("dump", target, *words)
    assert status == 0 and by_type == by_example
    assert "general form" not in said + err
    _, narrow, _ = command("dump", target, *words, "--stage", "reverse")
    _, general, _ = command("dump", target, "--stage", "reverse")
    assert len(narrow) < len(general)


def test_types_of_containers_flags_and_functions(command, model):
    words = ["dump", f"{model}:network", "--wrt", "params"]
    for arg in [
        "params=((f8[n,m], f8[m]), {'w': f8[m,k], 'b': f8[k]})",
        *("x=f8[b, n]", "act=np.tanh", "train=False", "kind='mean'"),
    ]:
        words += ["--arg", arg]
    status, out, err = command(*words)
    assert (status, err.replace("importing\n", "")) == (0, "")
    assert "params: ((f8[n, m], f8[m]), {'w': f8[m, k], 'b': f8[k]})" in out
    assert "act: tanh, train: False, kind: 'mean'" in out.replace("\n    ", " ")
    code = [row for row in out.splitlines() if not row.lstrip().startswith("#")]
    assert "if " not in "\n".join(code) and "0.5" not in "\n".join(code)
    params = (np.ones((2, 3)), np.zeros(3)), {"w": np.ones((3, 1)), "b": np.zeros(1)}
    got = namespace_of(out)["network_grad"](params, np.ones((4, 2)))
    assert got[0][0].shape == (2, 3) and got[1]["b"].tolist() == [1.0]


def test_what_is_not_given_is_not_assumed(command, model):
    _, out, _ = command("dump", f"{model}:energy", "--arg", "x=f8[n]")
    assert "x: f8[n], k: any" in out
    slope = namespace_of(out + "\nSCALE = 3.0\n")["energy_grad"]
    for k in (1, 2.0, np.ones(2), np.float32(2.0)):
        np.testing.assert_allclose(slope(np.ones(2), k), np.full(2, 6.0 * k))


def test_annotations_are_used_unless_options_say_more(command, model):
    _, out, err = command("dump", f"{model}:annotated")
    assert "x: f8[n], k: float" in out and "general form" not in err
    _, out, _ = command("dump", f"{model}:annotated", "--arg", "x=f4[n, 3]")
    assert "x: f4[n, 3], k: float" in out


def test_the_general_form_says_how_to_give_types(command, model):
    for words in ([], ["--standalone"], ["--stage", "reverse"]):
        _, out, err = command("dump", f"{model}:energy", *words)
        assert "This is the general form" in err and "--arg 'x=f8[n, m]'" in err
        assert "general form" not in out
    _, _, err = command("dump", f"{model}:energy", "--stage", "list")
    assert "general form" not in err


def test_standalone_for_types_refuses_others(command, model):
    words = ("--standalone", "--arg", "x=f8[n]", "--arg", "k=float")
    _, out, _ = command("dump", f"{model}:energy", *words)
    slope = namespace_of(out)["energy_grad"]
    assert slope(np.ones(2), 2.0).tolist() == [12.0, 12.0]
    with pytest.raises(TypeError, match=r"must be x: f8\[n\], k: float"):
        slope(np.ones((2, 2)), 2.0)


@pytest.mark.parametrize("stage", stages())
def test_the_program_after_a_stage_runs(command, model, stage):
    target = f"{model}:energy"
    status, text, _ = command("dump", target, "--with-value", "--stage", stage)
    assert status == 0 and text.endswith("\n")
    functions = namespace_of("import numpy as np\nSCALE = 3.0\n" + text)
    result = functions["energy"](np.ones(2))
    if isinstance(result, tuple):
        assert result[0] == 12.0 and np.array_equal(result[1], [12.0, 12.0])
    else:
        assert result == 12.0


def test_a_stage_before_calls_shows_the_called_functions_too(command, model):
    _, text, _ = command("dump", f"{model}:chain", "--stage", "normalize")
    assert "def chain(x):" in text and "def wave(x):" in text


def test_the_stages_can_be_listed(command, model):
    status, out, _ = command("dump", f"{model}:energy", "--stage", "list")
    assert status == 0 and out.split() == stages()


def test_the_text_is_coloured_on_a_terminal_only(command, model, monkeypatch):
    _, plain, _ = command("dump", f"{model}:energy")
    monkeypatch.setattr(dump, "wants_colour", lambda stream: True)
    _, coloured, _ = command("dump", f"{model}:energy")
    assert "\x1b[" not in plain and "\x1b[" in coloured
