"""Pages: what each element becomes, what is left out, and that a page is the book of its text."""

import re
import time
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import Parsed, read_story
from converter.book import (
    Block,
    Chapter,
    Emphasis,
    Heading,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    SceneBreak,
    Strong,
    Text,
)
from converter.errors import SourceEmpty
from converter.plugins import load_reader
from converter.readers import ReaderOptions, html
from converter.source import Source
from tests.conftest import ROOT


def read(text: str, **options: object) -> Parsed:
    return html.read(Source("page", text, "utf-8"), ReaderOptions(**options))  # type: ignore[arg-type]


def chapter(text: str) -> Chapter:
    (found,) = read(text).book.chapters
    return found


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),), 0)


def lines(*texts: str) -> Lines:
    return Lines(tuple((Text(text),) for text in texts), 0)


def without_lines(value: object) -> object:
    """A part of a book, with 0 for every line."""
    if isinstance(value, tuple):
        return tuple(map(without_lines, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {each.name: without_lines(getattr(value, each.name)) for each in fields(value)}
    return replace(value, **(changed | {"line": 0} if "line" in changed else changed))  # type: ignore[type-var]


def test_a_page_is_the_book_of_its_text() -> None:
    cases = ROOT / "tests" / "cases"
    page = read_story(cases / "archive-download" / "source.html").book
    text = read_story(cases / "archive-download-as-text" / "source.txt").book
    assert page.metadata == text.metadata
    assert page.chapters == without_lines(text.chapters)


@pytest.mark.parametrize("suffix", ["html", ".htm", "XHTML"])
def test_pages_are_found_by_their_suffix(suffix: str) -> None:
    assert load_reader(suffix) is html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p><p> b\n c </p>", [paragraph("a"), paragraph("b c")]),
        ("<p>a<p>b", [paragraph("a"), paragraph("b")]),
        ("<div>a<div>b</div>c</div>", [paragraph("a"), paragraph("b"), paragraph("c")]),
        ("<p>a</p><p>&nbsp;</p><p></p><p><br></p><p>b</p>", [paragraph("a"), paragraph("b")]),
        ("a<br><br>b", [paragraph("a"), paragraph("b")]),
        ("<p>Yours,<br/>Ann</p>", [lines("Yours,", "Ann")]),
        ("<p>" + "so " * 30 + "it<br/>goes</p>", [paragraph("so " * 30 + "it"), paragraph("goes")]),
        ("<center>a</center>", [paragraph("a")]),
        ("<p>a</p><hr><hr><p>b</p><hr>", [paragraph("a"), SceneBreak("* * *", 0), paragraph("b")]),
        ("<p>a</p><p>~~~</p><p>b</p>", [paragraph("a"), SceneBreak("~~~", 0), paragraph("b")]),
        ("<blockquote>a<p>b</blockquote>", [Quote((paragraph("a"), paragraph("b")), 0)]),
        ("<blockquote><h2>a</h2></blockquote>", [Quote((Heading((Text("a"),), 0),), 0)]),
        ("<ul>x</ul>", [lines("x")]),
        ("<h3>a</h3>b", [Heading((Text("a"),), 0), paragraph("b")]),
        ("<pre>a\n  b\n\nc</pre>", [lines("a", "b"), lines("c")]),
        ("<table><tr><td>a</table>", [lines("a")]),
        ("<table><tr><td><p>a</p><p>b</p></table>", [paragraph("a"), paragraph("b")]),
        ("<i><p>a</p>b</i>", [paragraph("a"), paragraph("b")]),
        ("*<em>a</em>*", [Paragraph((Emphasis((Emphasis((Text("a"),)),)),), 0)]),
        ("<b>a<br>b</b>", [Paragraph((Strong((Text("a"), LineBreak(), Text("b"))),), 0)]),
        ("&lt;i&gt; &amp;amp; [i]a[/i]", [paragraph("<i> &amp; [i]a[/i]")]),
        ('<p onclick="x()">a<!-- b --><script>c</script><style>d</style></p>', [paragraph("a")]),
        ("<nav>a</nav><form>b</form><template>c</template>d", [paragraph("d")]),
        ('<img src="http://x/y.png"><img alt="an owl" src="z">', [paragraph("[an owl]")]),
    ],
)
def test_blocks(text: str, expected: list[Block]) -> None:
    assert list(chapter(text).blocks) == expected


def test_lists_keep_their_signs() -> None:
    (unordered, ordered) = chapter("<ul><li>a</li></ul><ol><li>a<li><b>b</b></ol>").blocks
    assert unordered == Lines(((Text("• "), Text("a")),), 0)
    assert ordered == Lines(((Text("1. "), Text("a")), (Text("2. "), Strong((Text("b"),)))), 0)


def test_a_row_is_a_line() -> None:
    (table,) = chapter("<table><caption>a</caption><tr><th>b<th>c<tbody><tr><td>d</table>").blocks
    assert table == Lines(((Text("a"),), (Text("b"), Text("\u2003"), Text("c")), (Text("d"),)), 0)


STORY = """
<html lang="de"><head><title>The site</title><meta name="author" content="Ann, Ben"></head><body>
<header>Log in</header><main><h1>The Owl</h1><p>before</p>
<h2>Kapitel 1: Eins</h2><p>a</p><h2>Nacht</h2><p>b</p><h3>c</h3></main></body></html>
"""


