"""Several stories in one book: their order, what the book says of them, and every word of theirs in it."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from converter import Book, Metadata, bind_stories, prepare, read_story
from converter.batch.series import Membership, volumes
from converter.bind import bind, common_series, gaps, in_series_order, unbound
from converter.book import Series
from converter.checks import check_book
from converter.checks.pdf_text import read_passages
from converter.checks.words import split_words
from converter.identity import identifier
from converter.plugins import load_writer
from converter.themes import load_theme, shipped_themes
from converter.writers import PdfEngine, WriterOptions
from converter.writers.dump import load
from tests import epubcheck
from tests.conftest import Run
from tests.fidelity import story_text, words
from tests.test_invariants import TEXTS, book_words, parse

NOTED = "Chapter 1\n\nThe owl spoke.[1]\n\n[1] It was a {bird}.\n\nChapter 2\n\nIt slept."
ALMANAC = "The Valley Almanac"


def story(path: Path, title: str = "The Owl", text: str = "The owl said nothing.", **keys: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    header = {"Title": title, "Author": "B", **{key.replace("_", " "): value for key, value in keys.items()}}
    lines = "".join(f"{key}: {value}\n" for key, value in header.items() if value)
    path.write_text(f"{lines}\n{text}\n", encoding="utf-8")
    return path


def part(path: Path, number: int | str, **keys: str) -> Path:
    return story(
        path, f"Tale {number}", f"Tale {number} is told.", Series=f"Part {number} of {ALMANAC}", **keys
    )


def model(*sources: Path, title: str = "") -> Book:
    """What is bound of these stories."""
    (place, *_) = sources
    output = place.with_name("bound.json")
    return bind_stories(sources, output, prepare(formats=["json"]), title=title).book


def titles(book: Book) -> list[str]:
    return [chapter.story.title for chapter in book.chapters if chapter.story]


def opened(path: Path) -> dict[str, Any]:
    """The XML files of an EPUB, parsed."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(("xhtml", "opf", "ncx"))]
        return {name.removeprefix("EPUB/"): etree.fromstring(archive.read(name)) for name in names}


def contents(listed: Any) -> list[Any]:
    """Lines of the contents, each with those below it, from a list of the navigation document."""
    return [
        (item.findtext("{*}a"), contents(item.find("{*}ol"))) for item in ([] if listed is None else listed)
    ]


def points(listed: Any) -> list[Any]:
    """The same of an NCX."""
    return [
        (point.findtext("{*}navLabel/{*}text"), points(point)) for point in listed.iterfind("{*}navPoint")
    ]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], dict[str, Path]]:
    """Stories in two languages, two of them of one name, and their book in every format."""
    folder = tmp_path_factory.mktemp("shelf")
    sources = [
        story(folder / "a.txt", text=NOTED.format(bird="heron"), Summary="Of owls.", Language="English"),
        story(folder / "b.txt", text=NOTED.format(bird="stork"), Author="C", Rating="Mature"),
        story(
            folder / "c.txt",
            "Die Eule",
            'Teil 1\n\nKapitel 1\n\n"Uhu", sagte sie.\n\nTeil 2\n\nKapitel 2\n\nSie schlief.',
            Language="Deutsch",
        ),
        story(folder / "d.txt", "Bare: a Tale"),
    ]
    formats = ("epub", "kepub", "pdf", "json")
    common = prepare(formats=formats, smart=True)
    made = bind_stories(sources, folder / "out/", common, title="Owls of All Kinds").outputs
    return sources, dict(zip(formats, made, strict=True))


