"""The pages of finished PDFs: geometry, parts of the book, conformance."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import page as validator
import pytest
from msgspec.structs import replace
from weasyprint import CSS, HTML

from converter import Book, Chapter, Metadata, convert, xhtml
from converter.bind import bind
from converter.book import Block, Emphasis, Heading, Lines, Note, Paragraph, Quote, SceneBreak, Text, Verse
from converter.devices import DEVICES, find_page
from converter.errors import UnknownName, UsageError
from converter.pages import PAGES, Page
from converter.parts import Parts, parts_of
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import PdfEngine, PdfVariant, WriterOptions
from tests import geometry
from tests.conftest import EXAMPLES, ROOT

THEME = load_theme("classic")
SCREEN = DEVICES["kobo-clara"].page
WORDS = (
    "lantern harbour kettle morning orchard bridge window ladder story basket compass meadow candle pebble"
    " the a her old quiet narrow patient silver carried found followed mended counted and but while under"
    " extraordinarily conscientious characteristically"
).split()


class Storyteller:
    """Blocks of all kinds with words at random, the same every time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def words(self, count: int) -> str:
        text = " ".join(self._random.choice(WORDS) for _ in range(count))
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self) -> Paragraph:
        if self._random.random() < 0.3:
            return Paragraph((Text(f"“{self.words(self._random.randint(3, 9))}”"),), 1)
        parts = [Text(self.words(self._random.randint(8, 90)))]
        return Paragraph((*parts, Text(" "), Emphasis((Text(self.words(2)),))), 1)

    def blocks(self, count: int) -> Iterator[Block]:
        for number in range(1, count + 1):
            yield self.paragraph()
            if number < count:
                yield from self.between()

    def between(self) -> tuple[Block, ...]:
        """What stands between two paragraphs, most of the time nothing."""
        match self._random.randrange(24):
            case 0 | 1 | 2:
                return (SceneBreak("***", 1),)
            case 3:
                return (SceneBreak("", 1, is_soft=True),)
            case 4:
                return (Verse(tuple((Text(self.words(5)),) for _ in range(4)), 1),)
            case 5:
                return (Quote((self.paragraph(), self.paragraph()), 1),)
            case 6:
                return (Lines(tuple((Text(self.words(3)),) for _ in range(3)), 1),)
            case 7:
                return (Heading((Text(self.words(2)),), 1),)
            case 8:
                return (Note("Author's Note", (self.paragraph(),), 1),)
            case 9:
                signature = Lines(((Text("Yours as ever,"),), (Text("Ada Penn"),)), 1)
                stanza = Verse(((Text(self.words(6)),), (Text(f"  {self.words(3)}"),)), 1)
                return (stanza, stanza, signature)
            case _:
                return ()

    def book(self, chapters: int, paragraphs: int) -> Book:
        made = tuple(
            Chapter(tuple(self.blocks(paragraphs)), f"Chapter {number}", self.words(3)[:-1])
            for number in range(1, chapters + 1)
        )
        return Book(Metadata(title="The Long Quay", authors=("Ada Penn",), language="en"), made)


def make(book: Book, path: Path, **options: object) -> Path:
    path.write_bytes(load_writer("pdf").write(book, THEME, WriterOptions(**options)))  # type: ignore[arg-type]
    return path


NOVEL = Storyteller(7).book(5, 95)
NOVELLA = Storyteller(8).book(3, 45)


