"""Notes and summaries inside the text: gathered into blocks of their own, by exact labels alone."""

import re
from collections.abc import Sequence

from converter.book import Block, Heading, Lines, Note, Paragraph, Quote, SceneBreak, plain_text
from converter.errors import Level, Notice
from converter.expressions import expression

_BEGINNING = expression(
    r"(?:(?:chapter\s+)?summary|summary\s+for\s+the\s+chapter|(?:chapter\s+)?notes?|notes\s+for\s+the\s+chapter"
    r"|(?:beginning|opening|story)\s+notes?|author(?:'|’)?s?(?:'|’)?\s+notes?|a/n)\s*[:：]?",
    re.IGNORECASE,
)
_END = expression(
    r"(?:(?:chapter\s+)?end\s*notes?|notes\s+at\s+the\s+end|closing\s+notes?|afterword|author(?:'|’)?s?(?:'|’)?\s+notes?"
    r"|notes?|a/n)\s*[:：]?",
    re.IGNORECASE,
)
_SURE_END = expression(
    r"(?:(?:chapter\s+)?end\s*notes?|notes\s+at\s+the\s+end|closing\s+notes?|afterword)\s*[:：]?",
    re.IGNORECASE,
)
_OPEN_NOTE = expression(r"[\[(]?\s*(?:[Aa]/[Nn]|AN|[Aa](?i:uthor(?:'|’)?s?\s+note))\s*[:：]\s*\S")
_POINTER = expression(
    r"\W*see the end of the (?:chapter|work)(?: for (?:more |other )*(?:notes|works)(?:\s+inspired.*)?)?\W*",
    re.IGNORECASE,
)
_BODY_MARK = expression(r"(?:chapter|work)\s+text\s*[:：]?", re.IGNORECASE)
_SEARCHED, _MOST_NOTE_BLOCKS, _MOST_UNSURE_BLOCKS = 3, 20, 3
_MOST_BEGINNING_BLOCKS = 8
"""Blocks of a note at the beginning, beyond which the next sign is not its end."""


def gather_notes(blocks: Sequence[Block], notices: list[Notice]) -> list[Block]:
    """The blocks of a chapter with its notes and summaries made ``Note``s, pointers dropped."""
    kept = list(blocks)
    index = seen = 0
    while index < len(kept) and seen < _SEARCHED:
        block = kept[index]
        if _matches(block, _BODY_MARK) or _matches(block, _POINTER):
            notices.append(_dropped(kept.pop(index)))
            continue
        if _matches(block, _BEGINNING):
            end = _end_of_note(kept, index + 1)
            kept[index:end] = [_note(kept[index:end], notices)]
            if index + 1 < len(kept) and isinstance(kept[index + 1], SceneBreak):
                line = kept.pop(index + 1).line
                notices.append(Notice("scene-break", line, "The break only ends the note: dropped."))
        elif isinstance(block, Paragraph) and _OPEN_NOTE.match(plain_text(block.inlines)):
            kept[index] = Note("", (block,), block.line)
            notices.append(Notice("note", block.line, "A note: the paragraph says so at its start."))
        elif not isinstance(block, Note):
            seen += 1
        index += 1
    return _gather_end_notes(kept, notices)


def _gather_end_notes(kept: list[Block], notices: list[Notice]) -> list[Block]:
    tail = max(0, len(kept) - _MOST_NOTE_BLOCKS)
    for index in range(len(kept) - 1, tail - 1, -1):
        is_sure = _matches(kept[index], _SURE_END)
        most = _MOST_NOTE_BLOCKS if is_sure else _MOST_UNSURE_BLOCKS
        is_label = is_sure or (index > 0 and _matches(kept[index], _END))
        if is_label and index + 1 < len(kept) <= index + 1 + most:
            kept[index:] = [_note(kept[index:], notices)]
            if index and isinstance(kept[index - 1], SceneBreak):
                del kept[index - 1]
            return kept
    last = kept[-1] if kept else None
    if isinstance(last, Paragraph) and len(kept) > 1 and _OPEN_NOTE.match(plain_text(last.inlines)):
        kept[-1] = Note("", (last,), last.line)
    return kept


def is_pointer(text: str) -> bool:
    """Whether a line only says where an archive's page has its notes."""
    return bool(_POINTER.fullmatch(text))


def is_label(text: str) -> bool:
    """Whether a line says that a note begins or ends, and nothing else."""
    return any(pattern.fullmatch(text) for pattern in (_BEGINNING, _END, _BODY_MARK))


def _matches(block: Block, pattern: re.Pattern[str]) -> bool:
    if isinstance(block, Paragraph | Heading):
        return bool(pattern.fullmatch(plain_text(block.inlines)))
    return (
        isinstance(block, Lines)
        and bool(pattern.fullmatch(plain_text(block.lines[0])))
        and len(block.lines) == 1
    )


def _end_of_note(blocks: Sequence[Block], start: int) -> int:
    """Index behind the note: a quotation is one, else all up to a sign, else one paragraph."""
    if start < len(blocks) and isinstance(blocks[start], Quote):
        return start + 1
    for index in range(start, min(len(blocks), start + _MOST_BEGINNING_BLOCKS)):
        block = blocks[index]
        if isinstance(block, SceneBreak) or _matches(block, _BODY_MARK) or _matches(block, _BEGINNING):
            return index
    return min(start + 1, len(blocks))


def _note(blocks: Sequence[Block], notices: list[Notice]) -> Note:
    label_block = blocks[0]
    label = plain_text(label_block.inlines if isinstance(label_block, Paragraph | Heading) else ())
    content: list[Block] = []
    for block in blocks[1:]:
        content += block.blocks if isinstance(block, Quote) else [block]
    notices.append(Notice("note", label_block.line, f"“{label}” begins a note: the line is its label alone."))
    return Note(label.rstrip(":： "), tuple(content), label_block.line)


def _dropped(block: Block) -> Notice:
    text = plain_text(block.inlines) if isinstance(block, Paragraph | Heading) else ""
    return Notice(
        "pointer-dropped", block.line, f"“{text}” is an archive's own line and was dropped.", level=Level.NOTE
    )
