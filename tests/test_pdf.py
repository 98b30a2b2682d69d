"""The finished PDF, opened from outside: poppler, qpdf, pikepdf."""

import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import page as validator
import pikepdf
import pymupdf
import pytest

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import Paragraph, Text
from converter.pages import PAGES
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import WriterOptions
from tests.conftest import ROOT, STORIES, story_id
from tests.fidelity import differences

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
LETTERS = ROOT / "examples" / "three-letters-home.txt"
POINTS_PER_MM = 72 / 25.4


@pytest.fixture(autouse=True)
def no_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """WeasyPrint says nothing: no unknown property, no missing glyph, no refused address."""
    logger = logging.getLogger("weasyprint")
    logger.addHandler(caplog.handler)
    yield
    logger.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


def run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True)
    return done.stdout


def assert_accessible(path: Path) -> None:
    """PDF/UA-1, as another program sees it."""
    report = validator.validate_pdf_bytes(path.read_bytes())
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def pages(path: Path) -> list[str]:
    """The text of each page, as it stands on it."""
    return run("pdftotext", "-layout", path, "-").split("\f")[:-1]


def openings(path: Path) -> list[tuple[str, int]]:
    """Text of each bookmark, and the index of the page that it leads to."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return [(entry.title, numbers[entry.destination[0].objgen]) for entry in outline.root]


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of the example with five chapters."""
    return convert(ORCHARD, tmp_path_factory.mktemp("pdf") / "orchard.pdf").outputs[0]


@pytest.mark.parametrize("story", STORIES, ids=story_id)
def test_it_is_sound_and_every_font_is_embedded(story: Path, tmp_path: Path) -> None:
    path = convert(story, tmp_path / "book.pdf").outputs[0]
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path)
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts
    for font in fonts:
        embedded, subset, unicode = font.split()[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), font
    assert_accessible(path)


def test_english_is_set_in_the_styles_face_alone(orchard: Path) -> None:
    names = {line.split()[0] for line in run("pdffonts", orchard).splitlines()[2:]}
    assert all("Source-Serif-Pro" in name for name in names), names
    assert any("Italic" in name for name in names)


@pytest.mark.parametrize("name", PAGES)
def test_page_sizes(name: str, tmp_path: Path) -> None:
    path = convert(LETTERS, tmp_path / "book.pdf", page=name.upper()).outputs[0]
    with pikepdf.open(path) as pdf:
        box = [float(number) for number in pdf.pages[0].mediabox]
    page = PAGES[name]
    expected = (page.width * POINTS_PER_MM, page.height * POINTS_PER_MM)
    assert box[2:] == pytest.approx(expected, abs=0.5)
    assert_accessible(path)


def test_facts_about_the_document(orchard: Path) -> None:
    with pikepdf.open(orchard) as pdf:
        assert str(pdf.docinfo["/Title"]) == "The Clockmaker's Orchard"
        assert str(pdf.docinfo["/Author"]) == "pear_and_pendulum, Tilda Marrow"
        assert "Clocks" in str(pdf.docinfo["/Keywords"])
        assert str(pdf.docinfo["/Subject"]).startswith("For thirty-one years")
        assert str(pdf.Root.Lang) == "en"
        assert "/CreationDate" not in pdf.docinfo


def test_bookmarks_are_the_chapters_and_land_on_them(orchard: Path) -> None:
    leaves = pages(orchard)
    chapters = read_story(ORCHARD).book.chapters
    assert [title for title, _ in openings(orchard)] == [chapter.heading for chapter in chapters]
    for (_, index), chapter in zip(openings(orchard), chapters, strict=True):
        assert chapter.label in leaves[index] and chapter.title in leaves[index]


def test_title_page_and_details_come_first_and_alone(orchard: Path) -> None:
    title, details, contents, opening, *_ = pages(orchard)
    assert title.split("\n\n")[0].strip() == "The Clockmaker's Orchard"
    assert "pear_and_pendulum" in title and "Part 2 of The Valley Almanac" in title
    assert "General Audiences" in details and "3,375" in details
    assert "Contents" in contents
    assert "The Pear Tree" in opening


def test_without_title_page_the_story_comes_first(tmp_path: Path) -> None:
    path = convert(ORCHARD, tmp_path / "book.pdf", title_page=False).outputs[0]
    assert "The Pear Tree" in pages(path)[0]
    assert "General Audiences" not in "".join(pages(path))


def test_folios_and_running_heads(orchard: Path) -> None:
    leaves = pages(orchard)
    opening = {index for _, index in openings(orchard)}
    for index, leaf in enumerate(leaves):
        lines = [line.strip() for line in leaf.split("\n") if line.strip()]
        has_folio = lines[-1] == str(index + 1)
        assert has_folio == (index >= 3), f"page {index + 1} ends {lines[-1]!r}"
        has_author = lines[0] == "pear_and_pendulum · Tilda Marrow"
        is_left = index % 2 == 1
        assert has_author == (is_left and index >= 3 and index not in opening), f"page {index + 1}"
    assert any(leaf.split("\n")[0].strip() == "The Carrier's Horse" for leaf in leaves[2::2])


def test_a_scene_break_never_ends_a_page(tmp_path: Path) -> None:
    """Breaks are put into every place of a page; each must keep the line that follows it."""
    text = "\n\n***\n\n".join(f"{'So it went on and on. ' * (n % 7 + 1)}" for n in range(120))
    source = tmp_path / "story.txt"
    source.write_text(f"Title: A\nAuthor: B\n\n{text}\n", encoding="utf-8")
    found = 0
    for leaf in pages(convert(source, tmp_path / "book.pdf").outputs[0])[1:]:
        lines = [line.replace(" ", "") for line in leaf.split("\n") if line.strip()]
        found += lines.count("***")
        assert lines[-2] != "***", "a break stands last on its page"
    assert found == 119


