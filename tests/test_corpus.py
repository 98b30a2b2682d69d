"""Real texts, where there is a corpus of them: every EPUB is clean."""

from pathlib import Path

import pytest

from converter import convert
from tests import epubcheck


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say_of_any_work(corpus: Path, tmp_path: Path) -> None:
    stories = sorted(corpus.glob("dev/*/d1.txt"))
    assert stories
    for story in stories:
        book = convert(story, tmp_path / f"{story.parent.name}.epub").outputs[0]
        assert epubcheck.messages(book) == [], story
