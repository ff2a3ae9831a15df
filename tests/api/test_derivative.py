"""The object that grad returns: text, saving, pickling, debugging, threads."""

import copy
import functools
import inspect
import linecache
import multiprocessing
import os
import pickle
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from srcdiff import Derivative, InvalidArgument, grad, value_and_grad
from tests.api import functions
from tests.helper_module import layer

RUN_ALONE = """
import importlib.util, sys
import numpy as np

class Forbidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("srcdiff", "tests"):
            raise ImportError(f"{name} is not to be had")

sys.meta_path.insert(0, Forbidden())
spec = importlib.util.spec_from_file_location("saved", sys.argv[1])
saved = importlib.util.module_from_spec(spec)
spec.loader.exec_module(saved)
function = getattr(saved, sys.argv[2])
print(repr(np.asarray(function(*eval(sys.argv[3]))).tolist()))
"""


def run_alone(path, name, args):
    """Call a function of a saved file in an interpreter that has no srcdiff."""
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALONE, str(path), name, args],
        capture_output=True,
        text=True,
        cwd=path.parent,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr
    return eval(done.stdout)


def network(w, b, x):
    h = layer(w, b, x)
    return np.sum(h * h) * functions.SCALE


def broadcast(x, y):
    return np.sum(x * y / (1.0 + y))


# ----------------------------------------------------------------- what it looks like


def test_signature_docstring_and_names():
    derivative = grad(functions.cube)
    assert isinstance(derivative, Derivative)
    assert derivative.primal is functions.cube
    assert derivative.__doc__ == functions.cube.__doc__
    assert derivative.__name__ == "cube"
    assert derivative.__wrapped__ is functions.cube
    assert inspect.signature(derivative) == inspect.signature(functions.cube)
    assert inspect.signature(grad(functions.two)) == inspect.signature(functions.two)
    assert "grad of cube wrt x" in repr(derivative)


def test_source_before_and_after_a_call():
    derivative = grad(functions.cube)
    before = derivative.source
    assert "def cube_grad(x):" in before
    derivative(2.0)
    assert "def cube_grad(x):" in derivative.source
    assert "srcdiff." not in derivative.source.partition("def ")[2].replace(
        "from srcdiff.runtime", ""
    )


def test_source_quotes_the_users_lines():
    assert "# return x**3" in grad(functions.cube).source
    assert "# total = np.sum(x)" in grad(functions.commented).source


# --------------------------------------------------------------------------- saving


def test_save_runs_without_srcdiff(tmp_path):
    path = tmp_path / "cube_gradient.py"
    derivative = grad(functions.cube)
    derivative.save(path)
    assert run_alone(path, "cube_grad", "(2.0,)") == 12.0


def test_saved_helpers_and_globals(tmp_path):
    x, y = np.array([[1.0], [2.0]]), np.array([0.5, 1.5])
    for number, call_first in enumerate((False, True)):
        derivative = grad(broadcast, "y")
        want = derivative(x, y) if call_first else grad(broadcast, "y")(x, y)
        path = tmp_path / f"saved_{number}.py"
        derivative.save(str(path))
        args = "(np.array([[1.0], [2.0]]), np.array([0.5, 1.5]))"
        got = run_alone(path, "broadcast_grad", args)
        np.testing.assert_allclose(got, want, rtol=1e-15)


def test_saved_constants(tmp_path):
    path = tmp_path / "scaled.py"
    grad(functions.scaled).save(path)
    assert run_alone(path, "scaled_grad", "(np.ones(2),)") == [2.0, 4.0]


def test_saved_calls_of_other_modules(tmp_path):
    w, b, x = np.full((2, 2), 0.3), np.array([0.1, 0.2]), np.array([[1.0, 2.0]])
    derivative = grad(network)
    want = derivative(w, b, x)
    path = tmp_path / "network.py"
    try:
        derivative.save(path)
    except InvalidArgument as error:
        assert "cannot save" in str(error)
        return
    args = "(np.full((2, 2), 0.3), np.array([0.1, 0.2]), np.array([[1.0, 2.0]]))"
    np.testing.assert_allclose(run_alone(path, "network_grad", args), want, rtol=1e-14)


