"""Pages: what each element becomes, what is left out, and that a page is the book of its text."""

import io
import re
import zipfile
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup  # noqa: TID251
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from converter import Parsed, read_story, xhtml
from converter.book import (
    Block,
    Chapter,
    Emphasis,
    Footnote,
    Heading,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    SceneBreak,
    Strong,
    Style,
    Styled,
    Text,
    Verse,
    plain_text,
    texts,
)
from converter.errors import Level, SourceEmpty
from converter.plugins import load_reader
from converter.readers import ReaderOptions, html
from converter.source import Source
from converter.themes import load_theme
from converter.writers import WriterOptions, epub
from tests.conftest import ROOT
from tests.linearity import is_linear


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
    if not isinstance(value, Struct):
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
        ("<b>a<br>b</b>", [Lines(((Strong((Text("a"),)),), (Strong((Text("b"),)),)), 0)]),
        (
            "<ul><li><b>a<br>b</b></ul>",
            [Lines(((Text("• "), Strong((Text("a"), LineBreak(), Text("b")))),), 0)],
        ),
        ("<pre>a<br>b</pre>", [lines("a", "b")]),
        ("<blockquote>***</blockquote>a", [Quote((SceneBreak("***", 0),), 0), paragraph("a")]),
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


def test_a_list_begins_with_the_number_it_names() -> None:
    (ordered,) = chapter('<ol start="5"><li>a<li value="9">b<li>c<li value="x">d</ol>').blocks
    assert isinstance(ordered, Lines)
    assert [plain_text(line) for line in ordered.lines] == ["5. a", "9. b", "10. c", "11. d"]


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
    assert (book.metadata.title, [each.heading for each in book.chapters]) == ("The Owl", ["One", "Two"])


def test_a_page_without_title_has_the_files_name() -> None:
    parsed = read("<p>a")
    assert (parsed.book.metadata.title, parsed.notices[0].code) == ("page", "title-from-name")


def test_the_files_name_is_read_as_that_of_a_text() -> None:
    named = Source("The_Owl - A. Writer", "<p>a", "utf-8")
    metadata = html.read(named, ReaderOptions()).book.metadata
    assert (metadata.title, metadata.authors) == ("The Owl", ("A. Writer",))


def test_an_element_without_end_swallows_nothing() -> None:
    assert blocks('<p>Rain.</p><embed src="x"><p>More rain.</p>') == [
        Paragraph((Text("Rain."),), 0),
        Paragraph((Text("More rain."),), 0),
    ]


def test_words_that_are_left_out_are_told() -> None:
    parsed = read("<title>T</title><p>a b c d</p><form>Write a <b>comment</b></form><script>b</script><img>")
    assert [notice.text for notice in parsed.notices] == [
        "“form” is left out with its words: “Write a comment”.",
        "1 picture left out; where there are words instead, these are there.",
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


def blocks(text: str) -> list[Block]:
    """The blocks of all chapters."""
    return [block for each in read(text).book.chapters for block in each.blocks]


def marks(text: str) -> list[tuple[str, str, str]]:
    """Each footnote of a page with the words before its mark, its mark and its own words."""
    found = blocks(text)
    notes = {block.identifier: block for block in found if isinstance(block, Footnote)}
    linked = []
    for block in found:
        inlines = block.inlines if isinstance(block, Paragraph) else ()
        for before, inline in pairwise(inlines):
            if isinstance(inline, ReferenceMark):
                note = notes[inline.footnote]
                assert note.mark == inline.text
                linked.append((plain_text((before,)), note.mark, plain_text(note.inlines)))
    assert len(linked) == len(notes)
    return linked


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ('<p>a<a href="#fn1"><sup>1</sup></a></p><ol><li id="fn1">note <a href="#r1">↩</a></li></ol>', "1"),
        ('<p>a<sup><a href="#fn1" id="r1">1</a></sup></p><li id="fn1"><p>note <a href="#r1">↩︎</a>', "1"),
        ('<p>a<a href="#n1" id="m1">[1]</a></p><p id="n1"><a href="#m1">1</a>. note</p>', "[1]"),
        ('<p>a[<a href="#n1" id="m1">1</a>]</p><p id="n1">[<a href="#m1">1</a>] note</p>', "[1]"),
        ('<p>a<a href="#n">*</a></p><hr><aside id="n">* note <a href="#m">back</a></aside>', "*"),
        ('<p>a<sup>[<a href="#n">2</a>]</sup></p><div><a id="n"></a>2) note</div>', "[2]"),
        ('<p>a<a href="#n">b</a></p>Below<br><a name="n" href="#m">b</a> note<br>', "b"),
        ('<p>a<a href="#n%201">1</a></p><a name="n 1"></a><p>1. note</p>', "1"),
        ('<p>a<sup><a href="#x">1</a></sup></p><table><tr><td id="x">1</td><td>note</td></tr></table>', "1"),
        ('<main><p>a<a href="#n">1</a></p></main><ol><li id="n">note <a href="#m">↩</a></li></ol>', "1"),
        ('<p>a<a href="#n">1</a></p><footer><ol><li id="n">note <a href="#m">↩</a></li></ol></footer>', "1"),
        ('<h2>One</h2><p>a<a href="#n">1</a></p><h2>Two</h2><p>b</p><p id="n">1 note</p>', "1"),
    ],
)
def test_linked_footnotes(text: str, mark: str) -> None:
    assert marks(text) == [("a", mark, "note")]