# The order of the stories, and the title


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (["2 of X", "10 of X", "1 of X"], [2, 0, 1]),
        (["2 of X", "", "1 of X"], [0, 1, 2]),
        (["2 of X", "1 of Y"], [0, 1]),
        (["3 of x", "2.5 of X"], [1, 0]),
        (["2 of X", "2 of X", "1 of X"], [2, 0, 1]),
        (["9 of Y, 2 of X", "1 of X"], [1, 0]),
        (["b of X", "a of X"], [1, 0]),
        (["2 of X", "? of X", "1 of X"], [2, 0, 1]),
    ],
)
def test_stories_stand_in_the_order_of_their_series(series: list[str], expected: list[int]) -> None:
    def told(text: str) -> Metadata:
        places = [place.split(" of ") for place in text.split(", ") if place]
        return Metadata(series=tuple(Series(name, number.strip("?")) for number, name in places))

    headers = [told(text) for text in series]
    assert in_series_order(headers, common_series(headers)) == expected


def test_the_order_given_is_kept_without_a_series(tmp_path: Path) -> None:
    sources = [story(tmp_path / f"{name}.txt", name) for name in ("beech", "ash", "elm")]
    assert titles(model(*sources, title="Trees")) == ["beech", "ash", "elm"]


def test_a_series_is_called_by_its_name(fascicle: Run, tmp_path: Path) -> None:
    for number in (10, 9, 1):
        part(tmp_path / "in" / f"{number}.txt", number)
    done = fascicle("bind", "in", "-o", "out/", "-t", "json", "-t", "epub")
    assert done.returncode == 0
    assert done.stdout == f"Wrote out/{ALMANAC}.json\nWrote out/{ALMANAC}.epub\n"
    book = load((tmp_path / "out" / f"{ALMANAC}.json").read_bytes())
    assert titles(book) == ["Tale 1", "Tale 9", "Tale 10"]
    assert (book.metadata.title, book.metadata.series) == (ALMANAC, (Series(ALMANAC),))
    assert "warning: Part 9 of The Valley Almanac follows part 1" in done.stderr


def test_a_folder_stands_in_the_order_of_its_names(fascicle: Run, tmp_path: Path) -> None:
    for name in ("tale 10", "Tale 9", "below/tale 1"):
        story(tmp_path / "Old Tales" / f"{name}.txt", name)
    story(tmp_path / "last.txt", "last")
    assert fascicle("bind", "Old Tales", "-o", "a.json").returncode == 0
    book = load((tmp_path / "a.json").read_bytes())
    assert book.metadata.title == "Old Tales"
    assert titles(book) == ["below/tale 1", "Tale 9", "tale 10"]
    twice = ("last.txt", "Old Tales", "Old Tales/Tale 9.txt")
    assert fascicle("bind", *twice, "--title", "All", "-o", "a.json").returncode == 0
    assert titles(load((tmp_path / "a.json").read_bytes())) == ["last", "below/tale 1", "Tale 9", "tale 10"]


def test_a_step_over_parts_is_told() -> None:
    headers = [Metadata(series=(Series("X", place),)) for place in ("5", "1", "2", "2.5", "", "9b")]
    assert [notice.text for notice in gaps(headers, "X")] == [
        "Part 5 of X follows part 2: what is between them is not here."
    ]


# What the book says of its stories


def test_what_all_stories_say_is_united() -> None:
    one = Metadata(
        "A", ("B", "C"), fandoms=("F",), tags=("x", "y"), rating="Mature", words=1200, language="de"
    )
    two = Metadata("A", ("D", "B"), fandoms=("F",), tags=("y", "z"), rating="Teen", words=34, language="en")
    three = Metadata(
        "E", language="en", language_name="English", words=1, published="2024-02-30", updated="May"
    )
    four = Metadata("E", published="2023-05-17", completed="2024-01-02T10:00", summary=("S",), work_id="7")
    united = bind([Book(one), Book(two), Book(three)], "All").metadata
    assert united == Metadata(
        "All",
        ("B", "C", "D"),
        fandoms=("F",),
        tags=("x", "y", "z"),
        rating="Mature, Teen",
        words=1235,
        language="en",
        published="2024-02-30",
        updated="2024-02-30",
    )
    dated = bind([Book(four), Book(three)], "All").metadata
    assert (dated.published, dated.updated, dated.words) == ("2023-05-17", "2024-02-30", None)
    assert (dated.summary, dated.work_id) == ((), "")


