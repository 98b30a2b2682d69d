"""Book to EPUB 3.3, with what EPUB 2 readers need. The only place that knows EbookLib.

What EbookLib 0.20 gets wrong is fenced here, each fence with its reason:

- its document items parse and print again what they are given, and lose text on the way: our
  documents go in as plain items;
- its navigation document shows the landmarks to the reader: ours is a plain item as well;
- its ``add_author`` calls a filing name a term of MARC's: creators are described by hand;
- ``write_epub`` returns False when it fails, unless told to raise: it is told;
- it numbers the NCX only on request: it is asked;
- it never marks the package's language, says that an NCX has no depth, and stamps every zip entry with
  the clock: ``_finish`` makes the archive anew, and since the contents of files go into that one alone,
  EbookLib packs and carries no more than their names.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ebooklib import epub
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from converter import xhtml
from converter.book import Book, Metadata, Series
from converter.cover import draw_cover
from converter.errors import WriterFailed
from converter.expressions import expression
from converter.filing import filing_name, filing_title
from converter.identity import identifier
from converter.languages import is_right_to_left
from converter.parts import Entry, contents
from converter.themes import FontFace, Theme
from converter.writers import WriterOptions

suffix = ".epub"
description = "EPUB 3, for e-readers and reading apps"

_STYLESHEET = "book.css"
_COVER_PAGE = "cover.xhtml"
_FONT_TYPES = {
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""Core media types of EPUB 3.3 section 3.2."""
_IMAGE_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}
_AXES = expression(r"\[.*\]")
"""How the name of a variable font lists its axes; a URL has no room for brackets (RFC 3986 section 2.2)."""
_XHTML_TYPE = "application/xhtml+xml"
_LONGEST_TEXT = 240_000
"""Bytes of a chapter in one document, which stays below 250 KB with its head: more is slow on e-readers."""
_DAY = expression(r"(?P<day>[12]\d{3}-\d\d-\d\d)(?:[T ].*)?")
_MONTH = expression(r"[12]\d{3}(-(0[1-9]|1[0-2]))?")
"""A year or a month of W3C-DTF, as EPUB 3.3 section 5.5.3.2.4 recommends."""
_INDEX = expression(r"\d+(\.\d+)?")
_RIGHTS = frozenset("rights copyright license licence".split())
"""Keys of the header that say who may do what with the story."""
_ACCESSIBILITY = (
    ("accessMode", "textual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
)
"""What EPUB Accessibility 1.1 section 2.2 asks for. Conformance is not claimed: nobody evaluated the text."""
_ACCESSIBILITY_SUMMARY = (
    "Text only, in reading order, with a table of contents and headings. Typeface, size and colours are the"
    " reader's to choose."
)
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can carry; entries say nothing of when a book was made."""
_PACKED = 4
"""How hard texts are packed: zlib takes half as long again for the usual 6, and saves a fiftieth."""


class _Document(Struct, frozen=True):
    """A page or a chapter, or as much of a chapter as one file may hold."""

    name: str
    """Its file without the suffix, the same whenever the story is converted."""
    title: str
    language: str
    body: str

    @property
    def address(self) -> str:
        """Its file in the package."""
        return f"{self.name}.xhtml"


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as an EPUB; see ``Writer.write``."""
    metadata = book.metadata
    entries = _contents(contents(book))
    documents = list(_documents(book, theme, options))
    fonts = [
        (face, f"fonts/{_AXES.sub('', face.path.name)}")
        for face in theme.fonts
        if options.embed_fonts and face.path.suffix.lower() in _FONT_TYPES
    ]
    files = {address: face.path.read_bytes() for face, address in fonts}
    files[_STYLESHEET] = (_font_rules(fonts) + theme.book_css).encode()
    cover = draw_cover(metadata, theme) if options.cover is True else options.cover or None
    image = f"cover.{cover.suffix}" if cover else ""
    if cover:
        documents.insert(
            0, _Document("cover", metadata.title, metadata.language, xhtml.cover_page(metadata, image))
        )
        files[image] = cover.data
    navigation = _navigation(metadata, entries, has_cover=bool(cover))
    for document in (*_linked(documents), navigation):
        text = xhtml.document(document.title, document.language, document.body, stylesheet=_STYLESHEET)
        files[document.address] = text.encode()
    package = _package(book, entries, (*documents, navigation), image)
    for number, (_, address) in enumerate(fonts, start=1):
        package.add_item(epub.EpubItem(f"font-{number}", address, _FONT_TYPES[Path(address).suffix.lower()]))
    data = _write_package(package, _modified(metadata) or options.undated)
    return _finish(data, files, metadata.language, depth=max(2 if entry.below else 1 for entry in entries))


def _font_rules(fonts: Sequence[tuple[FontFace, str]]) -> str:
    """The rules that name each face at its address, and set the text in the first family."""
    rules = [
        f'@font-face {{\n  font-family: "{face.family}";\n'
        f"  font-style: {'italic' if face.italic else 'normal'};\n"
        f"  font-weight: {'bold' if face.bold else 'normal'};\n"
        f'  src: url("{address}");\n}}\n'
        for face, address in fonts
    ]
    if fonts:
        rules.append(f'body {{ font-family: "{fonts[0][0].family}", serif; }}\n\n')
    return "\n".join(rules)


def _navigation(metadata: Metadata, entries: list[xhtml.Entry], *, has_cover: bool) -> _Document:
    title = metadata.title
    cover_page = _COVER_PAGE if has_cover else ""
    body = xhtml.navigation(title, entries, entries[0].address, cover_page)
    return _Document("nav", title, metadata.language, body)


def _package(
    book: Book, entries: list[xhtml.Entry], documents: Iterable[_Document], image: str
) -> epub.EpubBook:
    """What EbookLib is to pack: descriptions, lists, and files without their contents.

    The last of the documents is the navigation, which is no page of the book; ``image`` is the cover's
    address if there is one.
    """
    title = book.metadata.title
    package = epub.EpubBook()
    package.set_identifier(identifier(book))
    _describe(package, book.metadata)
    package.toc = _links(entries)
    package.guide = [{"type": "text", "title": title, "href": entries[0].address}]
    if image:
        cover = package.add_item(_cover(image))
        package.add_metadata(None, "meta", "", {"name": "cover", "content": cover.id})  # EPUB 2's own way
        package.guide.insert(0, {"type": "cover", "title": "Cover", "href": _COVER_PAGE})
    package.add_item(epub.EpubItem("style", _STYLESHEET, "text/css"))
    *package.spine, navigation = [package.add_item(_item(document)) for document in documents]
    navigation.properties = ["nav"]
    package.add_item(epub.EpubNcx())
    return package


def _cover(image: str) -> epub.EpubItem:
    """The picture, marked as the cover; ``set_cover`` would look for its type in the machine's own tables."""
    cover = epub.EpubCover(file_name=image)
    cover.media_type = _IMAGE_TYPES[Path(image).suffix]
    return cover


def _item(document: _Document) -> epub.EpubItem:
    return epub.EpubItem(document.name, document.address, _XHTML_TYPE)


def _linked(documents: Iterable[_Document]) -> list[_Document]:
    """The documents with links from one to another: a note may stand in another part of its chapter."""
    bodies = xhtml.link({document.address: document.body for document in documents})
    return [replace(document, body=bodies[document.address]) for document in documents]


def _documents(book: Book, theme: Theme, options: WriterOptions) -> Iterator[_Document]:
    """The documents in reading order; a chapter too long for one goes on in ``chapter-3-2``."""
    metadata = book.metadata
    if options.title_page:
        page = partial(_Document, title=metadata.title, language=metadata.language)
        yield page("title", body=xhtml.title_page(metadata, theme.ornament))
        if not book.is_anthology and (details := xhtml.details_page(metadata)):
            yield page("details", body=details)
    for number, (story, chapter) in enumerate(book.by_story(), start=1):
        name = _chapter_name(number)
        title = chapter.heading or story.title
        if chapter.story:
            bodies = [xhtml.story_page(story, name, brief=not options.title_page)]
        else:
            bodies = xhtml.chapter(chapter, name, theme.ornament, longest=_LONGEST_TEXT)
        for part, body in enumerate(bodies, start=1):
            yield _Document(name if part == 1 else f"{name}-{part}", title, story.language, body)


def _chapter_name(number: int) -> str:
    return f"chapter-{number}"


def _contents(listed: Iterable[Entry]) -> list[xhtml.Entry]:
    """The contents with addresses."""
    return [
        xhtml.Entry(f"{_chapter_name(entry.number)}.xhtml", entry.text, tuple(_contents(entry.below)))
        for entry in listed
    ]


def _links(entries: Iterable[xhtml.Entry]) -> list[Any]:
    """The contents as EbookLib wants them for the NCX."""
    links = []
    for entry in entries:
        link = epub.Link(entry.address, entry.text, f"entry-{entry.address.removesuffix('.xhtml')}")
        links.append((link, _links(entry.below)) if entry.below else link)
    return links


def _describe(package: epub.EpubBook, metadata: Metadata) -> None:
    """What the package says of the story.

    Nothing is said of vertical lines: those that a reader sets by itself, in Japanese or Chinese, need no
    more than the language, and ``primary-writing-mode`` would bind a Kindle to one direction.
    """
    language = metadata.language
    package.set_language(language)
    package.set_direction("rtl" if is_right_to_left(language) else None)
    package.title = metadata.title  # for the NCX; set_title could not give it a name
    package.add_metadata("DC", "title", metadata.title, {"id": "book-title"})
    _refine(package, "book-title", "file-as", filing_title(metadata.title, language))
    for number, author in enumerate(metadata.authors, start=1):
        name = f"author-{number}"
        package.add_metadata("DC", "creator", author, {"id": name})
        _refine(package, name, "role", "aut", scheme="marc:relators")
        _refine(package, name, "file-as", filing_name(author, language))
    for element, text in _elements(metadata):
        package.add_metadata("DC", element, text)
    for number, series in enumerate(metadata.series, start=1):
        _describe_series(package, f"series-{number}", series)
    if metadata.series:
        _describe_series_to_calibre(package, metadata.series[0])
    if metadata.words is not None:
        _add_meta(package, "schema:wordCount", str(metadata.words))
    for name, value in _ACCESSIBILITY:
        _add_meta(package, f"schema:{name}", value)
    _add_meta(
        package, "schema:accessibilitySummary", _ACCESSIBILITY_SUMMARY, dir="ltr", **{_XML_LANGUAGE: "en"}
    )


def _elements(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """The Dublin Core elements that need no more than their text."""
    for subject in _subjects(metadata):
        yield "subject", subject
    if metadata.summary:
        yield "description", "\n".join(metadata.summary)
    if metadata.publisher:
        yield "publisher", metadata.publisher
    if metadata.url:
        yield "source", metadata.url
    dates = map(_date, (metadata.published, metadata.completed, metadata.updated))
    if date := next(filter(None, dates), ""):
        yield "date", date
    for key, value in metadata.others:
        if key.casefold() in _RIGHTS:
            yield "rights", value


def _subjects(metadata: Metadata) -> tuple[str, ...]:
    """Every subject once. The first is the genre in Apple Books, so it never is a warning or the rating."""
    about = (
        *metadata.fandoms,
        *metadata.tags,
        *metadata.relationships,
        *metadata.characters,
        *metadata.categories,
    )
    advice = (*metadata.warnings, metadata.rating) if about else ()
    return tuple(dict.fromkeys(filter(None, (*about, *advice))))


def _describe_series(package: epub.EpubBook, name: str, series: Series) -> None:
    """A collection with the book's place in it (EPUB 3.3 appendix D.3)."""
    _add_meta(package, "belongs-to-collection", series.name, id=name)
    _refine(package, name, "collection-type", "series")
    if re.fullmatch(r"\d+(\.\d+)*", series.position):
        _refine(package, name, "group-position", series.position)


def _describe_series_to_calibre(package: epub.EpubBook, series: Series) -> None:
    """The same once more as calibre and the readers that follow it want it: one series, with a number."""
    facts = {"calibre:series": series.name}
    if _INDEX.fullmatch(series.position):
        facts["calibre:series_index"] = series.position
    for name, content in facts.items():
        package.add_metadata(None, "meta", "", {"name": name, "content": content})


def _refine(package: epub.EpubBook, name: str, fact: str, value: str, **attributes: str) -> None:
    """Say more of the element with that name."""
    _add_meta(package, fact, value, refines=f"#{name}", **attributes)


def _add_meta(package: epub.EpubBook, fact: str, value: str, **attributes: str) -> None:
    package.add_metadata(None, "meta", value, {**attributes, "property": fact})


def _modified(metadata: Metadata) -> datetime | None:
    """The latest full date that the header gives."""
    dates = map(_day, (metadata.published, metadata.updated, metadata.completed))
    return max(filter(None, dates), default=None)


def _date(text: str) -> str:
    """A day, a month or a year as W3C-DTF writes it; empty for anything else."""
    day = _day(text)
    return f"{day:%Y-%m-%d}" if day else text if _MONTH.fullmatch(text) else ""


def _day(text: str) -> datetime | None:
    """A date of the form 2024-05-17, with or without a time, in a year that can be meant."""
    found = _DAY.fullmatch(text)
    try:
        return datetime.strptime(found["day"], "%Y-%m-%d").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _write_package(package: epub.EpubBook, modified: datetime) -> bytes:
    buffer = io.BytesIO()
    options = {
        "raise_exceptions": True,
        "epub3_pages": False,  # would parse every document once more, to look for page breaks
        "package_direction": True,
        "play_order": {"enabled": True, "start_from": 1},
        "mtime": modified,
    }
    try:
        epub.write_epub(buffer, package, options)
    except Exception as error:  # EbookLib raises whatever its own libraries do
        raise WriterFailed(
            f"EbookLib could not write the EPUB: {error}.", "Please report this story's header."
        ) from error
    return buffer.getvalue()


def _finish(data: bytes, files: dict[str, bytes], language: str, depth: int) -> bytes:
    """Fill in the contents of files, the package's language and the depth of the NCX; date entries alike.

    The first entry is the media type, stored, as OCF 3.3 section 4.2 wants it.
    """
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as raw, zipfile.ZipFile(finished, "w") as archive:
        for name in raw.namelist():
            content = files.get(name.removeprefix("EPUB/")) or raw.read(name)
            if name.endswith(".opf"):
                content = _mark(content, ".", _XML_LANGUAGE, language)
            elif name.endswith(".ncx"):
                content = _mark(content, f".//{_NCX}meta[@name='dtb:depth']", "content", str(depth))
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            is_packed = name == "mimetype" or name.endswith(tuple(_IMAGE_TYPES))
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=_PACKED)
    return finished.getvalue()


def _mark(document: bytes, path: str, attribute: str, value: str) -> bytes:
    """The document with an attribute set on the element at that path."""
    root = etree.fromstring(document)
    root.find(path).set(attribute, value)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