def test_a_note_of_each_line() -> None:
    text = '<p>a<a href="#x">1</a> b<a href="#y">2</a></p><p><a id="x">1</a> one<br><a id="y">2</a> two</p>'
    assert marks(text) == [("a", "1", "one"), (" b", "2", "two")]


@pytest.mark.parametrize(
    "text",
    [
        '<p>a <a href="#fn9">1</a></p><p>b</p>',
        '<p>a <a href="#n">the note</a></p><p id="n">1. b</p>',
        '<p>a <a href="#n">2</a></p><h2 id="n">2</h2><p>b</p>',
        '<p>a <a href="#n">2</a></p><p id="n">There were owls.</p>',
        '<p>a <a href="#n">2</a></p><nav><p id="n">2 b</p></nav>',
        '<p>a <a href="#n">2</a></p><div id="n">2 b<h2>c</h2></div>',
        '<h2>a <a href="#n">2</a></h2><p id="n">2 b</p>',
        '<p id="n">1 a <a href="#n">1</a></p>',
    ],
)
def test_links_that_are_no_marks_stay_words(text: str) -> None:
    inlines = [inline for block in blocks(text) for inline in getattr(block, "inlines", ())]
    assert all(isinstance(inline, Text) for inline in inlines)
    assert not any(isinstance(block, Footnote) for block in blocks(text))


def test_only_the_first_link_to_a_note_is_its_mark() -> None:
    text = '<p>a<a href="#n">1</a> b<a href="#n">1</a></p><p id="n">1 note</p>'
    assert marks(text) == [("a", "1", "note")]


def test_a_mark_among_others_in_one_raised_place_is_not_raised_twice() -> None:
    text = '<p>a<sup><a href="#x">1</a>,<a href="#y">2</a></sup></p><p id="x">1 b</p><p id="y">2 c</p>'
    first = blocks(text)[0]
    assert isinstance(first, Paragraph)
    assert [type(inline) for inline in first.inlines] == [Text, ReferenceMark, Text, ReferenceMark]


@pytest.mark.parametrize(
    ("mark", "is_raised"), [("1", True), ("[1]", True), ("a", True), ("*", False), ("²", False)]
)
def test_marks_are_raised_unless_their_shape_is(mark: str, is_raised: bool) -> None:
    markup = xhtml.inlines((ReferenceMark(mark, "x"),))
    assert ('class="reference raised"' in markup) == is_raised


