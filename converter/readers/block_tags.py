"""Tags of blocks that are left on a line of text: what the line is without them."""

import re
from enum import StrEnum

from converter.expressions import expression
from converter.readers.inlines import Markup
from converter.readers.lines import strip


class BlockKind(StrEnum):
    """What the tags around a line, or alone on it, make of it."""

    BLANK = "blank"
    """Nothing but spacing."""
    CENTER = "center"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    RULE = "rule"
    TEXT = "text"
    """No such tags."""


_ATTRIBUTES = r"""(?:\s++[\w:-]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>=]++))*+\s*+"""
_RULE = expression(rf"<hr{_ATTRIBUTES}/?+>|\[hr\]", re.IGNORECASE)
_SPACING = expression(rf"(?:<br{_ATTRIBUTES}/?+>|&nbsp;|&#160;|&#xa0;|\s)++", re.IGNORECASE)
NAMES = "p|div|center|blockquote|h[1-6]"
_OPENING = expression(rf"<(?P<name>{NAMES})(?P<attributes>{_ATTRIBUTES})>", re.IGNORECASE)
_CLOSING = expression(rf"</(?:{NAMES})\s*+>", re.IGNORECASE)
_CODES = expression(
    r"\[(?P<name>center|quote)(?:=(?P<whose>[^\[\]]*+))?+\](?P<text>.*)\[/(?P=name)\]", re.IGNORECASE
)
_CENTERED = expression(r"""\b(?:align\s*=\s*["']?|text-align\s*:\s*)center\b""", re.IGNORECASE)
_KINDS = {
    "blockquote": BlockKind.QUOTE,
    "center": BlockKind.CENTER,
    "div": BlockKind.PARAGRAPH,
    "p": BlockKind.PARAGRAPH,
    "quote": BlockKind.QUOTE,
}
_MOST_TAGS = 8
"""Tags around one line, beyond which the rest of them stay in the text."""


def strip_block_tags(line: str, markup: Markup) -> tuple[str, BlockKind]:
    """The line without the tags of blocks at its ends, and what they say of it.

    A rule or a space that is alone on its line counts in any text, other tags only in one that has
    such ``markup``; one whose partner stands on another line is taken away like a whole pair.

    >>> strip_block_tags('<p align="center">The End</p>', Markup(html=True))
    ('The End', <BlockKind.CENTER: 'center'>)
    """
    text, kind = strip(line), BlockKind.TEXT
    for _ in range(_MOST_TAGS):
        if _RULE.fullmatch(text):
            return "", BlockKind.RULE
        inner, found = _without_outermost(text, markup)
        if found is BlockKind.TEXT:
            break
        text = strip(inner)
        kind = found if kind in {BlockKind.TEXT, BlockKind.PARAGRAPH} else kind
    if not text or _SPACING.fullmatch(text):
        return "", BlockKind.BLANK
    return text, kind


def _without_outermost(text: str, markup: Markup) -> tuple[str, BlockKind]:
    """The text without the outermost tag or pair of tags, if there is one."""
    if markup.bbcode and text.startswith("[") and (codes := _CODES.fullmatch(text)):
        whose = (codes["whose"] or "").strip("\"' ")
        return f"{whose}: {codes['text']}" if whose else codes["text"], _KINDS[codes["name"].lower()]
    if not markup.html:
        return text, BlockKind.TEXT
    last = max(text.rfind("</"), 0)
    end = last if _CLOSING.fullmatch(text, last) else len(text)
    kind = BlockKind.TEXT if end == len(text) else BlockKind.PARAGRAPH
    if opening := _OPENING.match(text):
        kind = _KINDS.get(opening["name"].lower(), BlockKind.HEADING)
        if _CENTERED.search(opening["attributes"]):
            kind = BlockKind.CENTER
        return text[opening.end() : end], kind
    return text[:end], kind