def test_saved_for_the_signature_of_arguments(tmp_path):
    path = tmp_path / "saved.py"
    x, y = np.array([[1.0], [2.0]]), np.array([0.5, 1.5])
    derivative = grad(broadcast, "y")
    derivative.save(path, x, y)
    text = path.read_text()
    assert "x: f8[n, 1], y: f8[n]" in text and "unbroadcast" not in text
    assert derivative.signatures == () and max(map(len, text.splitlines())) <= 88
    args = "(np.array([[1.0], [2.0]]), np.array([0.5, 1.5]))"
    got = run_alone(path, "broadcast_grad", args)
    np.testing.assert_allclose(got, derivative(x, y), rtol=1e-15)
    namespace = {}
    exec(text, namespace)
    for wrong in [(x.T, y), (x, y[:1]), (x, y.astype("f4")), (x, 2.0), (x, y[None])]:
        with pytest.raises(TypeError, match=r"must be x: f8\[n, 1\], y: f8\[n\]"):
            namespace["broadcast_grad"](*wrong)


def test_saved_for_flags(tmp_path):
    def f(x, *, kind="square", shift=None):
        if kind == "square":
            return np.sum(x * x)
        return np.sum(x) if shift is None else np.sum(x + shift)

    path = tmp_path / "saved.py"
    grad(f).save(path, np.ones(2), kind="sum")
    assert "if kind" not in path.read_text()
    namespace = {}
    exec(path.read_text(), namespace)
    assert namespace["f_grad"](np.ones(3), kind="sum").tolist() == [1.0, 1.0, 1.0]
    for wrong in ({}, {"kind": "sum", "shift": 1.0}):
        with pytest.raises(TypeError, match="kind: 'sum', shift: None"):
            namespace["f_grad"](np.ones(3), **wrong)


def test_saved_closures_with_different_variables_of_one_name(tmp_path):
    def make(k):
        return lambda x: np.sum(k * x)

    def twice(first, second):
        return lambda x: first(x) * second(x)

    x = np.array([1.0, 2.0])
    derivative = grad(twice(make(2.0), make(3.0)))
    want = derivative(x)
    np.testing.assert_allclose(want, [36.0, 36.0])
    path = tmp_path / "saved.py"
    for args in [(), (x,)]:
        with pytest.raises(InvalidArgument, match="cannot save k: two of"):
            derivative.save(path, *args)
    assert not path.exists()
    k = 3.0
    same = grad(twice(make(k), make(k)))
    for args in [(), (x,)]:
        same.save(path, *args)
        name = same.generated_function().__name__
        got = run_alone(path, name, "(np.array([1.0, 2.0]),)")
        np.testing.assert_allclose(got, same(x))


SCALE = 0.5


def scaled(v):
    return np.tanh(SCALE * v)


def test_saved_constants_of_functions_that_were_inlined(tmp_path):
    def f(x):
        return np.sum(scaled(x) * 2.0)

    path = tmp_path / "saved.py"
    grad(f).save(path)
    assert "SCALE = 0.5" in path.read_text()
    assert run_alone(path, "f_grad", "(np.zeros(2),)") == [1.0, 1.0]


def test_saved_functions_bring_what_they_read(tmp_path):
    offset = 0.5

    def inner(n: int) -> float:
        return n + offset

    def outer(n):
        # A comment that stays.
        return inner(n) * 2.0

    double = lambda n: outer(n) * 2  # noqa: E731

    def f(x, n):
        return np.sum(x * double(n))

    path = tmp_path / "saved.py"
    grad(f).save(path)
    assert run_alone(path, "f_grad", "(np.ones(2), 3)") == [14.0, 14.0]
    assert "# A comment that stays." in path.read_text()


def test_saved_functions_keep_their_decorators_meaning(tmp_path):
    def doubled(function):
        @functools.wraps(function)
        def wrapper(*args):
            return 2 * function(*args)

        return wrapper

    @doubled
    def scale(n):
        return 3.0 * n

    def f(x, n):
        return np.sum(x * scale(n))

    path = tmp_path / "saved.py"
    grad(f).save(path)
    assert run_alone(path, "f_grad", "(np.ones(2), 1.0)") == [6.0, 6.0]