def test_publisher_and_licence_are_kept_when_they_are_those_of_all() -> None:
    free = (("License", "CC BY"),)
    headers = [Metadata("A", publisher="P", others=free), Metadata("B", publisher="P", others=free)]
    united = bind([Book(header) for header in headers], "All").metadata
    assert (united.publisher, united.others) == ("P", free)
    united = bind([Book(headers[0]), Book(Metadata("B"))], "All").metadata
    assert (united.publisher, united.others) == ("", ())


def urn(*stories: Metadata, title: str = "X") -> str:
    return identifier(bind([Book(story) for story in stories], title))


def test_a_series_with_one_more_part_is_the_same_book() -> None:
    one, two, other = Metadata("1", ("B",)), Metadata("2", ("B", "C")), Metadata("1", ("D",))
    assert urn(one) == urn(one, two) == urn(two, one)
    different = [urn(one), urn(one, title="Y"), urn(other, one), identifier(Book(Metadata("X", ("B",))))]
    assert len(set(different)) == len(different)


def test_books_of_nobody_go_by_their_first_story() -> None:
    one, two, three = (Metadata(title, ("Anonymous",)) for title in "123")
    assert urn(one) == urn(one, two)
    assert urn(one, two) != urn(three, two)


# The finished books


@pytest.mark.parametrize("form", ["epub", "kepub", "pdf"])
def test_the_books_have_nothing_wrong_and_every_word(
    form: str, shelf: tuple[list[Path], dict[str, Path]]
) -> None:
    sources, made = shelf
    report = check_book(made[form], [read_story(source).book for source in sources])
    assert report.findings == ()
    assert report.words
    assert (report.words.lost, report.words.added, report.words.moved) == (0, 0, 0)


def test_a_lost_and_a_moved_story_are_seen(shelf: tuple[list[Path], dict[str, Path]], tmp_path: Path) -> None:
    sources, made = shelf
    extra = read_story(story(tmp_path / "extra.txt", text="A hundred herons hurried home.")).book
    stories = [read_story(source).book for source in sources]
    for form in ("epub", "pdf"):
        words = check_book(made[form], [*stories, extra]).words
        assert words
        assert words.lost == 5
        words = check_book(made[form], stories[::-1]).words
        assert words
        assert words.lost + words.moved > 0


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_stories_may_be_named_in_another_order_than_they_are_bound_in(form: str, tmp_path: Path) -> None:
    sources = voyage(tmp_path)
    made = bind_stories(sources, tmp_path / f"bound.{form}", prepare(formats=[form]), title="All").outputs[0]
    stories = [read_story(source).book for source in (sources[1], sources[2], sources[0])]
    report = check_book(made, stories)
    assert report.words
    assert (report.words.lost, report.words.moved, report.findings) == (0, 0, ())
    retold = replace(stories[1], chapters=stories[0].chapters)
    words = check_book(made, [stories[0], retold, stories[2]]).words
    assert words
    assert words.lost > 0


