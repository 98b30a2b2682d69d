"""Book to KEPUB, the EPUB that Kobo's own renderer takes: our EPUB with the marks that it stands on.

Two divs around each document hold its pages, and a numbered span around each sentence keeps the reader's
place, highlights and notes. The rules are those that kepubify read off Kobo's own books
(pgaskin/kepubify, ``kepub/transform.go``).
"""

import io
import zipfile
from itertools import pairwise
from typing import Any

from lxml import etree
from msgspec import Struct

from converter import xhtml
from converter.book import Book
from converter.expressions import expression
from converter.themes import Theme
from converter.writers import WriterOptions, epub

suffix = ".kepub.epub"
description = "KEPUB, for Kobo’s e-readers"

_XHTML = "{http://www.w3.org/1999/xhtml}"
_PARAGRAPHS = frozenset(f"{_XHTML}{tag}" for tag in "p ol ul table h1 h2 h3 h4 h5 h6".split())
"""Elements whose first span opens a new count."""
_UNTOUCHED = frozenset(f"{_XHTML}{tag}" for tag in "script style pre audio video".split()) | {
    "{http://www.w3.org/2000/svg}svg",
    "{http://www.w3.org/1998/Math/MathML}math",
}
_VOID = frozenset(
    f"{_XHTML}{tag}" for tag in "area base br col embed hr img input link meta source track wbr".split()
)
"""Elements without an end tag (HTML, section 13.1.2)."""
_SENTENCE_END = expression("[.!?]['\"”’“…]?[ \t\n\f\r]+")
_STYLE = "div#book-inner { margin-top: 0; margin-bottom: 0;}"
_BLANK = "blank-title"
"""Identifier and file name of the page that stands in for a title page."""


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a KEPUB; see ``Writer.write``."""
    return from_epub(epub.write(book, theme, options))


def from_epub(data: bytes) -> bytes:
    """The same book as a KEPUB; entries keep their order, dates and compression."""
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(finished, "w") as archive:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".xhtml"):
                content = _mark(content)
            elif entry.filename.endswith(".opf") and _opens_with_text(package := etree.fromstring(content)):
                archive.writestr(_beside(entry, f"{_BLANK}.xhtml"), _mark(_blank_page(package)))
                content = _open_with_blank_page(package)
            archive.writestr(entry, content)
    return finished.getvalue()


def _opens_with_text(package: Any) -> bool:
    """Whether the book begins with neither cover nor title page: Kobo sets its first page without margins."""
    first = package.find("{*}spine/{*}itemref").get("idref")
    name = next(item.get("href") for item in package.iter("{*}item") if item.get("id") == first)
    return "cover" not in name and "title" not in name


def _open_with_blank_page(package: Any) -> bytes:
    namespace = f"{{{etree.QName(package).namespace}}}"
    attributes = {"id": _BLANK, "href": f"{_BLANK}.xhtml", "media-type": "application/xhtml+xml"}
    etree.SubElement(package.find("{*}manifest"), f"{namespace}item", attributes)
    package.find("{*}spine").insert(0, etree.Element(f"{namespace}itemref", {"idref": _BLANK}))
    return bytes(etree.tostring(package, encoding="utf-8", xml_declaration=True))


def _blank_page(package: Any) -> bytes:
    title, language = (package.findtext(f".//{{*}}{name}") for name in ("title", "language"))
    return xhtml.document(title, language, "").encode()


def _beside(entry: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """An entry for another file in the same folder, with the same date and compression."""
    other = zipfile.ZipInfo(entry.filename.rpartition("/")[0] + "/" + name, entry.date_time)
    other.compress_type, other.external_attr = entry.compress_type, entry.external_attr
    return other


def _mark(document: bytes) -> bytes:
    """A document with Kobo's style, divs and spans."""
    root = etree.fromstring(document)
    style = etree.SubElement(root.find(f"{_XHTML}head"), f"{_XHTML}style", type="text/css")
    style.set("class", "kobostylehacks")
    style.text = _STYLE
    body = root.find(f"{_XHTML}body")
    _set_spans(body, _Count())
    _set_divs(body)
    return _serialise(root)


def _set_divs(body: Any) -> None:
    """Put all that a body holds into two divs."""
    columns = etree.Element(f"{_XHTML}div", id="book-columns")
    inner = etree.SubElement(columns, f"{_XHTML}div", id="book-inner")
    inner.text, body.text = body.text, None
    inner[:] = body[:]
    body.append(columns)


class _Count(Struct):
    """How far the spans of a document are counted."""

    paragraph: int = 0
    segment: int = 0
    opens_paragraph: bool = False
    """Whether the next span is the first of its paragraph."""

    def span(self) -> Any:
        """The next span, empty."""
        if self.opens_paragraph:
            self.paragraph, self.segment, self.opens_paragraph = self.paragraph + 1, 0, False
        self.segment += 1
        identity = f"kobo.{self.paragraph}.{self.segment}"
        return etree.Element(f"{_XHTML}span", {"class": "koboSpan", "id": identity})


def _set_spans(parent: Any, count: _Count) -> None:
    """Put each sentence and picture inside an element into a span, in reading order."""
    if parent.tag in _PARAGRAPHS:
        count.opens_paragraph = True
    children, text = parent[:], parent.text
    del parent[:]
    parent.text = None
    _append_text(parent, text, count)
    for child in children:
        text, child.tail = child.tail, None
        if child.tag == f"{_XHTML}img":
            count.opens_paragraph = True
            span = count.span()
            span.append(child)
            parent.append(span)
        else:
            parent.append(child)
            if isinstance(child.tag, str) and child.tag not in _UNTOUCHED:
                _set_spans(child, count)
        _append_text(parent, text, count)


def _append_text(parent: Any, text: str | None, count: _Count) -> None:
    """Append the text's sentences, each in a span; space is left bare except in a paragraph."""
    for sentence in _sentences(text or ""):
        if not sentence.isspace() or parent.tag == f"{_XHTML}p":
            span = count.span()
            span.text = sentence
            parent.append(span)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + sentence
        else:
            parent.text = (parent.text or "") + sentence


def _sentences(text: str) -> list[str]:
    """The text cut after each sentence and the space behind it.

    >>> _sentences("“Who?” Nell asked. Nobody, 3.5 times.")
    ['“Who?” ', 'Nell asked. ', 'Nobody, 3.5 times.']
    """
    ends = (match.end() for match in _SENTENCE_END.finditer(text))
    return [text[start:end] for start, end in pairwise((0, *ends, len(text))) if start < end]


def _serialise(root: Any) -> bytes:
    """XML that HTML parsers read the same way: end tags for all but void elements, no-break spaces named."""
    for element in root.iter(f"{_XHTML}*"):
        if not len(element) and not element.text and element.tag not in _VOID:
            element.text = ""
    text = etree.tostring(root.getroottree(), encoding="unicode").replace("\u00a0", "&#160;")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
