"""Finished EPUBs in the engines that people read with, and before the checkers that shops and libraries use.

Every test names its book and its engine. One book is spoiled on purpose, so that every check is seen to fail.
"""

import os
import re
import unicodedata
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from msgspec import Struct

from converter import Book, Chapter, Result, bind_stories, convert, prepare, read_story
from converter.book import Block, SceneBreak
from converter.details import imprint
from converter.parts import contents as contents_of
from converter.themes import load_theme
from converter.xhtml import chapter as chapter_xhtml
from converter.xhtml import document, story_page
from tests.conftest import EXAMPLES, ROOT, story_id
from tests.engines import Opened, ace, calibre, kobofix
from tests.engines.browser import Chromium
from tests.engines.mupdf import open_in_library, open_in_tool
from tests.engines.readium import open_in_readium

pytestmark = pytest.mark.slow

CASES = [
    ROOT / "tests" / "cases" / name / "source.txt"
    for name in ("bare", "hostile", "preface", "right-to-left", "set-off")
]
CORPUS = [
    # Many scene breaks; verse; Japanese with ruby.
    Path(os.environ["FASCICLE_CORPUS"], "dev", name)
    for name in ("gatsby/d3.txt", "alice/pg.txt", "ginga-ja/aozora.txt")
    if "FASCICLE_CORPUS" in os.environ
]
ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
ANTHOLOGY = Path("anthology")
"""Stands for the book of all examples."""
SPOILED = Path("spoiled")
"""Stands for the book that is wrong in every way that a check looks for."""
BEGINNING = 40
"""Letters that tell one place of a book from another."""
NOBODY = {(), ("",), ("Unknown",)}
"""How engines show a book without an author."""
ORNAMENT = load_theme("classic").ornament


class Expected(Struct, frozen=True):
    """What an engine has to show of a book, from the story's model."""

    title: str
    authors: tuple[str, ...]
    contents: tuple[tuple[str, str], ...]
    """Each line of the contents, with the letters of the chapter that it leads to."""
    chapters: tuple[str, ...]
    """The letters of each chapter."""
    ornaments: int


def expected(book: Book) -> Expected:
    metadata = book.metadata
    chapters = tuple(map(chapter_letters, book.chapters))
    entries = [entry for above in contents_of(book) for entry in (above, *above.below)]
    return Expected(
        metadata.title,
        metadata.authors,
        contents=tuple((entry.text, chapters[entry.number - 1]) for entry in entries),
        chapters=chapters,
        ornaments=bool(imprint(metadata)) + sum(scene_breaks(chapter.blocks) for chapter in book.chapters),
    )


def chapter_letters(chapter: Chapter) -> str:
    opening = story_page(chapter.story, "", brief=False) if chapter.story else ""
    markup = document("", "en", opening or "".join(chapter_xhtml(chapter, "", ORNAMENT)))
    return letters("".join(etree.fromstring(markup.encode()).find("{*}body").itertext()))


