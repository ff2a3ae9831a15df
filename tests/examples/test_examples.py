"""Every example is a short program that says what it shows and repeats to the byte."""

import ast

import pytest

from tests.docs.pages import DOCS
from tests.examples.loading import EXAMPLES

PROGRAMS = sorted(EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_an_example_is_short_and_says_what_it_shows(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    assert [f.name for f in functions if not ast.get_docstring(f)] == []
    assert len(text.splitlines()) <= 200


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_an_example_uses_what_srcdiff_offers_to_everybody(path):
    """Names from the front page, its networks and its tests; no inner modules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    taken = {n.module for n in imports if n.module.split(".")[0] == "srcdiff"}
    public = ("srcdiff", "srcdiff.testing", "srcdiff.nn")
    assert [m for m in taken if not m.startswith(public[2]) and m not in public] == []
    assert taken


def test_the_page_of_examples_names_each():
    page = (DOCS / "examples.md").read_text(encoding="utf-8")
    assert [p.name for p in PROGRAMS if f"| `{p.name}" not in page] == []


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_the_random_numbers_of_an_example_have_a_seed(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    for call in calls:
        name = ast.unparse(call.func)
        is_global = name.startswith("np.random.") and "(" not in name
        assert not is_global or name == "np.random.default_rng"
        assert name != "np.random.default_rng" or call.args
