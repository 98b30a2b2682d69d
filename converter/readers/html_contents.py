"""Lists of contents in a page: links to its own places, which the book has itself."""

from collections.abc import Mapping, Sequence
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from converter.readers.contents import is_contents_title
from converter.readers.html_blocks import text_of
from converter.readers.html_links import FARTHEST, brief, fragment, walk

_LISTS = {"dl", "ol", "p", "table", "ul"}
_ITEMS = {"dd", "dt", "li"}
_LONGEST_TITLE, _LONGEST_LIST = 12, 5_000
"""Nodes of a list of contents and of its title."""
_LINK_DEPTH = 4
"""Elements inside a link, at most, that its words stand in."""


def take_contents(soup: BeautifulSoup, places: Mapping[str, Tag]) -> list[str]:
    """Take lists of contents out of a page; the words of their links."""
    entries: list[str] = []
    seen: set[int] = set()
    for link in soup.find_all("a", href=True):
        element = _list_around(link)
        if element is None or id(element) in seen or element.decomposed:
            continue
        nodes = list(islice(walk([element]), _LONGEST_LIST + 1))
        seen.update(id(node) for node in nodes if isinstance(node, Tag))
        title = _title_above(element)
        links = _links_of_contents(nodes, places, is_titled=title is not None)
        if links:
            entries += map(text_of, links)
            element.decompose()
            if title:
                title.decompose()
    return entries


def _list_around(link: Tag) -> Tag | None:
    """The outermost list that a link is in."""
    found: Tag | None = None
    for parent in islice(link.parents, FARTHEST):
        if parent.name in _LISTS:
            found = parent
        elif found is not None and parent.name not in _ITEMS:
            break
    return found


def _title_above(element: Tag) -> Tag | None:
    """The heading that says that a list of contents follows."""
    for sibling in islice(element.previous_siblings, 3):
        if isinstance(sibling, Tag):
            text = brief([sibling], _LONGEST_TITLE)
            return sibling if text is not None and is_contents_title(text.strip()) else None
    return None


def _links_of_contents(
    nodes: Sequence[PageElement], places: Mapping[str, Tag], *, is_titled: bool
) -> list[Tag]:
    """The links of a list that holds nothing else; none if it is no list of contents."""
    links = [node for node in nodes if isinstance(node, Tag) and node.name == "a" and node.get("href")]
    is_paragraph = isinstance(nodes[0], Tag) and nodes[0].name == "p"
    if len(nodes) > _LONGEST_LIST or len(links) < (3 if is_paragraph else 2):
        return []
    if not is_titled and not all(fragment(link) in places for link in links):
        return []
    return links if all(map(_is_linked, nodes)) else []


def _is_linked(node: PageElement) -> bool:
    """Whether a node stands in a link, or has no words."""
    if not isinstance(node, NavigableString) or not any(map(str.isalpha, node)):
        return True
    return any(parent.name == "a" for parent in islice(node.parents, _LINK_DEPTH))