def letters(text: str) -> str:
    """Letters and digits alone: engines hyphenate, set capitals and join letters as they like."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def scene_breaks(blocks: Iterable[Block]) -> int:
    return sum(
        1 if isinstance(block, SceneBreak) else scene_breaks(getattr(block, "blocks", ())) for block in blocks
    )


def book_id(story: Path) -> str:
    return f"{story.parent.name}-{story.stem}" if story in CORPUS else story_id(story)


every_book = pytest.mark.parametrize("story", [*EXAMPLES, *CASES, ANTHOLOGY, *CORPUS], ids=book_id)
FOR_ACE = [ORCHARD, *CASES, ANTHOLOGY]
"""It takes seconds a book. The anthology has the other examples; long books have the same markup."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """The EPUB of every story."""
    folder = tmp_path_factory.mktemp("books")
    made = {
        story: convert(story, folder / f"{book_id(story)}.epub").outputs[0]
        for story in EXAMPLES + CASES + CORPUS
    }
    made[ANTHOLOGY] = anthology(folder / "anthology.epub").outputs[0]
    return {**made, SPOILED: spoil(made[ORCHARD], folder / "spoiled.epub")}


def anthology(output: Path) -> Result:
    return bind_stories(EXAMPLES, output, prepare(formats=["epub"]), title="Five Tales")


def spoil(book: Path, spoiled: Path) -> Path:
    """A copy of the orchard's EPUB with a fault for each check to find."""
    with zipfile.ZipFile(book) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    def edit(name: str, pattern: str, replacement: str) -> None:
        text, count = re.subn(pattern, replacement, files[name].decode(), count=1, flags=re.DOTALL)
        assert count, f"nothing to spoil in {name}"
        files[name] = text.encode()

    edit("EPUB/content.opf", r"(<dc:title[^>]*>)", r"\1Not ")
    edit("EPUB/content.opf", r"(<dc:creator[^>]*>)", r"\1Not ")
    for contents in ("EPUB/nav.xhtml", "EPUB/toc.ncx"):
        edit(contents, "chapter-2.xhtml", "chapter-3.xhtml")
    edit("EPUB/chapter-2.xhtml", '<p class="scene-break".*?</p>', "")
    edit("EPUB/chapter-4.xhtml", "<p>.*?</p>", '<p><img src="missing.png"/></p>')
    edit("EPUB/chapter-5.xhtml", "<p>", '<p><img src="http://elsewhere.example/picture.png"/>')
    edit("EPUB/book.css", "$", "p { margin: calc(1em + 1px) }")
    _lose_cover(files)
    with zipfile.ZipFile(spoiled, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return spoiled


def _lose_cover(files: dict[str, bytes]) -> None:
    """Declare a cover whose picture is not there."""
    package = etree.fromstring(files["EPUB/content.opf"])
    covers = package.xpath("//*[@properties='cover-image']/@href")
    for cover in covers:
        del files[f"EPUB/{cover}"]
    if not covers:
        item = {"id": "lost", "href": "lost.png", "media-type": "image/png", "properties": "cover-image"}
        etree.SubElement(package.find("{*}manifest"), "{http://www.idpf.org/2007/opf}item", item)
        files["EPUB/content.opf"] = etree.tostring(package, encoding="utf-8", xml_declaration=True)


# Reading systems


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    browser = Chromium()
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def calibre_folder(books: dict[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Calibre made of every book."""
    folder = tmp_path_factory.mktemp("calibre")
    calibre.process(books.values(), folder)
    return folder


READERS: dict[str, Callable[[Path, pytest.FixtureRequest], Opened]] = {
    "mupdf-system": lambda book, _: open_in_tool(book),
    "mupdf-latest": lambda book, _: open_in_library(book),
    "readium": lambda book, _: open_in_readium(book),
    "epub.js": lambda book, request: request.getfixturevalue("chromium").open_in_epubjs(book),
    "foliate": lambda book, request: request.getfixturevalue("chromium").open_in_foliate(book),
    "azw3": lambda book, request: calibre.open_as_azw3(book, request.getfixturevalue("calibre_folder")),
}

Check = Callable[[Opened, Expected], None]
Read = Callable[[str, Path], tuple[Opened, Expected]]
"""From the names of an engine and a story."""


@pytest.fixture(scope="module")
def read(
    books: dict[Path, Path], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Read:
    """What an engine shows of a story's book, and what it has to; each book is opened once."""

    @cache
    def opened(engine: str, story: Path) -> Opened | Exception:
        try:
            return READERS[engine](books[story], request)
        except Exception as error:  # noqa: BLE001 - raised again for every check
            return error

    @cache
    def expected_of(story: Path) -> Expected:
        if story is ANTHOLOGY:
            return expected(anthology(tmp_path_factory.mktemp("anthology") / "anthology.epub").book)
        return expected(read_story(ORCHARD if story is SPOILED else story).book)

    def opened_and_expected(engine: str, story: Path) -> tuple[Opened, Expected]:
        result = opened(engine, story)
        if isinstance(result, Exception):
            raise result
        return result, expected_of(story)

    return opened_and_expected


def title(opened: Opened, expected: Expected) -> None:
    assert opened.title == expected.title


def authors(opened: Opened, expected: Expected) -> None:
    if expected.authors:
        assert opened.authors == expected.authors[: len(opened.authors)]
    else:
        assert opened.authors in NOBODY


def contents(opened: Opened, expected: Expected) -> None:
    assert [text for text, _ in opened.contents] == [text for text, _ in expected.contents]
    for (text, landing), (_, chapter) in zip(opened.contents, expected.contents, strict=True):
        beginning = chapter[:BEGINNING]
        assert letters(landing)[:BEGINNING].startswith(beginning), f"{text} leads astray"


def scene_break(opened: Opened, expected: Expected) -> None:
    assert opened.text.count(ORNAMENT) == expected.ornaments


def whole_text(opened: Opened, expected: Expected) -> None:
    shown, place = letters(opened.text), 0
    for number, chapter in enumerate(expected.chapters, start=1):
        found = shown.find(chapter, place)
        assert found >= 0, f"chapter {number} is not all there after {agreement(shown[place:], chapter)!r}"
        place = found + len(chapter)


def agreement(shown: str, chapter: str) -> str:
    """The last letters of the longest beginning of a chapter that is shown."""
    length = bisect_left(range(len(chapter)), True, key=lambda end: chapter[:end] not in shown)
    return chapter[: length - 1][-BEGINNING:]


def cover(opened: Opened, expected: Expected) -> None:
    assert opened.has_cover is not False


def silence(opened: Opened, _: Expected) -> None:
    assert opened.complaints == ()


CHECKS: tuple[Check, ...] = (title, authors, contents, scene_break, whole_text, cover, silence)
CANNOT_TELL = {
    cover: {"mupdf-system", "mupdf-latest"},
    silence: {"mupdf-system", "mupdf-latest", "readium", "azw3"},  # of pictures that are elsewhere
}


@pytest.mark.parametrize("engine", READERS)
@every_book
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_reader_shows(engine: str, story: Path, check: Check, read: Read) -> None:
    check(*read(engine, story))


@pytest.mark.parametrize(
    ("engine", "check"),
    [
        pytest.param(engine, check, id=f"{engine}-{check.__name__}")
        for engine in READERS
        for check in CHECKS
        if engine not in CANNOT_TELL.get(check, ())
    ],
)
def test_a_fault_is_seen(engine: str, check: Check, read: Read) -> None:
    opened, expected = read(engine, SPOILED)
    with pytest.raises(AssertionError):
        check(opened, expected)


# Checkers


@pytest.fixture(scope="module")
def violations(
    books: dict[Path, Path], chromium: Chromium, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Path, Future[list[str]]]]:
    """What Ace finds in its books, two at a time."""
    folder = tmp_path_factory.mktemp("ace")
    with ThreadPoolExecutor(2) as pool:
        yield {
            story: pool.submit(ace.violations, books[story], folder / books[story].stem, chromium.place)
            for story in (*FOR_ACE, SPOILED)
        }


@pytest.mark.parametrize("story", FOR_ACE, ids=book_id)
def test_ace_finds_no_violation(story: Path, violations: dict[Path, Future[list[str]]]) -> None:
    assert violations[story].result() == []


def test_ace_does_find_violations(violations: dict[Path, Future[list[str]]]) -> None:
    assert any("image-alt" in violation for violation in violations[SPOILED].result())


@every_book
def test_check_book_finds_nothing(story: Path, books: dict[Path, Path], calibre_folder: Path) -> None:
    assert calibre.complaints(books[story], calibre_folder) == []


def test_check_book_does_find_faults(books: dict[Path, Path], calibre_folder: Path) -> None:
    assert any("missing.png" in fault for fault in calibre.complaints(books[SPOILED], calibre_folder))


@every_book
def test_adobes_renderer_stumbles_over_nothing(story: Path, books: dict[Path, Path]) -> None:
    assert kobofix.findings(books[story]) == []


def test_what_adobes_renderer_drops_is_found(books: dict[Path, Path]) -> None:
    assert any("calc" in finding for finding in kobofix.findings(books[SPOILED]))
