"""Inlines to phrasing content, as HTML calls what stands in a line."""

import re
from collections.abc import Iterable
from html import unescape
from typing import assert_never

from converter.book import Emphasis, Inline, LineBreak, ReferenceMark, Ruby, Strong, Style, Styled, Text
from converter.characters import em_width, stands_high
from converter.expressions import expression
from converter.xhtml.elements import element, escaped

_STYLE_TAGS = {
    Style.CODE: "code",
    Style.DELETED: "del",
    Style.SMALL: "small",
    Style.SUBSCRIPT: "sub",
    Style.SUPERSCRIPT: "sup",
    Style.UNDERLINED: "u",
}
_RUBY = expression(
    "(?P<after>(?<=</ruby>))?<ruby>(?P<content>(?P<base>[^<]*)<rt>(?P<reading>[^<]*)</rt>)</ruby>"
    "(?P<before>(?=<ruby>))?"
)
_OVERHANG = 0.25
"""How far a reading may hang over the characters beside its base, in em of the base."""


def inlines(content: Iterable[Inline]) -> str:
    """Inline markup."""
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escaped(text)
        case Emphasis(content):
            return element("em", inlines(content))
        case Strong(content):
            return element("strong", inlines(content))
        case Styled(style, content):
            return element(_STYLE_TAGS[style], inlines(content))
        case Ruby(base, reading):
            # No rp for the brackets: EPUB 3.3 discourages it, and EPUBCheck says so (HTM-055).
            return element("ruby", escaped(base) + element("rt", escaped(reading)))
        case ReferenceMark():
            return _reference_mark(inline)
        case LineBreak():
            return "<br/>"
        case _:
            assert_never(inline)


def _reference_mark(inline: ReferenceMark) -> str:
    """The mark as a link; a sign that stands high by its own shape is left as it is."""
    return element(
        "a",
        escaped(inline.text),
        id=f"mark-{inline.footnote}",
        class_="reference" if stands_high(inline.text) else "reference raised",
        href=f"#note-{inline.footnote}",
        epub__type="noteref",
        role="doc-noteref",
    )


def kept_line(line: tuple[Inline, ...]) -> str:
    """A line that keeps its end; spaces at its beginning become an indent that lasts."""
    text = inlines(line)
    bare = text.lstrip(" ")
    return "\u2002" * (len(text) - len(bare)) + bare


def stack_ruby(markup: str) -> str:
    """The markup with the measures by which a style sheet can set readings where an engine knows no ruby.

    Each ruby gets as variables half the width of its base in the reading's em, and the space in its own em
    that keeps a long reading from its neighbours. It may hang over them by a quarter, but not over
    another with a reading of its own (JLREQ section 3.3.8).
    """
    return _RUBY.sub(_stacked, markup)


def _stacked(ruby: re.Match[str]) -> str:
    base, reading = em_width(unescape(ruby["base"])), em_width(unescape(ruby["reading"])) / 2
    has_neighbour = ruby["after"] is not None or ruby["before"] is not None
    aside = max((reading - base) / 2 - (0 if has_neighbour else _OVERHANG), 0)
    return f'<ruby style="--half: {base:g}em; --aside: {aside:g}em">{ruby["content"]}</ruby>'
