"""HTML nodes to inlines, by the list of tags that archives let through; Beautiful Soup parses.

Nothing is fetched and nothing runs: a link is its text, a picture its alternative text in brackets,
and what is not for reading is left out.
"""

import re
from collections.abc import Iterable, Iterator
from enum import Enum

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from msgspec.structs import replace

from converter.book import Emphasis, Inline, LineBreak, ReferenceMark, Ruby, Strong, Style, Styled, Text
from converter.expressions import expression
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
SPACES = expression(r"[ \t\n\r\f\v\x00-\x1f\x7f-\x9f]+")
"""White space that HTML does not tell apart, and controls that a character reference can smuggle in."""

_Kind = type[Emphasis] | type[Strong] | Style

_KINDS: dict[str, _Kind] = {
    **dict.fromkeys(("cite", "dfn", "em", "i", "var"), Emphasis),
    **dict.fromkeys(("b", "strong"), Strong),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style.CODE),
    **dict.fromkeys(("del", "s", "strike"), Style.DELETED),
    "small": Style.SMALL,
    "sub": Style.SUBSCRIPT,
    "sup": Style.SUPERSCRIPT,
    **dict.fromkeys(("ins", "u"), Style.UNDERLINED),
}
_DECLARATIONS: tuple[tuple[re.Pattern[str], _Kind], ...] = (
    (expression(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE), Emphasis),
    (expression(r"font-weight\s*:\s*(?:bold|[6-9]00\b)", re.IGNORECASE), Strong),
    (expression(r"text-decoration(?:-line)?\s*:[^;]*\bunderline\b", re.IGNORECASE), Style.UNDERLINED),
    (expression(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE), Style.DELETED),
)
"""What word processors write into the ``style`` of an element instead of using another element."""
_DEEPEST = 40
"""Elements inside each other beyond which no story goes; deeper ones lose their style, not their words."""


class FootnoteMark(NavigableString):
    """The mark of a footnote, which a reader has put into the tree in place of a link."""

    footnote: str = ""
    """The identifier of its footnote."""


class _Last(Enum):
    """What came last, on the way over inlines."""

    NOTHING = "nothing"
    LINE_END = "line end"
    SPACE = "space"
    WORD = "word"


def read_fragment(html: str) -> tuple[Inline, ...]:
    """The inlines of a paragraph's HTML."""
    return read_nodes(BeautifulSoup(html, "html.parser").contents)


def read_nodes(nodes: Iterable[PageElement]) -> tuple[Inline, ...]:
    """The inlines of some nodes, in whose text the marks of emphasis count as well.

    White space is set as browsers set it; a block inside them begins a line.
    """
    inlines, _ = _squeeze(read_emphasis(_parts(nodes, 0)), 1, _Last.NOTHING)
    inlines, _ = _squeeze(inlines, -1, _Last.NOTHING)
    return inlines


def is_readable(node: PageElement) -> bool:
    """Whether a node can be part of a story: no comment, script, form or the like."""
    if isinstance(node, Tag):
        return node.name not in UNREADABLE
    return not isinstance(node, PreformattedString)


def characters(node: PageElement) -> str:
    """The characters of a node as they stand, without styling; a line end where a line ends."""
    nodes = filter(is_readable, node.descendants) if isinstance(node, Tag) else (node,)
    return "".join(str(part) if isinstance(part, NavigableString) else _line_end(part) for part in nodes)


def _line_end(node: PageElement) -> str:
    return "\n" if isinstance(node, Tag) and (node.name == "br" or node.name in BLOCKS) else ""


def _parts(nodes: Iterable[PageElement], depth: int) -> Iterator[str | Inline]:
    """Strings in which marks count, and finished inlines."""
    for node in filter(is_readable, nodes):
        if isinstance(node, Tag):
            yield from _element(node, depth) if depth < _DEEPEST else _flat(node)
        elif isinstance(node, NavigableString):
            yield _string(node)


def _string(node: NavigableString) -> str | Inline:
    if isinstance(node, FootnoteMark):
        return ReferenceMark(str(node), node.footnote)
    return SPACES.sub(" ", node)


def _flat(element: Tag) -> Iterator[str | Inline]:
    """The text of an element, however deep, with its line ends."""
    for node in filter(is_readable, element.descendants):
        if isinstance(node, NavigableString):
            yield _string(node)
        elif _line_end(node):
            yield LineBreak()


def _element(element: Tag, depth: int) -> Iterator[str | Inline]:
    name = element.name
    if name == "br":
        yield LineBreak()
    elif name == "img":
        yield from _picture(element)
    elif name == "ruby":
        yield from _ruby(element)
    elif kinds := _kinds(element):
        if inlines := read_emphasis(_parts(element.contents, depth + 1)):
            for kind in kinds:
                inlines = _styled(kind, inlines)
            yield from inlines
    else:
        around: str | Inline = LineBreak() if name in BLOCKS else ""
        yield "“" if name == "q" else around
        yield from _parts(element.contents, depth + 1)
        yield "”" if name == "q" else around


def _kinds(element: Tag) -> list[_Kind]:
    """What an element makes of the words inside it, by its name or by its style; blocks make nothing."""
    kinds = [_KINDS[element.name]] if element.name in _KINDS else []
    style = str(element.get("style") or "")
    if style and element.name not in BLOCKS:
        kinds += [kind for pattern, kind in _DECLARATIONS if pattern.search(style)]
    return list(dict.fromkeys(kinds))


def _styled(kind: _Kind, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    if kind is Style.SUPERSCRIPT and any(isinstance(inline, ReferenceMark) for inline in inlines):
        return inlines  # writers raise a mark themselves
    return (Styled(kind, inlines) if isinstance(kind, Style) else kind(inlines),)


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
    return SPACES.sub(" ", characters(node))


def _squeeze(inlines: tuple[Inline, ...], order: int, last: _Last) -> tuple[tuple[Inline, ...], _Last]:
    """Without spaces and line ends at the beginning, and of several in a row all but one.

    Order 1 goes from the beginning, order -1 from the end. ``last`` is what came before, the second
    value what came last.
    """
    kept: list[Inline] = []
    for inline in inlines[::order]:
        match inline:
            case Text(text):
                if last is not _Last.WORD:
                    text = text.lstrip(" ") if order == 1 else text.rstrip(" ")
                if text:
                    kept.append(Text(text))
                    last = _Last.SPACE if text[-1 if order == 1 else 0] == " " else _Last.WORD
            case Emphasis(content) | Strong(content) | Styled(_, content):
                content, last = _squeeze(content, order, last)
                if content:
                    kept.append(replace(inline, inlines=content))
            case LineBreak():
                if last not in (_Last.NOTHING, _Last.LINE_END):
                    kept.append(inline)
                    last = _Last.LINE_END
            case Ruby() | ReferenceMark():
                kept.append(inline)
                last = _Last.WORD
    return tuple(kept[::order]), last