def test_linked_footnotes_make_a_sound_epub() -> None:
    text = (
        '<h1>T</h1><h2>A</h2><p>a<a href="#n">1</a></p><h2>B</h2><p>b[1]</p><p>[1] own</p><p id="n">1 c</p>'
    )
    book = read(text).book
    with zipfile.ZipFile(io.BytesIO(epub.write(book, load_theme("classic"), WriterOptions()))) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist() if "chapter" in name}
    (first,) = (
        page
        for page in pages.values()
        if "mark-linked-1" in page and "noteref" in page and "<p>b" not in page
    )
    assert re.search(r'href="[\w.-]+\.xhtml#note-linked-1"', first)


def test_addresses_of_links_are_counted() -> None:
    parsed = read(
        '<title>T</title><p><a href="https://x.example/">a</a> <a href="b.html">b</a> <a name="c">c</a></p>'
    )
    assert parsed.book.chapters[0].blocks == (paragraph("a b c"),)
    assert [(notice.text, notice.level) for notice in parsed.notices] == [
        ("2 link addresses left out; the words of links are kept.", Level.DETAIL)
    ]


@pytest.mark.parametrize(
    "line",
    [
        '<p class="byline">by L. Harrow</p>',
        '<div class="author">L. Harrow</div>',
        '<p>By <a rel="author" href="x">L. Harrow</a></p>',
        "<p>by L. Harrow</p>",
        "<header><p class=byline>Written by L. Harrow</p></header>",
    ],
)
def test_the_line_below_the_title_names_the_author(line: str) -> None:
    parsed = read(f"<h1>The Owl</h1>{line}<h2>One</h2><p>a</p>")
    assert parsed.book.metadata.authors == ("L. Harrow",)
    assert [each.heading for each in parsed.book.chapters] == ["One"]


def test_a_byline_that_differs_is_told() -> None:
    parsed = read("<meta name=author content=Ann><h1>T</h1><p class=byline>by Ben</p><p>a</p>")
    assert parsed.book.metadata.authors == ("Ann",)
    assert [notice.text for notice in parsed.notices if notice.level is Level.NOTE] == [
        "“by Ben” is left out: the page names Ann elsewhere."
    ]


@pytest.mark.parametrize("text", ["Bygone days.", "By the river.", "By the time she came home, it rained"])
def test_a_sentence_below_the_title_names_no_author(text: str) -> None:
    assert chapter(f"<h1>T</h1><p>{text}</p>").blocks == (paragraph(text),)


@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("font-style: italic", Emphasis),
        ("color:#000;font-style:oblique", Emphasis),
        ("font-weight:bold", Strong),
        ("font-weight: 700", Strong),
        ("font-weight: 400", Text),
        ("text-decoration: underline", Style.UNDERLINED),
        ("text-decoration:line-through", Style.DELETED),
        ("text-decoration:none", Text),
    ],
)
def test_styles_count_as_elements_do(style: str, kind: object) -> None:
    (block,) = chapter(f"<p><span style='{style}'>a</span></p>").blocks
    assert isinstance(block, Paragraph)
    (inline,) = block.inlines
    assert (inline.style if isinstance(inline, Styled) else type(inline)) == kind


def test_a_style_that_says_the_same_again_counts_once() -> None:
    assert chapter('<p><em style="font-style:italic">a</em></p>').blocks == (
        Paragraph((Emphasis((Text("a"),)),), 0),
    )


def test_a_form_around_the_page_is_seen_through() -> None:
    parsed = read('<title>T</title><form><p>a b c</p><input value="x"><button>Go</button><p>d</p></form>')
    assert parsed.book.chapters[0].blocks == (paragraph("a b c"), paragraph("d"))
    assert [notice.text for notice in parsed.notices] == ["“button” is left out with its words: “Go”."]


