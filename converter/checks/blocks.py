"""The text of an EPUB's documents, block by block."""

from collections.abc import Container, Iterator

from lxml import etree

from converter.checks.documents import Publication
from converter.checks.styles import hidden_elements
from converter.checks.words import Passage

_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q rb ruby s samp small span strike strong"
    " sub sup time tt u var wbr".split()
)
_SILENT = frozenset("head nav rp rt rtc script style title".split())
"""Elements whose text is none of the story's: readings of characters among them."""
_NOTE = "{*}aside"
"""What readers show when a mark is touched, though it may be hidden on the page."""


def passages(book: Publication) -> Iterator[Passage]:
    """The text of each document in reading order that readers show; its lines are blocks."""
    hidden = hidden_elements(book)
    for document in book.reading_order:
        notes = {element for note in document.root.iter(_NOTE) for element in note.iter()}
        text = "".join(_pieces(document.root, hidden[document.path] - notes))
        yield Passage(document.path, tuple(line for line in text.split("\n") if line.strip()))


def _pieces(root: etree._Element, hidden: Container[etree._Element]) -> Iterator[str]:
    """The text with a line feed at the edges of blocks, and as a space where the markup has one."""
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield "" if silent else _flat(element.tail)
            continue
        name = etree.QName(element).localname
        if event == "start":
            silent += name in _SILENT or element in hidden
            yield "" if name in _INLINE else "\n"
            yield "" if silent else _flat(element.text)
        else:
            silent -= name in _SILENT or element in hidden
            yield "" if name in _INLINE else "\n"
            yield "" if silent else _flat(element.tail)


def _flat(text: str | None) -> str:
    return " ".join((text or "").split("\n"))
