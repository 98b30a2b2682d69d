"""The finished EPUB, opened from outside: EPUBCheck, the package, the documents, MuPDF."""

import base64
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import (
    Block,
    Footnote,
    Heading,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    SceneBreak,
    Series,
    Text,
    Verse,
    texts,
)
from converter.cover import Cover, draw_cover
from converter.errors import UsageError
from converter.plugins import load_writer
from converter.stylesheets import lint
from converter.themes import load_theme
from converter.writers import WriterOptions
from converter.writers import epub as epub_writer
from tests import epubcheck
from tests.conftest import ROOT, STORIES, story_id

DC = "{http://purl.org/dc/elements/1.1/}"
ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"


def epub(book: Book, **options: bool) -> dict[str, bytes]:
    """The files inside the book's EPUB, by name."""
    data = load_writer("epub").write(book, load_theme("classic"), WriterOptions(cover=False, **options))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(files: dict[str, bytes]) -> etree._Element:
    return etree.fromstring(files["EPUB/content.opf"])


def values(root: etree._Element, name: str) -> list[str | None]:
    return [element.text for element in root.iter(f"{DC}{name}")]


def metas(root: etree._Element, name: str) -> list[str | None]:
    return [meta.text for meta in root.iter("{*}meta") if meta.get("property") == name]


def refinements(root: etree._Element, name: str) -> dict[str, str]:
    """What refines the element with that name, by property."""
    return {m.get("property"): m.text for m in root.iter("{*}meta") if m.get("refines") == f"#{name}"}


def story(metadata: Metadata) -> Book:
    return Book(metadata, (Chapter((Paragraph((Text("Once."),), 1),)),))


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
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert metas(root, "dcterms:modified") == ["2024-06-02T00:00:00Z"]
    assert metas(root, "schema:wordCount") == ["3375"]
    assert refinements(root, "book-title") == {"file-as": "Clockmaker's Orchard, The"}
    assert refinements(root, "author-1") == {"role": "aut", "file-as": "pear_and_pendulum"}
    assert refinements(root, "author-2") == {"role": "aut", "file-as": "Marrow, Tilda"}


def test_series_are_told_in_both_dialects() -> None:
    series = (Series("X", "1.5"), Series("Y", "one"), Series("Z"))
    root = package(epub(story(Metadata(title="A", series=series))))
    assert metas(root, "belongs-to-collection") == ["X", "Y", "Z"]
    assert refinements(root, "series-1") == {"collection-type": "series", "group-position": "1.5"}
    assert refinements(root, "series-2") == {"collection-type": "series"}
    named = {meta.get("name"): meta.get("content") for meta in root.iter("{*}meta") if meta.get("name")}
    assert (named["calibre:series"], named["calibre:series_index"]) == ("X", "1.5")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {
                "rating": "Mature",
                "warnings": ("W",),
                "categories": ("C",),
                "fandoms": ("F", "G"),
                "relationships": ("A & B",),
                "characters": ("A", "B"),
                "tags": ("T", "F"),
            },
            ["F", "G", "T", "A & B", "A", "B", "C", "W", "Mature"],
        ),
        ({"rating": "Mature", "tags": ("Fantasy",), "characters": ("A",)}, ["Fantasy", "A", "Mature"]),
        ({"rating": "Mature", "warnings": ("W",)}, []),
        ({}, []),
    ],
)
def test_the_first_subject_is_what_the_story_is_about(facts: dict[str, object], expected: list[str]) -> None:
    metadata = Metadata(title="A", **facts)  # type: ignore[arg-type]
    assert values(package(epub(story(metadata))), "subject") == expected


def test_rights_are_told_if_the_header_does() -> None:
    others = (("Mood", "calm"), ("Copyright", "Ida Lamp"), ("License", "CC BY 4.0"))
    root = package(epub(story(Metadata(title="A", others=others))))
    assert values(root, "rights") == ["Ida Lamp", "CC BY 4.0"]


