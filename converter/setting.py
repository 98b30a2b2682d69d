"""How a style has a story set, in the few words that every engine can follow; and the same said in CSS.

What stands here holds for EPUB and for both engines of PDF. A style's own CSS says the rest, to those
that read CSS.
"""

from string import Formatter
from typing import Literal

from msgspec import Struct


class Setting(Struct, frozen=True):
    """The choices of a style; each is a key of the table ``[setting]`` in its ``style.toml``."""

    align: Literal["justify", "start"] = "justify"
    """Paragraphs on pages, where lines are long enough to be justified; an e-reader has its own setting."""
    hyphens: bool = True
    """Whether words may be divided on pages."""
    indent: float = 1.25
    """First lines of paragraphs, in em."""
    gap: float = 0
    """Space between paragraphs, in lines."""
    emphasis: Literal["italic", "underline", "bold"] = "italic"
    """How stressed words are set."""
    headings: Literal["center", "start"] = "center"
    """Where headings, scene breaks and the title page stand."""
    heading_font: str = ""
    """The family of headings and running heads, one of the style's fonts; empty for that of the text."""
    opening: Literal["small-caps", "plain"] = "small-caps"
    """The first words of a chapter."""
    front: Literal["book", "manuscript"] = "book"
    """What opens a PDF: a title page with the details after it; or, on page one, author and length above the
    title, no details, and the story below when it has no chapters."""
    left_head: str = "{author}"
    """Head of left pages, with ``{author}``, ``{surname}``, ``{title}``, ``{TITLE}`` in capitals,
    ``{chapter}`` and, at the end, ``{page}``. One that has the page stands on all pages but the first, any
    other not where a chapter opens."""
    right_head: str = "{chapter}"
    """Head of right pages, in the same way."""
    folio: Literal["center", "outside", "none"] = "center"
    """Where at the foot the number of the page stands."""
    end: str = ""
    """What stands below the last line."""


_HEAD_NAMES = ("author", "surname", "title", "TITLE", "chapter")
"""What a running head may name beside the page."""
_START = "left"
"""What older readers know in place of ``start``."""
_HEADINGS = "h1, h2, h3"
_LINES = "p.scene-break, p.closing"
_PLACED = f"{_HEADINGS}, .title-page, {_LINES}"
_EMPHASIS = {
    "italic": ("em { font-style: italic }", "em em { font-style: normal }"),
    "underline": ("em { font-style: normal; text-decoration: underline }",),
    "bold": ("em { font-style: normal; font-weight: bold }", "em em { font-weight: normal }"),
}
_FOLIO = "content: counter(page)"
_FOLIOS = {
    "center": (f"@page {{ @bottom-center {{ {_FOLIO} }} }}",),
    "outside": (
        f"@page :left {{ @bottom-center {{ {_FOLIO}; width: 100%; text-align: left }} }}",
        f"@page :right {{ @bottom-center {{ {_FOLIO}; width: 100%; text-align: right }} }}",
    ),
    "none": (),
}


def book_rules(setting: Setting) -> str:
    """The setting as CSS that e-readers bear."""
    place = _START if setting.headings == "start" else setting.headings
    rules = [
        f"p {{ margin: 0; text-indent: {setting.indent:g}em; orphans: 2; widows: 2 }}",
        f"{_PLACED} {{ text-align: {place} }}",
        *_EMPHASIS[setting.emphasis],
    ]
    if setting.headings == "start":
        mirrored = ", ".join(f'html[dir="rtl"] {selector}' for selector in _PLACED.split(", "))
        rules.append(f"{mirrored} {{ text-align: right }}")
    if setting.heading_font:
        rules.append(f'{_HEADINGS} {{ font-family: "{setting.heading_font}", sans-serif }}')
    if setting.opening == "small-caps":
        rules.append(".opening-words { font-variant: small-caps }")
    if setting.gap:
        rules += [f"p + p {{ margin-top: {setting.gap:g}em }}", ".verse p + p { margin-top: 0 }"]
    return "\n".join(rules) + "\n"


def print_rules(setting: Setting, family: str) -> str:
    """The setting as CSS for pages, with the family of the text.

    Pages carry their heads as the strings ``left-head`` and ``right-head``, and what stands in for
    characters that a family lacks as ``--serif`` and ``--sans``.
    """
    alignment = "var(--alignment)" if setting.align == "justify" else setting.align
    hyphens = "auto" if setting.hyphens else "none"
    text = f'"{family}", var(--serif)' if family else "var(--serif)"
    rules = [
        f"html {{ font-family: {text} }}",
        f"p {{ text-align: {alignment}; hyphens: {hyphens} }}",
        f".title-page p, .half-title p, .colophon p, {_LINES} {{ text-align: {setting.headings} }}",
        f"@page :left {{ @top-center {{ content: {_head('left-head', setting.left_head)} }} }}",
        f"@page :right {{ @top-center {{ content: {_head('right-head', setting.right_head)} }} }}",
        *_FOLIOS[setting.folio],
    ]
    if setting.gap:
        rules.append(f"p + p {{ margin-top: calc({setting.gap:g} * var(--leading)) }}")
    if setting.heading_font:
        headings = f'{{ font-family: "{setting.heading_font}", var(--sans) }}'
        rules += [f"{_HEADINGS} {headings}", f"@page {headings}"]
    return "\n".join(rules) + "\n"


def head_fault(pattern: str) -> str:
    """What is wrong with the pattern of a running head; empty if nothing is."""
    try:
        parts = list(Formatter().parse(pattern.removesuffix("{page}")))
    except ValueError:
        return "has a brace without its partner"
    if {name for _, name, _, _ in parts} <= {None, *_HEAD_NAMES}:
        return ""
    return f"can name {', '.join(_HEAD_NAMES)}, each in braces, and {{page}} at the end"


def _head(name: str, pattern: str) -> str:
    return f"string({name}) counter(page)" if pattern.endswith("{page}") else f"string({name}, first-except)"
