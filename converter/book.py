"""The document model: the only thing that passes from readers to writers.

A ``Book`` is ``Metadata`` and ``Chapter``s; a chapter is a run of blocks; a block holds inlines.
Everything is frozen and made of tuples, so a book can be shared, compared, hashed and sent to
another process. The unions ``Block`` and ``Inline`` are closed: match on them and end with
``assert_never``, and the type checker points at every writer that a new kind concerns.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import assert_never

from msgspec import Struct


class Text(Struct, frozen=True):
    """A run of plain characters."""

    text: str


class Emphasis(Struct, frozen=True):
    """Stressed words; italics in most styles."""

    inlines: "tuple[Inline, ...]"


class Strong(Struct, frozen=True):
    """Strongly stressed words; bold in most styles."""

    inlines: "tuple[Inline, ...]"


class Style(StrEnum):
    """Ways to set words apart that are neither emphasis nor strong emphasis."""

    CODE = "code"
    DELETED = "deleted"
    SMALL = "small"
    SUBSCRIPT = "subscript"
    SUPERSCRIPT = "superscript"
    UNDERLINED = "underlined"


class Styled(Struct, frozen=True):
    """Words set apart in one of the other styles."""

    style: Style
    inlines: "tuple[Inline, ...]"


class Ruby(Struct, frozen=True):
    """Characters with their reading beside them, as in Japanese."""

    base: str
    reading: str


class ReferenceMark(Struct, frozen=True):
    """A mark that sends the reader to a footnote."""

    text: str
    """The mark as the source has it: ``[1]``, ``*``."""
    footnote: str
    """The identifier of its ``Footnote``."""


class LineBreak(Struct, frozen=True):
    """A line end inside a paragraph that means something."""


Inline = Text | Emphasis | Strong | Styled | Ruby | ReferenceMark | LineBreak


class Paragraph(Struct, frozen=True):
    """A paragraph of the story."""

    inlines: tuple[Inline, ...]
    line: int
    """Line of the source on which it begins, counted from 1."""


class SceneBreak(Struct, frozen=True):
    """A change of scene. Writers set the style's ornament, not the marker."""

    marker: str
    """The marker as the source has it; empty for a gap."""
    line: int
    is_soft: bool = False
    """Whether it is no more than a pause, set as a blank line."""


class Verse(Struct, frozen=True):
    """A stanza: lines that keep their ends, with their indents relative to the first."""

    lines: tuple[tuple[Inline, ...], ...]
    line: int


class Lines(Struct, frozen=True):
    """Lines of prose that keep their ends: a signature, an address, messages, a list."""

    lines: tuple[tuple[Inline, ...], ...]
    line: int


class Quote(Struct, frozen=True):
    """Something that the story quotes at length: a letter, a page of a book."""

    blocks: "tuple[Block, ...]"
    line: int


class Heading(Struct, frozen=True):
    """A heading inside a chapter."""

    inlines: tuple[Inline, ...]
    line: int


class Note(Struct, frozen=True):
    """Words about the story that are not the story: notes and summaries."""

    label: str
    """What the source calls it: ``Notes``, ``Chapter Summary``, ``End Notes``."""
    blocks: "tuple[Block, ...]"
    line: int


class Footnote(Struct, frozen=True):
    """A paragraph that explains a place in the text, to which it is linked."""

    identifier: str
    """Unlike that of any other footnote of the book."""
    mark: str
    """The mark as the source has it, which the place in the text has too."""
    inlines: tuple[Inline, ...]
    line: int


Block = Paragraph | SceneBreak | Verse | Lines | Quote | Heading | Note | Footnote


class Series(Struct, frozen=True):
    """A series that the story belongs to."""

    name: str
    position: str = ""
    """The story's place in it, usually a number; empty when unknown."""


class ChapterCount(Struct, frozen=True):
    """How far the story has come: ``3/?`` is ``ChapterCount(3, None)``."""

    posted: int
    total: int | None


class Metadata(Struct, frozen=True):
    """What the header says of the story. Empty means that it did not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    summary: tuple[str, ...] = ()
    """The summary's paragraphs, as plain text."""
    rating: str = ""
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """The author's notes on the whole story, as paragraphs of plain text."""
    language: str = "und"
    """BCP 47 tag; ``und`` when unknown (RFC 5646 section 4.1)."""
    language_name: str = ""
    """The language as the header names it."""
    words: int | None = None
    """The word count that the header declares."""
    chapters: ChapterCount | None = None
    """The chapter count that the header declares."""
    status: str = ""
    published: str = ""
    """Dates are kept as the header writes them."""
    updated: str = ""
    completed: str = ""
    collections: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    work_id: str = ""
    stats: tuple[tuple[str, str], ...] = ()
    """What an archive counted: kudos, hits, comments; not shown in books."""
    others: tuple[tuple[str, str], ...] = ()
    """Keys we do not know, with their values, in the order of the source."""


class Chapter(Struct, frozen=True):
    """A stretch of blocks under one heading, or under none."""

    blocks: tuple[Block, ...]
    label: str = ""
    """The numbered part of the heading as the source has it: ``Chapter 3``."""
    title: str = ""
    """The name of the chapter; label or title or both may be empty."""
    line: int = 0
    is_part: bool = False
    """Whether it is a part, above the chapters that follow it."""
    story: Metadata | None = None
    """What the story's header says, in the part that opens one story of several; it holds no blocks."""

    @property
    def heading(self) -> str:
        """Label and title on one line, for a table of contents; empty without a heading."""
        return ": ".join(part for part in (self.label, self.title) if part)


class Book(Struct, frozen=True):
    """A whole story, or several that are bound as one, ready for any writer."""

    metadata: Metadata
    chapters: tuple[Chapter, ...] = ()

    @property
    def is_anthology(self) -> bool:
        """Whether it holds several stories, each opened by a part of its own."""
        return any(chapter.story for chapter in self.chapters)

    def by_story(self) -> Iterator[tuple[Metadata, Chapter]]:
        """Each chapter, after what the header of the story says that it belongs to."""
        story = self.metadata
        for chapter in self.chapters:
            story = chapter.story or story
            yield story, chapter


def plain_text(inlines: Iterable[Inline]) -> str:
    """The characters of a run of inlines, without their styling."""
    match inlines:
        case (Text(text),):  # as most paragraphs are
            return text
    return "".join(_characters(inline) for inline in inlines)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The plain text of every paragraph, line, heading and label, in order."""
    for block in blocks:
        match block:
            case Paragraph(inlines) | Heading(inlines):
                yield plain_text(inlines)
            case Verse(lines) | Lines(lines):
                yield from map(plain_text, lines)
            case Quote(inner):
                yield from texts(inner)
            case Note(label, inner):
                yield label
                yield from texts(inner)
            case Footnote(_, mark, inlines):
                yield f"{mark} {plain_text(inlines)}"
            case SceneBreak():
                pass
            case _:
                assert_never(block)


def _characters(inline: Inline) -> str:
    match inline:
        case Text(text) | ReferenceMark(text):
            return text
        case Emphasis(inlines) | Strong(inlines) | Styled(_, inlines):
            return plain_text(inlines)
        case Ruby(base, _):
            return base
        case LineBreak():
            return "\n"
        case _:
            assert_never(inline)