ENGINES = [PdfEngine.WEASYPRINT, PdfEngine.TYPST]
on_both_engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(scope="module", params=ENGINES)
def novel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A printed novel with every part, a5."""
    folder = tmp_path_factory.mktemp("novel")
    return make(NOVEL, folder / f"{request.param}.pdf", pdf_engine=request.param)


def story_start(path: Path) -> int:
    """The index of the page on which the story begins."""
    return geometry.bookmarks(path)[0][2]


def faults(path: Path, book: Book, page: Page, *, colophon: bool = False) -> list[str]:
    leaves = geometry.read_leaves(path, page)
    first = story_start(path)
    story = leaves[:-1] if colophon else leaves
    return geometry.faults(book, story, first, page, THEME.ornament)


@pytest.mark.slow
def test_a_novel_has_no_fault_a_designer_sees(novel: Path) -> None:
    assert faults(novel, NOVEL, PAGES["a5"], colophon=True) == []


@pytest.mark.parametrize("name", ["a6", "pocket", "trade", "a4", "kobo-clara", "70x110mm"])
@on_both_engines
def test_no_page_has_a_fault_a_designer_sees(name: str, engine: PdfEngine, tmp_path: Path) -> None:
    page = find_page(name)
    path = make(NOVELLA, tmp_path / "book.pdf", page=page, cover=False, pdf_engine=engine)
    assert faults(path, NOVELLA, page) == []


CARELESS = """
p { orphans: 1; widows: 1 }
h3, p.scene-break { break-before: auto; break-after: auto }
p.flush { margin-right: -9pt }
p.lines { margin-bottom: 3pt }
"""


def test_a_careless_style_is_caught(tmp_path: Path) -> None:
    page = PAGES["a6"]
    careless = replace(THEME, print_css=THEME.print_css + CARELESS)
    (tmp_path / "book.pdf").write_bytes(load_writer("pdf").write(NOVELLA, careless, WriterOptions(page)))
    found = " ".join(faults(tmp_path / "book.pdf", NOVELLA, page))
    for kind in ("orphan at", "widow at", "heading at the foot", "scene break with", " to "):
        assert kind in found, kind
    leaves = geometry.read_leaves(tmp_path / "book.pdf", page)
    assert geometry.off_the_grid(leaves, story_start(tmp_path / "book.pdf"), page)


@pytest.mark.slow
def test_every_line_stands_on_the_grid(novel: Path) -> None:
    leaves = geometry.read_leaves(novel, PAGES["a5"])[:-1]
    assert geometry.off_the_grid(leaves, story_start(novel), PAGES["a5"]) == []


@pytest.mark.slow
def test_a_novel_has_its_parts_in_order(novel: Path) -> None:
    half_title, blank, title, details, contents, *_, colophon = geometry.read_leaves(novel, PAGES["a5"])
    assert [line.text for line in half_title.lines] == ["The Long Quay"]
    assert (blank.lines, blank.head, blank.foot) == ((), "", "")
    assert [line.text for line in title.lines] == ["The Long Quay", "Ada Penn"]
    assert not details.lines, "no details in its header, so a blank verso"
    assert contents.lines[0].text.casefold() == "contents"
    assert [line.text for line in colophon.lines] == ["Set in Source Serif Pro by Fascicle"]
    assert story_start(novel) % 2 == 0


@pytest.mark.slow
def test_the_contents_are_right_and_the_bookmarks_the_same(novel: Path) -> None:
    leaves = geometry.read_leaves(novel, PAGES["a5"])
    marks = geometry.bookmarks(novel)
    found = geometry.contents_lines(novel, leaves, story_start(novel))
    assert [text for _, text, _ in marks] == [chapter.heading for chapter in NOVEL.chapters]
    assert found == [(geometry.letters(text), index + 1, index) for _, text, index in marks]


@pytest.mark.slow
def test_folios_and_running_heads_are_where_they_are_due(novel: Path) -> None:
    leaves = geometry.read_leaves(novel, PAGES["a5"])
    marks = {index: text for _, text, index in geometry.bookmarks(novel)}
    title = ""
    for index, leaf in enumerate(leaves[:-1]):
        if index < min(marks):
            assert (leaf.head, leaf.foot) == ("", ""), f"page {index + 1}"
            continue
        title = marks.get(index, title)
        head = "" if index in marks else "Ada Penn" if index % 2 else title.partition(": ")[2]
        assert (leaf.head, leaf.foot) == (head, str(index + 1)), f"page {index + 1}"
    assert (leaves[-1].head, leaves[-1].foot) == ("", "")


@on_both_engines
def test_chapters_open_on_right_hand_pages_when_asked(engine: PdfEngine, tmp_path: Path) -> None:
    path = make(NOVELLA, tmp_path / "book.pdf", recto=True, pdf_engine=engine)
    openings = [index for _, _, index in geometry.bookmarks(path)]
    assert len(openings) == 3 and all(index % 2 == 0 for index in openings)
    leaves = geometry.read_leaves(path, PAGES["a5"])
    blanks = [index for index, leaf in enumerate(leaves) if not leaf.lines]
    assert blanks and all(index % 2 for index in blanks)
    assert all(not leaves[index].head and not leaves[index].foot for index in blanks)


@on_both_engines
def test_the_end_stands_in_the_middle_and_never_alone(engine: PdfEngine, tmp_path: Path) -> None:
    page = PAGES["a6"]
    line = Paragraph((Text("The ferry was late."),), 1)
    most = int(page.text_height / geometry.POINT / page.leading)
    chapters = (
        Chapter((*[line] * count, Paragraph((Text("THE END"),), 2)), f"Chapter {count}")
        for count in range(most // 2, most + 2)
    )
    path = make(Book(NOVELLA.metadata, tuple(chapters)), tmp_path / "book.pdf", page=page, pdf_engine=engine)
    ends = [
        (leaf, number)
        for leaf in geometry.read_leaves(path, page)
        for number, found in enumerate(leaf.lines)
        if found.text == "THE END"
    ]
    assert len(ends) == most - most // 2 + 2
    for leaf, number in ends:
        assert number, "alone on its page"
        above, end = leaf.lines[number - 1 : number + 1]
        assert end.baseline - above.baseline == pytest.approx(2 * page.leading, abs=0.5)
        assert end.left > above.left + 6 * page.type_size


@on_both_engines
def test_the_end_of_what_is_quoted_keeps_its_distance(engine: PdfEngine, tmp_path: Path) -> None:
    """A quoted tale ends where the story goes on, as does a note."""
    told, end = Paragraph((Text("The ferry was late."),), 1), Paragraph((Text("The End"),), 2)
    for inner in (Quote((told, end), 1), Note("Notes", (told, end), 1)):
        chapter = Chapter((told, inner, SceneBreak("***", 3), told, told), "Chapter 1")
        path = make(Book(NOVELLA.metadata, (chapter,)), tmp_path / "book.pdf", pdf_engine=engine)
        (lines,) = (
            leaf.lines
            for leaf in geometry.read_leaves(path, PAGES["a5"])
            if any(line.text == "The End" for line in leaf.lines)
        )
        assert [line.text for line in lines][-5:] == [
            told.inlines[0].text,
            "The End",
            "* * *",
            told.inlines[0].text,
            told.inlines[0].text,
        ]
        assert all(b.baseline - a.baseline > 0.9 * PAGES["a5"].leading for a, b in pairwise(lines[-5:]))


@on_both_engines
def test_parts_of_a_book_are_below_them_in_contents_and_bookmarks(engine: PdfEngine, tmp_path: Path) -> None:
    chapter = NOVELLA.chapters[0]
    part = Chapter((), "Part One", "Land", is_part=True)
    book = Book(NOVELLA.metadata, (part, chapter, chapter))
    path = make(book, tmp_path / "book.pdf", pdf_engine=engine)
    assert [level for level, _, _ in geometry.bookmarks(path)] == [1, 2, 2]
    found = geometry.contents_lines(path, geometry.read_leaves(path, PAGES["a5"]), story_start(path))
    assert [target for _, _, target in found] == [index for _, _, index in geometry.bookmarks(path)]


@on_both_engines
@pytest.mark.parametrize(
    ("language", "story", "label", "title"),
    [
        ("en", "Harbour", "Chapter\u00a01", "Drawer"),
        ("ja", "港", "第一章", "引き出し"),
        ("ar", "الميناء", "الفصل", "الدرج"),
    ],
)
def test_the_contents_of_a_bound_book_have_stories_at_the_edge_and_chapters_below(
    language: str, story: str, label: str, title: str, engine: PdfEngine, tmp_path: Path
) -> None:
    blocks = (Paragraph((Text("Fog."),), 1),)
    headings = [(label, title), ("", title), ("3", "")]
    chapters = [Chapter(blocks, *heading) for heading in headings]
    bound = bind([Book(Metadata(story, ("B",), language=language), tuple(chapters))], "All")
    path = make(bound, tmp_path / "book.pdf", pdf_engine=engine)
    lines = geometry.words_by_line(path, 1)[-4:]
    size = PAGES["a5"].type_size
    if language == "ar":
        lines = [[(-x1, -x0) for x0, x1 in reversed(line)] for line in lines]
    edge, *below = (line[0][0] for line in lines)
    assert below == pytest.approx([edge + 1.5 * size] * 3, abs=1)
    gaps = [[after[0] - before[1] for before, after in pairwise(line)] for line in lines]
    assert min(map(min, gaps)) > 0, "nothing stands over anything else"
    assert all(line_gaps[0] < 2 * size for line_gaps in gaps), "leaders begin where the words end"


NOTES = Chapter(
    (
        *(Note(label, (Paragraph((Text("Fog."),), 1),), 1) for label in ("Summary", "Notes")),
        Paragraph((Text("It began."),), 1),
        Note("End Notes", (Paragraph((Text("It ended."),), 1),), 1),
    )
)


@on_both_engines
def test_one_rule_stands_between_two_notes(engine: PdfEngine, tmp_path: Path) -> None:
    path = make(Book(Metadata("A", ("B",)), (NOTES,)), tmp_path / "book.pdf", pdf_engine=engine)
    assert geometry.rules(path, 1) == 3 + 2


def test_one_rule_stands_between_two_notes_in_an_epub(tmp_path: Path) -> None:
    body = "".join(xhtml.chapter(NOTES, "one", "*"))
    HTML(string=body).write_pdf(tmp_path / "book.pdf", stylesheets=[CSS(string=THEME.book_css)])
    assert geometry.rules(tmp_path / "book.pdf", 0) == 3 + 2


SHORT = Storyteller(1).book(1, 5)


@pytest.mark.parametrize(
    ("book", "page", "expected"),
    [
        (SHORT, PAGES["a5"], Parts(title_page=True, details=True)),
        (NOVELLA, PAGES["a5"], Parts(title_page=True, details=True, contents=True)),
        (NOVEL, PAGES["a5"], Parts(True, True, True, True, True, recto_parts=True)),
        (NOVEL, SCREEN, Parts(title_page=True, details=True, contents=True)),
    ],
    ids=["short", "novella", "novel", "screen"],
)
def test_parts_are_in_proportion(book: Book, page: Page, expected: Parts) -> None:
    assert parts_of(book, page, title_page=True, recto=False) == expected
    assert parts_of(book, page, title_page=False, recto=False) == Parts()


def test_a_screen_has_no_rectos() -> None:
    assert not parts_of(NOVEL, SCREEN, title_page=True, recto=True).recto_chapters
    assert parts_of(NOVEL, PAGES["a5"], title_page=True, recto=True).recto_chapters


@pytest.mark.parametrize(
    ("page", "cover", "count"),
    [("kobo-clara", True, 1), ("kobo-clara", False, 0), ("a5", True, 0), ("a5", "picture", 1)],
)
def test_a_screen_has_a_cover_and_print_one_that_is_brought(
    page: str, cover: bool | str, count: int, tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (60, 80), "navy").save(tmp_path / "picture.png")
    chosen = tmp_path / "picture.png" if cover == "picture" else cover
    path = convert(EXAMPLES[-1], tmp_path / "book.pdf", page=page, cover=chosen).outputs[0]
    with geometry.pymupdf.open(path) as pdf:
        assert len(pdf[0].get_images()) == count
        assert pdf[0].get_text().strip() == "" or not count
        (width, height) = pdf[0].rect.width, pdf[0].rect.height
        if count:
            (box,) = (image["bbox"] for image in pdf[0].get_image_info())
            filled = (box[2] - box[0]) / width, (box[3] - box[1]) / height
            assert max(filled) == pytest.approx(1, abs=0.01)
            assert cover == "picture" or min(filled) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("variant", PdfVariant)
@pytest.mark.parametrize("page", ["a5", "kobo-clara"])
def test_every_variant_conforms(variant: str, page: str, tmp_path: Path) -> None:
    path = convert(EXAMPLES[1], tmp_path / "book.pdf", page=page, pdf_variant=variant).outputs[0]
    report = validator.validate_pdf_bytes(path.read_bytes())
    assert str(variant)[:1] in str(report.profile).casefold()
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.slow
def test_a_novel_is_accessible(novel: Path) -> None:
    assert validator.validate_pdf_bytes(novel.read_bytes()).is_compliant


def test_a_page_of_any_size_a_book_can_have() -> None:
    page = find_page("130x200mm")
    assert (page.name, page.width, page.height) == ("130x200mm", 130, 200)
    assert find_page("130 × 200 mm") == page
    assert find_page("KOBO-CLARA") == SCREEN


@pytest.mark.parametrize("name", [*PAGES, *DEVICES, "130x200mm", "300x420mm", "100x160mm"])
def test_lines_are_neither_too_long_nor_too_short_to_read(name: str) -> None:
    page = find_page(name)
    assert 45 <= page.measure / 0.474 <= 70
    assert 18 <= page.text_height / geometry.POINT / page.leading <= 75
    assert not page.is_narrow


def test_short_lines_are_ragged(tmp_path: Path) -> None:
    page = find_page("70x110mm")
    assert page.is_narrow
    path = make(SHORT, tmp_path / "book.pdf", page=page)
    lines = [line for leaf in geometry.read_leaves(path, page)[1:] for line in leaf.lines]
    assert len({round(line.right) for line in lines}) > len(lines) / 2


@pytest.mark.parametrize("name", ["10x10mm", "2000x3000mm", "0x0mm", "9999x100mm"])
def test_a_page_nobody_could_hold_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="not one for a book") as caught:
        find_page(name)
    assert "130x200mm" in caught.value.hint


@pytest.mark.parametrize("name", ["a9", "130x200", "x", "-130x200mm", "130x200in", ""])
def test_a_page_unknown_is_refused(name: str) -> None:
    with pytest.raises(UnknownName, match="page size"):
        find_page(name)


def test_a_variant_unknown_is_refused() -> None:
    with pytest.raises(UnknownName, match="PDF variant"):
        convert(EXAMPLES[0], ROOT / "never.pdf", pdf_variant="a-9z")


CORPUS = (
    "dev/alice/d1.txt",
    "dev/christmas-carol/d3.txt",
    "dev/time-machine/d2.txt",
    "dev/erich-zann/d1.txt",
    "dev/cats-of-ulthar/d3.txt",
    "dev/verwandlung-de/pg.txt",
)


@pytest.mark.slow
@on_both_engines
def test_a_book_of_121_000_words_is_right_on_every_page(engine: PdfEngine, tmp_path: Path) -> None:
    book = Storyteller(9).book(40, 70)
    page = PAGES["a5"]
    path = make(book, tmp_path / "book.pdf", pdf_engine=engine)
    assert faults(path, book, page, colophon=True) == []
    leaves = geometry.read_leaves(path, page)[:-1]
    first = story_start(path)
    assert geometry.off_the_grid(leaves, first, page) == []
    marks = geometry.bookmarks(path)
    assert [text for _, text, _ in marks] == [chapter.heading for chapter in book.chapters]
    found = geometry.contents_lines(path, leaves, first)
    assert found == [(geometry.letters(text), index + 1, index) for _, text, index in marks]
    assert validator.validate_pdf_bytes(path.read_bytes()).is_compliant


@pytest.mark.slow
@on_both_engines
@pytest.mark.parametrize("name", CORPUS)
def test_real_books_have_no_fault_a_designer_sees(
    name: str, engine: PdfEngine, corpus: Path, tmp_path: Path
) -> None:
    result = convert(corpus / name, tmp_path / "book.pdf", pdf_engine=engine)
    page = PAGES["a5"]
    parts = parts_of(result.book, page, title_page=True, recto=False)
    assert faults(result.outputs[0], result.book, page, colophon=parts.colophon) == []