def test_footers_and_comments_are_left_out() -> None:
    parsed = read(
        "<title>T</title><p>a</p><blockquote>b<footer>c</footer></blockquote>"
        "<footer>Join us</footer><div id=comments><p>So good</p><footer>x</footer></div>"
    )
    assert list(parsed.book.chapters[0].blocks) == [
        paragraph("a"),
        Quote((paragraph("b"), paragraph("c")), 0),
    ]
    assert [notice.text for notice in parsed.notices] == ["5 words outside the page's story are left out."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<h3>Chapter 1</h3>a<h3>Chapter 2</h3>b", ["Chapter 1", "Chapter 2"]),
        ("<h2>The Owl</h2><h3>Rain</h3>a<h3>Wind</h3>b", ["The Owl", "Rain", "Wind"]),
        ("<h3>Rain</h3>a<h4>x</h4>b<h3>Wind</h3>b<h4>y</h4>c", ["Rain", "Wind"]),
        (
            "<p>Chapter 1</p><p>It rained.</p><p><b>Chapter 2: Rain</b></p><p>So.</p>",
            ["Chapter 1", "Chapter 2: Rain"],
        ),
        (
            "<center>~ Chapter 1 ~</center><p>So.</p><p align=center>~ Chapter 2 ~</p>b",
            ["Chapter 1", "Chapter 2"],
        ),
        ("<p>1</p><p>So.</p><p>And so.</p><p>2</p><p>On.</p>", ["1", "2"]),
        ("<h2>Chapter 1<br>Rain</h2>a<h2>Chapter 2<br>Wind</h2>b", ["Chapter 1: Rain", "Chapter 2: Wind"]),
        (
            "<h1>Chapter 1</h1><h2>Rain</h2>a<h1>Chapter 2</h1><h2>Wind</h2>b",
            ["Chapter 1: Rain", "Chapter 2: Wind"],
        ),
        ("<h2>Letter 7</h2>a", ["Letter 7"]),
        ("<title>The Owl</title><h1>Prologue</h1>a", ["Prologue"]),
        ("<title>The Owl</title><h1>Chapter 1</h1>a", ["Chapter 1"]),
        ("<title>The Owl | Tales</title><h1>The Owl</h1><h2>Rain</h2>a", ["Rain"]),
    ],
)
def test_chapters(text: str, expected: list[str]) -> None:
    assert [each.heading for each in read(text).book.chapters] == expected


def test_a_chapter_is_no_title() -> None:
    assert read("<title>The Owl</title><h1>Chapter 1</h1>a").book.metadata.title == "The Owl"
    assert read("<title>1984</title><h1>1984</h1>a").book.metadata.title == "1984"


def test_parts() -> None:
    book = read(
        "<h1>Part One</h1><h2>Chapter 1</h2>a<h2>Chapter 2</h2>b<h1>Part Two</h1><h2>Chapter 3</h2>c"
    ).book
    assert [(each.heading, each.is_part) for each in book.chapters] == [
        ("Part One", True),
        ("Chapter 1", False),
        ("Chapter 2", False),
        ("Part Two", True),
        ("Chapter 3", False),
    ]


@pytest.mark.parametrize(
    "contents",
    [
        '<ul><li><a href="#a">Rain</a></li><li><a href="#b">Wind</a></li></ul>',
        '<h2>Contents</h2><ol><li><a href="1.html">Rain</a><li><a href="2.html">Wind</a></ol>',
        '<p><a href="#a">Rain</a> | <a href="#b">Wind</a> · <a href="#b">Wind</a></p>',
        "<p>Contents</p><ul><li>Rain</li><li>Wind</li></ul>",
        '<table><tr><td><ul><li><a href="#a">Rain</a><li><a href="#b">Wind</a></ul></td></tr></table>',
    ],
)
def test_contents_are_dropped(contents: str) -> None:
    parsed = read(f'<h1>T</h1>{contents}<h2 id="a">Rain</h2><p>So.</p><h2 id="b">Wind</h2><p>On.</p>')
    assert [(each.heading, each.blocks) for each in parsed.book.chapters] == [
        ("Rain", (paragraph("So."),)),
        ("Wind", (paragraph("On."),)),
    ]
    assert sum("a list of contents" in notice.text for notice in parsed.notices) == 1


