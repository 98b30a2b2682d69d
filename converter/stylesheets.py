"""What may stand in a style sheet that e-readers are to bear. The only place that knows tinycss2.

Three engines draw the line: crengine (KOReader) drops whatever is not on its list of properties, MuPDF
knows fewer still, and Adobe's RMSDK (Kobo, Nook, Tolino, PocketBook) throws the whole sheet away, or
does not open the book, for one ``calc()`` or ``@media``. So this is a list of what is allowed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
import tinycss2.color4

from converter.errors import Level, Notice

_PROPERTIES = frozenset(
    """
    border border-bottom border-left border-right border-top border-collapse border-spacing border-style
    border-width clear direction display float font-family font-size font-style font-variant font-weight
    height hyphens letter-spacing line-height list-style list-style-position list-style-type
    margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width
    orphans padding padding-bottom padding-left padding-right padding-top
    page-break-after page-break-before page-break-inside break-after break-before break-inside
    text-align text-align-last text-decoration text-indent text-transform vertical-align white-space
    widows width word-break
    """.split()
)
"""Those crengine honours, without colours and what hides text; the others honour them or drop them alone."""
_FONT_DESCRIPTORS = frozenset("font-family font-style font-weight src".split())
_AT_RULES = frozenset({"font-face"})
_UNITS = frozenset("em ex px".split())
"""Relations, and the hairline. ``rem`` is mis-sized, ``vh`` blanks pages, others ignore the reader's size."""
_DISPLAYS = frozenset("block inline inline-block list-item table table-cell table-row".split())
_HIDING = {"display": "none", "visibility": "hidden"}


def lint(css: str) -> tuple[Notice, ...]:
    """What e-readers would stumble over, in the order of the sheet; nothing for a good one."""
    # A rule of our own at the end is swallowed by whatever is left open before it.
    *rules, end = tinycss2.parse_stylesheet(f"{css}\n@end;", skip_comments=True, skip_whitespace=True)
    notices = [notice for rule in rules for notice in _rule(rule)]
    if getattr(end, "lower_at_keyword", "") != "end":
        whole = [] if end.type == "error" else _rule(end)
        notices += [*whole, _notice("css-open", end, "Braces, brackets or comments do not balance")]
    return tuple(notices)


def hiding_selectors(css: str) -> Iterator[str]:
    """The selectors of the rules that hide what they match.

    >>> list(hiding_selectors("p.a, i { display: none } b { color: red; visibility: HIDDEN }"))
    ['p.a, i ', 'b ']
    """
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and any(map(_hides, tinycss2.parse_blocks_contents(rule.content))):
            yield tinycss2.serialize(rule.prelude)


def _hides(node: Any) -> bool:
    if node.type != "declaration" or node.lower_name not in _HIDING:
        return False
    return bool(tinycss2.serialize(node.value).strip().lower() == _HIDING[node.lower_name])


def _rule(rule: Any) -> Iterator[Notice]:
    match rule.type:
        case "qualified-rule":
            yield from _declarations(rule.content, _PROPERTIES)
        case "at-rule" if rule.lower_at_keyword in _AT_RULES and rule.content is not None:
            yield from _declarations(rule.content, _FONT_DESCRIPTORS)
        case "at-rule":
            yield _notice("css-at-rule", rule, f"“@{rule.at_keyword}” makes some readers drop the sheet")
        case _:
            yield _notice("css-syntax", rule, "This is no CSS, and is dropped")


def _declarations(content: Iterable[Any], known: frozenset[str]) -> Iterator[Notice]:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    names = {declaration.lower_name for declaration in found if declaration.type == "declaration"}
    for declaration in found:
        match declaration.type:
            case "declaration" if declaration.lower_name in known:
                yield from _declaration(declaration, names)
            case "declaration":
                yield _notice("css-property", declaration, f"“{declaration.name}” is not for e-readers")
            case "error":
                yield from _rule(declaration)
            case _:
                yield _notice("css-nesting", declaration, "Rules within rules are not known to e-readers")


def _declaration(declaration: Any, names: set[str]) -> Iterator[Notice]:
    """What is wrong with a declaration that stands in one rule with those of these names."""
    name = declaration.lower_name
    if name.startswith("break-") and f"page-{name}" not in names:
        yield _notice("css-break", declaration, f"“{name}” stands without “page-{name}” for older readers")
    for value in declaration.value:
        yield from _value(name, value)


def _value(name: str, value: Any) -> Iterator[Notice]:
    match value.type:
        case "function" if name != "src" or value.lower_name != "url":
            yield _notice("css-function", value, f"“{value.name}()” makes some readers drop the sheet")
        case "dimension" if value.lower_unit not in _UNITS:
            yield _notice("css-unit", value, f"“{value.serialize()}” is not in em, ex, px or per cent")
        case "ident" if name == "display" and value.lower_value not in _DISPLAYS:
            yield _notice("css-display", value, f"“display: {value.value}” hides or loses text")
        case "url" if name != "src":
            yield _notice("css-address", value, "A style sheet loads nothing")
        case "error":
            yield _notice("css-syntax", value, "This is no CSS, and is dropped")
        case "ident" | "hash" if name != "font-family" and tinycss2.color4.parse_color(value):
            yield _notice("css-colour", value, f"“{value.serialize()}” is a colour; the reader owns those")
        case _:
            pass


def _notice(code: str, node: Any, text: str) -> Notice:
    return Notice(code, node.source_line, f"{text}.", level=Level.WARNING)
