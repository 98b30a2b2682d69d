"""The finished KEPUB: Kobo's marks around every sentence, and the same words as the EPUB."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import Emphasis, Paragraph, Ruby, Strong, Text
from converter.themes import load_theme
from converter.writers import WriterOptions, epub, kepub
from tests import epubcheck
from tests.conftest import ROOT, STORIES, story_id

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>A</title></head><body>{}</body></html>
"""
SPAN = re.compile(r'<span class="koboSpan" id="kobo\.([\d.]+)">(.*?)</span>', re.DOTALL)


def package(files: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files in an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def marked(body: str) -> str:
    """What becomes of a body, with ``[1.2:text]`` for a span."""
    page = unpack(kepub.from_epub(package({"a.xhtml": PAGE.format(body).encode()})))["a.xhtml"].decode()
    found = re.search('<div id="book-columns"><div id="book-inner">(.*)</div></div></body>', page, re.DOTALL)
    assert found
    return SPAN.sub(r"[\1:\2]", found[1])


# Kobo's marks, as kepubify has them (pgaskin/kepubify, kepub/transform_test.go)
MARKS = {
    "nothing": ("", ""),
    "each sentence counts, with the space behind it": (
        "<p>One came. Two went!  Three?</p>",
        "<p>[1.1:One came. ][1.2:Two went!  ][1.3:Three?]</p>",
    ),
    "each paragraph, heading, list and table opens a count": (
        "<h2>A</h2><p>B. C</p><ol><li>D</li><li>E</li></ol><table><tr><td>F</td></tr></table>",
        "<h2>[1.1:A]</h2><p>[2.1:B. ][2.2:C]</p><ol><li>[3.1:D]</li><li>[3.2:E]</li></ol>\
<table><tr><td>[4.1:F]</td></tr></table>",
    ),
    "a list inside a list opens one, and its end does not": (
        "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>",
        "<ul><li>[1.1:A]<ul><li>[2.1:B]</li></ul></li><li>[2.2:C]</li></ul>",
    ),
    "a line end is no end of a sentence": ("<p>So it\nwent.\nOn</p>", "<p>[1.1:So it\nwent.\n][1.2:On]</p>"),
    "nor is a colon, or a stop without space": ("<p>At 3.5: Noon.Then</p>", "<p>[1.1:At 3.5: Noon.Then]</p>"),
    "a closing quotation mark belongs to its sentence": (
        "<p>“Who?” “Me.” 'No!' So.</p>",
        "<p>[1.1:“Who?” ][1.2:“Me.” ][1.3:'No!' ][1.4:So.]</p>",
    ),
    "space is marked in paragraphs alone": (
        "\n <p>A.\n B.<i> </i></p>\n <p> </p><p></p>\n",
        "\n <p>[1.1:A.\n ][1.2:B.]<i> </i></p>\n <p>[2.1: ]</p><p></p>\n",
    ),
    "styles part spans, and hold their own": (
        "<p>On<b> a. </b>Sun<em>day. Mo<b>n</b>da</em>y</p>",
        "<p>[1.1:On]<b>[1.2: a. ]</b>[1.3:Sun]<em>[1.4:day. ][1.5:Mo]<b>[1.6:n]</b>[1.7:da]</em>[1.8:y]</p>",
    ),
    "a picture is a paragraph": (
        '<p>A.</p><img src="b.png"/><p>C <img src="d.png"/> E</p>',
        '<p>[1.1:A.]</p>[2.1:<img src="b.png"/>]<p>[3.1:C ][4.1:<img src="d.png"/>][4.2: E]</p>',
    ),
    "an empty paragraph does not count": (
        "<p>A</p><p></p><p><!-- b --></p><p><b>C</b></p>",
        "<p>[1.1:A]</p><p></p><p><!-- b --></p><p><b>[2.1:C]</b></p>",
    ),
    "what is no text stays as it is": (
        "<script>a. b</script><style>a. b</style><pre>a. b</pre><audio>a. b</audio><video>a. b</video>",
        "<script>a. b</script><style>a. b</style><pre>a. b</pre><audio>a. b</audio><video>a. b</video>",
    ),
    "nor has a drawing sentences": (
        '<svg xmlns="http://www.w3.org/2000/svg"><text>a. b</text></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><text>a. b</text></svg>',
    ),
    "nor a formula": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>',
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>',
    ),
    "base and reading have one each": (
        "<p>あの<ruby>猫<rt>ねこ</rt></ruby>。</p>",
        "<p>[1.1:あの]<ruby>[1.2:猫]<rt>[1.3:ねこ]</rt></ruby>[1.4:。]</p>",
    ),
    "a no-break space is named, and ends no sentence": (
        "<p>A.\u00a0B</p><p>\u00a0</p>",
        "<p>[1.1:A.&#160;B]</p><p>[2.1:&#160;]</p>",
    ),
    "every element but a void one has an end tag": (
        '<p>A<br/><i/>B<a id="c"/></p><hr/>',
        '<p>[1.1:A]<br/><i></i>[1.2:B]<a id="c"></a></p><hr/>',
    ),
}


