"""Book to EPUB 3. The only place that knows EbookLib.

What EbookLib 0.20 gets wrong is fenced here, each fence with its reason:

- its document items parse and print again what they are given, and lose text on the way: our
  documents go in as plain items, finished;
- its navigation document shows the landmarks to the reader: ours is a plain item as well;
- ``write_epub`` returns False when it fails, unless told to raise: it is told;
- it numbers the NCX only on request, never marks the package's language, and stamps every zip
  entry with the clock: see ``_finish``.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ebooklib import epub
from lxml import etree

from converter import xhtml
from converter.book import Book, Metadata
from converter.errors import WriterFailed
from converter.languages import is_right_to_left
from converter.themes import Theme
from converter.writers import WriterOptions

suffix = ".epub"
description = "EPUB 3, for e-readers and reading apps"

_NAMESPACE = uuid.UUID("6f1d0a52-7a0e-5b0c-9a53-3d1a2f8c4b7e")
"""Root of our version 5 UUIDs (RFC 9562 section 5.5); changing it would rename every book."""
_STYLESHEET = "book.css"
_NAVIGATION = "nav.xhtml"
_XHTML_TYPE = "application/xhtml+xml"
_ISO_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2]))?")
"""A year or a month of W3C-DTF, as EPUB 3.3 section 5.5.3.2.4 recommends; whole days are parsed."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can carry; entries say nothing of when a book was made."""
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Modification date of a story that carries none: the clock would make every run differ."""


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as an EPUB; see ``Writer.write``."""
    metadata = book.metadata
    package = epub.EpubBook()
    _describe(package, metadata)
    package.add_item(_item("style", _STYLESHEET, "text/css", theme.book_css))
    spine = []
    for name, title, body in _documents(book, theme, options):
        text = xhtml.document(title, metadata.language, body, stylesheet=_STYLESHEET)
        spine.append(_item(name, f"{name}.xhtml", _XHTML_TYPE, text))
        package.add_item(spine[-1])
    package.spine = spine

    entries = _contents(book)
    first_page = entries[0].address
    navigation = _item(
        "nav",
        _NAVIGATION,
        _XHTML_TYPE,
        xhtml.document(
            metadata.title,
            metadata.language,
            xhtml.navigation(metadata.title, entries, first_page),
            stylesheet=_STYLESHEET,
        ),
    )
    navigation.properties = ["nav"]
    package.add_item(navigation)
    package.add_item(epub.EpubNcx())
    package.toc = _links(entries)
    package.guide = [{"type": "text", "title": metadata.title, "href": first_page}]
    return _finish(_write_package(package, _modified(metadata)), metadata.language)


def identifier(metadata: Metadata) -> str:
    """A URN that is the same whenever the same story is converted (RFC 9562, version 5).

    The work's ID or address names a story; without one, its authors and title do.
    """
    if metadata.work_id:
        name = f"work {metadata.work_id}"
    elif metadata.url:
        name = f"url {metadata.url}"
    else:
        name = "\n".join(("story", metadata.title, *metadata.authors))
    return uuid.uuid5(_NAMESPACE, name).urn


def _documents(book: Book, theme: Theme, options: WriterOptions) -> list[tuple[str, str, str]]:
    """Name, title and body of each document, in reading order."""
    metadata = book.metadata
    documents = []
    if options.title_page:
        title_page = xhtml.title_page(metadata, theme.ornament)
        documents.append(("title", metadata.title, title_page))
        if details := xhtml.details_page(metadata):
            documents.append(("details", metadata.title, details))
    for number, chapter in enumerate(book.chapters, start=1):
        name = _chapter_name(number)
        title = chapter.heading or metadata.title
        documents.append((name, title, xhtml.chapter(chapter, name, theme.ornament)))
    return documents


def _chapter_name(number: int) -> str:
    return f"chapter-{number}"


def _contents(book: Book) -> list[xhtml.Entry]:
    """The contents; chapters stand below the part they follow, if there is one.

    A chapter without a heading goes by the book's title.
    """
    entries: list[xhtml.Entry] = []
    parts: set[str] = set()
    for number, chapter in enumerate(book.chapters, start=1):
        entry = xhtml.Entry(f"{_chapter_name(number)}.xhtml", chapter.heading or book.metadata.title)
        if chapter.is_part:
            parts.add(entry.address)
        last = entries[-1] if entries else None
        if last and last.address in parts and not chapter.is_part:
            entries[-1] = replace(last, below=(*last.below, entry))
        else:
            entries.append(entry)
    return entries