def test_accessibility_is_told_and_conformance_is_not_claimed() -> None:
    root = package(epub(story(Metadata(title="A"))))
    for name in ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard"):
        assert metas(root, f"schema:{name}")
    assert metas(root, "schema:accessibilitySummary")
    assert metas(root, "dcterms:conformsTo") == []


@pytest.mark.parametrize(
    ("dates", "date", "modified"),
    [
        ({"published": "2024-05-17", "updated": "2024-06-02"}, "2024-05-17", "2024-06-02"),
        ({"published": "2024-05-17T10:00:00Z", "completed": "2023-01-02"}, "2024-05-17", "2024-05-17"),
        ({"updated": "2024-06-02 10:12:00"}, "2024-06-02", "2024-06-02"),
        ({"published": "2024-05", "completed": "2024-06-02"}, "2024-05", "2024-06-02"),
        ({"published": "May 17"}, None, "2000-01-01"),
        ({}, None, "2000-01-01"),
    ],
)
def test_dates_are_the_headers(dates: dict[str, str], date: str | None, modified: str) -> None:
    root = package(epub(story(Metadata(title="A", **dates))))  # type: ignore[arg-type]
    assert values(root, "date") == ([date] if date else [])
    assert metas(root, "dcterms:modified") == [f"{modified}T00:00:00Z"]


def test_source_date_epoch_dates_stories_without_a_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for header, modified in (("", "2023-11-14T22:13:20Z"), ("Updated: 2024-06-02\n", "2024-06-02T00:00:00Z")):
        source = tmp_path / "story.txt"
        source.write_text(f"Title: A\nAuthor: B\n{header}\nOnce.\n", encoding="utf-8")
        with zipfile.ZipFile(convert(source).outputs[0]) as archive:
            root = etree.fromstring(archive.read("EPUB/content.opf"))
        assert metas(root, "dcterms:modified") == [modified]


@pytest.mark.parametrize("seconds", ["", "yesterday", "1e9", "9" * 30])
def test_source_date_epoch_must_be_a_time(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        convert(ORCHARD)


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


def test_a_story_without_facts_has_no_details_page() -> None:
    assert "EPUB/details.xhtml" not in epub(story(Metadata(title="A", authors=("B",))))


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


def paragraph(words: int) -> Paragraph:
    return Paragraph((Text(" ".join(["lantern"] * words)),), 1)


LONG = 12_500
"""Words of 100 kilobytes, of which a document holds two."""
FIVE = (paragraph(LONG),) * 5


def written(book: Book, path: Path) -> Path:
    """The book's EPUB at that path."""
    path.write_bytes(load_writer("epub").write(book, load_theme("classic"), WriterOptions(cover=False)))
    return path


def spine(files: dict[str, bytes]) -> list[str]:
    return [item.get("idref") for item in package(files).iter("{*}itemref")]


def sections(*blocks: Block) -> list[etree._Element]:
    """The outermost element of each document of a chapter, with its document's size checked."""
    files = epub(Book(Metadata(title="A"), (Chapter(blocks, title="The Kite"),)), title_page=False)
    documents = [files[f"EPUB/{name}.xhtml"] for name in spine(files)]
    assert all(len(document) < 250_000 for document in documents)
    return [etree.fromstring(document).find("{*}body")[0] for document in documents]


def tags(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


def test_a_long_chapter_goes_on_in_further_files(tmp_path: Path) -> None:
    book = Book(Metadata(title="A"), (Chapter(FIVE[:1], title="Short"), Chapter(FIVE, "Chapter 2", "Long")))
    assert epubcheck.messages(written(book, tmp_path / "book.epub")) == []
    files = epub(book, title_page=False)
    assert spine(files) == ["chapter-1", "chapter-2", "chapter-2-2", "chapter-2-3"]
    for document in ("nav.xhtml", "toc.ncx"):
        assert b"chapter-2.xhtml" in files[f"EPUB/{document}"]
        assert b"chapter-2-2.xhtml" not in files[f"EPUB/{document}"]


def test_what_goes_on_begins_nothing() -> None:
    first, *others = sections(*FIVE)
    assert (first.get("role"), tags(first)) == ("doc-chapter", ["h2", "p", "p"])
    assert [p.get("class") for p in first.iter("{*}p")] == ["opening", None]
    for other in others:
        assert (etree.QName(other).localname, other.get("role"), other.get("id")) == ("div", None, None)
        assert {p.get("class") for p in other.iter("{*}p")} == {None}


@pytest.mark.parametrize(
    "divider", [SceneBreak("***", 1), Heading((Text("Later"),), 1)], ids=["break", "heading"]
)
def test_a_divider_stays_with_what_it_opens(divider: Block) -> None:
    first, second = sections(*FIVE[:2], divider, FIVE[2])
    assert tags(first) == ["h2", "p", "p"]
    assert len(second) == 2 and second[1].get("class") == "flush"
    (only,) = sections(divider)
    assert len(only) == 2


LINES = tuple((Text(" ".join(["kite"] * 1_000)),) for _ in range(120))


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (Quote(FIVE, 1), "blockquote"),
        (Note("Notes", FIVE, 1), "div[@class='note']"),
        (Note("Notes", (Quote(FIVE, 1),), 1), "div[@class='note']/{*}blockquote"),
        (Verse(LINES, 1), "div[@class='verse']"),
        (Lines(LINES, 1), "p[@class='lines']"),
    ],
    ids=["quote", "note", "nested", "verse", "lines"],
)
def test_a_giant_block_is_parted_where_it_has_joints(block: Block, kind: str) -> None:
    found = sections(block)
    assert len(found) == 3
    assert all(len(section.findall(f"{{*}}{kind}")) == 1 for section in found)
    words = " ".join(text for section in found for text in section.itertext()).split()
    assert words == ["The", "Kite", *" ".join(texts([block])).split()]


