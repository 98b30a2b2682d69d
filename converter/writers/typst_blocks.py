"""Blocks and inlines as the template of Typst takes them, as JSON has it.

A run of text is a string, or a list of its kind and what it holds; a block is the same, where a string alone
is a paragraph. Most of a book is that, and short data are quickly read.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, assert_never

from converter.book import (
    Block,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Strong,
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.characters import is_blank, stands_high
from converter.expressions import expression
from converter.kept_lines import QUOTE_INSET, is_signature, verse_inset, verse_widths
from converter.openings import split_opening

_LONGEST_WORD = 40
"""Characters between two spaces that fit on a line."""
_ENDLESS_WORD = expression(
    r"([^ \t\n\u2000-\u200b\-\u2010-\u2015…\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{41,})"
)
"""What is too long for a line, between places where one may end; scripts without spaces have their own."""
_ROOMS = {
    "p": "paragraph",
    "opening": "paragraph",
    "footnote": "paragraph",
    "verse": "apart",
    "lines": "apart",
    "signature": "apart",
    "quote": "apart",
    "note": "note",
}
"""What the room in the last line of a kind of block goes by."""
_WHOLE_STANZA = 8
"""Lines of a stanza up to which it is not divided."""
_CLOSING = 2
"""Lines of the one that closes a story, with the space above it."""
_MOST_KEPT = 15
"""Lines that breaks in a row may keep together."""


def blocks_data(
    blocks: Sequence[Block], measure: float, *, opens: bool = False, closing: Paragraph | None = None
) -> list[Any]:
    """Blocks as the template takes them; below nothing but notes, the first paragraph ``opens`` a chapter.

    :param closing: the one of them that says that it is over.
    """
    nodes: list[Any] = []
    for block, width in zip(blocks, verse_widths(blocks), strict=True):
        if closing and block is closing:
            nodes[-1:], kind = _with_room(nodes[-1:], _CLOSING)
            node = ["closing", _CLOSING, kind, *_inlines(closing.inlines)]
        elif opens and isinstance(block, Paragraph):
            node = _opening(block, measure)
        else:
            node = _block(block, measure, width)
        if node:
            nodes.append(node)
            opens = opens and isinstance(block, Note)
    for index in reversed(range(len(nodes))):
        if nodes[index][0] == "scene-break":
            _keep(nodes, index)
    return nodes


def _keep(nodes: list[Any], index: int) -> None:
    """Leave room above the scene break of that index, for itself and for lines that follow it.

    Where these cannot stay on a page, what is above the break goes with them.
    """
    _, own = nodes[index]
    following = nodes[index + 1 : index + 3]
    lines = own + sum(map(_least, following[:1]))
    if len(following) == 2 and following[1][0] == "scene-break" and lines <= _MOST_KEPT:
        lines += following[1][2]
    nodes[index - 1 : index], kind = _with_room(nodes[index - 1 : index], lines)
    nodes[index] = ["scene-break", own, lines, kind]


def _least(node: Any) -> int:
    """The lines of a block that are never parted from what is above it: three at most of a paragraph."""
    match node:
        case ["verse", _, *lines] if len(lines) <= _WHOLE_STANZA:
            return len(lines) + 2
        case ["quote" | "lines" | "signature" | "verse", *_]:
            return 4
        case ["heading" | "note", *_]:
            return 7
        case _:
            return 3


def _with_room(nodes: list[Any], lines: int, kind: str = "") -> tuple[list[Any], str | None]:
    """The only block, if there is one, with room for so many lines in its last, and what that goes by.

    A block that does not end in a line has none.
    """
    if not nodes:
        return nodes, None
    (node,) = nodes
    node = ["p", node] if isinstance(node, str) else node
    kind = kind or _ROOMS.get(node[0], "")
    return ([_roomy(node, ["room", lines, kind])], kind) if kind else (nodes, None)


def _roomy(node: Any, room: Any) -> Any:
    match node:
        case str():
            return ["p", node, room]
        case ["verse" | "lines" | "signature", *others, last]:
            return [node[0], *others, [*last, room]]
        case ["quote" | "note", *others, last]:
            return [node[0], *others, _roomy(last, room)]
        case ["p" | "opening" | "footnote", *_]:
            return [*node, room]
        case _:
            return node


def _opening(block: Paragraph, measure: float) -> Any:
    words, others = split_opening(block.inlines)
    return ["opening", words, *_inlines(others)] if words else _block(block, measure, 0)


def _block(block: Block, measure: float, width: float) -> Any:
    """A block as the template takes it; nothing if it is blank. ``width`` is that of verse."""
    match block:
        case Paragraph((Text(text),)) if max(map(len, text.split(" "))) <= _LONGEST_WORD:
            return "" if is_blank(text) else text
        case Paragraph(content):
            return ["p", *_inlines(content)] if _is_shown(content) else ""
        case SceneBreak():
            return ["scene-break", 1 if block.is_soft else 3]
        case Verse(lines) if width:
            return ["verse", verse_inset(width, measure), *_kept(lines)]
        case Verse(lines) | Lines(lines):
            return ["signature" if is_signature(block) else "lines", *_kept(lines)]
        case Quote(blocks):
            return ["quote", *blocks_data(blocks, measure - 2 * QUOTE_INSET)]
        case Heading(content):
            return ["heading", *_inlines(content)]
        case Note(name, blocks):
            nodes = blocks_data(blocks, measure)
            nodes[-1:], kind = _with_room(nodes[-1:], 0, "rule")
            return ["note", name, bool(kind), *nodes]
        case Footnote(identifier, mark, content):
            return ["footnote", identifier, mark, *_inlines(content)]
        case _:
            assert_never(block)


def _is_shown(content: Iterable[Inline]) -> bool:
    return not is_blank(plain_text(content))


def _kept(lines: Iterable[tuple[Inline, ...]]) -> list[Any]:
    return [_line(line) for line in lines if _is_shown(line)]


def _line(line: tuple[Inline, ...]) -> list[Any]:
    """A line that keeps its end; spaces at its beginning become an indent that lasts."""
    nodes = list(_inlines(line))
    if isinstance(nodes[0], str):
        bare = nodes[0].lstrip(" ")
        nodes[0] = "\u2002" * (len(nodes[0]) - len(bare)) + bare
    return nodes


def _inlines(content: Iterable[Inline]) -> Iterator[Any]:
    for inline in content:
        match inline:
            case Text(text):
                yield from _words(text)
            case Emphasis(inner):
                yield ["emphasis", *_inlines(inner)]
            case Strong(inner):
                yield ["strong", *_inlines(inner)]
            case Styled(style, inner):
                yield [str(style), *_inlines(inner)]
            case Ruby(base, reading):
                yield ["ruby", base, reading]
            case ReferenceMark(text, footnote):
                yield ["mark", text, footnote, not stands_high(text)]
            case LineBreak():
                yield ["break"]
            case _:
                assert_never(inline)


def _words(text: str) -> Iterator[Any]:
    """The text, its endless words apart."""
    if max(map(len, text.split(" "))) <= _LONGEST_WORD:
        yield text
        return
    for number, part in enumerate(_ENDLESS_WORD.split(text)):
        if part:
            yield ["endless", part] if number % 2 else part
