"""What holds for every text: it reads, no word of it is lost, and it comes back from the dump."""

import io
import re
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from converter import Book, Parsed
from converter.book import texts
from converter.errors import Notice, SourceError
from converter.plugins import load_writer
from converter.readers import ReaderOptions
from converter.readers.text import read
from converter.source import decode
from converter.themes import load_theme
from converter.writers import WriterOptions
from converter.writers.dump import load
from tests.fidelity import words

LINES = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab *_-—.…“”\"' \u00a0\u200b\u3000éß猫א", max_size=40),
    st.sampled_from(
        ["", "***", "* * *", "Chapter 1", "Chapter 2: Home", "Title: A", "Author: B, C", "Words: 1,0", "I"]
    ),
)
TEXTS = st.lists(LINES, max_size=30).map("\n".join)


def parse(text: str) -> Parsed | None:
    """What the reader makes of a text; None when it refuses to make a book of it."""
    try:
        return read(decode(text.encode("utf-8", "surrogatepass"), "story.txt", "utf-8"), ReaderOptions())
    except SourceError:
        return None


def joined_words(text: str) -> list[str]:
    """The words of a text; a hyphen with a space behind it may or may not have been joined."""
    return words(re.sub("[-\u2010\u2011]\\s*", "", text))


def book_words(book: Book) -> list[str]:
    """The words of headings and paragraphs, in order."""
    found: list[str] = []
    for chapter in book.chapters:
        found += (chapter.label, chapter.title, *texts(chapter.blocks))
    return joined_words("\n".join(found))


@given(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")))
def test_every_word_of_the_body_is_in_the_book(text: str) -> None:
    parsed = parse("Title: A\nAuthor: B\n\nX\n\n" + text)
    if parsed is not None:
        whole = f"Title: A\nAuthor: B\n\nX\n\n{text}"
        expected = joined_words(decode(whole.encode(), "x.txt", "utf-8").text)[4:]
        if not any(map(says_what_was_dropped, parsed.notices)):
            assert book_words(parsed.book) == expected


def says_what_was_dropped(notice: Notice) -> bool:
    """Whether the notice says that words were left out, or letters taken for the mark of a break."""
    if notice.code == "scene-break":
        return bool(words(notice.text.split("”")[0]))
    return notice.code in {"title-repeated", "contents-dropped", "pointer-dropped"}


@given(TEXTS)
def test_only_a_text_without_words_is_refused(text: str) -> None:
    text = "".join(character for character in text if character.isprintable() or character == "\n")
    if words(text):
        assert parse("Title: A\nAuthor: B\n\n***\n\n" + text) is not None


@given(TEXTS)
def test_any_text_reads_and_comes_back_from_the_dump(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    parsed = parse(text)
    if parsed is not None:
        data = load_writer("json").write(parsed.book, load_theme("classic"), WriterOptions())
        assert load(data) == parsed.book


@settings(max_examples=40)
@given(TEXTS)
def test_any_book_becomes_well_formed_xml(text: str) -> None:
    parsed = parse(text.encode("utf-8", "replace").decode())
    if parsed is not None:
        data = load_writer("epub").write(parsed.book, load_theme("classic"), WriterOptions())
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.endswith((".xhtml", ".opf", ".ncx")):
                    etree.fromstring(archive.read(name))
