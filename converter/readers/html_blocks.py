"""HTML nodes to a stream of blocks, of headings that may open chapters, and of what only the whole decides.

What an element is called decides; text outside any paragraph makes paragraphs of its own, as it does
in a browser. Lines of the source are not known, so every block has line 0.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain

from bs4.element import PageElement, Tag
from msgspec import Struct, field

from converter.book import (
    Block,
    Footnote,
    Heading,
    Inline,
    Lines,
    Note,
    Paragraph,
    Quote,
    SceneBreak,
    Text,
    plain_text,
)
from converter.expressions import expression
from converter.readers.emphasis import read_emphasis
from converter.readers.html_lines import PLAIN_MEASURES, BrokenLines, set_lines, without_margins
from converter.readers.lines import strip
from converter.readers.markup import BLOCKS, characters, is_readable, read_nodes
from converter.readers.pieces import split_lines

RULE = "* * *"
"""What a rule is in a text."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_NUMBER = expression(r"-?\d{1,9}", re.ASCII)
_LISTS = {"dl", "ol", "ul"}
_OF_STORIES = _HEADINGS | _LISTS | {"article", "blockquote", "div", "hr", "p", "pre", "section", "table"}
"""A table that holds one of these is there for the looks of its page."""
_POINTERS = {"endnote-link", "toc-heading"}
"""Classes of what only points to other places of an archive's page."""
_DEEPEST = 60
"""Elements inside each other beyond which only words are kept."""


class Opening(Struct, frozen=True):
    """A heading, which may open a chapter."""

    lines: tuple[tuple[Inline, ...], ...]
    level: int
    """1 to 6, 1 being the highest."""

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(strip(plain_text(line)) for line in self.lines)

    @property
    def block(self) -> Heading:
        """The heading as one inside a chapter."""
        return Heading(tuple(chain.from_iterable((Text(" "), *line) for line in self.lines))[1:], 0)


class Gap(Struct, frozen=True):
    """An empty line between paragraphs, beyond what parts them."""


class LinkedNote(Struct, frozen=True):
    """An element that a page links with a mark in the text."""

    element: Tag
    identifier: str
    mark: str


Item = Block | Opening | Gap | BrokenLines


class BlockReader(Struct, frozen=True):
    """Reads nodes, with the reader of text judging what is a scene break."""

    is_scene_break: Callable[[str], bool]
    notes: Mapping[int, LinkedNote] = field(default_factory=dict)
    """The footnotes of the page, by the identity of their elements."""

    def read(self, nodes: Iterable[PageElement], depth: int = 0) -> Iterator[Item]:
        """The stream of some nodes."""
        loose: list[PageElement] = []
        for node, level in _opened(nodes, depth):
            if isinstance(node, Tag) and node.name in BLOCKS and level < _DEEPEST:
                yield from self._paragraphs(loose)
                loose = []
                yield from self._element(node, level)
            else:
                loose.append(node)
        yield from self._paragraphs(loose)

    def read_notes(self, element: Tag, depth: int = 0) -> Iterator[Item]:
        """The blocks of a part of an archive's page where labels stand above what is quoted."""
        nodes = [node for node in element.contents if isinstance(node, Tag) or strip(str(node))]
        label = ""
        for node, follower in zip(nodes, [*nodes, None][1:], strict=True):
            if _is(node, "p") and _is(follower, "blockquote"):
                label = text_of(node)
            elif label and isinstance(node, Tag):
                yield Note(label.rstrip(":："), self.read_blocks(node.contents, depth), 0)
                label = ""
            else:
                yield from self.read([node], depth)

    def read_blocks(self, nodes: Iterable[PageElement], depth: int = 0) -> tuple[Block, ...]:
        """Blocks alone, for inside of a quotation or a note."""
        blocks: list[Block] = []
        for item in self.read(nodes, depth + 1):
            match item:
                case Opening():
                    blocks.append(item.block)
                case BrokenLines():
                    blocks += set_lines(item, PLAIN_MEASURES)
                case Gap():
                    pass
                case _:
                    blocks.append(item)
        return tuple(blocks)

    def _element(self, element: Tag, depth: int) -> Iterator[Item]:
        name, classes = element.name, set(element.get_attribute_list("class"))
        if classes & _POINTERS:
            return
        if note := self.notes.get(id(element)):
            yield Footnote(note.identifier, note.mark, read_nodes(element.contents), 0)
        elif name == "hr":
            yield SceneBreak(RULE, 0)
        elif name in _HEADINGS:
            yield from _heading(element)
        elif name == "blockquote":
            if blocks := self.read_blocks(element.contents, depth):
                yield Quote(blocks, 0)
        elif self._has_lines(element):
            yield from _lines(_rows(element) if name == "table" else _items(element))
        elif name == "pre":
            yield from _kept_lines(element)
        elif name == "div" and "meta" in classes:
            yield from self.read_notes(element, depth)
        else:
            yield from self.read(element.contents, depth + 1)

    def _has_lines(self, element: Tag) -> bool:
        """Whether an element is a list or a table, with a line for each item or row."""
        if element.name not in _LISTS and (element.name != "table" or _contains(element, _OF_STORIES)):
            return False
        return not (self.notes and any(id(node) in self.notes for node in element.descendants))

    def _paragraphs(self, nodes: list[PageElement]) -> Iterator[Item]:
        """Paragraphs of nodes that are no blocks; an empty line parts them."""
        lines: list[tuple[Inline, ...]] = []
        has_text, blank = False, 0
        for inlines in chain.from_iterable(map(_lines_of, _split_lines(nodes))):
            if strip(plain_text(inlines)):
                yield from [Gap()] * (blank - has_text)
                lines.append(inlines)
                has_text, blank = True, 0
            else:
                yield from self._paragraph(lines)
                lines = []
                blank += 1
        yield from self._paragraph(lines)
        if not has_text and (blank > 1 or any("\u00a0" in characters(node) for node in nodes)):
            yield Gap()

    def _paragraph(self, lines: list[tuple[Inline, ...]]) -> Iterator[Item]:
        """The lines between two empty ones; a scene break parts them."""
        kept: list[tuple[Inline, ...]] = []
        for line in lines:
            text = strip(plain_text(line))
            if self.is_scene_break(text):
                yield from _broken_lines(kept)
                yield SceneBreak(text, 0)
                kept = []
            else:
                kept.append(line)
        yield from _broken_lines(kept)


