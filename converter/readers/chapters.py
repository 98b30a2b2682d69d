"""Blocks to chapters, as they come from a reader of any kind of source."""

from collections.abc import Sequence
from itertools import chain, groupby

from msgspec import Struct, field
from msgspec.structs import replace

from converter.book import Block, Chapter, Heading, Note, Paragraph, Quote, SceneBreak, plain_text
from converter.errors import Level, Notice
from converter.readers.footnotes import link_all
from converter.readers.lines import letters
from converter.readers.notes import gather_notes

_UNTITLED = Chapter(())
_QUOTES = tuple("“\"'‘«„「")
_ENDS = tuple(".!?…")


class ChapterBuilder(Struct):
    """Puts blocks into chapters, and drops what parts nothing or says again what the heading says."""

    notices: list[Notice]
    chapters: list[Chapter] = field(default_factory=list)
    _heading: Chapter = _UNTITLED
    _blocks: list[Block] = field(default_factory=list)
    _pending: tuple[SceneBreak, str] | None = None

    def open_chapter(self, heading: Chapter, text: str, reason: str) -> None:
        """Begin a chapter, which has no blocks yet; ``text`` is its heading in the source."""
        self.close_chapter()
        self._heading = heading
        what = "opens a part" if heading.is_part else "is a heading"
        self.notices.append(Notice("heading", heading.line, f"“{text}” {what}: {reason}."))

    def add(self, block: Block) -> None:
        """Any block but a scene break."""
        if self._pending and not isinstance(block, Heading):
            scene_break, reason = self._pending
            self._blocks.append(scene_break)
            self._say(scene_break, f"{reason}: a scene break")
        elif self._pending:
            self._say(self._pending[0], "a heading follows the break: dropped")
        self._pending = None
        self._blocks.append(block)

    def add_break(self, scene_break: SceneBreak, reason: str) -> None:
        """A break: kept if something stands on both sides of it."""
        if self._pending:
            dropped = "it follows another break"
        elif not self._blocks or isinstance(self._blocks[-1], Heading):
            dropped = "nothing stands before it"
        else:
            self._pending = (scene_break, reason)
            return
        self._say(scene_break, f"{reason}, but {dropped}: dropped")

    def finish(self) -> tuple[Chapter, ...]:
        """All chapters, the last one closed, with their footnotes linked."""
        self.close_chapter()
        return tuple(link_all(self.chapters, self.notices))

    def close_chapter(self) -> None:
        """Finish the chapter, unless it has neither heading nor text."""
        if self._pending:
            scene_break, reason = self._pending
            self._say(scene_break, f"{reason}, but nothing follows it: dropped")
        if self._blocks or self._heading.heading:
            blocks = gather_notes(_merge_quotes(self._blocks), self.notices)
            self._drop_repeated_title(blocks)
            if self.chapters and _is_only_notes(self._heading, blocks):
                self._append_notes(blocks)
            else:
                self.chapters.append(replace(self._heading, blocks=tuple(blocks)))
        self._heading, self._blocks, self._pending = _UNTITLED, [], None

    def _append_notes(self, notes: Sequence[Block]) -> None:
        last = self.chapters[-1]
        self.chapters[-1] = replace(last, blocks=(*last.blocks, *notes))
        text = f"“{self._heading.heading}” is an archive's own heading and was dropped: it has only notes."
        self.notices.append(Notice("pointer-dropped", self._heading.line, text, level=Level.NOTE))

    def _say(self, scene_break: SceneBreak, reason: str) -> None:
        self.notices.append(Notice("scene-break", scene_break.line, f"{reason[0].upper()}{reason[1:]}."))

    def _drop_repeated_title(self, blocks: list[Block]) -> None:
        label, title = self._heading.label, self._heading.title
        first = blocks[0] if blocks else None
        if not isinstance(first, Paragraph):
            return
        shown = plain_text(first.inlines)
        is_sentence = shown[-1:] in _ENDS and shown[-1:] != title[-1:] and not shown.isupper()
        is_said = is_sentence or shown[:1] in _QUOTES
        if not is_said and letters(shown) and letters(shown) in (letters(label + title), letters(title)):
            del blocks[0]
            text = f"“{shown}” repeats the heading and was dropped."
            self.notices.append(Notice("title-repeated", first.line, text, level=Level.NOTE))


def _is_only_notes(heading: Chapter, blocks: Sequence[Block]) -> bool:
    """Whether a chapter is what an archive sets below a work: an afterword of nothing but notes."""
    is_afterword = heading.heading.casefold() == "afterword"
    return is_afterword and all(isinstance(block, Note) and block.label for block in blocks)


def _merge_quotes(blocks: Sequence[Block]) -> list[Block]:
    """Quotations in a row are one."""
    merged: list[Block] = []
    for is_quote, run in groupby(blocks, key=lambda block: isinstance(block, Quote)):
        if is_quote:
            quotes = [block for block in run if isinstance(block, Quote)]
            merged.append(Quote(tuple(chain.from_iterable(q.blocks for q in quotes)), quotes[0].line))
        else:
            merged += run
    return merged
