"""Whatever is wrong gives exit 2 and one message, never a traceback."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("{}", "does not say which function; write FILE.py:FUNCTION"),
        ("{}:", "does not say which function; write FILE.py:FUNCTION"),
        ("none.py:f", "no such file: none.py"),
        (".:f", "is a directory"),
        ("README.md:f", "README.md is not a Python file"),
        ("{}:nope", "it has: energy, wave, chain, cube, tuned, noted, writes, network"),
        ("{}:SCALE", "SCALE in {} is a float, not a function"),
        ("{}:Net", "Net in {} is a class, not a function"),
        ("{}:Net.loss", "Net.loss: only functions of the module itself"),
    ],
)
def test_a_target_that_is_not_there(command, model, target, said):
    for name, *rest in (("dump",), ("check", "--example", "1.0")):
        status, out, err = command(name, target.format(model), *rest)
        assert (status, out) == (2, "")
        assert said.format(model) in err and "Traceback" not in err


def test_unsupported_constructs_are_shown_with_their_places(command, model):
    status, out, err = command("dump", f"{model}:writes")
    assert (status, out) == (2, "")
    assert err.count("    ^") == 2 and err.count("  instead: ") == 2
    assert f"{model}:" in err and err.count("(model") == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--wrt", "z"], "wrt='z': energy has no such parameter; it has x, k"),
        (["--wrt", "x,x"], "names a parameter twice"),
        (["--stage", "nope"], "no stage 'nope'; there are: origins, "),
        (["-o", "/no/such/folder/out.py"], "cannot write /no/such/folder/out.py: "),
        (["--stage", "nest", "--standalone"], "not allowed with argument"),
        (["--example", "np.ones((2, 2)), np.ones(3)"], "does not run on the example"),
        (["--arg", "x"], "--arg x: write NAME=TYPE, with a name of: x, k"),
        (["--arg", "z=f8"], "--arg z=f8: write NAME=TYPE, with a name of: x, k"),
        (["--arg", "x=f9[n]"], "--arg x=f9[n]: f9 is no dtype"),
        (["--arg", "x=f8[n"], "--arg x=f8[n: 'f8[n' is no type; write one such as"),
        (["--arg", "x=SCALE"], "--arg x=SCALE: SCALE is a float; write its type"),
        (["--arg", "x=f8", "--arg", "x=f8"], "--arg x=f8: x has a type already"),
        (["--arg", "x=f8", "--example", "2.0"], "not allowed with argument"),
    ],
)
def test_wrong_options_of_dump(command, model, options, said):
    status, out, err = command("dump", f"{model}:energy", *options)
    assert (status, out) == (2, "")
    assert said in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import no_such_module\n", "ModuleNotFoundError: No module named"),
        ("def f(x:\n", "SyntaxError: "),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("from srcdiff import grad\ngrad(len)\n", "len has neither Python source"),
    ],
)
def test_a_file_that_cannot_be_imported(command, tmp_path, text, said):
    path = tmp_path / f"broken_{abs(hash(text))}.py"
    path.write_text(text, encoding="utf-8")
    status, out, err = command("dump", f"{path}:f")
    assert (status, out) == (2, "")
    assert said in err and "Traceback" not in err


def test_a_file_of_a_package_is_imported_as_part_of_it(command, tmp_path):
    package = tmp_path / "some_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "constants.py").write_text("K = 2.0\n")
    (package / "model.py").write_text(
        "from .constants import K\n\n\ndef f(x):\n    return K * x**2\n"
    )
    words = ("check", f"{package / 'model.py'}:f", "--example", "3.0")
    assert command(*words)[0] == 0


def test_a_file_named_like_a_library_module_leaves_that_alone(command, tmp_path):
    path = tmp_path / "statistics.py"
    path.write_text("def f(x):\n    return x**2\n")
    assert command("dump", f"{path}:f")[0] == 0
    import statistics

    assert statistics.median([1, 2, 3]) == 2


def test_no_command_and_wrong_command(command):
    for words in ((), ("dmp",), ("dump",), ("check", "a.py:f")):
        status, _, err = command(*words)
        assert status == 2 and "usage: srcdiff" in err


@pytest.mark.parametrize("name", ["dump", "check", "rules", "demo"])
def test_help_has_examples(command, name):
    status, out, _ = command(name, "--help")
    assert status == 0 and f"  srcdiff {name}" in out


def test_python_m_srcdiff_is_the_command(model):
    command = [sys.executable, "-m", "srcdiff", "dump"]
    done = subprocess.run([*command, f"{model}:wave"], capture_output=True, text=True)
    assert done.returncode == 0 and "def wave_grad(x):" in done.stdout
    done = subprocess.run([*command, "no.py:f"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "no such file: no.py\n")


def test_a_reader_that_goes_away_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m srcdiff rules | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("NAME") and done.stderr == ""
