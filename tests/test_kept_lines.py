"""Where verse and the ends of letters stand: in a book for screens, and on the pages of both engines."""

from pathlib import Path

import pytest

from converter import Book, Chapter, Metadata
from converter.book import Block, Lines, Paragraph, Quote, Text, Verse
from converter.kept_lines import is_signature, verse_widths
from converter.pages import PAGES, POINT
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import PdfEngine, WriterOptions
from converter.xhtml import chapter
from tests import geometry

CLASSIC = load_theme("classic")
PAGE = PAGES["a5"]
on_both_engines = pytest.mark.parametrize("engine", [PdfEngine.WEASYPRINT, PdfEngine.TYPST])


def kept(*lines: str) -> tuple[tuple[Text], ...]:
    return tuple((Text(line),) for line in lines)


FIRST = Verse(kept("The harper turns his stool about", "  And will not go nor stay."), 1)
SECOND = Verse(kept("O bring me bread, O bring me salt,", "  And bring my father’s coat;"), 1)
SHORT = Verse(kept("Rain upon the tin,", "come along and in"), 1)
LONG = Verse(kept("And the swallows had counted each other aloud " * 2, "on the wires"), 1)
PROSE = Paragraph((Text("He played it twice."),), 1)


def lines_of(folder: Path, engine: PdfEngine, *blocks: Block, language: str = "en") -> list[geometry.Line]:
    """The lines of a story of one page."""
    book = Book(Metadata("T", ("A",), language=language), (Chapter(blocks),))
    options = WriterOptions(PAGE, title_page=False, pdf_engine=engine)
    path = folder / "book.pdf"
    path.write_bytes(load_writer("pdf").write(book, CLASSIC, options))
    (leaf,) = geometry.read_leaves(path, PAGE)
    return list(leaf.lines)


def edges() -> tuple[float, float]:
    """Of the text on a right-hand page, in points from the left."""
    return PAGE.inner / POINT, (PAGE.inner + PAGE.text_width) / POINT


@on_both_engines
def test_verse_stands_in_the_middle_by_its_longest_line(engine: PdfEngine, tmp_path: Path) -> None:
    lines = lines_of(tmp_path, engine, PROSE, FIRST, SECOND, PROSE, SHORT, PROSE)
    left, right = edges()
    poem, short = lines[1:5], lines[6:8]
    assert poem[0].left == pytest.approx(poem[2].left), "stanzas of one poem have one edge"
    for verse in (poem, short):
        space = right - max(line.right for line in verse) - (min(line.left for line in verse) - left)
        assert abs(space) < 2 * PAGE.type_size, "an em to either side is what the eye forgives"
    assert short[0].left > poem[0].left + 20


@on_both_engines
def test_verse_that_is_too_long_hangs(engine: PdfEngine, tmp_path: Path) -> None:
    lines = lines_of(tmp_path, engine, PROSE, LONG, PROSE)
    left, right = edges()
    begin, turned, *_, last = lines[1:-1]
    assert begin.left == last.left == pytest.approx(left + PAGE.type_size, abs=1)
    assert turned.left == pytest.approx(begin.left + 1.5 * PAGE.type_size, abs=1)
    assert all(line.right < right + 1 for line in lines)


@on_both_engines
def test_a_quotation_has_its_verse_in_its_own_middle(engine: PdfEngine, tmp_path: Path) -> None:
    lines = lines_of(tmp_path, engine, PROSE, SHORT, PROSE, Quote((PROSE, SHORT, PROSE), 1), PROSE)
    assert lines[1].left == pytest.approx(lines[5].left, abs=1)


@on_both_engines
def test_a_letter_is_signed_at_the_right(engine: PdfEngine, tmp_path: Path) -> None:
    signed = Lines(kept("Yours ever,", "Ada Penn"), 1)
    lines = lines_of(tmp_path, engine, PROSE, signed, PROSE)
    _, right = edges()
    assert [line.text for line in lines[1:3]] == ["Yours ever,", "Ada Penn"]
    assert all(line.right == pytest.approx(right - 1.5 * PAGE.type_size, abs=1.5) for line in lines[1:3])


@on_both_engines
def test_right_to_left_lines_are_mirrored(engine: PdfEngine, tmp_path: Path) -> None:
    prose = Paragraph((Text("שלום לכם."),), 1)
    verse = Verse(kept("והים שר בלילה לבדו", "ואין איש ששומע"), 1)
    chat = Lines(kept("נועה: כן", "אבא: " + "לא ידעתי " * 12), 1)
    lines = lines_of(tmp_path, engine, prose, verse, prose, chat, prose, language="he")
    left, right = (PAGE.width / POINT - edge for edge in reversed(edges()))  # bound on the right
    assert lines[0].right == pytest.approx(right, abs=1.5)
    assert lines[1].right == pytest.approx(lines[2].right, abs=1.5), "one edge, on the right"
    assert left + 60 < lines[1].left and lines[1].right < right - 60
    said, answer, turned = lines[4:7]
    assert said.right == pytest.approx(answer.right, abs=1.5) == pytest.approx(right, abs=1.5)
    assert turned.right == pytest.approx(right - 1.5 * PAGE.type_size, abs=1.5)


def test_a_screen_has_verse_in_a_box_that_a_wider_face_fits_as_well() -> None:
    (section,) = chapter(Chapter((FIRST, SECOND)), "c", "*")
    longest = max(len(line[0].text) for stanza in (FIRST, SECOND) for line in stanza.lines)
    assert section.count(f'<div class="verse" style="max-width: {longest * 0.45 * 1.3:.1f}em">') == 2


def test_a_poem_is_as_wide_as_its_longest_line() -> None:
    first, second, prose, short = verse_widths((FIRST, SECOND, PROSE, SHORT))
    assert first == second == pytest.approx(0.45 * 34)
    assert (prose, short) == (0, pytest.approx(0.45 * 18))
    assert verse_widths((Verse(kept("春の海", "ひねもす"), 1),)) == [4]


@pytest.mark.parametrize(
    "lines",
    [
        ("Yours ever,", "Ada Penn"),
        ("“Believe me, dear Sir,", "“Yours faithfully,", "“Patrick O’Hara.”"),
        ("Dein alter Freund,", "Otto"),
        ("17, Quay Street,", "Wednesday."),
        ("Con cariño,", "Inés"),
    ],
)
def test_a_signature_is_known(lines: tuple[str, ...]) -> None:
    assert is_signature(Lines(kept(*lines), 1))
    assert is_signature(Verse(kept(*lines), 1))
    assert verse_widths((Verse(kept(*lines), 1),)) == [0]


@pytest.mark.parametrize(
    "lines",
    [
        ("Ada Penn",),
        ("The end", "Ada Penn"),
        ("God bless you, merry gentleman,", "May nothing you dismay!"),
        ("We thought her dying whilst she slept,", "And sleeping when she died."),
        ("bread,", "salt,", "butter"),
        ("In the morning,", "In the evening,", "In the town,"),
        ("RAIN ON TIN,", "COME ON IN"),
        ("One,", "Two,", "Three,", "Four"),
        ("mara: no,", "Otto"),
        ("That was all that there was to say of it then,", "Ada"),
        ("", ""),
    ],
)
def test_what_is_no_signature_stays_where_it_is(lines: tuple[str, ...]) -> None:
    assert not is_signature(Lines(kept(*lines), 1))
