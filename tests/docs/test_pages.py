"""What the pages show is what the compiler prints, and no block goes unchecked.

Where it has changed for the better: ``python -m tests.docs.pages``.
"""

import pytest

from tests.docs.gallery import PAGE as GALLERY
from tests.docs.pages import (
    DOCS,
    FENCE,
    PAGES,
    blocks,
    error_of,
    name_of,
    printed,
    refused,
    shown,
)

ERRORS = [(page, *pair) for page in PAGES for pair in refused(page)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_shows_what_the_compiler_prints(page):
    for block, text in shown(page):
        assert block.text == text, f"{page.name}:{block.line}"


@pytest.mark.parametrize(
    ("page", "program", "below"),
    ERRORS,
    ids=[f"{name_of(page)} line {program.line}" for page, program, _ in ERRORS],
)
def test_a_program_is_refused_as_the_page_says(page, program, below):
    error = error_of(program.text)
    assert error != "no error\n"
    assert below.text == error


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_of_a_page_is_checked(page):
    pairs = refused(page)
    programs = {program.start for program, _ in pairs}
    errors = {below.start for _, below in pairs}
    for block in blocks(page):
        checked = block.shows is not None or block.language in ("python", "console")
        checked |= block.start in programs | errors
        checked |= page == GALLERY  # written as a whole, and compared as a whole
        # Commands for a shell are parsed by tests/test_readme.py; a diagram is no code.
        checked |= block.language in ("sh", "text", "{eval-rst}")
        assert checked, f"{page.name}:{block.line}: nothing runs this {block.language}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_fence_of_a_page_opens_or_closes_a_block(page):
    whole = page.read_text(encoding="utf-8")
    fences = [line for line in whole.splitlines() if line.lstrip().startswith("```")]
    assert len(fences) == 2 * len(FENCE.findall(whole))


def test_pages_in_every_folder_are_found():
    assert {page.parent for page in PAGES} >= {DOCS, DOCS / "howto"}


def test_only_known_commands_run():
    with pytest.raises(ValueError, match="no command rm"):
        printed("rm file")
