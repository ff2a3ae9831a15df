"""No error is without its place on a page: every class, and every message."""

import inspect

import pytest

from srcdiff import errors
from tests.docs.messages import ROOT, messages, pattern, said
from tests.docs.pages import DOCS

PAGE = (DOCS / "errors.md").read_text(encoding="utf-8")
LIMITS = (DOCS / "limits.md").read_text(encoding="utf-8")
CLASSES = [
    found
    for found in vars(errors).values()
    if inspect.isclass(found) and issubclass(found, errors.SrcdiffError)
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_has_a_part_of_the_page(error):
    if error is errors.SrcdiffError:
        assert f"`{error.__name__}`" in PAGE
        return
    other = error.__mro__[2].__name__
    assert f"\n## {error.__name__}\n" in PAGE
    assert f"](#{error.__name__.lower()}) | `{other}` |" in PAGE


def test_every_message_is_on_a_page():
    missing = [
        f"{place}: {text!r}"
        for place, text in messages()
        if not pattern(text).search(PAGE) and not pattern(text).search(LIMITS)
    ]
    assert missing == [], "give each a row in docs/errors.md, or a part of limits.md"


def test_messages_are_found():
    found = [text for _, text in messages()]
    assert len(found) > 90
    assert "the rule declared for \0 gives no adjoint for \0" in found
    assert "async code is not supported" not in found  # tests/docs/test_limits.py
    assert "order=\0: it must be at least 1" in found
    assert [*said(ROOT / "errors.py")] == []