def test_nothing_in_a_story_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-word")
    source = tmp_path / "story.txt"
    source.write_text(
        f'Title: <link rel=attachment href="file://{secret}">\nAuthor: B\n\n'
        f'<img src="file://{secret}"> <object data="{secret}"></object> <style>@import "{secret}"</style>\n',
        encoding="utf-8",
    )
    path = convert(source, tmp_path / "book.pdf").outputs[0]
    with pikepdf.open(path) as pdf:
        assert not pdf.attachments
    assert "the-secret-word" not in run("pdftotext", path, "-")
    assert "<img src=" in " ".join(run("pdftotext", path, "-").split())


def story(metadata: Metadata) -> Book:
    return Book(metadata, (Chapter((Paragraph((Text("Once."),), 1),)),))


@pytest.mark.parametrize(
    "title",
    [
        "Ox",
        "word " * 1000,
        "W" * 300,
        "x" * 255,
        "The Long and Winding " * 12,
        "🐈🦊🌲",
        "الفنار القديم",
        "銀の魚と白い舟",
        "A: B: C",
        '&<>"',
    ],
)
def test_any_title_fits_its_page(title: str, tmp_path: Path) -> None:
    book = story(Metadata(title=title.strip(), authors=("A. Author", "Another")))
    path = tmp_path / "book.pdf"
    path.write_bytes(load_writer("pdf").write(book, load_theme("classic"), WriterOptions()))
    leaves = pages(path)
    if len(title) < 500:
        assert len(leaves) == 2, "the title page ran over"
        assert "A. Author" in leaves[0]
    shown = re.sub(r"\W", "", "".join(leaves))
    assert shown.startswith(re.sub(r"\W", "", title))


@pytest.mark.parametrize(
    "word", ["A" * 130 + "zend", "3" * 3000 + "zend", "ein\u00a0" * 400 + "zend"], ids=["A", "3", "nbsp"]
)
def test_no_word_runs_off_the_page(word: str, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    chapter = Chapter((Paragraph((Text(word),), 1),), label="Chapter 1", title=word[:200])
    book = Book(Metadata(title=word[:150], authors=(word[:90],), tags=(word[:300],)), (chapter,))
    path.write_bytes(load_writer("pdf").write(book, load_theme("classic"), WriterOptions()))
    markup = run("pdftotext", "-bbox", path, "-")
    right = PAGES["a5"].width * POINTS_PER_MM - 20
    assert max(float(x) for x in re.findall(r'xMax="([\d.]+)"', markup)) < right
    letters = re.sub(r"\W", "", run("pdftotext", path, "-"))
    assert "zend" in letters
    assert len(letters) > len(re.sub(r"\W", "", word))


def test_hungarian_keeps_its_letters(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    body = "hosszú magyar szavak asszonnyal poggyász hattyú " * 40
    source.write_text(f"Title: A\nAuthor: B\nLanguage: magyar\n\n{body}\n", encoding="utf-8")
    path = convert(source, tmp_path / "book.pdf").outputs[0]
    assert differences(source, path) == []


@pytest.mark.parametrize("page", PAGES)
def test_twelve_authors_fit_the_title_page(page: str, tmp_path: Path) -> None:
    authors = tuple(f"Author Number {number}" for number in range(12))
    path = tmp_path / "book.pdf"
    book = story(Metadata(title="A Title of Some Length for a Page", authors=authors))
    options = WriterOptions(PAGES[page])
    path.write_bytes(load_writer("pdf").write(book, load_theme("classic"), options))
    assert len(pages(path)) == 2


def test_seventy_five_tags_take_two_pages_at_most(tmp_path: Path) -> None:
    tags = tuple(f"Tag Number {n} of a Long List" for n in range(75))
    path = tmp_path / "book.pdf"
    book = story(Metadata(title="A", authors=("B",), tags=tags, rating="General Audiences"))
    path.write_bytes(load_writer("pdf").write(book, load_theme("classic"), WriterOptions()))
    leaves = pages(path)
    assert len(leaves) <= 1 + 2 + 1
    for tag in tags:
        assert re.search(r"\s+".join(tag.split()), " ".join(leaves))


def test_no_line_ends_early_before_emphasis(tmp_path: Path) -> None:
    """Lines whose last space, before a stressed word, comes to stand in every place at the margin."""
    lines = [
        f"Then {'i' * number} she walked along the whole of the quay and very *slowly home* again."
        for number in range(70)
    ]
    source = tmp_path / "quay.txt"
    source.write_text("Title: Quay\nAuthor: A\n\n" + "\n\n".join(lines), encoding="utf-8")
    (book,) = convert(source, formats=["pdf"]).outputs
    assert not [page for page in pages(book) if re.search(r"^ *Then( i+)?$", page, re.MULTILINE)]


def test_a_space_is_the_usual_one(tmp_path: Path) -> None:
    """Though wider ones share its glyph, of which the contents of this style have the first."""
    path = convert(ORCHARD, tmp_path / "book.pdf", style="modern").outputs[0]
    with pymupdf.open(path) as pdf:
        text = "".join(page.get_text() for page in pdf)
    assert set(filter(str.isspace, text)) == {" ", "\n"}
