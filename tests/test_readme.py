"""The README is true: its programs run, and its commands are understood.

Where the compiler now prints better: ``python -m tests.docs.pages README.md``.
"""

import re
import shlex
from pathlib import Path

import pytest

from srcdiff.cli.main import parser
from tests.docs import pages
from tests.docs.pages import blocks, name_of, shown

README = Path(__file__).resolve().parents[1] / "README.md"
PAGES = [README, *pages.PAGES]


def test_the_readme_shows_what_the_compiler_prints():
    for block, text in shown(README):
        assert block.text == text, f"README.md:{block.line}"


def commands(page):
    """Return the calls of srcdiff in a page's shell blocks, as lists of words."""
    lines = [
        line
        for block in blocks(page)
        if block.language == "sh"
        for line in block.text.splitlines()
    ]
    calls = [part for line in lines for part in line.split(" && ")]
    words = [shlex.split(call, comments=True) for call in calls]
    return [call[1:] for call in words if call and call[0] == "srcdiff"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_of_a_page_are_understood(page):
    for call in commands(page):
        parser().parse_args(call)


def test_the_readme_has_the_demo_and_every_other_command():
    named = {call[0] for call in commands(README)}
    assert named == {"dump", "check", "rules", "demo"}


def test_the_links_of_the_readme_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8")):
        assert (README.parent / target).exists(), target
