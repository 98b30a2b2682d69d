"""HTML nodes to a stream of blocks, and of the headings that may open chapters.

What an element is called decides; text outside any paragraph makes paragraphs of its own, as it does
in a browser. Lines of the source are not known, so every block has line 0.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bs4.element import PageElement, Tag

from converter.book import Block, Heading, Inline, Lines, Note, Paragraph, Quote, SceneBreak, Text, plain_text
from converter.readers.emphasis import read_emphasis
from converter.readers.lines import strip
from converter.readers.markup import BLOCKS, is_readable, read_nodes

RULE = "* * *"
"""What a rule is in a text."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_OPENINGS = {"h1", "h2"}
_LISTS = {"dl", "ol", "ul"}
_OF_STORIES = _HEADINGS | _LISTS | {"article", "blockquote", "div", "hr", "p", "pre", "section", "table"}
"""A table that holds one of these is there for the looks of its page."""
_POINTERS = {"endnote-link", "toc-heading"}
"""Classes of what only points to other places of an archive's page."""
_LONGEST_LINE = 60
"""Characters up to which lines in one paragraph are meant as lines: verse, a signature, an address."""
_DEEPEST = 60
"""Elements inside each other beyond which only words are kept."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A heading that may open a chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class BlockReader:
    """Reads nodes, with the reader of text judging what is a scene break."""

    is_scene_break: Callable[[str], bool]

    def read(self, nodes: Iterable[PageElement], depth: int = 0) -> Iterator[Block | Opening]:
        """The blocks and openings of some nodes."""
        loose: list[PageElement] = []
        for node in filter(is_readable, nodes):
            if depth >= _DEEPEST or not isinstance(node, Tag) or not _has_blocks(node):
                loose.append(node)
            else:
                yield from self._paragraphs(loose)
                loose = []
                yield from self._element(node, depth)
        yield from self._paragraphs(loose)

    def read_notes(self, element: Tag, depth: int = 0) -> Iterator[Block | Opening]:
        """The blocks of a part of an archive's page where labels stand above what is quoted."""
        nodes = [node for node in element.contents if isinstance(node, Tag) or strip(str(node))]
        label = ""
        for node, follower in zip(nodes, [*nodes[1:], None], strict=True):
            if _is(node, "p") and _is(follower, "blockquote"):
                label = text_of(node)
            elif label and isinstance(node, Tag):
                yield Note(label.rstrip(":："), self.read_blocks(node.contents, depth), 0)
                label = ""
            else:
                yield from self.read([node], depth)

    def read_blocks(self, nodes: Iterable[PageElement], depth: int = 0) -> tuple[Block, ...]:
        """Blocks alone, for inside of a quotation or a note."""
        return tuple(
            Heading((Text(item.text),), 0) if isinstance(item, Opening) else item
            for item in self.read(nodes, depth + 1)
        )

    def _element(self, element: Tag, depth: int) -> Iterator[Block | Opening]:
        name, classes = element.name, set(element.get_attribute_list("class"))
        if classes & _POINTERS:
            return
        if name == "hr":
            yield SceneBreak(RULE, 0)
        elif name in _HEADINGS:
            yield from _heading(element)
        elif name == "blockquote":
            if blocks := self.read_blocks(element.contents, depth):
                yield Quote(blocks, 0)
        elif name in _LISTS or (name == "table" and not _contains(element, _OF_STORIES)):
            yield from _lines(_rows(element) if name == "table" else _items(element))
        elif name == "pre":
            yield from _kept_lines(element)
        elif name == "div" and "meta" in classes:
            yield from self.read_notes(element, depth)
        else:
            yield from self.read(element.contents, depth + 1)

    def _paragraphs(self, nodes: list[PageElement]) -> Iterator[Block]:
        """Paragraphs of nodes that are no blocks; an empty line parts them."""
        lines: list[tuple[Inline, ...]] = []
        for inlines in map(read_nodes, _split_lines(nodes)):
            if strip(plain_text(inlines)):
                lines.append(inlines)
            else:
                yield from self._paragraph(lines)
                lines = []
        yield from self._paragraph(lines)

    def _paragraph(self, lines: list[tuple[Inline, ...]]) -> Iterator[Block]:
        if len(lines) > 1 and all(len(plain_text(line)) <= _LONGEST_LINE for line in lines):
            yield Lines(tuple(lines), 0)
            return
        for line in lines:
            text = strip(plain_text(line))
            yield SceneBreak(text, 0) if self.is_scene_break(text) else Paragraph(line, 0)


def text_of(node: PageElement) -> str:
    """The text of a node on one line."""
    return plain_text(read_nodes([node])).replace("\n", " ")


def _has_blocks(element: Tag) -> bool:
    return element.name in BLOCKS or _contains(element, BLOCKS)


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


def _heading(element: Tag) -> Iterator[Block | Opening]:
    if inlines := read_nodes(element.contents):
        yield Opening(text_of(element)) if element.name in _OPENINGS else Heading(inlines, 0)


def _lines(lines: Iterable[tuple[Inline, ...]]) -> Iterator[Lines]:
    if kept := tuple(line for line in lines if strip(plain_text(line))):
        yield Lines(kept, 0)


def _items(element: Tag) -> Iterator[tuple[Inline, ...]]:
    """A line for each item of a list, with the sign or number that a browser shows."""
    number = 0
    for node in filter(is_readable, element.contents):
        inlines = read_nodes([node])
        if _is(node, "li") and inlines:
            number += 1
            inlines = (Text(f"{number}. " if element.name == "ol" else "• "), *inlines)
        yield inlines


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
    for group in element.get_text().split("\n\n"):
        yield from _lines(read_emphasis([line.strip()]) for line in group.split("\n"))