def test_epubcheck_has_nothing_to_say(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    assert epubcheck.messages(shelf[1]["epub"]) == []


def test_the_contents_have_two_levels(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    files = opened(shelf[1]["epub"])
    chapters = [("Chapter 1", []), ("Chapter 2", [])]
    expected = [
        ("The Owl", chapters),
        ("The Owl", chapters),
        ("Die Eule", [(name, []) for name in ("Teil 1", "Kapitel 1", "Teil 2", "Kapitel 2")]),
        ("Bare: a Tale", []),
    ]
    assert contents(files["nav.xhtml"].find(".//{*}nav/{*}ol")) == expected
    assert points(files["toc.ncx"].find("{*}navMap")) == expected
    depth = files["toc.ncx"].find(".//{*}meta[@name='dtb:depth']")
    assert depth.get("content") == "2"


def test_the_outline_of_the_pdf_is_the_contents(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    with pikepdf.open(shelf[1]["pdf"]) as pdf, pdf.open_outline() as outline:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        lines = [(story.title, [below.title for below in story.children]) for story in outline.root]
        places = [
            pages[line.destination[0].objgen] for story in outline.root for line in (story, *story.children)
        ]
    assert lines == [
        ("The Owl", ["Chapter 1", "Chapter 2"]),
        ("The Owl", ["Chapter 1", "Chapter 2"]),
        ("Die Eule", ["Teil 1", "Kapitel 1", "Teil 2", "Kapitel 2"]),
        ("Bare: a Tale", []),
    ]
    assert places == sorted(set(places))


def test_each_story_has_its_title_details_and_language(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    files = opened(shelf[1]["epub"])
    pages = [root for name, root in sorted(files.items()) if name.startswith("chapter")]
    first, last = files["chapter-1.xhtml"], files["chapter-12.xhtml"]
    assert "Of owls." in "".join(first.itertext())
    assert "Bare\na Tale" in "\n".join(text for text in last.itertext() if text.strip())
    languages = [page.get("lang") for page in pages]
    assert sorted(languages) == sorted(["en"] * 3 + ["und"] * 5 + ["de"] * 5)
    german = next(page for page in pages if "Uhu" in "".join(page.itertext()))
    assert german.get("lang") == "de"
    assert "„Uhu“, sagte sie." in "".join(german.itertext())
    assert files["title.xhtml"].get("lang") == "en"


def test_the_details_are_left_out_with_the_title_page(tmp_path: Path) -> None:
    source = story(tmp_path / "a.txt", Summary="Of owls.")
    common = prepare(formats=["epub"], title_page=False, cover=False)
    files = opened(bind_stories([source], tmp_path / "a.epub", common, title="All").outputs[0])
    assert "title.xhtml" not in files
    text = "".join(files["chapter-1.xhtml"].find("{*}body").itertext())
    assert text.split() == ["The", "Owl", "B"]


def test_each_footnote_leads_to_its_own_story(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    files = opened(shelf[1]["epub"])
    landings = []
    for root in files.values():
        for mark in root.iterfind(".//{*}a[@role='doc-noteref']"):
            name, _, fragment = mark.get("href").partition("#")
            place = (files[name] if name else root).find(f".//*[@id='{fragment}']")
            landings.append("".join(place.itertext()).split()[-1])
    assert landings == ["heron.", "stork."]
    names = [element.get("id") for root in files.values() for element in root.iterfind(".//*[@id]")]
    footnotes = [name for name in names if name.startswith(("note-", "mark-"))]
    assert len(footnotes) == len(set(footnotes)) == 4


def test_the_dump_comes_back(shelf: tuple[list[Path], dict[str, Path]]) -> None:
    data = shelf[1]["json"].read_bytes()
    book = load(data)
    assert book.is_anthology
    assert load_writer("json").write(book, load_theme("classic"), WriterOptions()) == data


@settings(max_examples=30)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_word_of_every_story_is_in_the_book(texts: list[str]) -> None:
    stories = [parsed.book for text in texts if (parsed := parse(text.encode("utf-8", "replace").decode()))]
    if not stories:
        return
    bound = bind(stories, "All")
    told = [word for story in stories for word in (*book_words(Book(story.metadata, ())), *book_words(story))]
    of_stories = Book(bound.metadata, tuple(chapter for chapter in bound.chapters if not chapter.story))
    assert book_words(of_stories) == told
    assert [story.metadata for story in unbound(bound)] == [story.metadata for story in stories]
    assert list(map(book_words, unbound(bound))) == list(map(book_words, stories))


# The pages, by either engine

ENGINES = [PdfEngine.WEASYPRINT, PdfEngine.TYPST]
PROSE = {
    "1 of": ("A desk with a drawer.", "Thanks to the heron.", "The drawer was *never* locked. It slid."),
    "2 of": ("Somebody is watching.", "No gulls were harmed.", "Prologue\n\nFog.\n\nChapter 1\n\nFish."),
    "": ("Of bells, and of buoys.", "For the pilot.", "The bell rang twice, then once.[1]\n\n[1] It froze."),
}
"""By the place in the series: summary, notes, and story."""


def voyage(folder: Path) -> list[Path]:
    return [
        story(
            folder / f"{number}.txt",
            f"Voyage {number}",
            text,
            Author=f"Sailor {number}",
            Series=place and f"Part {place} {ALMANAC}",
            Language="English",
            Words=f"{number}11",
            Work_ID=f"{number}222",
            Summary=summary,
            Notes=notes,
        )
        for number, (place, (summary, notes, text)) in enumerate(PROSE.items(), start=1)
    ]


def page_words(path: Path) -> list[tuple[str, ...]]:
    return [split_words("\n\n".join(page.lines)).keys for page in read_passages(path.read_bytes())]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_word_of_story_and_header_is_on_the_pages_in_order(engine: PdfEngine, tmp_path: Path) -> None:
    sources = voyage(tmp_path)
    common = prepare(formats=["pdf"], pdf_engine=engine)
    made = bind_stories(sources, tmp_path / "bound.pdf", common, title="Voyages").outputs[0]
    pages = page_words(made)
    told: list[str] = []
    for number, (source, (place, (summary, notes, _))) in enumerate(
        zip(sources, PROSE.items(), strict=True), start=1
    ):
        title = words(f"Voyage {number} Sailor {number}" + (place and f" Part {place} {ALMANAC}"))
        assert tuple(title) in pages, "a title page of its own, without a folio"
        told += [*title, *words(f"{summary} Notes {notes} Words {number}11"), f"{number}222"]
        told += words(story_text(source).replace("*", ""))
    found = iter([word for page in pages for word in page])
    assert [word for word in told if word not in found] == []


@pytest.mark.parametrize("style", [theme.name for theme in shipped_themes()])
def test_the_engines_have_the_same_words_on_the_same_pages(style: str, tmp_path: Path) -> None:
    sources = voyage(tmp_path)
    found = []
    for engine in ENGINES:
        common = prepare(formats=["pdf"], pdf_engine=engine, style=style)
        made = bind_stories(sources, tmp_path / f"{engine}.pdf", common, title="Voyages").outputs[0]
        found.append(list(map(sorted, page_words(made))))
    assert found[0] == found[1]
    assert len(found[0]) > 2 * len(sources)


# What is refused, and what is told


def test_a_broken_story_is_named_and_nothing_is_made(fascicle: Run, tmp_path: Path) -> None:
    part(tmp_path / "in" / "1.txt", 1)
    (tmp_path / "in" / "2.txt").write_bytes(b"")
    (tmp_path / "old.epub").write_bytes(b"old")
    done = fascicle("bind", "in", "-o", "old.epub")
    assert done.returncode == 6
    assert done.stderr.startswith("fascicle: “in/2.txt” cannot be bound: ")
    assert (tmp_path / "old.epub").read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"in", "old.epub"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["a.txt", "b.txt", "-o", "o.epub"], 2, "The book has no title"),
        (["a.txt", "b.txt", "-o", "o.epub", "--title", "Caf\udce9"], 2, "“Caf” of --title has control"),
        (["a.txt", "none.txt", "-o", "o.epub"], 3, "“none.txt” cannot be bound: "),
        (["empty", "-o", "o.epub"], 3, "There are no stories in “empty”."),
        (["a.txt", "-o", "a.txt", "-t", "epub", "--title", "T"], 14, "“a.txt” is the story itself."),
        (["b.txt", "a.txt", "-o", "a.txt", "-t", "epub", "--title", "T"], 14, "“a.txt” is the story itself."),
        (["a.txt", "-o", "o", "--title", "T"], 2, "“o” has no suffix that tells the format."),
        (["a.txt", "c.txt", "-o", "o.epub", "--title", "T", "--strict"], 15, "No book was made because of"),
    ],
)
def test_refusals(arguments: list[str], code: int, message: str, fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "a.txt")
    story(tmp_path / "b.txt")
    story(tmp_path / "c.txt", Chapters="3/3")
    (tmp_path / "empty").mkdir()
    before = {path: path.read_bytes() for path in tmp_path.glob("*.txt")}
    done = fascicle("bind", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"fascicle: {message}") and done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("o*"))
    assert {path: path.read_bytes() for path in tmp_path.glob("*.txt")} == before


def test_notices_name_their_story(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "a.txt")
    story(tmp_path / "c.txt", text="\x01The owl.", Chapters="3/3")
    done = fascicle("bind", "a.txt", "c.txt", "--title", "T", "-o", "o.epub", "--no-cover")
    assert done.returncode == 0
    assert "note: c.txt: line 5: " in done.stderr or "warning: c.txt: " in done.stderr
    assert "a.txt" not in done.stderr
    done = fascicle("bind", "a.txt", "c.txt", "--title", "T", "-o", "o.epub", "--strict")
    assert "of “c.txt”" in done.stderr


def test_standard_input_may_be_one_of_the_stories(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "a.txt")
    typed = "Title: Typed\nAuthor: C\n\nIn haste.\n"
    done = fascicle("bind", "-", "a.txt", "--title", "T", "-o", "o.json", input=typed)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["metadata"]["authors"] == ["C", "B"]


# A folder's series, each in one book


@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        ({"a": "X by B", "b": "x by b, C", "c": "X by C"}, ["X: a b c"]),
        ({"a": "X by B", "b": "X by C", "c": "X by B"}, ["X: a c", "b"]),
        ({"a": "X by B", "b": "X by D", "c": "X by B, D"}, ["X: a b c"]),
        ({"a": "X by B", "b": " by B", "c": "Y by B"}, ["a", "b", "c"]),
        ({"a": "X+Y by B", "b": "Y by B", "c": "Z+Y by B"}, ["Y: a b c"]),
        ({"a": "X+Y by B", "b": "Y+X by B", "c": "Y by B"}, ["a", "Y: b c"]),
        ({"a": "X by ", "b": "X by "}, ["X: a b"]),
        ({}, []),
    ],
)
def test_which_stories_are_of_one_series(stories: dict[str, str], expected: list[str]) -> None:
    def told(text: str) -> Membership:
        series, authors = text.split(" by ")
        return Membership(tuple(filter(None, series.split("+"))), tuple(filter(None, authors.split(", "))))

    found = volumes({source: told(text) for source, text in stories.items()})
    assert [
        f"{one.series}: {' '.join(one.sources)}" if one.series else one.sources[0] for one in found
    ] == expected


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with a series of three parts, and a story of no series."""
    for number, name in ((2, "a"), (1, "below/b"), (3, "c")):
        part(tmp_path / "in" / f"{name}.txt", number)
    story(tmp_path / "in" / "alone.txt", "Alone")
    return tmp_path


def batch(fascicle: Run, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of a batch, and the stories that it made books of."""
    done = fascicle("batch", "in", "-o", "out", "-t", "json", "--jobs", "1", "--bind-series", *arguments)
    lines = [line.split(" ", 2)[1:] for line in done.stdout.splitlines() if re.match(r"\d+/\d+ made ", line)]
    return done.returncode, {rest.split(": ")[0] for _, rest in lines}


