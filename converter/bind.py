"""Several stories to one book: each opens with a part of its own, and the book's metadata are what all say.

What a part of the anthology's metadata means is decided here alone: authors and tags are united, dates are
those of the first and the last story, and what differs from story to story stays with the stories.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar, assert_never

from msgspec.structs import replace

from converter.book import (
    Block,
    Book,
    Chapter,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Lines,
    Metadata,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Series,
    Strong,
    Styled,
    Text,
    Verse,
)
from converter.errors import Level, Notice
from converter.expressions import expression
from converter.languages import UNKNOWN

_Value = TypeVar("_Value")
_DAY = expression(r"[12]\d{3}-\d\d-\d\d")
_WHOLE = expression(r"\d{1,6}")


def bind(stories: Sequence[Book], title: str) -> Book:
    """One book of these stories, in this order, of that title; at least one story.

    Identifiers of footnotes are told apart by the number of the story; nothing else of its text is changed.
    """
    chapters: list[Chapter] = []
    for number, story in enumerate(stories, start=1):
        chapters.append(Chapter((), title=story.metadata.title, is_part=True, story=story.metadata))
        chapters += (replace(chapter, blocks=_blocks(chapter.blocks, number)) for chapter in story.chapters)
    return Book(_united([story.metadata for story in stories], title), tuple(chapters))


def unbound(book: Book) -> Iterator[Book]:
    """The stories of an anthology, or the one of any other book."""
    chapters: list[Chapter] = []
    told = book.metadata
    for story, chapter in book.by_story():
        if not chapter.story:
            chapters.append(chapter)
        elif told is not book.metadata:
            yield Book(told, tuple(chapters))
            chapters = []
        told = story
    yield Book(told, tuple(chapters))


def common_series(stories: Iterable[Metadata], wanted: str = "") -> str:
    """A series that all of these stories belong to, as the first of them names it; empty if there is none.

    It is the one of the ``wanted`` name, if there are several, or else the first.
    """
    first, *others = stories
    shared = [series.name for series in first.series if all(_place(series.name, story) for story in others)]
    return min(shared, key=lambda name: folded_name(name) != folded_name(wanted), default="")


def in_series_order(stories: Sequence[Metadata], series: str) -> list[int]:
    """The numbers of these stories in the order of their series, those of one place as they stand.

    Stories without a place in it come last.
    """
    places = [place.position if (place := _place(series, story)) else "" for story in stories]
    return sorted(range(len(stories)), key=lambda number: (not places[number], natural_key(places[number])))


def gaps(stories: Iterable[Metadata], series: str) -> Iterator[Notice]:
    """A warning for every step in a series over parts that are not among these stories."""
    places = [place.position for story in stories if (place := _place(series, story))]
    numbers = sorted({int(place) for place in places if _WHOLE.fullmatch(place)})
    for last, following in pairwise(numbers):
        if following - last > 1:
            yield Notice(
                "series-gap",
                0,
                f"Part {following} of {series} follows part {last}: what is between them is not here.",
                "Add the stories that are missing, if you have them.",
                Level.WARNING,
            )


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts texts with numbers as people do.

    >>> sorted(["Part 10", "part 2", "2.5", "2", "10"], key=natural_key)
    ['2', '2.5', '10', 'part 2', 'Part 10']
    """
    parts = re.findall(r"(\d{1,18})|(\D+)", text.casefold())
    return tuple((0, int(digits), "") if digits else (1, 0, other) for digits, other in parts)


def folded_name(text: str) -> str:
    """The name of a series or an author as it is compared: neither case nor spaces count."""
    return " ".join(text.split()).casefold()


def _place(name: str, story: Metadata) -> Series | None:
    """The story's place in the series of that name."""
    wanted = folded_name(name)
    return next((series for series in story.series if folded_name(series.name) == wanted), None)


def _united(stories: Sequence[Metadata], title: str) -> Metadata:
    def union(values: Callable[[Metadata], Iterable[str]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for story in stories for value in values(story) if value))

    def common(value: Callable[[Metadata], _Value], otherwise: _Value) -> _Value:
        first, *others = map(value, stories)
        return first if all(other == first for other in others) else otherwise

    languages = Counter(story.language for story in stories if story.language != UNKNOWN) or {UNKNOWN: 1}
    language = max(languages, key=lambda tag: languages[tag])
    series = common_series(stories)
    words = [story.words for story in stories]
    days = [match[0] for story in stories for date in _dates(story) if (match := _DAY.match(date))]
    return Metadata(
        title=title,
        authors=union(lambda story: story.authors),
        series=(Series(series),) if series else (),
        rating=", ".join(union(lambda story: (story.rating,))),
        warnings=union(lambda story: story.warnings),
        categories=union(lambda story: story.categories),
        fandoms=union(lambda story: story.fandoms),
        relationships=union(lambda story: story.relationships),
        characters=union(lambda story: story.characters),
        tags=union(lambda story: story.tags),
        language=language,
        language_name=next(story.language_name for story in stories if story.language == language),
        words=None if None in words else sum(filter(None, words)),
        published=min(days, default=""),
        updated=max(days, default=""),
        collections=union(lambda story: story.collections),
        publisher=common(lambda story: story.publisher, ""),
        others=common(lambda story: story.others, ()),
    )


def _dates(story: Metadata) -> tuple[str, ...]:
    return story.published, story.updated, story.completed


def _blocks(blocks: Iterable[Block], number: int) -> tuple[Block, ...]:
    return tuple(_block(block, number) for block in blocks)


def _block(block: Block, number: int) -> Block:
    match block:
        case Paragraph(inlines) | Heading(inlines):
            return replace(block, inlines=_inlines(inlines, number)) if _has_marks(inlines) else block
        case Footnote(identifier, _, inlines):
            return replace(block, identifier=_own(identifier, number), inlines=_inlines(inlines, number))
        case Verse(lines) | Lines(lines):
            if any(map(_has_marks, lines)):
                return replace(block, lines=tuple(_inlines(line, number) for line in lines))
            return block
        case Quote(inner) | Note(_, inner):
            return replace(block, blocks=_blocks(inner, number))
        case SceneBreak():
            return block
        case _:
            assert_never(block)


def _has_marks(inlines: Iterable[Inline]) -> bool:
    """Whether there may be a mark of a footnote among these; most paragraphs are kept as they are."""
    return any(not isinstance(inline, Text) for inline in inlines)


def _inlines(inlines: Iterable[Inline], number: int) -> tuple[Inline, ...]:
    return tuple(_inline(inline, number) for inline in inlines)


def _inline(inline: Inline, number: int) -> Inline:
    match inline:
        case ReferenceMark(text, footnote):
            return ReferenceMark(text, _own(footnote, number))
        case Emphasis(inner) | Strong(inner) | Styled(_, inner):
            return replace(inline, inlines=_inlines(inner, number))
        case Text() | Ruby() | LineBreak():
            return inline
        case _:
            assert_never(inline)


def _own(identifier: str, number: int) -> str:
    return f"{number}-{identifier}"