def _broken_lines(lines: list[tuple[Inline, ...]]) -> Iterator[Item]:
    if len(lines) > 1:
        yield BrokenLines(tuple(lines))
    elif lines:
        yield Paragraph(without_margins(lines[0]), 0)


def _lines_of(nodes: list[PageElement]) -> list[tuple[Inline, ...]]:
    return split_lines(read_nodes(nodes))


def text_of(node: PageElement) -> str:
    """The text of a node on one line."""
    return plain_text(read_nodes([node])).replace("\n", " ")


def _opened(nodes: Iterable[PageElement], depth: int) -> Iterator[tuple[PageElement, int]]:
    """The readable nodes with their depth; of an element that is no block but holds some, what it holds."""
    for node in filter(is_readable, nodes):
        if isinstance(node, Tag) and _holds_blocks(node) and depth < _DEEPEST:
            yield from _opened(node.contents, depth + 1)
        else:
            yield node, depth


def _holds_blocks(element: Tag) -> bool:
    """Whether an element is no block itself but holds some."""
    return element.name not in BLOCKS and _contains(element, BLOCKS)


def _contains(element: Tag, names: Collection[str]) -> bool:
    return any(isinstance(node, Tag) and node.name in names for node in element.descendants)


def _is(node: PageElement | None, name: str) -> bool:
    return isinstance(node, Tag) and node.name == name


def _split_lines(nodes: Iterable[PageElement]) -> Iterator[list[PageElement]]:
    """The nodes of each line; line ends inside them are left to it."""
    line: list[PageElement] = []
    for node in nodes:
        if _is(node, "br"):
            yield line
            line = []
        else:
            line.append(node)
    yield line


def _heading(element: Tag) -> Iterator[Opening]:
    lines = tuple(line for line in _lines_of(element.contents) if strip(plain_text(line)))
    if lines:
        yield Opening(lines, int(element.name[1]))


def _lines(lines: Iterable[tuple[Inline, ...]]) -> Iterator[Lines]:
    if kept := tuple(line for line in lines if strip(plain_text(line))):
        yield Lines(kept, 0)


def _items(element: Tag) -> Iterator[tuple[Inline, ...]]:
    """A line for each item of a list, with the sign or number that a browser shows."""
    number = _number(element, "start", 1) - 1
    for node in filter(is_readable, element.contents):
        inlines = read_nodes([node])
        if isinstance(node, Tag) and node.name == "li" and inlines:
            number = _number(node, "value", number + 1)
            inlines = (Text(f"{number}. " if element.name == "ol" else "• "), *inlines)
        yield inlines


def _number(element: Tag, attribute: str, usual: int) -> int:
    """The number that a list or an item of it names."""
    value = str(element.get(attribute, ""))
    return int(value) if _NUMBER.fullmatch(value) else usual


def _rows(element: Tag) -> Iterator[tuple[Inline, ...]]:
    """A line for each row of a table, with wide spaces between its cells."""
    for node in filter(is_readable, element.contents):
        if isinstance(node, Tag) and node.name in {"tbody", "tfoot", "thead"}:
            yield from _rows(node)
        elif isinstance(node, Tag) and node.name == "tr":
            cells = filter(None, (read_nodes([cell]) for cell in node.contents))
            parted = chain.from_iterable((Text("\u2003"), *cell) for cell in cells)
            yield tuple(parted)[1:]
        else:
            yield read_nodes([node])


def _kept_lines(element: Tag) -> Iterator[Lines]:
    """The lines of preformatted text; an empty one parts them."""
    for group in characters(element).split("\n\n"):
        yield from _lines(read_emphasis([line.strip()]) for line in group.split("\n"))