def test_what_contents_point_to_is_a_heading() -> None:
    contents = '<ul><li><a href="#a">Of Rain</a><li><a href="#b">Of Wind</a></ul>'
    text = f'{contents}<p id="a">Of Rain</p><p>So.</p><p id="b">Of Wind</p>c'
    assert [each.heading for each in read(text).book.chapters] == ["Of Rain", "Of Wind"]


def test_a_list_of_links_elsewhere_is_no_contents() -> None:
    text = '<ul><li><a href="a.html">a</a><li><a href="b.html">b</a></ul>'
    assert blocks(text) == [Lines(((Text("• "), Text("a")), (Text("• "), Text("b"))), 0)]


@pytest.mark.parametrize("letters", ["oOo", "xXx"])
def test_letters_that_are_breaks(letters: str) -> None:
    text = f"<p>It rained.</p><p>{letters}</p><p>It blew.</p>"
    assert blocks(text) == [paragraph("It rained."), SceneBreak(letters, 0), paragraph("It blew.")]


def test_rare_gaps_are_breaks() -> None:
    sentences = [f"<p>It rained {number} times.</p>" for number in range(20)]
    sentences[10] = f"<p>&nbsp;</p>{sentences[10]}"
    found = blocks("".join(sentences))
    assert [index for index, block in enumerate(found) if isinstance(block, SceneBreak)] == [10]


def test_gaps_everywhere_are_spacing() -> None:
    text = "<p>&nbsp;</p>".join(f"<p>It rained {number} times.</p>" for number in range(20))
    assert not any(isinstance(block, SceneBreak) for block in blocks(text))


def test_verse() -> None:
    first = "<i>The rain is grey upon the hill,<br>&nbsp;&nbsp;The wind is in the wheat,</i>"
    assert blocks(f"<p>{first}<br>&nbsp;The owl is in the mill</p>") == [
        Verse(
            (
                (Emphasis((Text("The rain is grey upon the hill,"),)),),
                (Text("  "), Emphasis((Text("The wind is in the wheat,"),))),
                (Text(" "), Text("The owl is in the mill")),
            ),
            0,
        )
    ]


def test_sentences_between_line_ends_are_paragraphs() -> None:
    assert blocks("<p>It rained.<br>It blew.<br>It rained.</p>") == [
        paragraph("It rained."),
        paragraph("It blew."),
        paragraph("It rained."),
    ]


TAGS = (
    "<p> </p> <i> </i> <br> <b> </b> <div> </div> <blockquote> </blockquote> <span> </span> <li> <ul> </ul>"
    " <pre> </pre>"
)


@example("<p><i>“Go home.”<br/></i> She ran.</p>")
@example("<ul><li><i>two<br></i> three</ul>")
@example("<ul><li><i><p>one</p></i> two</ul>")
@example("<pre>one<br>two</pre>")
@given(st.lists(st.sampled_from([*"abcde", " ", "\n", "&nbsp;", *TAGS.split()]), max_size=40).map("".join))
def test_no_word_is_lost_or_joined_to_another(text: str) -> None:
    """Against the text of the page, in which elements of blocks and line ends part words."""
    soup = BeautifulSoup(text, "lxml")
    for element in soup.find_all(["p", "br", "div", "blockquote", "li", "ul", "pre"]):
        element.insert_before(" ")
        element.insert_after(" ")
        element.insert(0, " ") if element.name != "br" else None
        element.append(" ") if element.name != "br" else None
    expected = soup.get_text().replace("\u00a0", " ").split()
    if expected:
        found = " ".join(shown for each in read(text).book.chapters for shown in texts(each.blocks))
        assert [word for word in found.split() if word != "•"] == expected


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
    [
        *"<p>a <div>a <i>a <blockquote>a <ul><li>a <table><tr><td>a <br>a <h2>a</h2>".split(),
        "<font><p>a</p>",
        "<a",
        "<p id=n>1 a<a href='#n'>1</a>",
        "<ul><li><a href='#n' id=n>a</a>",
        "<h3>Chapter 1</h3>a",
        "<footer>a<form>b",
    ],
)
def test_time_is_linear(unit: str) -> None:
    assert is_linear(lambda text: read("a" + text), unit, 40_000)
