"""Lines that may hold tags of blocks, as lines without them: what the tags part is parted by blank lines."""

import re
from collections.abc import Callable, Iterator, Sequence

from converter.expressions import expression
from converter.readers.block_tags import NAMES, BlockKind, strip_block_tags
from converter.readers.inlines import Markup
from converter.readers.lines import Line, read_line, strip
from converter.readers.spans import carry_markup

_TAGS_OPEN, _TAGS_CLOSE = frozenset("<[&"), frozenset(">];")
_WHOLE = expression(
    rf"<(?:{NAMES})\b[^<>]*>.*</(?:{NAMES})\s*>|\[(?:center|quote)\b.*\[/(?:center|quote)\]", re.IGNORECASE
)
_SEAM = expression(
    rf"(?<=>)\s*(?=<(?:{NAMES}|hr)\b)|(?<=[^\s<>])(?=<hr\b)|(?:<br\s*/?>\s*){{2,}}", re.IGNORECASE
)
"""Where one block ends and another begins."""


def read_lines(
    raw: Sequence[str], start: int, end: int, markup: Markup, is_divider: Callable[[str], bool]
) -> list[Line | None]:
    """Lines ``start`` to ``end`` of the text, None for each that is blank.

    :param is_divider: whether a line is a scene break or a heading, to which no markup is carried over.
    """
    lines: list[Line | None] = []
    was_whole = False
    for index, text in enumerate(carry_markup(raw[start:end], markup, is_divider), start=start):
        for part in _parts(text, markup):
            line = read_line(_without_block_tags(part, markup), index + 1)
            is_whole = markup.html | markup.bbcode and bool(_WHOLE.fullmatch(strip(part)))
            if line and lines and lines[-1] and (is_whole or was_whole):
                lines.append(None)
            lines.append(line)
            was_whole = is_whole
    return lines


def _parts(line: str, markup: Markup) -> Iterator[str]:
    """A line parted where blocks meet: a whole page may stand on one."""
    if not markup.html or line.count("<") < 2:
        yield line
        return
    for number, part in enumerate(_SEAM.split(line)):
        if number:
            yield ""
        yield part


def _without_block_tags(line: str, markup: Markup) -> str:
    """The line without the tags of a paragraph, a quotation or a heading around it."""
    text = line.strip()
    if text == ".":
        return ""  # it only keeps the line from being empty
    if text[:1] not in _TAGS_OPEN and text[-1:] not in _TAGS_CLOSE:
        return line
    text, kind = strip_block_tags(line, markup)
    match kind:
        case BlockKind.TEXT:
            return line
        case BlockKind.RULE:
            return "<hr>"
        case BlockKind.QUOTE:
            return f"> {text}"
        case BlockKind.HEADING:
            return f"## {text}"
        case _:
            return text
