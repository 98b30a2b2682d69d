"""Lines that a page ends on purpose: verse, kept lines or paragraphs, as the reader of text decides."""

from dataclasses import dataclass, replace

from converter.book import Block, Inline, Lines, Paragraph, Text, Verse, plain_text
from converter.readers import Layout
from converter.readers.layout import Measures, Piece, split
from converter.readers.lines import Group, read_line
from converter.readers.pieces import Setting, set_group

PLAIN_MEASURES = Measures(Layout.BLANK, "a page parts its paragraphs")


@dataclass(frozen=True, slots=True)
class BrokenLines:
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
            indents = [line.indent - piece.indent for line in piece.lines]
            blocks.append(Verse(tuple(map(_indented, lines, indents)), 0))
        else:
            blocks.append(Lines(tuple(lines), 0))
    return blocks


def _is_verse(piece: Piece, measures: Measures) -> bool:
    plain = replace(measures, indent=0)
    found = set_group(Group(piece.lines, 1), Setting(plain, frozenset(), lambda text: (Text(text),)))
    return any(isinstance(block, Verse) for block in found)


def _indented(line: tuple[Inline, ...], indent: int) -> tuple[Inline, ...]:
    return (Text(" " * indent), *line) if indent else line


def without_margins(line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The line without white space at its ends, as pages indent with no-break spaces."""
    first, last = line[0], line[-1]
    if isinstance(first, Text):
        line = (Text(first.text.lstrip()), *line[1:])
    if isinstance(last, Text):
        line = (*line[:-1], Text(plain_text(line[-1:]).rstrip()))
    return tuple(inline for inline in line if inline != Text(""))
