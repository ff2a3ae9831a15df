"""The gallery shows what the compiler prints; ``pytest tests/docs --update`` writes."""

from tests.docs.gallery import PAGE, SHOWN, page


def test_the_gallery_is_what_the_compiler_prints(request):
    text = page()
    if request.config.getoption("--update"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def test_the_gallery_shows_eight_programs():
    text = PAGE.read_text(encoding="utf-8")
    assert len(SHOWN) == text.count("\n## ") == 8
    assert text.count("_grad(") == 8
