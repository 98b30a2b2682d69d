"""The finished EPUB, opened from outside: EPUBCheck, the package, the documents, MuPDF."""

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import Paragraph, Series, Text
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import WriterOptions
from converter.writers.epub import identifier
from tests import epubcheck
from tests.conftest import ROOT, STORIES, story_id

DC = "{http://purl.org/dc/elements/1.1/}"
ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"


def epub(book: Book, **options: bool) -> dict[str, bytes]:
    """The files inside the book's EPUB, by name."""
    data = load_writer("epub").write(book, load_theme("classic"), WriterOptions(**options))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(files: dict[str, bytes]) -> etree._Element:
    return etree.fromstring(files["EPUB/content.opf"])


def values(root: etree._Element, name: str) -> list[str | None]:
    return [element.text for element in root.iter(f"{DC}{name}")]


@pytest.mark.parametrize("story", STORIES, ids=story_id)
@pytest.mark.parametrize("title_page", [True, False], ids=["", "bare"])
def test_epubcheck_has_nothing_to_say(story: Path, title_page: bool, tmp_path: Path) -> None:
    result = convert(story, tmp_path / "book.epub", title_page=title_page)
    assert epubcheck.messages(result.outputs[0]) == []


def test_epubcheck_does_find_faults(tmp_path: Path) -> None:
    path = tmp_path / "faulty.epub"
    files = epub(read_story(ORCHARD).book)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.replace(b"</section>", b"<p/></div></section>", 1))
    assert any(message.startswith(("FATAL", "ERROR")) for message in epubcheck.messages(path))


@pytest.mark.parametrize(
    "metadata",
    [
        Metadata(title="A", published=date, updated=date, language=language)
        for date in ("0000-00-00", "9999-99-99", "0001-01-01", "2024-02-30", "2024", "2024-02", "May")
        for language in ("en",)
    ]
    + [
        Metadata(title=": B"),
        Metadata(title="A", authors=("B",) * 3, series=(Series("S", "one"), Series("T", "1.5"))),
        Metadata(title="A", url="not a url at all", publisher="P & Q", summary=("<b>x</b>", "y")),
    ],
    ids=str,
)
def test_epubcheck_has_nothing_to_say_of_odd_facts(metadata: Metadata, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(load_writer("epub").write(story(metadata), load_theme("classic"), WriterOptions()))
    assert epubcheck.messages(path) == []


def test_the_media_type_comes_first_and_plain(tmp_path: Path) -> None:
    path = convert(ORCHARD, tmp_path / "book.epub").outputs[0]
    assert path.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


def test_the_package_says_what_the_header_said() -> None:
    root = package(epub(read_story(ORCHARD).book))
    assert values(root, "title") == ["The Clockmaker's Orchard"]
    assert values(root, "creator") == ["pear_and_pendulum", "Tilda Marrow"]
    assert values(root, "language") == ["en"]
    assert values(root, "date") == ["2024-05-17"]
    (description,) = values(root, "description")
    assert description is not None and description.startswith("For thirty-one years")
    subjects = values(root, "subject")
    assert subjects[:2] == ["Valley Almanac (Original Work)", "Nell Tansley & Hendry Lumb"]
    assert {"Clocks", "Orchards", "Pears"} < set(subjects)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    properties = {meta.get("property"): meta.text for meta in root.iter("{*}meta")}
    assert properties["belongs-to-collection"] == "The Valley Almanac"
    assert properties["group-position"] == "2"
    assert properties["dcterms:modified"] == "2024-06-02T00:00:00Z"


def test_contents_name_every_chapter_twice_over() -> None:
    files = epub(read_story(ORCHARD).book)
    expected = [
        ("chapter-1.xhtml", "Chapter 1: The Pear Tree"),
        ("chapter-2.xhtml", "Chapter 2: The Carrier's Horse"),
        ("chapter-3.xhtml", "Chapter 3"),
        ("chapter-4.xhtml", "Chapter 4: The Reeve's Arithmetic"),
        ("chapter-5.xhtml", "Chapter 5: The Spare Day"),
    ]
    navigation = etree.fromstring(files["EPUB/nav.xhtml"])
    toc = navigation.find(".//{*}nav[@id='toc']")
    links = [(link.get("href"), link.text) for link in toc.iter("{*}a")]
    points = etree.fromstring(files["EPUB/toc.ncx"]).findall(".//{*}navPoint")
    assert links == expected
    assert [(p.find("{*}content").get("src"), p.findtext(".//{*}text")) for p in points] == links
    assert [p.get("playOrder") for p in points] == ["1", "2", "3", "4", "5"]
    assert all(f"EPUB/{address}" in files for address, _ in links)


def test_one_file_a_chapter_and_nothing_else() -> None:
    names = [name for name in epub(read_story(ORCHARD).book) if name.endswith(".xhtml")]
    chapters = [f"EPUB/chapter-{number}.xhtml" for number in range(1, 6)]
    assert names == ["EPUB/title.xhtml", "EPUB/details.xhtml", *chapters, "EPUB/nav.xhtml"]


def test_without_title_page_the_story_comes_first() -> None:
    files = epub(read_story(ORCHARD).book, title_page=False)
    assert next(item.get("idref") for item in package(files).iter("{*}itemref")) == "chapter-1"


def story(metadata: Metadata) -> Book:
    return Book(metadata, (Chapter((Paragraph((Text("Once."),), 1),)),))


def test_a_story_without_facts_has_no_details_page() -> None:
    assert "EPUB/details.xhtml" not in epub(story(Metadata(title="A", authors=("B",))))


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"title": "Another title"}, True),
        ({"authors": ("C",)}, True),
        ({"work_id": "2"}, False),
        ({"work_id": ""}, False),
    ],
)
def test_the_work_id_is_the_books_identity(change: dict[str, str], is_same: bool) -> None:
    metadata = Metadata(title="A", authors=("B",), work_id="1")
    assert (identifier(metadata) == identifier(replace(metadata, **change))) is is_same


