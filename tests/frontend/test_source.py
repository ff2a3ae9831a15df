"""From function objects to trees, places and text, wherever the source comes from."""

import ast
import doctest
import functools
import importlib.util
import linecache
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gast
import numpy as np
import pytest

from srcdiff.errors import SourceUnavailable
from srcdiff.frontend.source import find_source

_SPEC = importlib.util.spec_from_file_location(
    "source_data", Path(__file__).with_name("source_data.py")
)
data = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(data)


@pytest.fixture
def load(tmp_path):
    """Return a loader of modules: text, or bytes, to a fresh module."""
    count = iter(range(100))

    def load(text):
        path = tmp_path / f"module_{next(count)}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


def register(name, text, **scope):
    """Run text under a name that linecache knows, as notebooks do."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    exec(compile(text, name, "exec"), scope)
    return scope


def returned(source):
    """Return the text of what the last statement of a function returns."""
    return source.text(source.node.body[-1].value)


def carets(place):
    """Return the piece of the line that a place points at."""
    return place.text[place.column : place.end_column]


def module_level(x, /, y: float = 2.0, *rest: int, k: int = 1, **more: str) -> float:
    return x * y


def test_function_in_this_file():
    source = find_source(module_level)
    node = source.node
    assert (node.name, source.file) == ("module_level", __file__)
    assert source.lines[node.lineno - 1].startswith("def module_level(x, /")
    args = node.args
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    assert [(a.id, a.annotation) for a in every] == [
        (name, None) for name in ("x", "y", "rest", "k", "more")
    ]
    assert node.returns is None and node.decorator_list == []
    assert carets(source.place(node.body[0].value)) == "x * y"
    assert isinstance(node.body[0], gast.Return)
    assert source.text(gast.Name("x", gast.Load(), None, None)) == ""
    source.node.body.clear()
    assert len(find_source(module_level).node.body) == 1


def test_nested_and_decorated(load):
    module = load(data.NESTED)
    method = find_source(module.Holder.__dict__["method"])
    assert returned(method) == "x + 1"
    line = method.lines[method.node.lineno - 1]
    assert line == " " * 12 + "def method(self, x):"
    assert method.place(method.node.body[0]).column == 16
    assert find_source(module.Holder.hidden).node.name == "__hidden"
    inner = module.outer(2.0)
    for _ in range(2000):  # so that the interpreter specialises its code
        inner(1.0)
    assert returned(find_source(inner)) == "inner(x)"
    assert returned(find_source(module.outer(0.0))) == "-x"
    assert len(find_source(module.outer).node.body) == 2


def test_lambdas(load):
    module = load(data.LAMBDAS)
    columns = [find_source(f).node.col_offset for f in (module.f, module.g)]
    assert columns == [7, 24]
    assert find_source(module.f).node.name == "lambda_"
    assert find_source(module.h).node.name == "h"
    assert returned(find_source(module.h)) == "lambda y: x * y"
    assert returned(find_source(module.h(3))) == "x * y"
    bodies = [returned(find_source(f)) for f in module.table.values()]
    assert bodies == ["x", "2", "é if é else -é"]
    source = find_source(module.typed)
    assert (source.node.name, returned(source)) == ("typed", "x ** 2")
    assert source.place(source.node.body[0]).line == 7
    assert find_source(module.calls[1]).lookup("__name__") == module.__name__


def test_lambda_without_columns(load):
    f = load("f, g = lambda x: x + 1, lambda x: x + 2").f
    f.__code__ = f.__code__.replace(co_linetable=b"")
    assert returned(find_source(f)) == "x + 1"


def test_columns_are_characters(load):
    module = load('é = "日本"; ü = lambda größe: é + größe.T\n')
    source = find_source(module.ü)
    assert carets(source.place(source.node.body[0].value.right)) == "größe.T"
    assert source.text(source.node.body[0].value.right) == "größe.T"
    assert source.node.name == "ü"


@pytest.mark.parametrize("kind", data.ENCODED)
def test_encodings_and_line_ends(load, kind):
    source = find_source(load(data.ENCODED[kind]).f)
    assert returned(source) == "x + 'é'.upper(x)"
    place = source.place(source.node.body[-1].value.right)
    assert carets(place) == "'é'.upper(x)"
    assert place.text.strip() == "return x + 'é'.upper(x)"


def test_place_over_several_lines(load):
    source = find_source(load("def f(x):\n    return (x +\n        1)\n").f)
    place = source.place(source.node.body[0].value)
    assert (place.line, place.column, place.end_column) == (2, 12, None)
    assert source.place(source.node.args).line == 1


@pytest.mark.parametrize(
    "name", ["<ipython-input-3-abc>", "/tmp/ipykernel_1/2.py", "<python-input-0>"]
)
def test_registered_text(name):
    text = "x = 1\ndef f(x):\n    return x @ x\n"
    source = find_source(register(name, text)["f"])
    assert (source.file, returned(source)) == (name, "x @ x")


def test_what_the_rest_of_the_file_does_to_code(load):
    text = "if True:\n    import numpy as np\ndef f(x):\n    return np.sum(x)\n"
    assert returned(find_source(load(text).f)) == "np.sum(x)"
    rare = "parent = super\nclass C:\n def f(x):\n  return super().f() + 1\n"
    assert returned(find_source(load(rare).C.f)) == "super().f() + 1"
    name, scope = "<cell with import>", {}
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    for statement in ast.parse(text).body:
        exec(compile(ast.Module([statement], []), name, "exec"), scope)
    assert returned(find_source(scope["f"])) == "np.sum(x)"


def test_cell_that_awaits():
    name, text = "<ipython-input-4>", "await g(lambda x: x * 3)\n"
    linecache.cache[name] = (len(text), None, [text], name)
    code = compile(text, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    seen = []

    async def g(f):
        seen.append(f)

    with pytest.raises(StopIteration):
        eval(code, {"g": g}).send(None)
    assert returned(find_source(seen[0])) == "x * 3"


def test_registered_lines_without_ends():
    scope = register("<made>", "def f(x):\n    return x")
    linecache.cache["<made>"][2][:] = ["def f(x):", "    return x"]
    assert returned(find_source(scope["f"])) == "x"


def test_doctest():
    text = ">>> f = lambda x: x - 5\n>>> returned(find_source(f))\n'x - 5'\n"
    scope = {"returned": returned, "find_source": find_source}
    test = doctest.DocTestParser().get_doctest(text, scope, "example", None, 0)
    assert doctest.DocTestRunner(verbose=False).run(test) == (0, 2)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_type_parameters(load):
    source = find_source(load("def f[T](x: T) -> T:\n    return x\n").f)
    assert (returned(source), source.node.type_params) == ("x", [])


def test_coroutines_and_generators(load):
    module = load("async def f(x):\n    return x\ndef g(x):\n    yield x\n")
    assert isinstance(find_source(module.f).node, gast.AsyncFunctionDef)
    assert isinstance(find_source(module.g).node, gast.FunctionDef)


def test_function_with_assert_in_a_test_module():
    def checked(x):
        assert x > -1, f"{x} is too small"
        assert x.ndim in (0, 1)
        return x * 2.0

    source = find_source(checked)
    assert [type(part).__name__ for part in source.node.body][-1] == "Return"
    assert returned(source) == "x * 2.0"


def test_changed_function_with_assert_in_a_test_module():
    def checked(x):
        assert x > 0
        return x * 2.0

    original = linecache.getlines(__file__)
    size, time, _, name = linecache.cache[__file__]
    for old, new in [("x * 2.0", "x * 3.0"), ("x * 2.0", "x + 2.0")]:
        lines = [line.replace(old, new) for line in original]
        linecache.cache[__file__] = (size, time, lines, name)
        try:
            with pytest.raises(SourceUnavailable, match="changed"):
                find_source(checked)
        finally:
            linecache.cache[__file__] = (size, time, original, name)


def test_lookup():
    def outer(a):
        def inner(x):
            return a, later, np, len, nowhere  # noqa: F821

        early = find_source(inner)
        with pytest.raises(KeyError):
            early.lookup("later")
        later = 2
        return early, later

    source, _ = outer(1)
    assert [source.lookup(n) for n in ("a", "later", "np", "len")] == [1, 2, np, len]
    with pytest.raises(KeyError):
        source.lookup("nowhere")


@pytest.mark.parametrize(("text", "expected"), data.ON_ONE_LINE)
def test_text_on_one_line(text, expected):
    body = "".join(f"    {line}\n" for line in text.split("\n"))
    if "'''" in text:
        body = f"    {text}\n"
    scope = register(f"<text {text}>", f"def g(x, y=0):\n{body}")
    source = find_source(scope["g"])
    assert source.text(source.node.body[0]) == expected


def test_changed_file(load, tmp_path):
    module = load("f = lambda x: x * 2\n")
    for text in ("f = lambda x: x * 3\n", "f = lambda x: x * 2.0\n", "def f(:\n", "\0"):
        (tmp_path / "module_0.py").write_text(text + "# longer" * len(text))
        with pytest.raises(SourceUnavailable, match="changed after") as caught:
            find_source(module.f)
        assert caught.value.refusals[0].place.line == 1
    (tmp_path / "module_0.py").write_text("\n\nf = lambda x: x * 2\n")
    with pytest.raises(SourceUnavailable, match=r"module_0\.py:1"):
        find_source(module.f)


def test_deleted_file(load, tmp_path):
    module = load("def f(x):\n    return x\n")
    (tmp_path / "module_0.py").unlink()
    with pytest.raises(SourceUnavailable, match="source of f cannot") as caught:
        find_source(module.f)
    assert "notebook cell" in str(caught.value)


def test_text_that_was_run_without_a_file():
    with pytest.raises(SourceUnavailable, match="the source of <lambda> cannot"):
        find_source(eval("lambda x: x"))


@pytest.mark.parametrize(
    ("function", "name"),
    [(len, "len"), (np.sin, "sin"), (functools.partial(len), "partial"), (3, "3")],
)
def test_what_is_no_python_function(function, name):
    with pytest.raises(SourceUnavailable, match=f"{name}(?s:.*)register a rule"):
        find_source(function)


def test_threads(load):
    module = load(data.LAMBDAS)

    def work(_):
        return returned(find_source(module.h(1))), find_source(module.g).node.col_offset

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(200))) == {("x * y", 24)}