def test_a_story_page() -> None:
    parsed = read(STORY)
    metadata = parsed.book.metadata
    assert (metadata.title, metadata.authors, metadata.language) == ("The Owl", ("Ann", "Ben"), "de")
    headings = [(each.label, each.title, len(each.blocks)) for each in parsed.book.chapters]
    assert headings == [("", "", 1), ("Kapitel 1", "Eins", 1), ("", "Nacht", 2)]
    assert [notice.text for notice in parsed.notices] == [
        "“Kapitel 1: Eins” is a heading: it is marked as a heading.",
        "“Nacht” is a heading: it is marked as a heading.",
        "2 words outside the page's story are left out.",
    ]


def test_several_first_headings_open_chapters() -> None:
    book = read("<title>The Owl</title><h1>One</h1>a<h1>Two</h1>b").book
    assert (book.metadata.title, [each.title for each in book.chapters]) == ("The Owl", ["One", "Two"])


def test_a_page_without_title_has_the_files_name() -> None:
    parsed = read("<p>a")
    assert (parsed.book.metadata.title, parsed.notices[0].code) == ("page", "title-from-name")


def test_the_files_name_is_read_as_that_of_a_text() -> None:
    named = Source("The_Owl - A. Writer", "<p>a", "utf-8")
    metadata = html.read(named, ReaderOptions()).book.metadata
    assert (metadata.title, metadata.authors) == ("The Owl", ("A. Writer",))


def test_words_that_are_left_out_are_told() -> None:
    parsed = read("<title>T</title><p>a</p><form>Write a <b>comment</b></form><script>b</script><img>")
    assert [notice.text for notice in parsed.notices] == [
        "“form” is left out with its words: “Write a comment”.",
        "1 pictures are left out; where they have words instead, these are there.",
    ]


@pytest.mark.parametrize(
    "text", ["<p>&nbsp;</p>", "<script>a</script>", "<hr>", "<title>a</title>", "<!-- a"]
)
def test_a_page_without_story_is_refused(text: str) -> None:
    with pytest.raises(SourceEmpty):
        read(text)


def test_the_user_decides() -> None:
    text = "<title>T</title><p>Night</p><p>a</p><p>-x-</p><p>b</p><h2>c</h2>"
    options = {
        "chapters": re.compile("Night"),
        "scene_break": re.compile("-x-"),
        "metadata": (("Title", "U"),),
    }
    book = read(text, **options).book
    assert (book.metadata.title, [each.title for each in book.chapters]) == ("U", ["Night"])
    assert book.chapters[0].blocks == (
        paragraph("a"),
        SceneBreak("-x-", 0),
        paragraph("b"),
        Heading((Text("c"),), 0),
    )


ARCHIVE = """
<div id="preface"><div class="meta"><dl class="tags"><dt>Rating:</dt><dd>Mature</dd></dl><h1>T</h1>
<div class="byline">by <a>A</a></div><p>Summary</p><blockquote><p>one</p><p>two<br>three</p></blockquote>
<p>Notes</p><blockquote><p>four</p></blockquote></div></div>
<div id="chapters">
<div class="meta group"><h2 class="heading">Chapter 1</h2><p>Chapter Summary</p><blockquote>five</blockquote>
<div class="endnote-link">See the end of the chapter for <a>notes</a></div></div><div><p>six</p></div>
<div class="meta group" id="endnotes1"><p>Chapter End Notes</p>
<blockquote><p>seven</p></blockquote></div></div>
<div id="afterword"><div class="meta"><div id="endnotes"><p>End Notes</p><blockquote>eight</blockquote></div>
"""


def test_notes_of_an_archive() -> None:
    book = read(ARCHIVE).book
    assert (book.metadata.summary, book.metadata.notes) == (("one", "two\nthree"), ("four",))
    assert book.chapters == (
        Chapter(
            (
                Note("Chapter Summary", (paragraph("five"),), 0),
                paragraph("six"),
                Note("Chapter End Notes", (paragraph("seven"),), 0),
                Note("End Notes", (paragraph("eight"),), 0),
            ),
            label="Chapter 1",
        ),
    )


@given(
    st.lists(
        st.sampled_from(
            "a <p> </p> <i> </i> <br> <ul> <li> <table> <tr> <td> </table> <pre> <h1> </h1> <h2> <blockquote>"
            " </blockquote> <ruby> <rt> <hr> <nav> <dl> <dd> <img> &nbsp; &#12; * <main> </main>".split()
        )
    ).map(" ".join)
)
def test_any_page_reads_or_is_refused(text: str) -> None:
    try:
        read(text)
    except SourceEmpty:
        assert "a" not in text.split() or "<nav>" in text or "<main>" in text or "<h1>" in text


@pytest.mark.parametrize(
    "unit",
    "<p>a <div>a <i>a <blockquote>a <ul><li>a <table><tr><td>a <br>a <h2>a</h2> <font><p>a</p> <a".split(" "),
)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        begin = time.process_time()
        read("a" + unit * (size // len(unit)))
        return time.process_time() - begin

    short, long = seconds(10_000), seconds(80_000)
    assert long < 0.3 + 8 * 4 * short
