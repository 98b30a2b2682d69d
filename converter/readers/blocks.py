"""The body's lines to chapters and blocks; each decision is a notice that carries its reason.

The raw format has one paragraph a line. A line that is blank, or that holds only spaces of any
kind, parts paragraphs and means nothing else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.book import Block, Chapter, Paragraph, SceneBreak, plain_text
from converter.errors import Notice
from converter.languages import UNKNOWN
from converter.readers.inlines import read_inlines
from converter.readers.lines import strip

_SPACES = re.compile(r"[ \t]+")

_BREAK_CHARACTERS = r"*\-_~=#+•·–—"
_SCENE_BREAK = re.compile(
    rf"(?P<mark>[{_BREAK_CHARACTERS}])(?:\s*(?P=mark)){{2,79}}|[⁂§❦❧☙◆◇●○■□★☆※⁕]|(?:[◆◇●○■□★☆※]\s*){{2,}}"
)

_LONGEST_HEADING = 100
_CHAPTER_WORDS = {
    "cs": "kapitola",
    "da": "kapitel",
    "de": "kapitel",
    "en": "chapter",
    "es": "capítulo|capitulo",
    "et": "peatükk",
    "fi": "luku",
    "fr": "chapitre",
    "hr": "poglavlje",
    "id": "bab",
    "it": "capitolo",
    "nb": "kapittel",
    "nl": "hoofdstuk",
    "no": "kapittel",
    "pl": "rozdział",
    "pt": "capítulo|capitulo",
    "ro": "capitolul",
    "ru": "глава",
    "sv": "kapitel",
    "tr": "bölüm",
    "uk": "розділ",
    "vi": "chương",
}
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    r"\d{1,4}|(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
    rf"|(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?|{_UNITS}"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_EASTERN_HEADING = re.compile(
    r"(?P<label>第[\d０-９一二三四五六七八九十百千零〇两]{1,8}[章回話话])(?:[\s:：.\-–—]+(?P<title>\S.*))?"
)


@dataclass(frozen=True, slots=True)
class _Heading:
    label: str
    title: str
    line: int


def read_chapters(
    lines: Sequence[str], start: int, language: str = UNKNOWN
) -> tuple[tuple[Chapter, ...], tuple[Notice, ...]]:
    """Chapters of ``lines[start:]``, and the reason for each heading and scene break.

    Text before the first heading becomes a chapter without one. ``language`` is a BCP 47 tag; it
    adds that language's word for a chapter to the English one.
    """
    notices: list[Notice] = []
    chapters: list[Chapter] = []
    heading = _Heading("", "", 0)
    blocks: list[Block] = []
    for part in _parts(lines, start, _heading_pattern(language)):
        if isinstance(part, _Heading):
            chapters.extend(_chapter(heading, blocks, notices))
            heading, blocks = part, []
            reason = "a chapter word with a number, alone between blank lines"
            notices.append(Notice("heading", part.line, f"“{part.label}” is a heading: {reason}."))
        else:
            blocks.append(part)
    chapters.extend(_chapter(heading, blocks, notices))
    return tuple(chapters), tuple(sorted(notices, key=lambda notice: notice.line))


def _parts(lines: Sequence[str], start: int, heading_pattern: re.Pattern[str]) -> Iterator[_Heading | Block]:
    previous_blank = True
    for index in range(start, len(lines)):
        text = strip(lines[index])
        if not text:
            previous_blank = True
            continue
        alone = previous_blank and (index + 1 == len(lines) or not strip(lines[index + 1]))
        previous_blank = False
        if _SCENE_BREAK.fullmatch(text):
            yield SceneBreak(text, index + 1)
        elif alone and (found := _heading(text, index + 1, heading_pattern)):
            yield found
        else:
            yield Paragraph(read_inlines(_SPACES.sub(" ", text)), index + 1)


def _heading_pattern(language: str) -> re.Pattern[str]:
    words = {_CHAPTER_WORDS["en"], _CHAPTER_WORDS.get(language.split("-", maxsplit=1)[0], "chapter")}
    return re.compile(
        rf"(?P<label>(?:{'|'.join(sorted(words))})\s+(?:{_NUMBER}))"
        r"(?:\s*[:：.\-–—]+\s*(?P<title>\S.*)?)?",
        re.IGNORECASE,
    )


def _heading(text: str, line: int, pattern: re.Pattern[str]) -> _Heading | None:
    if len(text) > _LONGEST_HEADING:
        return None
    found = pattern.fullmatch(text) or _EASTERN_HEADING.fullmatch(text)
    if not found:
        return None
    title = plain_text(read_inlines(found["title"] or ""))
    return _Heading(found["label"], title, line)


def _chapter(heading: _Heading, blocks: list[Block], notices: list[Notice]) -> Iterator[Chapter]:
    """The chapter, unless it has neither heading nor text."""
    kept = _without_needless_breaks(blocks, notices)
    if kept or heading.line:
        yield Chapter(tuple(kept), heading.label, heading.title, heading.line)


def _without_needless_breaks(blocks: list[Block], notices: list[Notice]) -> list[Block]:
    """Drop breaks that part nothing: at the ends of a chapter, and all but one of a row."""
    kept: list[Block] = []
    pending: SceneBreak | None = None
    for block in blocks:
        if not isinstance(block, SceneBreak):
            if pending:
                kept.append(pending)
                notices.append(_break_notice(pending, "a scene break: it holds break marks alone"))
                pending = None
            kept.append(block)
        elif pending:
            notices.append(_break_notice(block, "dropped: it follows another break"))
        elif kept:
            pending = block
        else:
            notices.append(_break_notice(block, "dropped: nothing stands before it"))
    if pending:
        notices.append(_break_notice(pending, "dropped: nothing follows it"))
    return kept


def _break_notice(block: SceneBreak, reason: str) -> Notice:
    return Notice("scene-break", block.line, f"“{block.marker}” is {reason}.")
