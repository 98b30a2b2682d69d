"""The words of our own pages, in the languages of the books."""

import string
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

import converter
from converter.book import Metadata, Series
from converter.details import details, label, label_language, series_line
from converter.languages import tag_of
from converter.xhtml import contents_page, details_page

TABLES = tomllib.loads(Path(converter.__file__).with_name("labels.toml").read_text(encoding="utf-8"))
METADATA = Metadata("A", ("B",), rating="Teen", warnings=("x", "y"), words=12345, series=(Series("S", "2"),))


@pytest.mark.parametrize("language", TABLES)
def test_a_language_has_every_word(language: str) -> None:
    table = TABLES[language]
    assert set(table) == set(TABLES["de"])
    assert all(text and text == text.strip() for text in table.values())
    fields = {name for _, name, _, _ in string.Formatter().parse(table["Part {position} of {name}"]) if name}
    assert fields == {"position", "name"}
    assert tag_of(language) == language and label_language(language) == language


def test_every_label_of_ours_has_its_words() -> None:
    everything = Metadata(
        warnings=("x",), categories=("x",), fandoms=("x",), relationships=("x",), characters=("x",),
        tags=("x",), rating="x", language_name="x", words=1, status="x", published="x", updated="x",
        completed="x", collections=("x",), publisher="x", url="x", work_id="x", series=(Series("x"),),
    )  # fmt: skip
    assert {detail.label for detail in details(everything)} <= set(TABLES["de"])


def test_details_speak_the_language_of_the_book() -> None:
    metadata = replace(METADATA, language="de")
    assert [detail.label for detail in details(metadata)][:2] == ["Altersfreigabe", "Warnungen"]
    page = details_page(metadata)
    assert '<h2 class="details-heading">Über diese Geschichte</h2>' in page
    assert "Teil 2 von S" in page
    assert 'lang="en"' not in page
    assert '<h2 class="contents-heading">Inhalt</h2>' in contents_page((), "de")


def test_the_notes_of_the_header_have_a_label() -> None:
    metadata = replace(METADATA, language="de", notes=("Danke an Mia.",))
    assert '<p class="note-label">Anmerkungen</p>\n<p>Danke an Mia.</p>' in details_page(metadata)
    assert "Anmerkungen" not in details_page(replace(metadata, notes=()))
    assert '<p class="note-label" lang="en">Notes</p>' in details_page(replace(metadata, language="cy"))


def test_other_languages_have_english_marked_as_such() -> None:
    page = details_page(replace(METADATA, language="cy"))
    assert '<dt lang="en">Rating</dt>' in page
    assert '<h2 class="details-heading" lang="en">About This Story</h2>' in page


def test_chinese_goes_by_its_script() -> None:
    assert [label("Contents", tag) for tag in ("zh", "zh-CN", "zh-Hans", "zh-TW", "zh-Hant", "zh-HK")] == [
        "目录", "目录", "目录", "目錄", "目錄", "目錄",
    ]  # fmt: skip
    assert series_line(Series("山", "3"), "zh-TW") == "《山》第3部"
