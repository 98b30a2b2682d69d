"""A group of lines to blocks: paragraphs, verse, kept lines, and quotations of them."""

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from converter.book import (
    Block,
    Emphasis,
    Inline,
    LineBreak,
    Lines,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    Strong,
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.expressions import expression
from converter.readers.breaks import is_face
from converter.readers.layout import Measures, Piece, are_messages, join, split
from converter.readers.lines import Group, Line

_SPACES = expression(r"[ \t]{2,}|\t")
_SENTENCE = expression(r"[.!?;]\s")
_QUOTE_MARK = expression(r">\s?")
_SHORTEST_VERSE = 14
"""Mean length of lines below which they are an address or a signature rather than verse."""


class Setting(NamedTuple):
    """All that setting one group needs to know of the rest of the text."""

    measures: Measures
    words: frozenset[str]
    """Words of the text, where a hyphen at a line's end may have to go."""
    read: Callable[[str], tuple[Inline, ...]]
    """A paragraph's text to inlines."""
    quotes_indented: bool = False
    """Whether an indent means a quotation, as it does where it is rare."""


def set_group(group: Group, setting: Setting) -> list[Block]:
    """The blocks of one group of lines."""
    if group.is_drawn:
        return [Lines(tuple(_read_lines(group.lines, setting)), group.number)]
    if all(line.text.startswith(">") and not is_face(line.text) for line in group.lines):
        bare = [line.with_text(_QUOTE_MARK.sub("", line.text, count=1).strip()) for line in group.lines]
        inner = [tuple(run) for is_shown, run in groupby(bare, lambda line: line.text != "") if is_shown]
        if inner:
            quoted = (block for kept in inner for block in set_group(group._replace(lines=kept), setting))
            return [Quote(tuple(quoted), group.number)]
    blocks = [_set_piece(piece, setting) for piece in split(group, setting.measures)]
    blocks = [
        block for block in blocks if not isinstance(block, Paragraph) or plain_text(block.inlines).strip()
    ]
    indent = min(line.indent for line in group.lines)
    if setting.quotes_indented and indent >= 2 and not any(isinstance(block, Verse) for block in blocks):
        return [Quote(tuple(blocks), group.number)]
    return blocks


def _set_piece(piece: Piece, setting: Setting) -> Block:
    number = piece.lines[0].number
    if piece.is_paragraph:
        inlines: tuple[Inline, ...] = ()
        for part in _part_at_breaks(piece.lines, setting.measures):
            text = _squeeze(join(part, setting.words))
            inlines += (LineBreak(),) * bool(inlines) + setting.read(text)
        return Paragraph(inlines, number)
    lines = _read_lines(piece.lines, setting)
    if not _is_verse(piece.lines):
        return Lines(tuple(lines), number)
    indent = piece.indent
    indented = [
        (Text(" " * (line.indent - indent)), *inlines) if line.indent > indent else inlines
        for line, inlines in zip(piece.lines, lines, strict=True)
    ]
    return Verse(tuple(indented), number)


def _read_lines(lines: Sequence[Line], setting: Setting) -> list[tuple[Inline, ...]]:
    """The inlines of lines that keep their ends."""
    found = split_lines(setting.read("\n".join(_squeeze(line.text) for line in lines)))
    if len(found) == len(lines):
        return found
    # Markup that runs over the ends of lines has eaten them.
    return [setting.read(_squeeze(line.text)) for line in lines]


def _squeeze(text: str) -> str:
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text else text


def _part_at_breaks(lines: Sequence[Line], measures: Measures) -> list[list[Line]]:
    """The lines of a paragraph, parted where the end of one is meant, though there was room for more."""
    parts = [[lines[0]]]
    for line, following in pairwise(lines):
        if measures.breaks_lines and line.is_broken and not measures.joins(line, following):
            parts.append([])
        parts[-1].append(following)
    return parts


def _is_verse(lines: Sequence[Line]) -> bool:
    """Verse has lines of some length, capitals at all beginnings or at none, or an indent of its own."""
    if len(lines) < 2 or are_messages(lines):
        return False
    mean = sum(len(line.text) for line in lines) / len(lines)
    letters = [next((c for c in line.text if c.isalpha()), "") for line in lines]
    capitals = sum(letter.isupper() or not letter.isascii() for letter in letters)
    is_shaped = len({line.indent for line in lines}) > 1 and len(lines) >= 4
    runs_on = any(_SENTENCE.search(line.text) for line in lines)
    is_even = capitals >= 0.75 * len(lines) or (
        len(lines) >= 4 and capitals <= 0.25 * len(lines) and not runs_on
    )
    return (len(lines) >= 4 and is_shaped) or (mean >= _SHORTEST_VERSE and is_even)


def split_lines(inlines: Sequence[Inline]) -> list[tuple[Inline, ...]]:
    r"""The inlines of each line; what runs over a line's end is opened anew on the next.

    >>> split_lines((Emphasis((Text("a\nb"),)),))
    [(Emphasis(inlines=(Text(text='a'),)),), (Emphasis(inlines=(Text(text='b'),)),)]
    """
    lines: list[list[Inline]] = [[]]
    for inline in inlines:
        match inline:
            case Text(text):
                parts: list[tuple[Inline, ...]] = [(Text(part),) if part else () for part in text.split("\n")]
            case LineBreak():
                parts = [(), ()]
            case Emphasis(content):
                parts = [(Emphasis(part),) if part else () for part in split_lines(content)]
            case Strong(content):
                parts = [(Strong(part),) if part else () for part in split_lines(content)]
            case Styled(style, content):
                parts = [(Styled(style, part),) if part else () for part in split_lines(content)]
            case Ruby() | ReferenceMark():
                parts = [(inline,)]
        lines[-1] += parts[0]
        lines += [list(part) for part in parts[1:]]
    return [tuple(line) for line in lines]