def reported(folder: Path) -> dict[str, Any]:
    rows = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))["stories"]
    return {row["source"]: row for row in rows}


def books(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Of every book when it was written, and what it holds."""
    found = sorted((folder / "out").rglob("*.json"))
    return {
        path.relative_to(folder / "out").as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in found
        if path.name != "report.json"
    }


def test_a_series_becomes_one_book_and_other_stories_their_own(fascicle: Run, library: Path) -> None:
    assert batch(fascicle) == (0, {"a.txt", "below/b.txt", "c.txt", "alone.txt"})
    made = books(library)
    assert set(made) == {f"{ALMANAC}.json", "alone.json"}
    assert titles(load(made[f"{ALMANAC}.json"][1])) == ["Tale 1", "Tale 2", "Tale 3"]
    rows = reported(library)
    assert [rows[name]["outputs"] for name in ("a.txt", "below/b.txt")] == [[f"{ALMANAC}.json"]] * 2
    assert [(row["words"], row["chapters"]) for row in rows.values()] == [(4, 1)] * 4
    assert batch(fascicle) == (0, set())
    assert books(library) == made


def test_one_part_that_changed_or_came_binds_the_series_anew(fascicle: Run, library: Path) -> None:
    batch(fascicle)
    made = books(library)
    part(library / "in" / "c.txt", 3, Rating="Mature")
    assert batch(fascicle) == (0, {"a.txt", "below/b.txt", "c.txt"})
    after = books(library)
    assert after["alone.json"] == made["alone.json"]
    assert load(after[f"{ALMANAC}.json"][1]).metadata.rating == "Mature"
    part(library / "in" / "5.txt", 5)
    assert batch(fascicle)[1] == {"a.txt", "below/b.txt", "c.txt", "5.txt"}
    assert titles(load(books(library)[f"{ALMANAC}.json"][1])) == [f"Tale {number}" for number in (1, 2, 3, 5)]
    assert "Part 5 of The Valley Almanac follows part 3" in str(reported(library))
    story(library / "in" / "5.txt", "Tale 5")
    assert batch(fascicle)[1] == {"a.txt", "below/b.txt", "c.txt", "5.txt"}
    assert set(books(library)) == {f"{ALMANAC}.json", "alone.json", "5.json"}


def test_a_series_with_a_broken_part_is_not_made(fascicle: Run, library: Path) -> None:
    batch(fascicle)
    made = books(library)
    (library / "in" / "c.txt").write_bytes(b"")
    assert batch(fascicle) == (1, set())
    assert books(library) == made
    rows = reported(library)
    assert {name for name, row in rows.items() if row["error"]} == {"a.txt", "below/b.txt", "c.txt"}
    assert "“c.txt” cannot be bound: The story is empty" in rows["a.txt"]["error"]
    assert batch(fascicle) == (1, set())
    part(library / "in" / "c.txt", 3)
    assert batch(fascicle) == (0, {"a.txt", "below/b.txt", "c.txt"})
    assert books(library)[f"{ALMANAC}.json"][1] == made[f"{ALMANAC}.json"][1]


def test_a_series_with_a_part_that_cannot_be_read_is_not_made(fascicle: Run, library: Path) -> None:
    batch(fascicle)
    made = books(library)
    part(library / "in" / "c.txt", 3, Summary="Long. " * 200_000)
    assert batch(fascicle, "--max-size", "1") == (1, set())
    assert books(library) == made
    assert "“c.txt” cannot be bound: " in reported(library)["a.txt"]["error"]
    (library / "in" / "huge.txt").write_bytes(b"x" * 1_100_000)
    assert batch(fascicle, "--max-size", "1") == (1, set())
    assert not reported(library)["alone.txt"]["error"] and reported(library)["huge.txt"]["error"]


def test_a_series_may_be_named_by_a_template(fascicle: Run, library: Path) -> None:
    batch(fascicle, "--name", "{author} - {title} {number}")
    assert set(books(library)) == {f"B - {ALMANAC}.json", "B - Alone.json"}


def test_the_book_of_a_series_is_that_of_bind(fascicle: Run, library: Path) -> None:
    batch(fascicle)
    fascicle("bind", "in/a.txt", "in/below/b.txt", "in/c.txt", "-o", "bound.json")
    assert (library / "bound.json").read_bytes() == books(library)[f"{ALMANAC}.json"][1]


def test_with_and_without_series_the_other_stories_stay(fascicle: Run, library: Path) -> None:
    fascicle("batch", "in", "-o", "out", "-t", "json", "--jobs", "1")
    made = books(library)
    assert batch(fascicle) == (0, {"a.txt", "below/b.txt", "c.txt"})
    assert {name: books(library)[name] for name in made} == made
    assert batch(fascicle) == (0, set())


def test_what_arrives_is_not_bound(fascicle: Run, library: Path) -> None:
    done = fascicle("batch", "in", "-o", "out", "--watch", "--bind-series")
    assert (done.returncode, "A series is bound when all of it is there." in done.stderr) == (2, True)
