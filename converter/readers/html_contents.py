"""Lists of contents in a page: links to its own places, which the book has itself."""

from collections.abc import Mapping
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from converter.readers.contents import is_contents_title
from converter.readers.html_blocks import text_of
from converter.readers.html_links import FARTHEST, brief, fragment, walk

_LISTS = {"dl", "ol", "p", "table", "ul"}
_INSIDE_LISTS = {"dd", "dt", "li", "tbody", "td", "tr"}
_LONGEST_TITLE, _LONGEST_LIST = 12, 5_000
"""Nodes of a list of contents and of its title."""


def take_contents(soup: BeautifulSoup, places: Mapping[str, Tag]) -> list[str]:
    """Take lists of contents out of a page; the words of their links."""
    entries: list[str] = []
    seen: set[int] = set()
    for link in soup.find_all("a", href=True):
        element = _list_around(link)
        if element is None or id(element) in seen or element.decomposed:
            continue
        seen.add(id(element))
        title = _title_above(element)
        links = _links_of_contents(element, places, is_titled=title is not None)
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
        elif found is not None and parent.name not in _INSIDE_LISTS:
            break
    return found


def _title_above(element: Tag) -> Tag | None:
    """The heading that says that a list of contents follows."""
    for sibling in islice(element.previous_siblings, 3):
        if isinstance(sibling, Tag):
            text = brief([sibling], _LONGEST_TITLE)
            return sibling if text is not None and is_contents_title(text.strip()) else None
    return None


def _links_of_contents(element: Tag, places: Mapping[str, Tag], *, is_titled: bool) -> list[Tag]:
    """The links of a list that holds nothing else; none if it is no list of contents."""
    nodes = list(islice(walk([element]), _LONGEST_LIST + 1))
    links = [node for node in nodes if isinstance(node, Tag) and node.name == "a" and node.get("href")]
    if len(nodes) > _LONGEST_LIST or len(links) < (3 if element.name == "p" else 2):
        return []
    if not is_titled and not all(fragment(link) in places for link in links):
        return []
    inside = {id(node) for link in links for node in walk([link])}
    loose = [str(node) for node in nodes if isinstance(node, NavigableString) and id(node) not in inside]
    return [] if any(map(str.isalpha, "".join(loose))) else links
