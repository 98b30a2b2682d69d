"""No word is lost, added or moved between a story and its books; and the measure can tell."""

from pathlib import Path

import pytest

from converter import convert
from converter.pages import PAGES
from tests.conftest import EXAMPLES, ROOT, story_id
from tests.fidelity import differences, story_text, words

SHORT = ["cats-of-ulthar", "erich-zann", "rashomon-ja"]


def assert_all_words_are_there(story: Path, folder: Path, page: str = "a5") -> None:
    assert len(words(story_text(story))) > 100
    for book in convert(story, folder, formats=("epub", "pdf"), page=page).outputs:
        assert differences(story, book) == []


@pytest.mark.parametrize("story", EXAMPLES, ids=story_id)
def test_the_examples(story: Path, tmp_path: Path) -> None:
    assert_all_words_are_there(story, tmp_path)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_page_size(page: str, tmp_path: Path) -> None:
    assert_all_words_are_there(ROOT / "examples" / "the-last-ferry.txt", tmp_path, page)


@pytest.mark.parametrize("work", SHORT)
def test_short_works_of_the_corpus(work: str, corpus: Path, tmp_path: Path) -> None:
    assert_all_words_are_there(corpus / "dev" / work / "d1.txt", tmp_path)


def test_the_measure_sees_a_lost_an_added_and_a_moved_word(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    header = "Title: A\nAuthor: B\n\n"
    story.write_text(header + "One two three four five.\n", encoding="utf-8")
    books = convert(story, tmp_path, formats=("epub", "pdf")).outputs
    for body, code in (
        ("One two three four five six.", "words-lost"),
        ("One two three four.", "words-added"),
        ("One three two four five.", "words-moved"),
        ("One two six four five.", "words-changed"),
    ):
        story.write_text(header + body + "\n", encoding="utf-8")
        for book in books:
            assert {finding.code for finding in differences(story, book)} == {code}
