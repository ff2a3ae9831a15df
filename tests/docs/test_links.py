"""Every page can be reached from the index, and every link leads somewhere."""

import re

import pytest

from tests.docs.pages import DOCS, PAGES, name_of

TOCTREE = re.compile(r"^:::\{toctree\}\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def listed(page):
    """Return the pages that the tables of contents on a page name."""
    found = set()
    for body in TOCTREE.findall(page.read_text(encoding="utf-8")):
        entries = [line for line in body.split("\n") if line and line[0] != ":"]
        for entry in entries:
            matches = [*page.parent.glob(f"{entry}.md")]
            assert matches, f"{page.name}: {entry} is no page"
            found |= set(matches)
    return found


def anchors(page):
    """Return the names of the headings of a page, as links spell them."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def test_the_index_leads_to_every_page():
    reached, todo = set(), {DOCS / "index.md"}
    while todo:
        page = todo.pop()
        reached.add(page)
        todo |= listed(page) - reached
    assert {name_of(page) for page in set(PAGES) - reached} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(page):
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        if target.startswith(("https:", "http:")):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link
