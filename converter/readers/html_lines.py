"""Lines that a page ends on purpose: verse, kept lines or paragraphs, as the reader of text decides."""

from msgspec import Struct
from msgspec.structs import replace

from converter.book import (
    Block,
    Emphasis,
    Inline,
    Lines,
    Paragraph,
    Strong,
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.readers import Layout
from converter.readers.layout import Measures, Piece, split
from converter.readers.lines import Group, read_line
from converter.readers.pieces import Setting, set_group

PLAIN_MEASURES = Measures(Layout.BLANK, "a page parts its paragraphs")


class BrokenLines(Struct, frozen=True):
    """Two lines or more, none of them empty."""

    lines: tuple[tuple[Inline, ...], ...]


def group_of(lines: tuple[tuple[Inline, ...], ...], gap: int = 1) -> Group:
    """The lines as the reader of text has them, numbered from 0."""
    read = (read_line(plain_text(line), number) for number, line in enumerate(lines))
    return Group(tuple(line for line in read if line), gap, 1)


def set_lines(broken: BrokenLines, measures: Measures) -> list[Block]:
    """The blocks of lines that are not empty."""
    blocks: list[Block] = []
    for piece in split(group_of(broken.lines), measures):
        lines = [without_margins(broken.lines[line.number]) for line in piece.lines]
        if piece.is_paragraph:
            inlines = lines[0]
            for line in lines[1:]:
                inlines += (Text(" "), *line)
            blocks.append(Paragraph(inlines, 0))
        elif _is_verse(piece, measures):
            indent = piece.indent
            indents = [line.indent - indent for line in piece.lines]
            blocks.append(Verse(tuple(map(_indented, lines, indents)), 0))
        else:
            blocks.append(Lines(tuple(lines), 0))
    return blocks


def _is_verse(piece: Piece, measures: Measures) -> bool:
    plain = measures._replace(indent=0)
    found = set_group(Group(piece.lines, 1), Setting(plain, frozenset(), lambda text: (Text(text),)))
    return any(isinstance(block, Verse) for block in found)


def _indented(line: tuple[Inline, ...], indent: int) -> tuple[Inline, ...]:
    return (Text(" " * indent), *line) if indent else line


def without_margins(line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The line without white space at its ends, as pages indent with no-break spaces."""
    return _trimmed(_trimmed(line, 0), -1)


def _trimmed(inlines: tuple[Inline, ...], end: int) -> tuple[Inline, ...]:
    """The inlines without white space at one end, which is 0 or -1."""
    if not inlines:
        return ()
    edge = inlines[end]
    match edge:
        case Text(text):
            text = text.rstrip() if end else text.lstrip()
            kept: tuple[Inline, ...] = (Text(text),) if text else ()
        case Emphasis(content) | Strong(content) | Styled(_, content):
            content = _trimmed(content, end)
            kept = (replace(edge, inlines=content),) if content else ()
        case _:
            return inlines
    return (*inlines[:-1], *kept) if end else (*kept, *inlines[1:])
