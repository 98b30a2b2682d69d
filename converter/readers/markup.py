"""HTML nodes to inlines, by the list of tags that archives let through; Beautiful Soup parses.

Nothing is fetched and nothing runs: a link is its text, a picture its alternative text in brackets,
and what is not for reading is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from converter.book import Emphasis, Inline, LineBreak, ReferenceMark, Ruby, Strong, Style, Styled, Text
from converter.readers.emphasis import read_emphasis

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu ol p pre section summary table"
    " tbody td tfoot th thead tr ul".split()
)
"""Elements that stand on lines of their own."""
UNREADABLE = frozenset(
    "applet audio button canvas datalist embed form frame frameset head iframe input link map math meta nav"
    " noscript object script select style svg template textarea video".split()
)
"""Elements that are no part of a story, whatever they hold."""
SPACES = re.compile(r"[ \t\n\r\f\v\x00-\x1f\x7f-\x9f]+")
"""White space that HTML does not tell apart, and controls that a character reference can smuggle in."""

_STYLES: dict[str, Callable[[tuple[Inline, ...]], Inline]] = {
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), Emphasis),
    **dict.fromkeys(("b", "strong"), Strong),
}
_STYLE_OF_TAG = {
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style.CODE),
    **dict.fromkeys(("del", "s", "strike"), Style.DELETED),
    "small": Style.SMALL,
    "sub": Style.SUBSCRIPT,
    "sup": Style.SUPERSCRIPT,
    **dict.fromkeys(("ins", "u"), Style.UNDERLINED),
}
_DEEPEST = 40
"""Elements inside each other beyond which no story goes; deeper ones lose their style, not their words."""


def read_fragment(html: str) -> tuple[Inline, ...]:
    """The inlines of a paragraph's HTML."""
    return read_nodes(BeautifulSoup(html, "html.parser").contents)


def read_nodes(nodes: Iterable[PageElement]) -> tuple[Inline, ...]:
    """The inlines of some nodes, in whose text the marks of emphasis count as well.

    White space is set as browsers set it; a block inside them begins a line.
    """
    inlines, _ = _squeeze(read_emphasis(_parts(nodes, 0)), 1)
    inlines, _ = _squeeze(inlines, -1)
    return inlines


def is_readable(node: PageElement) -> bool:
    """Whether a node can be part of a story: no comment, script, form or the like."""
    if isinstance(node, Tag):
        return node.name not in UNREADABLE
    return not isinstance(node, PreformattedString)


def _parts(nodes: Iterable[PageElement], depth: int) -> Iterator[str | Inline]:
    """Strings in which marks count, and finished inlines."""
    for node in filter(is_readable, nodes):
        if isinstance(node, Tag):
            yield from _element(node, depth) if depth < _DEEPEST else _flat(node)
        elif isinstance(node, NavigableString):
            yield SPACES.sub(" ", node)


def _flat(element: Tag) -> Iterator[str | Inline]:
    """The text of an element, however deep, with its line ends."""
    for node in filter(is_readable, element.descendants):
        if isinstance(node, NavigableString):
            yield SPACES.sub(" ", node)
        elif isinstance(node, Tag) and (node.name == "br" or node.name in BLOCKS):
            yield LineBreak()


def _element(element: Tag, depth: int) -> Iterator[str | Inline]:
    name = element.name
    if name == "br":
        yield LineBreak()
    elif name == "img":
        yield from _picture(element)
    elif name == "ruby":
        yield from _ruby(element)
    elif make := _maker(name):
        if inlines := read_emphasis(_parts(element.contents, depth + 1)):
            yield make(inlines)
    else:
        around: str | Inline = LineBreak() if name in BLOCKS else ""
        yield "“" if name == "q" else around
        yield from _parts(element.contents, depth + 1)
        yield "”" if name == "q" else around


def _maker(name: str) -> Callable[[tuple[Inline, ...]], Inline] | None:
    """What makes an inline of the inlines inside a tag of that name."""
    if style := _STYLE_OF_TAG.get(name):
        return lambda inlines: Styled(style, inlines)
    return _STYLES.get(name)


def _picture(element: Tag) -> Iterator[Inline]:
    if description := SPACES.sub(" ", str(element.get("alt") or "")).strip():
        yield Text(f"[{description}]")


def _ruby(element: Tag) -> Iterator[Inline]:
    """A ``Ruby`` for each reading, with the characters that stand before it."""
    base = ""
    for node in filter(is_readable, element.contents):
        if not isinstance(node, Tag) or node.name not in {"rp", "rt"}:
            base += _characters(node)
        elif node.name == "rt":
            reading = _characters(node).strip()
            if base.strip() and reading:
                yield Ruby(base.strip(), reading)
            else:
                yield Text(base + reading)
            base = ""
    yield Text(base)


def _characters(node: PageElement) -> str:
    """The text of a node, without the styling inside it."""
    nodes = filter(is_readable, node.descendants) if isinstance(node, Tag) else (node,)
    return SPACES.sub(" ", "".join(part for part in nodes if isinstance(part, NavigableString)))


def _squeeze(
    inlines: tuple[Inline, ...], order: int, is_space_before: bool = True
) -> tuple[tuple[Inline, ...], bool]:
    """Without spaces and line ends at the beginning, and of several in a row all but one.

    Order 1 goes from the beginning, order -1 from the end. The second value says whether a space or
    a line end came last.
    """
    kept: list[Inline] = []
    for inline in inlines[::order]:
        match inline:
            case Text(text):
                if is_space_before:
                    text = text.lstrip(" ") if order == 1 else text.rstrip(" ")
                if text:
                    kept.append(Text(text))
                    is_space_before = text[-1 if order == 1 else 0] == " "
            case Emphasis(content) | Strong(content) | Styled(_, content):
                content, is_space_before = _squeeze(content, order, is_space_before)
                if content:
                    kept.append(replace(inline, inlines=content))
            case LineBreak():
                if kept and not isinstance(kept[-1], LineBreak):
                    kept.append(inline)
                is_space_before = True
            case Ruby() | ReferenceMark():
                kept.append(inline)
                is_space_before = False
    return tuple(kept[::order]), is_space_before
