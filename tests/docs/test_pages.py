"""What the pages show is what the compiler prints.

Where it has changed for the better: ``python -m tests.docs.pages``.
"""

import pytest

from tests.docs.pages import DOCS, shown

PAGES = sorted(DOCS.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_the_compiler_prints(page):
    for block, text in shown(page):
        assert block.text == text, f"{page.name}:{block.line}"
