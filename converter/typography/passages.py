"""A book as passages: stretches of running text that rules read whole and change, across emphasis.

A quotation may open in plain words and close in stressed ones, so a rule sees the text of a whole paragraph,
and its changes go back to the runs that they fall into.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, assert_never

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
    Strong,
    Style,
    Styled,
    Text,
    Verse,
)
from converter.expressions import expression

Edit = tuple[int, int, str]
"""What stands from one offset up to another, at least a character, and what takes its place."""
_STAND_IN = "x"
"""What rules see of words that are not theirs to change: a letter."""
_SENDER = expression(r"[ \t]*(?:[\[(][\d:. ]+[\])] *)?(?:<[^<>\n]+>|[^\s:]+:(?=\s))")
"""Who says a line of a chat: ``nick_otter:``, ``<nick>``, with the time before it."""


class Passage(NamedTuple):
    """The text of a paragraph, or of lines that belong together."""

    text: str
    keeps_lines: bool
    """Whether its shape is the author's: verse, signatures, messages."""
    line: int
    """Line of the source on which it begins, counted from 1."""
    edges: tuple[int, ...]
    """Where its runs end; the last one is the length of the text."""
    fixed: frozenset[int]
    """The runs, counted from 0, that no edit may touch: code, ruby, senders."""

    def edited(self, edits: Iterable[Edit]) -> "Passage":
        """The passage after edits, in order and apart from each other.

        An edit that would reach over the edge of a run is left out: there is no telling whose it is.
        """
        parts: list[str] = []
        edges: list[int] = []
        done = run = length = 0
        for start, end, text in edits:
            while self.edges[run] <= start:
                edges.append(length + self.edges[run] - done)
                run += 1
            if end > self.edges[run] or run in self.fixed:
                continue
            parts += (self.text[done:start], text)
            length += start - done + len(text)
            done = end
        parts.append(self.text[done:])
        edges += (length + edge - done for edge in self.edges[run:])
        return self._replace(text="".join(parts), edges=tuple(edges))

    def runs(self) -> list[str]:
        """The text of each run."""
        return [self.text[a:b] for a, b in zip((0, *self.edges), self.edges, strict=False)]


Change = Callable[[Passage], Passage]


def change_passages(book: Book, change: Change) -> Book:
    """The book with each of its passages changed; what the header says stays as it is."""
    return replace(book, chapters=tuple(_chapter(chapter, change) for chapter in book.chapters))


def change_header(metadata: Metadata, change: Change) -> Metadata:
    """The header's prose changed: titles, summary, notes. Names and tags stay as they are."""

    def changed(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(_heading(text, 0, change) for text in texts)

    return replace(
        metadata,
        title=_heading(metadata.title, 0, change),
        series=tuple(replace(series, name=_heading(series.name, 0, change)) for series in metadata.series),
        summary=changed(metadata.summary),
        notes=changed(metadata.notes),
    )


def _chapter(chapter: Chapter, change: Change) -> Chapter:
    label = _heading(chapter.label, chapter.line, change)
    title = _heading(chapter.title, chapter.line, change)
    return replace(chapter, label=label, title=title, blocks=_blocks(chapter.blocks, change))


def _heading(text: str, line: int, change: Change) -> str:
    return change(Passage(text, False, line, (len(text),), frozenset())).text if text else text


def _blocks(blocks: tuple[Block, ...], change: Change) -> tuple[Block, ...]:
    return tuple(_block(block, change) for block in blocks)


def _block(block: Block, change: Change) -> Block:
    match block:
        case Paragraph(inlines, line) | Heading(inlines, line) | Footnote(_, _, inlines, line):
            changed = _change((inlines,), line, change)
            return block if changed is None else replace(block, inlines=changed[0])
        case Verse(lines, line):
            changed = _change(lines, line, change, keeps_lines=True)
            return block if changed is None else replace(block, lines=changed)
        case Lines(lines, line):
            senders, said = zip(*map(_without_sender, lines), strict=True) if lines else ((), ())
            changed = _change(said, line, change, keeps_lines=True)
            return (
                block if changed is None else replace(block, lines=tuple(map(_with_sender, senders, changed)))
            )
        case Quote(inner) | Note(_, inner):
            return replace(block, blocks=_blocks(inner, change))
        case SceneBreak():
            return block
        case _:
            assert_never(block)


def _without_sender(line: tuple[Inline, ...]) -> tuple[str, tuple[Inline, ...]]:
    if line and isinstance(line[0], Text) and (found := _SENDER.match(line[0].text)):
        return found[0], (Text(line[0].text[found.end() :]), *line[1:])
    return "", line


def _with_sender(sender: str, line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    if sender and isinstance(line[0], Text):
        return (Text(sender + line[0].text), *line[1:])
    return line


def _change(
    lines: tuple[tuple[Inline, ...], ...], line: int, change: Change, *, keeps_lines: bool = False
) -> tuple[tuple[Inline, ...], ...] | None:
    """The lines after the change, or None when nothing has changed."""
    runs: list[str] = []
    fixed: set[int] = set()
    for inlines in lines:
        _gather(inlines, runs, fixed)
        fixed.add(len(runs))
        runs.append("\n")
    text = "".join(runs)
    passage = Passage(text, keeps_lines, line, tuple(accumulate(map(len, runs))), frozenset(fixed))
    changed = change(passage)
    if changed.text == text:
        return None
    left = iter(changed.runs())
    return tuple(_line(inlines, left) for inlines in lines)


def _line(inlines: tuple[Inline, ...], runs: Iterator[str]) -> tuple[Inline, ...]:
    rebuilt = _rebuilt(inlines, runs)
    next(runs)  # its end
    return rebuilt


def _gather(inlines: Iterable[Inline], runs: list[str], fixed: set[int]) -> None:
    """Append the runs of inlines; a mark of a footnote has none, so that rules see through it."""
    for inline in inlines:
        match inline:
            case Text(text):
                runs.append(text)
            case Styled(Style.CODE) | Ruby():
                fixed.add(len(runs))
                runs.append(_STAND_IN)
            case Emphasis(inner) | Strong(inner) | Styled(_, inner):
                _gather(inner, runs, fixed)
            case LineBreak():
                fixed.add(len(runs))
                runs.append("\n")
            case ReferenceMark():
                pass
            case _:
                assert_never(inline)


def _rebuilt(inlines: tuple[Inline, ...], runs: Iterator[str]) -> tuple[Inline, ...]:
    """The inlines with the runs that ``_gather`` took from them, as they are now."""
    return tuple(_inline(inline, runs) for inline in inlines)


def _inline(inline: Inline, runs: Iterator[str]) -> Inline:
    match inline:
        case Text():
            return Text(next(runs))
        case Styled(Style.CODE) | Ruby() | LineBreak():
            next(runs)
            return inline
        case Emphasis(inner) | Strong(inner) | Styled(_, inner):
            return replace(inline, inlines=_rebuilt(inner, runs))
        case ReferenceMark():
            return inline
        case _:
            assert_never(inline)