def test_a_saved_function_with_the_name_of_a_helper(tmp_path):
    def seed(n):
        return 3.0 * n

    def f(x, n):
        return np.sum(x * seed(n))

    with pytest.raises(InvalidArgument, match="cannot save seed: the module needs"):
        grad(f).save(tmp_path / "never.py")


def test_what_cannot_be_saved(tmp_path):
    thing = object()

    def f(x):
        return x * 2.0 if thing else x

    with pytest.raises(InvalidArgument, match="thing"):
        grad(f).save(tmp_path / "never.py")
    assert not (tmp_path / "never.py").exists()


# -------------------------------------------------------------------------- pickling


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol):
    for derivative, args, want in [
        (grad(functions.cube), (2.0,), 12.0),
        (value_and_grad(functions.cube), (2.0,), (8.0, 12.0)),
        (grad(np.sin), (0.0,), 1.0),
        (functions.decorated, (3.0,), 6.0),
        (functions.decorated_with_options, (2.0, 3.0), (18.0, 12.0)),
    ]:
        assert derivative(*args) == want
        again = pickle.loads(pickle.dumps(derivative, protocol))
        assert again(*args) == want
        assert again.wrt == derivative.wrt
    assert pickle.loads(pickle.dumps(functions.decorated)) is functions.decorated


def test_copies():
    derivative = grad(functions.cube)
    assert copy.copy(derivative)(2.0) == 12.0
    assert copy.deepcopy(derivative)(2.0) == 12.0


def test_multiprocessing():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(grad(functions.cube), [1.0, 2.0]) == [3.0, 12.0]


# ------------------------------------------------------------------------- debugging


def test_traceback_shows_generated_text():
    derivative = grad(functions.raises)
    with pytest.raises(ValueError) as caught:
        derivative(4.0, 9.0)
    shown = "".join(traceback.format_exception(caught.value))
    assert "raise ValueError(" in shown
    assert "raises_grad" in shown
    assert "functions.py" in shown


def test_inspect_and_linecache_show_generated_text():
    derivative = grad(functions.cube)
    derivative(2.0)
    function = derivative.generated_function()
    text = inspect.getsource(function)
    assert text.startswith("def cube_grad(x):")
    assert text.strip() in derivative.source or "x_bar" in text
    file = function.__code__.co_filename
    linecache.checkcache()
    assert "".join(linecache.getlines(file)).strip().endswith(text.strip())


def test_debugger_steps_through_generated_text():
    script = (
        "import pdb, sys\n"
        "from srcdiff import grad\n"
        "from tests.api.functions import cube\n"
        "derivative = grad(cube)\n"
        "derivative(2.0)\n"
        "pdb.Pdb(nosigint=True, readrc=False).runcall(\n"
        "    derivative.generated_function(), 2.0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="list\nnext\nnext\np x\nquit\n",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "def cube_grad(x):" in done.stdout, done.stderr


def test_debug_mode_writes_files(tmp_path, monkeypatch):
    monkeypatch.setenv("SRCDIFF_DEBUG", "1")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    derivative = grad(functions.cube)
    assert derivative(2.0) == 12.0
    file = Path(derivative.generated_function().__code__.co_filename)
    assert file.exists() and file.is_relative_to(tmp_path)
    assert "def cube_grad(x):" in file.read_text()
    assert grad(grad(functions.cube))(2.0) == 12.0


# --------------------------------------------------------------------------- threads


def test_first_call_from_many_threads():
    derivative = grad(functions.two, ("x", "y"))
    compiled = []
    original = derivative._compiled

    def counted(known, values, large):
        compiled.append(known)
        return original(known, values, large)

    derivative._compiled = counted
    arguments = [np.arange(k + 2, dtype=float) for k in range(8)] * 4
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(derivative, arguments))
    for x, (x_bar, y_bar) in zip(arguments, results, strict=True):
        np.testing.assert_array_equal(x_bar, 4.0 * x)
        assert y_bar == np.sum(x * x) + 1.0
    assert len(compiled) <= 2


def test_a_gradient_may_call_itself_in_another_call():
    inner = grad(functions.cube)

    def f(x):
        print(inner(2.0))
        return x * x

    assert grad(f)(3.0) == 6.0
    assert inner(1.0) == 3.0