def test_a_note_in_another_part_of_its_chapter_is_linked(tmp_path: Path) -> None:
    marked = Paragraph((Text('<a href="#note-1">'), ReferenceMark("[1]", "1"), ReferenceMark("[2]", "2")), 1)
    notes = [Footnote(number, f"[{number}]", (Text("A lamp."),), 1) for number in "12"]
    book = Book(Metadata(title="A"), (Chapter((marked, notes[0], *FIVE[:3], notes[1])),))
    assert epubcheck.messages(written(book, tmp_path / "book.epub")) == []
    files = epub(book)
    first, second = files["EPUB/chapter-1.xhtml"], files["EPUB/chapter-1-2.xhtml"]
    assert b' href="#note-1"' in first and b' href="chapter-1-2.xhtml#note-2"' in first
    assert b' href="chapter-1.xhtml#mark-2"' in second


def test_a_paragraph_is_never_parted() -> None:
    book = Book(Metadata(title="A"), (Chapter((paragraph(5 * LONG), FIVE[0])),))
    assert spine(epub(book, title_page=False)) == ["chapter-1", "chapter-1-2"]


def test_parts_hold_chapters_in_both_tables_of_contents(tmp_path: Path) -> None:
    once = (Paragraph((Text("Once."),), 1),)
    chapters = [Chapter(once, title="Before")]
    for number in "12":
        chapters += [Chapter((), f"Part {number}", is_part=True), *(Chapter(once, "Chapter"),) * 2]
    book = Book(Metadata(title="A"), tuple(chapters))
    assert epubcheck.messages(written(book, tmp_path / "book.epub")) == []
    ncx = etree.fromstring(epub(book)["EPUB/toc.ncx"])
    points = list(ncx.iter("{*}navPoint"))
    assert [point.get("playOrder") for point in points] == [str(n) for n in range(1, 8)]
    assert len({point.get("id") for point in points}) == 7
    assert ncx.find(".//{*}meta[@name='dtb:depth']").get("content") == "2"


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////"
    "////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI"
    "AQEAAD8AR//Z"
)
"""One white pixel."""


