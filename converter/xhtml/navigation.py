"""The ways through an EPUB: its navigation document, and links from one document to another."""

import re
from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct

from converter.expressions import expression
from converter.xhtml.elements import element, escaped, on_lines

_TARGET = expression(r'<[^<>]* id="(?P<name>[^"]+)"')
_REFERENCE = expression(r'(?P<start><a [^<>]*href=")#(?P<name>[^"]+)')
"""Our own markup is safe to search: a tag is one by its bracket, which is escaped in text and attributes."""


class Entry(Struct, frozen=True):
    """A line of the contents, with those below it."""

    address: str
    text: str
    below: "tuple[Entry, ...]" = ()


def navigation(title: str, entries: Sequence[Entry], first_page: str, cover: str = "") -> str:
    """The body of an EPUB navigation document: the contents, and landmarks that stay hidden.

    ``first_page`` is where the story begins, ``cover`` the page of the cover if there is one. Only the
    landmarks that every reading system bears are given (EPUB 3.3 section 7.4).
    """
    contents = element(
        "nav",
        element("h1", escaped(title)) + _contents(entries),
        epub__type="toc",
        role="doc-toc",
        id="toc",
    )
    places = [("cover", cover, "Cover"), ("bodymatter", first_page, escaped(title))]
    items = [
        element("li", element("a", text, epub__type=kind, href=address))
        for kind, address, text in places
        if address
    ]
    landmarks = element(
        "nav",
        element("h2", "Landmarks") + element("ol", "".join(items)),
        epub__type="landmarks",
        hidden="hidden",
    )
    return f"{contents}\n{landmarks}"


def _contents(entries: Iterable[Entry]) -> str:
    items = []
    for entry in entries:
        below = _contents(entry.below) if entry.below else ""
        items.append(element("li", element("a", escaped(entry.text), href=entry.address) + below))
    return element("ol", on_lines(items))


def link(bodies: dict[str, str]) -> dict[str, str]:
    """Bodies by their address; a link to what stands in another body names that one's address."""
    places = {found["name"]: address for address, body in bodies.items() for found in _TARGET.finditer(body)}
    return {
        address: _REFERENCE.sub(partial(_reference, places, address), body)
        for address, body in bodies.items()
    }


def _reference(places: dict[str, str], own: str, found: re.Match[str]) -> str:
    place = places[found["name"]]
    return found[0] if place == own else f"{found['start']}{place}#{found['name']}"