def _links(entries: Iterable[xhtml.Entry]) -> list[Any]:
    """The contents as EbookLib wants them for the NCX."""
    links = []
    for entry in entries:
        link = epub.Link(entry.address, entry.text, f"entry-{entry.address.removesuffix('.xhtml')}")
        links.append((link, _links(entry.below)) if entry.below else link)
    return links


def _item(identity: str, name: str, media_type: str, content: str) -> epub.EpubItem:
    return epub.EpubItem(identity, name, media_type, content.encode())


def _describe(package: epub.EpubBook, metadata: Metadata) -> None:
    package.set_identifier(identifier(metadata))
    package.set_title(metadata.title)
    package.set_language(metadata.language)
    if is_right_to_left(metadata.language):
        package.set_direction("rtl")
    for number, author in enumerate(metadata.authors, start=1):
        package.add_author(author, role="aut", uid=f"author-{number}")
    for subject in _subjects(metadata):
        package.add_metadata("DC", "subject", subject)
    if metadata.summary:
        package.add_metadata("DC", "description", "\n".join(metadata.summary))
    if metadata.publisher:
        package.add_metadata("DC", "publisher", metadata.publisher)
    if metadata.url:
        package.add_metadata("DC", "source", metadata.url)
    if _ISO_DATE.fullmatch(metadata.published) or _day(metadata.published):
        package.add_metadata("DC", "date", metadata.published)
    for number, series in enumerate(metadata.series, start=1):
        _describe_series(package, f"series-{number}", series.name, series.position)


def _subjects(metadata: Metadata) -> tuple[str, ...]:
    """Every subject once: what the story is about before what it is made of."""
    subjects = (
        *metadata.fandoms,
        *metadata.relationships,
        *metadata.characters,
        *metadata.tags,
        *metadata.categories,
        *metadata.warnings,
    )
    return tuple(dict.fromkeys(subjects))


def _describe_series(package: epub.EpubBook, uid: str, name: str, position: str) -> None:
    """A collection with the book's place in it (EPUB 3.3 appendix D.3)."""
    package.add_metadata(None, "meta", name, {"property": "belongs-to-collection", "id": uid})
    refines = {"refines": f"#{uid}"}
    package.add_metadata(None, "meta", "series", {**refines, "property": "collection-type"})
    if re.fullmatch(r"\d+(\.\d+)*", position):
        package.add_metadata(None, "meta", position, {**refines, "property": "group-position"})


def _modified(metadata: Metadata) -> datetime:
    """The latest full date that the header gives."""
    dates = map(_day, (metadata.published, metadata.updated, metadata.completed))
    return max(filter(None, dates), default=_NO_DATE)


def _day(date: str) -> datetime | None:
    """A date of the form 2024-05-17, in a year that can be meant."""
    try:
        day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day if 1000 <= day.year < 3000 else None


def _write_package(package: epub.EpubBook, modified: datetime) -> bytes:
    buffer = io.BytesIO()
    options = {
        "raise_exceptions": True,
        "epub3_pages": False,  # would parse every document once more, to look for page breaks
        "play_order": {"enabled": True, "start_from": 1},
        "mtime": modified,
        "compresslevel": 0,  # _finish compresses
    }
    try:
        epub.write_epub(buffer, package, options)
    except Exception as error:  # EbookLib raises whatever its own libraries do
        raise WriterFailed(
            f"EbookLib could not write the EPUB: {error}.", "Please report this story's header."
        ) from error
    return buffer.getvalue()


def _finish(data: bytes, language: str) -> bytes:
    """Mark the package's language, and give every entry the same date.

    The first entry is the media type, stored, as OCF 3.3 section 4.2 wants it.
    """
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as raw, zipfile.ZipFile(finished, "w") as archive:
        for name in raw.namelist():
            content = raw.read(name)
            if name.endswith(".opf"):
                content = _mark_language(content, language)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return finished.getvalue()


def _mark_language(package: bytes, language: str) -> bytes:
    root = etree.fromstring(package)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
