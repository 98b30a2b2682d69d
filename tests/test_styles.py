"""What tells the styles apart, on finished books: their pages by PyMuPDF, their EPUBs by EPUBCheck."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import page as page_validation
import pymupdf
import pytest
from msgspec import Struct
from msgspec.structs import replace

from converter import convert
from converter.pages import PAGES, Measures, Page, measured_page, screen_page
from converter.plugins import load_writer
from converter.themes import load_theme, shipped_themes
from converter.writers import PdfEngine, WriterOptions
from tests import epubcheck, geometry
from tests.conftest import ROOT
from tests.fidelity import differences
from tests.test_pages import NOVELLA, on_both_engines

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
LETTERS = ROOT / "examples" / "three-letters-home.txt"
STYLES = [theme.name for theme in shipped_themes()]
INCH = 72


@pytest.fixture(autouse=True)
def no_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """WeasyPrint says nothing: no unknown property, no missing glyph."""
    logger = logging.getLogger("weasyprint")
    logger.addHandler(caplog.handler)
    yield
    logger.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


class Line(Struct, frozen=True):
    """A line of a page; lengths in points."""

    text: str
    sizes: frozenset[float]
    fonts: frozenset[str]
    left: float
    right: float
    baseline: float


class Leaf(Struct, frozen=True):
    """A page, its lines from top to bottom."""

    width: float
    height: float
    lines: tuple[Line, ...]


def leaves(book: Path) -> list[Leaf]:
    """The pages of a PDF. Runs on one baseline are one line."""
    with pymupdf.open(book) as document:
        return [Leaf(page.rect.width, page.rect.height, tuple(_lines(page))) for page in document]


def _lines(page: pymupdf.Page) -> Iterator[Line]:
    rows: dict[float, list[dict[str, object]]] = {}
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                if span["text"].strip():
                    rows.setdefault(round(span["origin"][1], 1), []).append(span)
    for baseline, spans in sorted(rows.items()):
        spans.sort(key=lambda span: span["bbox"][0])
        yield Line(
            "".join(span["text"] for span in spans).strip(),
            frozenset(round(span["size"], 2) for span in spans),
            frozenset(span["font"] for span in spans),
            min(span["bbox"][0] for span in spans),
            max(span["bbox"][2] for span in spans),
            baseline,
        )


PRINTED = (
    ("classic", "a5"),
    ("modern", "a5"),
    ("manuscript", "letter"),
    ("manuscript", "a4"),
    ("large-print", "a4"),
    ("large-print", "a5"),
)
"""Styles, each with a page that it is printed on."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """PDFs of the example with five chapters, by style and page, each made once."""
    folder = tmp_path_factory.mktemp("styles")
    return {
        (style, page): convert(ORCHARD, folder / f"{style}-{page}.pdf", style=style, page=page).outputs[0]
        for style, page in PRINTED
    }


Books = dict[tuple[str, str], Path]


def story_leaves(book: Path) -> list[Leaf]:
    """The pages of the story, from the first chapter on."""
    found = leaves(book)
    first = next(n for n, leaf in enumerate(found) if any("The orchard behind" in x.text for x in leaf.lines))
    return found[first:]


@pytest.mark.parametrize("suffix", ["epub", "kepub.epub"])
@pytest.mark.parametrize("style", STYLES)
def test_epubcheck_has_nothing_to_say(style: str, suffix: str, tmp_path: Path) -> None:
    book = convert(ORCHARD, tmp_path / f"book.{suffix}", style=style).outputs[0]
    assert epubcheck.messages(book) == []
    assert differences(ORCHARD, book) == []


def test_every_style_is_printed() -> None:
    assert {style for style, _ in PRINTED} == set(STYLES)


@pytest.mark.parametrize(("style", "page"), PRINTED)
def test_a_pdf_is_sound_with_every_word_in_the_styles_faces(style: str, page: str, books: Books) -> None:
    book = books[style, page]
    assert [finding.text[-6:] for finding in differences(ORCHARD, book)] == (
        ["“END”."] if style == "manuscript" else []
    )
    report = page_validation.validate_pdf_bytes(book.read_bytes())
    assert report.is_compliant, report.failures
    families = {face.family.replace(" ", "-") for face in load_theme(style).fonts}
    fonts = {font.split("+")[-1] for leaf in leaves(book) for line in leaf.lines for font in line.fonts}
    assert all(any(font.startswith(family) for family in families) for font in fonts), fonts


@on_both_engines
@pytest.mark.parametrize(
    ("style", "page"), [("modern", "trade"), ("large-print", "a5"), ("manuscript", "a4")]
)
def test_no_page_has_a_fault_a_designer_sees(
    style: str, page: str, engine: PdfEngine, tmp_path: Path
) -> None:
    theme = load_theme(style)
    measured = measured_page(PAGES[page], theme.measures)
    path = tmp_path / "book.pdf"
    options = WriterOptions(page=measured, pdf_engine=engine)
    path.write_bytes(load_writer("pdf").write(NOVELLA, theme, options))
    found = geometry.read_leaves(path, measured)
    if theme.setting.end:
        *others, last = found
        assert last.lines[-1].text == theme.setting.end
        found = [*others, replace(last, lines=last.lines[:-1])]
    first = geometry.bookmarks(path)[0][2]
    assert geometry.faults(NOVELLA, found, first, measured, theme.ornament) == []
    assert geometry.off_the_grid(found, first, measured) == []


def test_a_manuscript_is_made_for_letter_unless_a_page_or_a_device_is_named(tmp_path: Path) -> None:
    for options, width in (({}, 8.5 * INCH), ({"page": "a4"}, 595.3), ({"device": "remarkable-2"}, 447.3)):
        book = convert(LETTERS, tmp_path / "book.pdf", style="manuscript", **options).outputs[0]
        assert leaves(book)[0].width == pytest.approx(width, abs=1)


@pytest.mark.parametrize("page", ["letter", "a4"])
def test_a_manuscript_has_25_lines_of_12_points_within_margins_of_an_inch(page: str, books: Books) -> None:
    found = story_leaves(books["manuscript", page])
    for leaf in found:
        assert {size for line in leaf.lines for size in line.sizes} == {12.0}
        for _, *text in (leaf.lines,):
            assert min(line.left for line in text) >= INCH - 1
            assert max(line.right for line in text) <= leaf.width - INCH + 1
            assert text[0].baseline > INCH and text[-1].baseline < leaf.height - INCH
    assert max(len(leaf.lines) - 1 for leaf in found) == 25
    text_height = found[0].height - 2 * INCH
    gaps = Counter(round(b.baseline - a.baseline, 1) for a, b in pairs(found))
    ((gap, _),) = gaps.most_common(1)
    assert gap == pytest.approx(text_height / 25, abs=0.1)
    assert all(gap / found_gap == pytest.approx(1 / round(found_gap / gap), rel=0.02) for found_gap in gaps)


def pairs(found: list[Leaf]) -> Iterator[tuple[Line, Line]]:
    """Each line of the text with the next one on its page."""
    for leaf in found:
        text = leaf.lines[1:]
        yield from pairwise(text)


def test_a_manuscript_is_ragged_undivided_and_underlined(books: Books) -> None:
    found = story_leaves(books["manuscript", "letter"])
    assert not any("Italic" in font for leaf in found for line in leaf.lines for font in line.fonts)
    assert_ragged(found)
    with pymupdf.open(books["manuscript", "letter"]) as document:
        rules = sum(len(page.get_drawings()) for page in document)
    assert rules >= len(re.findall(r"(?<!\*)\*(?=\w)", ORCHARD.read_text(encoding="utf-8"))) > 0


def assert_ragged(found: list[Leaf]) -> None:
    """Lines end where their words end, and no word is divided."""
    ends = Counter(round(line.right) for leaf in found for line in leaf.lines)
    assert max(ends.values()) < 0.2 * sum(ends.values())
    words = ORCHARD.read_text(encoding="utf-8")
    broken = [line.text for leaf in found for line in leaf.lines if line.text.endswith(("-", "\xad"))]
    assert not [text for text in broken if f" {text.split()[-1]}" not in words]


def test_page_one_of_a_manuscript(books: Books) -> None:
    first, second, *_ = leaves(books["manuscript", "letter"])
    top, *_ = first.lines
    assert top.text.startswith("pear_and_pendulum · Tilda Marrow") and top.text.endswith("about 3,400 words")
    assert (top.left, top.right) == pytest.approx((INCH, first.width - INCH), abs=2)
    title = next(line for line in first.lines if line.text == "The Clockmaker's Orchard")
    assert 0.4 < title.baseline / first.height < 0.6
    assert (title.left + title.right) / 2 == pytest.approx(first.width / 2, abs=1)
    assert "General Audiences" not in "".join(line.text for leaf in (first, second) for line in leaf.lines)
    opening = next(line for line in second.lines if "The Pear Tree" in line.text)
    assert 0.25 < opening.baseline / second.height < 0.45


def test_a_manuscript_without_chapters_begins_below_its_title(tmp_path: Path) -> None:
    book = convert(LETTERS, tmp_path / "book.pdf", style="manuscript").outputs[0]
    first, *_ = leaves(book)
    assert first.lines[0].text.endswith("about 180 words")
    title = next(n for n, line in enumerate(first.lines) if line.text == "Three Letters Home")
    assert len(first.lines) - title > 5


def test_every_page_of_a_manuscript_but_the_first_has_name_title_and_number(books: Books) -> None:
    first, *others = leaves(books["manuscript", "letter"])
    assert "/" not in first.lines[0].text
    for number, leaf in enumerate(others, start=2):
        head = leaf.lines[0]
        assert head.text == f"pear_and_pendulum & Marrow / THE CLOCKMAKER'S ORCHARD / {number}"
        assert head.right == pytest.approx(leaf.width - INCH, abs=2)
        assert head.baseline < INCH
    assert others[-1].lines[-1].text == "END"


@pytest.mark.parametrize(("page", "least"), [("a4", 18), ("a5", 16)])
def test_large_print_is_large_ragged_and_upright(page: str, least: int, books: Books) -> None:
    found = leaves(books["large-print", page])
    assert min(size for leaf in found for line in leaf.lines for size in line.sizes) >= least
    assert not any("Italic" in font for leaf in found for line in leaf.lines for font in line.fonts)
    story = story_leaves(books["large-print", page])
    assert_ragged(story)
    gaps = Counter(round(b.baseline - a.baseline, 1) for a, b in pairs(story))
    ((gap, _), (other, _)) = gaps.most_common(2)
    sizes = {size for leaf in story for line in leaf.lines[1:-1] for size in line.sizes}
    assert 1.4 <= gap / min(sizes) <= 1.5
    assert other == pytest.approx(2 * gap, abs=0.1)
    folios = {(round(leaf.lines[-1].baseline), leaf.lines[-1].text.isdigit()) for leaf in story}
    assert len(folios) == 1 and folios.pop()[1]


def test_modern_stands_left_in_two_faces(books: Books) -> None:
    found = story_leaves(books["modern", "a5"])
    openings = [leaf for leaf in found if max(leaf.lines[0].sizes) > 12]
    assert len(openings) == 5
    for leaf in openings:
        headings = [line for line in leaf.lines[:2] if max(line.sizes) > 12]
        text = leaf.lines[len(headings)]
        assert all("Sans" in font for line in headings for font in line.fonts)
        assert all("Serif" in font for font in text.fonts)
        assert [line.left for line in headings] == pytest.approx([text.left] * len(headings), abs=1)
    first = [leaf.lines[-1] for leaf in found]
    number = int(first[0].text)
    for n, (folio, leaf) in enumerate(zip(first, found, strict=True), start=number):
        assert folio.text == str(n)
        outer = PAGES["a5"].outer * INCH / 25.4
        assert (leaf.width - folio.right if n % 2 else folio.left) == pytest.approx(outer, abs=2)


def test_modern_breaks_scenes_with_a_rule(books: Books) -> None:
    with pymupdf.open(books["modern", "a5"]) as document:
        rules = [
            [character["bbox"] for span in line["spans"] for character in span["chars"]]
            for page in document
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            if "".join(c["c"] for span in line["spans"] for c in span["chars"]).strip() == "———"
        ]
    assert len(rules) > 3
    for rule in rules:
        assert all(after[0] < before[2] for before, after in pairwise(rule))


@pytest.mark.parametrize("page", [*PAGES.values(), screen_page(1072, 1448, 300)], ids=lambda page: page.name)
@pytest.mark.parametrize("style", STYLES)
def test_measures_suit_every_page(style: str, page: Page) -> None:
    measures = load_theme(style).measures
    measured = measured_page(page, measures)
    assert (measured.width, measured.height, measured.name) == (page.width, page.height, page.name)
    assert measured.text_width > page.width * 0.55
    assert measured.text_height > page.height * 0.6
    assert 1.2 < measured.leading / measured.type_size < 2.5
    if measures == Measures():
        assert measured == page


def test_small_pages_have_their_measures_in_proportion() -> None:
    a6 = measured_page(PAGES["a6"], Measures(type_size=12, lines=25, inner=25.4, outer=25.4))
    assert (a6.type_size, a6.inner, a6.head) == (10, 12.7, PAGES["a6"].head)
    assert a6.leading == pytest.approx(a6.text_height * INCH / 25.4 / 25, abs=0.01)