def test_without_work_id_author_and_title_are() -> None:
    first = Metadata(title="A", authors=("B",))
    assert identifier(first) == identifier(replace(first, rating="Mature"))
    assert identifier(first) != identifier(replace(first, title="C"))
    assert identifier(first) != identifier(replace(first, authors=("B", "C")))


def test_several_series_are_all_named() -> None:
    root = package(epub(story(Metadata(title="A", series=(Series("X", "1"), Series("Y"))))))
    names = [m.text for m in root.iter("{*}meta") if m.get("property") == "belongs-to-collection"]
    assert names == ["X", "Y"]


def test_scene_breaks_are_text_and_what_follows_is_flush() -> None:
    chapter = epub(read_story(ROOT / "examples" / "the-last-ferry.txt").book)["EPUB/chapter-1.xhtml"]
    paragraphs = list(etree.fromstring(chapter).iter("{*}p"))
    breaks = [i for i, p in enumerate(paragraphs) if p.get("role") == "separator"]
    assert len(breaks) == 4
    for index in breaks:
        assert paragraphs[index].text == "* * *"
        assert paragraphs[index + 1].get("class") == "flush"
    assert paragraphs[0].get("class") == "opening"


def test_right_to_left_books_say_so() -> None:
    files = epub(read_story(ROOT / "tests/cases/right-to-left/source.txt").book)
    assert b'dir="rtl"' in files["EPUB/chapter-1.xhtml"]
    spine = package(files).find("{*}spine")
    assert spine.get("page-progression-direction") == "rtl"


def test_styles_set_no_colours() -> None:
    css = epub(story(Metadata(title="A")))["EPUB/book.css"].decode()
    assert "color" not in css and "background" not in css


def test_mupdf_opens_it_and_finds_the_text(tmp_path: Path) -> None:
    path = convert(ORCHARD, tmp_path / "book.epub").outputs[0]
    done = subprocess.run(
        ["mutool", "draw", "-q", "-F", "txt", str(path)], capture_output=True, text=True, check=True
    )
    assert "The orchard behind the clock shop" in done.stdout
    assert done.stdout.count("* * *") == 4 + 1  # the story's, and the title page's ornament
