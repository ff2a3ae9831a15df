"""The page of limits has every construct that is refused."""

from srcdiff.frontend import refusals
from tests.docs.pages import DOCS


def test_the_page_has_every_construct_that_is_refused():
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    reasons = {reason for reason, _ in refusals.REFUSED.values()}
    assert [reason for reason in sorted(reasons) if reason not in page] == []
