"""The work of other processes: reading stories and books; making books, covers and previews.

What a ``Failure`` says is for people. Nothing here knows of the server.
"""

import json
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from lxml import etree
from msgspec import Struct

from converter.book import Metadata, Series
from converter.checks.package import Package, Unreadable, read_package, resolve
from converter.conversion import make_books, read_story
from converter.counting import count_story
from converter.cover import draw_cover, shrink_picture
from converter.errors import ConverterError, OutputUnwritable
from converter.files import write_files
from converter.inspection import describe
from converter.languages import UNKNOWN
from converter.preparation import Settings, prepare
from converter.readers import ReaderOptions
from converter.shelf.facts import FORMATS, Choices, Facts, Item, clean, format_of
from converter.source import stem
from converter.themes import load_theme

COVERS = {"cover": (1200, 1800), "thumbnail": (200, 300)}
"""Width and height, in pixels, within which pictures of a cover are kept."""
PRODUCTS = {**FORMATS, **dict.fromkeys(COVERS, ".jpg"), "preview": ".xhtml", "inspection": ".json"}
"""All that is made of a story, with the suffixes of the files that it is kept in."""

_CONTAINER = "META-INF/container.xml"
_LARGEST_PART = 64 << 20
"""Bytes of a file inside a finished book beyond which it is not looked into."""
_LONGEST_TEXT = 300
"""Characters of a title or a name in a list."""
_LONGEST_SUMMARY = 4000
_T = TypeVar("_T")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, KeyError)
_PREVIEW_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 34em; margin: 2em auto; padding: 0 1.2em; line-height: 1.5; }
"""
_XHTML = "{http://www.w3.org/1999/xhtml}"


class Failure(Struct, frozen=True):
    """Why there is nothing to be had, and what can be done."""

    text: str


class Read(Struct, frozen=True):
    """What was found in a story or a book."""

    digest: str
    facts: Facts


def read(folder: Path, item: Item) -> Read | Failure:
    """Look into a story or a book."""
    return _safely(lambda: _read(folder, item))


def make(folder: Path, item: Item, product: str, target: Path) -> Failure | None:
    """Make one of the ``PRODUCTS`` and put it at ``target``."""
    return _safely(lambda: _MAKERS.get(product, _make_book)(folder, item, product, target))


def _safely(work: Callable[[], _T]) -> _T | Failure:
    """What the work gives; errors travel between processes as what they say."""
    try:
        return work()
    except OutputUnwritable:
        return Failure("It cannot be kept: the disk of the shelf may be full.")
    except ConverterError as error:
        return Failure(f"{error.message} {error.hint}")
    except Exception as error:  # noqa: BLE001 — the last border before the other books
        return Failure(f"This is a defect of Fascicle; please report it: {type(error).__name__}: {error}.")


def _read(folder: Path, item: Item) -> Read:
    digest = sha256()
    for path in item.files:
        with (folder / path).open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    facts = _story_facts(folder, item) if item.is_story else _book_facts(folder, item)
    return Read(digest.hexdigest(), facts)


def _story_facts(folder: Path, item: Item) -> Facts:
    book = read_story(folder / item.files[0], reading=_reading(item.choices)).book
    metadata = book.metadata
    series = metadata.series[0] if metadata.series else Series("")
    return Facts(
        title=_short(metadata.title),
        authors=tuple(map(_short, metadata.authors)),
        series=_short(series.name),
        position=_short(series.position),
        language="" if metadata.language == UNKNOWN else metadata.language,
        summary=clean("\n".join(metadata.summary))[:_LONGEST_SUMMARY],
        date=clean(metadata.completed or metadata.updated or metadata.published),
        words=count_story(book),
        chapters=sum(not chapter.is_part for chapter in book.chapters),
    )


def _book_facts(folder: Path, item: Item) -> Facts:
    """What a finished book says of itself; a file's name says it where the book does not."""
    named = Facts(_short(stem(item.files[0])) or "?")
    title, _, author = named.title.rpartition(" - ")
    if title and author:
        named = Facts(title, (author,))
    for path in item.files:
        if format_of(path) != "pdf":
            return _package_facts(folder / path) or named
    return named


def _package_facts(path: Path) -> Facts | None:
    package = _package(path)
    titles = package.values("title") if package else []
    if not package or not titles:
        return None
    series = package.old_meta("calibre:series") or next(iter(package.meta("belongs-to-collection")), "")
    position = package.old_meta("calibre:series_index") or next(iter(package.meta("group-position")), "")
    return Facts(
        title=_short(titles[0]),
        authors=tuple(filter(None, map(_short, package.values("creator")))),
        series=_short(series),
        position=_short(position),
        language=_short(next(iter(package.values("language")), "")),
        summary=clean(next(iter(package.values("description")), ""))[:_LONGEST_SUMMARY],
        date=_short(next(iter(package.values("date")), "")),
    )


