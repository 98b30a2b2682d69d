"""The reader for HTML: a work as the Archive of Our Own offers it for download, or any page with a story.

A page is its facts and its story. The facts go the way of a text's header, the story becomes a stream
of blocks and openings that is cut into chapters. Lines of the source are not known.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from converter.book import (
    Block,
    Book,
    Chapter,
    Heading,
    Metadata,
    Note,
    Paragraph,
    SceneBreak,
    Text,
    texts,
)
from converter.errors import Level, Notice, SourceEmpty
from converter.readers import Parsed, ReaderOptions
from converter.readers.breaks import is_break
from converter.readers.candidates import Kind, split_heading
from converter.readers.chapters import ChapterBuilder
from converter.readers.html_blocks import BlockReader, Opening, text_of
from converter.readers.keys import Entry, field_of
from converter.readers.lines import strip
from converter.readers.markup import UNREADABLE
from converter.readers.metadata import collect, override
from converter.readers.names import complete
from converter.source import Source

description = "HTML: a work downloaded from an archive, or any page with a story"

_WORK = re.compile(r"/works/\d+")
_SILENT = {"head", "link", "map", "meta", "script", "style", "template"}
"""Elements that hold no words of anyone."""
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class _Page:
    """What is where on a page."""

    facts: tuple[tuple[str, str], ...]
    """Keys and values as a header has them, the title first."""
    story: tuple[PageElement, ...]
    summary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ending: Tag | None = None
    """The notes below the story."""
    words_outside: int = 0
    """Words that are neither facts nor story."""


def read(source: Source, options: ReaderOptions) -> Parsed:
    """Read a page with a story.

    :raises SourceEmpty: there is no story on the page.
    """
    soup = _parse(source.text)
    page = _archive_page(soup) or _story_page(soup)
    metadata, notices = _metadata(page, source, options)
    reader = BlockReader(lambda text: _is_scene_break(text, options))
    ending = reader.read_notes(page.ending) if page.ending else ()
    stream = chain(reader.read(page.story), ending)
    structure: list[Notice] = []
    chapters = _chapters(stream, metadata, options, structure)
    if not chapters:
        raise SourceEmpty("There is no story on the page.", "Check that the page was saved whole.")
    notices = (*source.notices, *notices, *structure, *_dropped(soup, page))
    return Parsed(Book(metadata, chapters), notices, encoding=source.encoding)


def _parse(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a text looks like XML, or like the name of a file
        return BeautifulSoup(text, "lxml", huge_tree=True)


def _archive_page(soup: BeautifulSoup) -> _Page | None:
    """A work as the Archive of Our Own offers it for download."""
    preface, story, ending = (soup.find(id=name) for name in ("preface", "chapters", "endnotes"))
    if not (preface and story):
        return None
    facts = [("Title", _text(preface.find("h1"))), ("Author", ", ".join(_authors(preface)))]
    facts += _work_address(preface)
    for label in preface.select("dl.tags > dt"):
        facts.append((_text(label).rstrip(":： "), _text(label.find_next_sibling("dd"))))
    blocks = BlockReader(lambda _: False).read(preface.find_all(class_="meta"))
    said = {block.label: tuple(map(_words, block.blocks)) for block in blocks if isinstance(block, Note)}
    return _Page(
        tuple(facts),
        tuple(story.contents),
        said.get("Summary", ()),
        said.get("Notes", ()),
        ending,
    )


def _authors(preface: Tag) -> list[str]:
    return [_text(link) for link in preface.select(".byline a")]


def _work_address(preface: Tag) -> Iterator[tuple[str, str]]:
    for link in preface.select(".message a[href]"):
        if _WORK.search(str(link["href"])):
            yield "URL", str(link["href"])


def _story_page(soup: BeautifulSoup) -> _Page:
    """Any page: its story is its main part, or its only article, or all of it."""
    articles, headings = soup.find_all("article"), soup.find_all("h1")
    whole = soup.body or soup
    root = soup.find("main") or (articles[0] if len(articles) == 1 else whole)
    author = soup.find("meta", attrs={"name": "author"})
    facts = (
        ("Title", _text(headings[0] if len(headings) == 1 else soup.title)),
        ("Author", str(author.get("content") or "") if author else ""),
        ("Language", str(soup.html.get("lang") or "") if soup.html else ""),
    )
    outside = len(whole.get_text(" ").split()) - len(root.get_text(" ").split())
    return _Page(facts, tuple(root.contents), words_outside=outside)


def _text(node: Tag | None) -> str:
    return text_of(node) if node else ""


def _words(block: Block) -> str:
    """The plain text of a block, with the line ends that mean something."""
    return "\n".join(texts((block,)))


def _metadata(page: _Page, source: Source, options: ReaderOptions) -> tuple[Metadata, tuple[Notice, ...]]:
    """What the page says, understood as the header of a text is; what the user says comes first."""
    entries = [Entry(key, field_of(key), 0, [strip(value)]) for key, value in page.facts if strip(value)]
    metadata, notices = collect(entries)
    metadata = replace(metadata, summary=metadata.summary or page.summary, notes=metadata.notes or page.notes)
    metadata, said = override(metadata, options.metadata)
    metadata, completed = complete(metadata, source.name, "The page has no title")
    return metadata, notices + said + completed


def _is_scene_break(text: str, options: ReaderOptions) -> bool:
    return is_break(text) or bool(options.scene_break and options.scene_break.fullmatch(text))


def _chapters(
    stream: Iterable[Block | Opening], metadata: Metadata, options: ReaderOptions, notices: list[Notice]
) -> tuple[Chapter, ...]:
    """The stream cut at its openings; the title above the story is none."""
    builder = ChapterBuilder(notices)
    kind = Kind.NAMED if options.chapters else Kind.MARKED
    has_begun = False
    for item in stream:
        text = _line(item)
        is_heading = options.chapters.fullmatch(text) if options.chapters else isinstance(item, Opening)
        if is_heading and text == metadata.title and not has_begun:
            continue
        has_begun = has_begun or not isinstance(item, SceneBreak)
        if is_heading:
            builder.open_chapter(_heading(text, metadata.language), text, kind.value)
        elif isinstance(item, SceneBreak):
            builder.add_break(item, f"“{item.marker}” holds break marks alone")
        else:
            builder.add(Heading((Text(text),), 0) if isinstance(item, Opening) else item)
    builder.close_chapter()
    return tuple(builder.chapters)


def _line(item: Block | Opening) -> str:
    """The text of what may be a heading."""
    if isinstance(item, Opening):
        return item.text
    return strip(_words(item)) if isinstance(item, Paragraph | Heading) else ""


def _heading(text: str, language: str) -> Chapter:
    """A chapter without blocks; the reader of text parts its label from its title."""
    label, title = split_heading(text, language)
    return Chapter((), label, title)


def _dropped(soup: BeautifulSoup, page: _Page) -> Iterator[Notice]:
    """What the page has and the book has not."""
    for name in sorted(UNREADABLE - _SILENT):
        words = " ".join(word for element in soup.find_all(name) for word in element.get_text(" ").split())
        if words:
            excerpt = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
            text = f"“{name}” is left out with its words: “{excerpt}”."
            yield Notice("markup-dropped", 0, text, level=Level.NOTE)
    if page.words_outside:
        text = f"{page.words_outside} words outside the page's story are left out."
        yield Notice("page-dropped", 0, text, level=Level.NOTE)
    if pictures := len(soup.find_all("img")):
        text = f"{pictures} pictures are left out; where they have words instead, these are there."
        yield Notice("pictures-dropped", 0, text, level=Level.NOTE)
