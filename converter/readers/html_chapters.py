"""A page's stream of blocks to chapters, by the rules that the reader of text has for its lines.

The stream becomes groups of lines as a text has them, so that headings, contents, gaps and letters
that stand for breaks are found in the same way. A heading of the page counts like one that is marked.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct, field

from converter.book import (
    Block,
    Chapter,
    Footnote,
    Heading,
    Inline,
    Lines,
    Metadata,
    Paragraph,
    SceneBreak,
    Text,
    Verse,
    plain_text,
    texts,
)
from converter.errors import Notice
from converter.readers import ReaderOptions
from converter.readers.breaks import find_letter_breaks
from converter.readers.chapters import ChapterBuilder
from converter.readers.contents import contents_notice, find_contents, find_titles
from converter.readers.gaps import gaps_inside, wide_gaps
from converter.readers.heading_words import PART_WORDS
from converter.readers.headings import Headings, find_headings
from converter.readers.html_blocks import Gap, Item, Opening
from converter.readers.html_footnotes import settle_footnotes
from converter.readers.html_lines import BrokenLines, group_of, set_lines
from converter.readers.labels import Candidate, Kind, split_heading
from converter.readers.layout import Measures, measure
from converter.readers.lines import Group, strip

_HIGHEST = (1, 2)
"""Levels of headings that open chapters wherever they stand."""
_NOTHING: tuple[tuple[Inline, ...], ...] = ((Text("*"),),)
"""Stands for what has no words, since groups have lines."""


class _Stream(Struct):
    """The blocks of a page, and what is known of each."""

    items: list[Block | Opening | BrokenLines] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    """Empty lines before each."""

    def groups(self, marked: Container[int]) -> list[Group]:
        """The items as a text has them; a heading of one of the ``marked`` levels as a marked one."""
        after = [*self.gaps, 0][1:]
        return [
            _group(item, marked, gap)._replace(gap_after=gap_after)
            for item, gap, gap_after in zip(self.items, self.gaps, after, strict=True)
        ]

    def indices(self, *kinds: type) -> list[int]:
        """Where the items of some kinds are."""
        return [index for index, item in enumerate(self.items) if isinstance(item, kinds)]


def read_chapters(
    stream: Iterable[Item],
    titles: Container[str],
    entries: Iterable[str],
    metadata: Metadata,
    options: ReaderOptions,
) -> tuple[tuple[Chapter, ...], tuple[Notice, ...]]:
    """The chapters of a stream, and the reason for each decision.

    ``titles`` are those of the story, which open no chapter above it; ``entries`` are those of a list of
    contents that the page had.
    """
    notices: list[Notice] = []
    page = _gather(stream, titles)
    levels = _levels(page)
    _join_titles(page, levels, metadata.language)
    groups = page.groups(() if options.chapters else levels)
    contents, listed = find_contents(groups)
    if contents:
        notices.append(contents_notice(groups, contents))
    lines = page.indices(Paragraph, BrokenLines)
    measures = measure([groups[index] for index in lines], options.layout)
    apart = set(range(len(groups))) - {*lines, *page.indices(Opening)}
    headings = find_headings(
        groups,
        metadata.language,
        ignored={*contents, *apart},
        declared=metadata.chapters.posted if metadata.chapters else None,
        gap=_usual_gap(groups),
        wanted=options.chapters,
        listed=listed | find_titles(groups, entries),
    )
    if not options.chapters:
        _add_openings(headings, page, levels, contents, metadata.language)
    gaps = (
        wide_gaps(gaps_inside(groups, headings, contents), _usual_gap(groups))
        if not page.indices(SceneBreak)
        else {}
    )
    chapters = ChapterBuilder(notices)
    builder = _ChapterFeeder(page, groups, headings, measures, chapters)
    for index in range(len(groups)):
        if index in gaps:
            chapters.add_break(SceneBreak("", 0, gaps[index]), "the gap is wider than usual")
        if index not in contents:
            builder.take(index)
    return settle_footnotes(chapters.finish(), notices), tuple(notices)


def _gather(stream: Iterable[Item], titles: Container[str]) -> _Stream:
    """The stream without gaps and titles above the story; letters that stand for breaks are breaks."""
    page = _Stream()
    gap = 1
    has_begun = False
    items = list(stream)
    breaks = find_letter_breaks(chain.from_iterable(map(_texts, items)))
    for item in chain.from_iterable(_with_breaks(item, breaks) for item in items):
        if isinstance(item, Gap):
            gap += 1
            continue
        if isinstance(item, Opening) and not has_begun and item.text in titles:
            continue
        has_begun = has_begun or not isinstance(item, SceneBreak)
        page.items.append(item)
        page.gaps.append(gap if len(page.items) > 1 else 0)
        gap = 1
    return page


def _texts(item: Item) -> Iterator[str]:
    if isinstance(item, Paragraph):
        yield strip(plain_text(item.inlines))
    elif isinstance(item, BrokenLines):
        yield from (strip(plain_text(line)) for line in item.lines)


def _with_breaks(item: Item, breaks: Container[str]) -> Iterator[Item]:
    """The item, parted at its lines that are breaks."""
    if not breaks or not isinstance(item, Paragraph | BrokenLines):
        yield item
        return
    kept: list[tuple[Inline, ...]] = []
    for line in (item.inlines,) if isinstance(item, Paragraph) else item.lines:
        text = strip(plain_text(line))
        if text in breaks:
            yield from _kept(kept)
            yield SceneBreak(text, 0)
            kept = []
        else:
            kept.append(line)
    yield from _kept(kept)


def _kept(lines: list[tuple[Inline, ...]]) -> Iterator[Item]:
    if lines:
        yield BrokenLines(tuple(lines)) if len(lines) > 1 else Paragraph(lines[0], 0)


def _levels(page: _Stream) -> set[int]:
    """The levels of headings that open chapters: the highest two, or the highest that comes again."""
    counts = Counter(item.level for item in page.items if isinstance(item, Opening))
    if sum(counts[level] for level in _HIGHEST) >= 2:
        return set(_HIGHEST)
    high = [item for item in page.items if isinstance(item, Opening) and item.level in _HIGHEST]
    repeated = sorted(level for level, count in counts.items() if count >= 2)
    if repeated and not any(split_heading(item.text, "")[0] for item in high):
        return {*_HIGHEST, repeated[0]}
    return set(_HIGHEST)


def _join_titles(page: _Stream, levels: Container[int], language: str) -> None:
    """Give headings that are labels alone the lower ones right below them, where these are the rule."""
    labels = [
        index
        for index, item in enumerate(page.items)
        if isinstance(item, Opening) and item.level in levels and _is_label(item, language)
    ]
    titled = [index for index in labels if _has_title(page, index, language)]
    if not titled or len(titled) < len(labels) / 2:
        return
    for index in reversed(titled):
        label, title = page.items[index], page.items[index + 1]
        if isinstance(label, Opening) and isinstance(title, Opening):
            page.items[index : index + 2] = [Opening(label.lines + title.lines, label.level)]
            del page.gaps[index + 1]


def _is_label(item: Opening, language: str) -> bool:
    label, title = split_heading(item.text, language)
    word = label.split(" ")[0].casefold()
    return bool(label and not title) and word not in PART_WORDS.split("|")


def _has_title(page: _Stream, index: int, language: str) -> bool:
    below = page.items[index + 1] if index + 1 < len(page.items) else None
    label = page.items[index]
    if not isinstance(below, Opening) or not isinstance(label, Opening) or below.level <= label.level:
        return False
    return not split_heading(below.text, language)[0]


def _group(item: Block | Opening | BrokenLines, marked: Container[int], gap: int) -> Group:
    match item:
        case Opening(lines, level):
            group = group_of(lines, gap)
            if level not in marked:
                return group
            first = group.lines[0].with_text(f"{'#' * level} {group.lines[0].text}")
            return group._replace(lines=(first, *group.lines[1:]))
        case BrokenLines(lines) | Lines(lines) | Verse(lines):
            return group_of(lines, gap)
        case Paragraph(inlines) | Footnote(_, _, inlines):
            return group_of((inlines,) if strip(plain_text(inlines)) else _NOTHING, gap)
        case SceneBreak(marker):
            return group_of(((Text(marker),),), gap)
        case _:
            shown = tuple((Text(text),) for text in texts((item,)) if strip(text))
            return group_of(shown or _NOTHING, gap)


def _usual_gap(groups: Sequence[Group]) -> int:
    gaps = Counter(group.gap for group in groups[1:])
    return gaps.most_common(1)[0][0] if gaps else 1


def _add_openings(
    headings: Headings, page: _Stream, levels: Container[int], contents: range, language: str
) -> None:
    """Headings of the page that a text would not take for one."""
    found = [*headings.chapters.values(), *headings.parts.values()]
    taken = {*contents, *(index for c in found for index in range(c.group, c.group + c.groups))}
    for index, item in enumerate(page.items):
        if isinstance(item, Opening) and item.level in levels and index not in taken:
            label, title = split_heading(item.text, language)
            headings.inner.pop(index, None)
            headings.chapters[index] = Candidate(index, 0, Kind.MARKED, label, title)


class _ChapterFeeder(Struct):
    """Hands items to the builder of chapters as what they are."""

    page: _Stream
    groups: Sequence[Group]
    headings: Headings
    measures: Measures
    chapters: ChapterBuilder
    _title_groups: set[int] = field(default_factory=set)

    def take(self, index: int) -> None:
        """The next item."""
        item, headings = self.page.items[index], self.headings
        if index in self._title_groups:
            return
        if candidate := headings.parts.get(index) or headings.chapters.get(index):
            heading = Chapter((), candidate.label, candidate.title, 0, index in headings.parts)
            self._title_groups.update(range(index + 1, index + candidate.groups))
            is_marked = isinstance(item, Opening) and candidate.kind is not Kind.NAMED
            reason = Kind.MARKED if is_marked else candidate.kind
            self.chapters.open_chapter(heading, " ".join(_shown(item)), reason.value)
        elif isinstance(item, SceneBreak):
            self.chapters.add_break(item, f"“{item.marker}” holds break marks alone")
        elif isinstance(item, Opening):
            self.chapters.add(item.block)
        elif index in headings.inner and isinstance(item, Paragraph):
            self.chapters.add(Heading(item.inlines, 0))
        else:
            for block in set_lines(item, self.measures) if isinstance(item, BrokenLines) else (item,):
                self.chapters.add(block)


def _shown(item: Block | Opening | BrokenLines) -> Iterator[str]:
    """The text of what is a heading."""
    if isinstance(item, Opening):
        yield item.text
    else:
        yield from _texts(item)