def test_a_cover_is_marked_in_every_way(tmp_path: Path) -> None:
    metadata = Metadata(title="The Kite & the Lamp", authors=("moth", "mole"))
    path = tmp_path / "book.epub"
    options = WriterOptions(cover=Cover(JPEG, "jpg"))
    path.write_bytes(epub_writer.write(story(metadata), load_theme("classic"), options))
    assert epubcheck.messages(path) == []
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files["EPUB/cover.jpg"] == JPEG
    # In this order, for a Nook.
    assert b'<meta name="cover" content="cover-img"/>' in files["EPUB/content.opf"]
    root = package(files)
    image = root.find(".//{*}item[@id='cover-img']")
    assert (image.get("href"), image.get("properties")) == ("cover.jpg", "cover-image")
    assert spine(files)[0] == "cover"
    assert root.find(".//{*}reference[@type='cover']").get("href") == "cover.xhtml"
    picture = etree.fromstring(files["EPUB/cover.xhtml"]).find(".//{*}img")
    assert (picture.get("role"), picture.get("alt")) == ("doc-cover", "The Kite & the Lamp · moth · mole")
    landmarks = etree.fromstring(files["EPUB/nav.xhtml"]).findall(".//{*}nav")[1]
    assert [a.get("href") for a in landmarks.iter("{*}a")] == ["cover.xhtml", "chapter-1.xhtml"]


def test_fonts_come_along_where_they_are_wanted(tmp_path: Path) -> None:
    book, theme = story(Metadata(title="The Kite")), load_theme("classic")
    path = tmp_path / "book.epub"
    path.write_bytes(epub_writer.write(book, theme, WriterOptions(embed_fonts=True, cover=False)))
    assert [message.split(" (")[0] for message in epubcheck.messages(path)] == [
        "USAGE CSS-028: Use of Font-face declaration."
    ]
    with zipfile.ZipFile(path) as archive:
        fonts = {name: archive.read(name) for name in archive.namelist() if "/fonts/" in name}
        css = archive.read("EPUB/book.css").decode()
    assert list(fonts.values()) == [face.path.read_bytes() for face in theme.fonts]
    assert lint(css) == ()
    assert css.count("@font-face") == 4
    assert not any("fonts" in name for name in epub(book))


def test_a_cover_is_drawn_unless_none_is_wanted() -> None:
    book, theme = story(Metadata(title="The Kite")), load_theme("classic")
    drawn = zipfile.ZipFile(io.BytesIO(epub_writer.write(book, theme, WriterOptions())))
    assert drawn.read("EPUB/cover.png") == draw_cover(book.metadata, theme).data
    bare = zipfile.ZipFile(io.BytesIO(epub_writer.write(book, theme, WriterOptions(cover=False))))
    assert not [name for name in bare.namelist() if "cover" in name]
    assert b"cover" not in bare.read("EPUB/content.opf")


def test_what_is_blank_leaves_no_gap() -> None:
    blank = (Paragraph((), 1), Paragraph((Text("\u200b\xa0"),), 1))
    verse = Verse(((Text("one"),), (Text("  "),), (Text("two"),)), 1)
    (section,) = sections(*blank, verse, Quote(blank, 1), Verse(((),), 1), Lines((), 1), *blank)
    assert tags(section) == ["h2", "div"]
    assert [p.text for p in section.iter("{*}p")] == ["one", "two"]


@pytest.mark.parametrize("source", STORIES, ids=story_id)
def test_no_paragraph_is_empty(source: Path) -> None:
    for name, data in epub(read_story(source).book).items():
        if name.endswith(".xhtml"):
            assert not re.findall(rb"<(?:p|h\d|li|dd|dt)\b[^>]*>\s*</", data), name


def test_mupdf_opens_it_and_finds_the_text(tmp_path: Path) -> None:
    path = convert(ORCHARD, tmp_path / "book.epub").outputs[0]
    done = subprocess.run(
        ["mutool", "draw", "-q", "-F", "txt", str(path)], capture_output=True, text=True, check=True
    )
    assert "The orchard behind the clock shop" in done.stdout
    assert done.stdout.count("* * *") == 4 + 1  # the story's, and the title page's ornament
