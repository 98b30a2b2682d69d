"""The links inside a page, and what stands around them.

Every search from a link goes a bounded way, so that a page of nothing but links takes linear time.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from converter.readers.markup import BLOCKS, is_readable

FARTHEST = 12
"""Elements that a link stands inside of, beyond which nothing around it is its own."""


def targets(soup: BeautifulSoup) -> dict[str, Tag]:
    """The elements that a link may point to, by name; the first of several counts."""
    found: dict[str, Tag] = {}
    for element in soup.find_all(True):
        for name in ("id", "name") if element.name == "a" else ("id",):
            if value := element.get(name):
                found.setdefault(str(value), element)
    return found


def fragment(link: Tag) -> str:
    """The name of the place on this page to which a link points; empty if it points elsewhere."""
    address = str(link.get("href") or "").strip()
    return unquote(address[1:]) if address.startswith("#") else ""


def brief(nodes: Iterable[PageElement], most: int) -> str | None:
    """The text of some nodes; None if there are more than so many."""
    found = list(islice(walk(nodes), most + 1))
    if len(found) > most:
        return None
    return "".join(map(shown, found))


def shown(node: PageElement) -> str:
    """What is seen of a node without what is inside it: a string, or the line end of a block."""
    if isinstance(node, NavigableString):
        return str(node)
    return "\n" if isinstance(node, Tag) and node.name in BLOCKS else ""


def walk(nodes: Iterable[PageElement]) -> Iterator[PageElement]:
    """The readable nodes and all inside them, in their order."""
    waiting = [iter(nodes)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif is_readable(node):
            yield node
            if isinstance(node, Tag):
                waiting.append(iter(node.contents))