def _package(path: Path) -> Package | None:
    """The package of an EPUB; None when it is damaged."""
    try:
        return read_package(_parts(path, lambda name: name == _CONTAINER or name.endswith(".opf")))
    except Unreadable:
        return None


def _parts(path: Path, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Files inside an EPUB; none when it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {
                entry.filename: archive.read(entry)
                for entry in archive.infolist()
                if is_wanted(entry.filename) and entry.file_size <= _LARGEST_PART
            }
    except _DAMAGE:
        return {}


def _short(text: str) -> str:
    return clean(text)[:_LONGEST_TEXT]


def _reading(choices: Choices) -> ReaderOptions:
    return ReaderOptions(metadata=choices.header())


def _settings(item: Item, *formats: str) -> Settings:
    choices = item.choices
    return prepare(formats=formats, device=choices.device, style=choices.style, reading=_reading(choices))


def _make_book(folder: Path, item: Item, product: str, target: Path) -> None:
    make_books(folder / item.files[0], [target], _settings(item, product))


def _make_inspection(folder: Path, item: Item, _: str, target: Path) -> None:
    """What ``fascicle inspect`` tells of the story, as JSON."""
    parsed = read_story(folder / item.files[0], reading=_reading(item.choices))
    write_files([(target, json.dumps(describe(parsed)).encode())])


def _make_cover(folder: Path, item: Item, product: str, target: Path) -> None:
    """The cover in one of the sizes: a finished book's own, or as our books have it."""
    picture = None if item.is_story else _own_cover(folder, item)
    small = shrink_picture(picture, COVERS[product]) if picture else None
    if small is None:
        drawn = draw_cover(_metadata(folder, item), load_theme(item.choices.style))
        small = shrink_picture(drawn.data, COVERS[product])
    write_files([(target, small or b"")])


def _metadata(folder: Path, item: Item) -> Metadata:
    if item.is_story:
        return read_story(folder / item.files[0], reading=_reading(item.choices)).book.metadata
    facts = item.facts
    series = (Series(facts.series, facts.position),) if facts.series else ()
    return Metadata(facts.title, facts.authors, series, language=facts.language or UNKNOWN)


def _own_cover(folder: Path, item: Item) -> bytes | None:
    for path in item.files:
        package = None if format_of(path) == "pdf" else _package(folder / path)
        named = package.old_meta("cover") if package else None
        for one in package.items if package else ():
            if "cover-image" in one.properties or (named and one.identifier == named):
                return _parts(folder / path, one.path.__eq__).get(one.path)
    return None


def _make_preview(folder: Path, item: Item, _: str, target: Path) -> None:
    """The whole book as one page: the documents of its EPUB, one below the other, and their style."""
    book = target.with_suffix(".preview.epub")
    make_books(folder / item.files[0], [book], _settings(item, "epub"))
    try:
        package = _package(book)
        files = _parts(book, lambda name: name.endswith((".xhtml", ".css")))
    finally:
        book.unlink()
    page = None
    for document in package.spine if package else ():
        root = etree.fromstring(files[document.path])
        if root.find(f".//{_XHTML}img") is not None:  # the cover, which stands beside the preview
            continue
        _localise(root, document.path)
        if page is None:
            page = root
            for link in root.iter(f"{_XHTML}link"):
                sheet = files[resolve(document.path, link.get("href"))[0]].decode()
                link.tag, link.text = f"{_XHTML}style", f"{sheet}\n{_PREVIEW_STYLE}"
                link.attrib.clear()
        else:
            page.find(f"{_XHTML}body").extend(root.find(f"{_XHTML}body"))
    write_files([(target, etree.tostring(page, encoding="utf-8", xml_declaration=True))])


def _localise(root: etree._Element, path: str) -> None:
    """Let links between documents lead to places in the one page."""
    for link in root.iter(f"{_XHTML}a"):
        _, fragment = resolve(path, link.get("href", ""))
        link.set("href", f"#{fragment}")


_MAKERS: dict[str, Callable[[Path, Item, str, Path], None]] = {
    **dict.fromkeys(COVERS, _make_cover),
    "preview": _make_preview,
    "inspection": _make_inspection,
}
