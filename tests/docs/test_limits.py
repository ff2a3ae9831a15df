"""Each limit on the page of limits is refused with the error that stands there."""

import pytest

from srcdiff.frontend import refusals
from tests.docs.pages import DOCS, error_of, refused

CASES = [*refused(DOCS / "limits.md")]


@pytest.mark.parametrize(
    ("program", "below"), CASES, ids=[f"line {p.line}" for p, _ in CASES]
)
def test_a_limit_is_refused_as_the_page_says(program, below):
    error = error_of(program.text)
    assert error != "no error\n"
    assert below.text == error


def test_the_page_has_every_construct_that_is_refused():
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    reasons = {reason for reason, _ in refusals.REFUSED.values()}
    assert [reason for reason in sorted(reasons) if reason not in page] == []
