"""The footnotes that a page links with their marks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from msgspec import Struct, field
from msgspec.structs import replace

from converter.book import (
    Block,
    Chapter,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Strong,
    Styled,
    Text,
    Verse,
)
from converter.errors import Notice, counted
from converter.expressions import expression
from converter.readers.html_blocks import LinkedNote
from converter.readers.html_links import FARTHEST, brief, fragment, shown, walk
from converter.readers.markup import BLOCKS, FootnoteMark, is_readable

_PREFIX = "linked-"
"""Begins the identifiers of these footnotes, unlike those of footnotes found in a chapter's text."""
_SIGN = r"(?P<sign>\d{1,3}|[ivxlc]{1,6}|[a-z]|[*†‡§¶#]{1,3}|[¹²³⁰⁴-⁹]{1,3})"
_MARK = expression(rf"[\[({{]?\s*(?:note\s+)?{_SIGN}\s*[\])}}]?", re.IGNORECASE)
_BACK = expression(
    r"[\[(]?\s*(?:[↩↑⤴⏎←^«][\ufe0e\ufe0f]?\s*)*"
    r"(?:(?:(?:go|jump)\s+)?(?:back|return|up)(?:\s+to\s+(?:the\s+)?(?:text|top|story|content))?)?\s*[\])]?",
    re.IGNORECASE,
)
"""What the way back to a mark is called."""
_NOTE_NAME = expression(r"fn|note", re.IGNORECASE)
_NOTE_BLOCKS = {"aside", "blockquote", "dd", "div", "li", "p", "tr"}
_NO_NOTES = {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
"""What no footnote holds."""
_NO_MARKS = {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "ruby"}
"""Where no mark stands: a heading is plain text."""
_INLINE = {"a", "b", "em", "font", "i", "small", "span", "strong", "sup"}
_LONGEST_MARK, _LONGEST_NOTE = 12, 600
"""Nodes of a mark and of a footnote."""


class _Mark(Struct, frozen=True):
    """A link that may be the mark of a footnote, with what is around it alone."""

    link: Tag
    element: Tag
    text: str
    sign: str


def take_footnotes(soup: BeautifulSoup, places: Mapping[str, Tag]) -> dict[int, LinkedNote]:
    """Put ``FootnoteMark``s in place of links to footnotes; the footnotes' elements by their identity.

    A link that has words, whose note is not to be found or does not look like one, stays what it is.
    """
    taker = _Taker(soup, places)
    for link in soup.find_all("a", href=True):
        if mark := _mark(link):
            taker.take(mark)
    return taker.notes


class _Taker(Struct):
    """Links one mark after the other with its note."""

    soup: BeautifulSoup
    places: Mapping[str, Tag]
    notes: dict[int, LinkedNote] = field(default_factory=dict)

    def take(self, mark: _Mark) -> None:
        target = self.places.get(fragment(mark.link))
        around = {id(parent) for parent in islice(mark.link.parents, FARTHEST)}
        if target is None or around & self.notes.keys() or not _follows_text(mark.element):
            return
        nodes = _note_nodes(target)
        if not self._are_free(nodes, mark):
            return
        back = [link for link in _links(nodes) if _leads_back(link, mark)]
        if not (back or _looks_like_note(nodes, target, mark)):
            return
        element = self._element(nodes)
        _trim(element, mark)
        for link in back:
            link.extract()
        text = _with_brackets(mark)
        identifier = f"{_PREFIX}{len(self.notes) + 1}"
        self.notes[id(element)] = LinkedNote(element, identifier, text)
        sign = FootnoteMark(text)
        sign.footnote = identifier
        mark.element.replace_with(sign)

    def _are_free(self, nodes: list[PageElement], mark: _Mark) -> bool:
        """Whether nodes have words of their own, not too many, are no other mark's note and hold no mark."""
        text = brief(nodes, _LONGEST_NOTE)
        if not text or not _leading(mark.sign).sub("", text, count=1):
            return False
        return not any(
            node is mark.link or id(node) in self.notes or (isinstance(node, Tag) and node.name in _NO_NOTES)
            for node in walk(nodes)
        )

    def _element(self, nodes: list[PageElement]) -> Tag:
        """One element for all nodes of a note."""
        first = nodes[0]
        if len(nodes) == 1 and isinstance(first, Tag) and first.name in _NOTE_BLOCKS:
            return first
        paragraph = self.soup.new_tag("p")
        first.insert_before(paragraph)
        paragraph.extend(nodes)
        return paragraph


def _mark(link: Tag) -> _Mark | None:
    """The link as a mark: a number, a letter or a sign, with the element that raises it."""
    text = brief([link], _LONGEST_MARK) or ""
    found = _MARK.fullmatch(text.strip()) if fragment(link) else None
    if not found:
        return None
    element = link
    for parent in islice(link.parents, FARTHEST):
        whole = _MARK.fullmatch((brief([parent], _LONGEST_MARK) or "").strip())
        if parent.name not in _INLINE or not whole or whole["sign"] != found["sign"]:
            break
        element, text = parent, whole[0]
    if any(parent.name in _NO_MARKS for parent in islice(element.parents, FARTHEST)):
        return None
    return _Mark(link, element, text.strip(), found["sign"])


def _follows_text(element: Tag) -> bool:
    """Whether something stands before an element in its block, as it does before a mark."""
    for node in islice(element.previous_elements, 2 * FARTHEST):
        if isinstance(node, Tag) and (node.name in BLOCKS or node.name == "br"):
            return False
        if isinstance(node, NavigableString) and is_readable(node) and node.strip(" \t\n[("):
            return True
    return False


def _note_nodes(target: Tag) -> list[PageElement]:
    """The block that a target is or begins, its line in a block of several, or the block behind it."""
    if target.name in _NOTE_BLOCKS:
        return [target]
    child = target
    for parent in islice(target.parents, FARTHEST):
        if parent.name in _NOTE_BLOCKS or parent.name in BLOCKS:
            break
        child = parent
    block = child.parent
    rows = [row for row in (block, block.parent if block else None) if row is not None and row.name == "tr"]
    if rows:
        return [*rows]
    line = [*reversed(_siblings(child.previous_siblings)), child, *_siblings(child.next_siblings)]
    if isinstance(block, Tag) and block.name in _NOTE_BLOCKS and line == block.contents:
        return [block]
    if not (brief(line, _LONGEST_NOTE) or "").strip():
        behind = target.find_next_sibling()
        return [behind] if isinstance(behind, Tag) and behind.name in _NOTE_BLOCKS else []
    return line


def _siblings(nodes: Iterable[PageElement]) -> list[PageElement]:
    """The siblings up to the next line end or block."""
    found: list[PageElement] = []
    for node in islice(nodes, _LONGEST_NOTE):
        if isinstance(node, Tag) and (node.name == "br" or node.name in BLOCKS):
            break
        found.append(node)
    return found


def _looks_like_note(nodes: list[PageElement], target: Tag, mark: _Mark) -> bool:
    """Whether a block begins with the mark, or is named a note, or is an item that a raised mark names."""
    if _leading(mark.sign).match(brief(nodes, _LONGEST_NOTE) or ""):
        return True
    names = [str(target.get(name) or "") for name in ("id", "name", "class", "role")]
    is_item = isinstance(nodes[0], Tag) and nodes[0].name in {"aside", "li"}
    is_raised = mark.text != mark.sign or mark.element.name == "sup" or bool(mark.element.find("sup"))
    return (is_item and is_raised) or any(map(_NOTE_NAME.search, names))


def _leads_back(link: Tag, mark: _Mark) -> bool:
    """Whether a link in a note goes back to its mark, and says no more than that."""
    text = (brief([link], _LONGEST_MARK) or "").strip()
    found = _MARK.fullmatch(text)
    is_sign = bool(_BACK.fullmatch(text)) or bool(found and found["sign"] == mark.sign)
    return bool(fragment(link)) and is_sign


def _leading(sign: str) -> re.Pattern[str]:
    """How a note begins that says its mark again."""
    return re.compile(rf"[\s^↑↩]*(?:\[\s*{re.escape(sign)}\s*\]|\(?{re.escape(sign)}(?!\w))[\s.:)]*")


def _with_brackets(mark: _Mark) -> str:
    """The mark, with brackets that stand around its link taken into it."""
    before, after = mark.element.previous_sibling, mark.element.next_sibling
    if not (isinstance(before, NavigableString) and isinstance(after, NavigableString)):
        return mark.text
    if not (before.endswith("[") and after.startswith("]")):
        return mark.text
    before.replace_with(NavigableString(before[:-1]))
    after.replace_with(NavigableString(after[1:]))
    return f"[{mark.text}]"


def _trim(element: Tag, mark: _Mark) -> None:
    """Take away the mark with which a note begins."""
    nodes = list(islice(walk([element]), _LONGEST_MARK))
    found = _leading(mark.sign).match("".join(map(shown, nodes)))
    left = found.end() if found else 0
    for node in nodes:
        taken = min(left, len(shown(node)))
        left -= taken
        if taken and isinstance(node, NavigableString):
            node.replace_with(NavigableString(node[taken:]))


def _links(nodes: Iterable[PageElement]) -> list[Tag]:
    return [node for node in walk(nodes) if isinstance(node, Tag) and node.name == "a"]


def settle_footnotes(chapters: Sequence[Chapter], notices: list[Notice]) -> tuple[Chapter, ...]:
    """Chapters in which every mark has its footnote; one whose partner the book has not is text again."""
    marks = {name for chapter in chapters for name in _marks(chapter.blocks)}
    notes = {name for chapter in chapters for name in _notes(chapter.blocks)}
    kept = marks & notes
    if linked := sum(name.startswith(_PREFIX) for name in kept):
        what = counted(linked, "footnote is", "footnotes are")
        notices.append(Notice("footnotes", 0, f"{what} linked with a mark, as on the page."))
    if marks == notes:
        return tuple(chapters)
    return tuple(replace(chapter, blocks=_settled(chapter.blocks, kept)) for chapter in chapters)


def _notes(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Footnote):
            yield block.identifier
        elif isinstance(block, Quote | Note):
            yield from _notes(block.blocks)


def _marks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Quote(inner) | Note(_, inner):
                yield from _marks(inner)
            case Verse(lines) | Lines(lines):
                for line in lines:
                    yield from _marks_of(line)
            case Paragraph(inlines) | Heading(inlines) | Footnote(_, _, inlines):
                yield from _marks_of(inlines)
            case _:
                pass


def _marks_of(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case ReferenceMark(_, footnote):
                yield footnote
            case Emphasis(inner) | Strong(inner) | Styled(_, inner):
                yield from _marks_of(inner)
            case _:
                pass


def _settled(blocks: Iterable[Block], kept: Set[str]) -> tuple[Block, ...]:
    return tuple(_settled_block(block, kept) for block in blocks)


def _settled_block(block: Block, kept: Set[str]) -> Block:
    match block:
        case Footnote(identifier, mark, inlines) if identifier not in kept:
            return Paragraph((Text(f"{mark} "), *_settled_inlines(inlines, kept)), block.line)
        case Paragraph(inlines) | Heading(inlines) | Footnote(_, _, inlines):
            return replace(block, inlines=_settled_inlines(inlines, kept))
        case Verse(lines) | Lines(lines):
            return replace(block, lines=tuple(_settled_inlines(line, kept) for line in lines))
        case Quote(inner) | Note(_, inner):
            return replace(block, blocks=_settled(inner, kept))
        case _:
            return block


def _settled_inlines(inlines: Iterable[Inline], kept: Set[str]) -> tuple[Inline, ...]:
    settled: list[Inline] = []
    for inline in inlines:
        match inline:
            case ReferenceMark(text, footnote) if footnote not in kept:
                settled.append(Text(text))
            case Emphasis(inner) | Strong(inner) | Styled(_, inner):
                settled.append(replace(inline, inlines=_settled_inlines(inner, kept)))
            case _:
                settled.append(inline)
    return tuple(settled)