@pytest.mark.parametrize(("body", "expected"), MARKS.values(), ids=MARKS)
def test_kobos_marks(body: str, expected: str) -> None:
    assert marked(body) == expected


@given(st.text(alphabet="aé.!?'”… \n\t\u00a0猫。"))
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join(kepub._sentences(text)) == text


@pytest.mark.parametrize("story", STORIES, ids=story_id)
def test_a_kepub_is_valid_and_holds_the_words_of_the_epub(story: Path, tmp_path: Path) -> None:
    plain, path = convert(story, tmp_path / "books", formats=["epub", "kepub"]).outputs
    assert epubcheck.messages(path) == []
    before, after = unpack(plain.read_bytes()), unpack(path.read_bytes())
    assert list(after) == list(before)
    for name, content in before.items():
        if not name.endswith(".xhtml"):
            assert after[name] == content, name
            continue
        document = etree.fromstring(after[name])
        assert text_of(document) == text_of(etree.fromstring(content)), name
        ids = [element.get("id") for element in document.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name
        assert document.findtext(".//{*}style[@class='kobostylehacks']", "").startswith("div#book-inner")
        for span in document.iterfind(".//{*}body//{*}span[@class='koboSpan']"):
            assert span.text or len(span), name
        assert all(is_marked(element) for element in document.iterfind(".//{*}p")), name
        assert "\u00a0" not in after[name].decode()


def text_of(document: etree._Element) -> tuple[str, str]:
    """The title of a document, and every character of its body."""
    return document.findtext(".//{*}title"), "".join(document.find("{*}body").itertext())


def is_marked(paragraph: etree._Element) -> bool:
    """Whether no text of a paragraph stands outside a span."""
    return all(
        text.getparent().get("class") == "koboSpan" and not text.is_tail
        for text in paragraph.xpath(".//text()")
    )


def test_styles_and_ruby_of_a_book_are_kept() -> None:
    inlines = (Text("A "), Emphasis((Text("b. C "), Strong((Text("d"),)))), Text(". "), Ruby("猫", "ねこ"))
    book = Book(Metadata(title="A", language="en"), (Chapter((Paragraph(inlines, 1),)),))
    files = unpack(kepub.write(book, load_theme("classic"), WriterOptions()))
    (paragraph,) = re.findall("<p.*</p>", files["EPUB/chapter-1.xhtml"].decode())
    assert SPAN.sub(r"[\1:\2]", paragraph) == (
        '<p class="opening">[1.1:A ]<em>[1.2:b. ][1.3:C ]<strong>[1.4:d]</strong></em>[1.5:. ]'
        "<ruby>[1.6:猫]<rt>[1.7:ねこ]</rt></ruby></p>"
    )


def test_the_media_type_comes_first_and_plain(tmp_path: Path) -> None:
    path = convert(ORCHARD, tmp_path / "book.kepub.epub").outputs[0]
    assert path.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def spine(files: dict[str, bytes]) -> list[str]:
    root = etree.fromstring(files["EPUB/content.opf"])
    return [item.get("idref") for item in root.iter("{*}itemref")]


def test_a_book_that_opens_with_text_gets_a_blank_page_first(tmp_path: Path) -> None:
    """Kobo sets the first page without margins."""
    path = convert(ORCHARD, tmp_path / "book.kepub.epub", title_page=False).outputs[0]
    assert epubcheck.messages(path) == []
    files = unpack(path.read_bytes())
    assert spine(files)[:2] == ["blank-title", "chapter-1"]
    page = etree.fromstring(files["EPUB/blank-title.xhtml"])
    assert page.findtext(".//{*}title") == "The Clockmaker's Orchard"
    assert "".join(page.find("{*}body").itertext()).strip() == ""


def test_a_cover_stays_the_cover_and_opens_the_book(tmp_path: Path) -> None:
    book = read_story(ORCHARD).book
    files = unpack(epub.write(book, load_theme("classic"), WriterOptions(title_page=False)))
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4"><title>A</title></svg>'
    files["EPUB/a.svg"] = picture.encode()
    files["EPUB/front-cover.xhtml"] = PAGE.format('<img src="a.svg" alt="Cover"/>').encode()
    opf = files["EPUB/content.opf"].decode()
    opf = opf.replace(
        "</manifest>",
        '<item id="a" href="a.svg" media-type="image/svg+xml" properties="cover-image"/>'
        '<item id="f" href="front-cover.xhtml" media-type="application/xhtml+xml"/></manifest>',
    )
    files["EPUB/content.opf"] = re.sub("(<spine[^>]*>)", r'\1<itemref idref="f"/>', opf).encode()
    path = tmp_path / "book.kepub.epub"
    path.write_bytes(kepub.from_epub(package(files)))
    assert epubcheck.messages(path) == []
    after = unpack(path.read_bytes())
    assert after["EPUB/content.opf"] == files["EPUB/content.opf"]
    assert spine(after)[:2] == ["f", "chapter-1"]
    assert '[1.1:<img src="a.svg" alt="Cover"/>]' in SPAN.sub(
        r"[\1:\2]", after["EPUB/front-cover.xhtml"].decode()
    )
