"""The catalogue for reading apps, in both of the forms that they ask for: OPDS 1.2 (Atom) and 2.0 (JSON).

Both have the same lists under the same names, one below ``/opds``, the other below ``/opds/2``. The rules are
those of the specifications (specs.opds.io); what apps need beyond them is what KOReader asks for.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import formatdate
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from converter.errors import counted
from converter.shelf import browse
from converter.shelf.browse import (
    LABELS,
    TYPES,
    download_address,
    number_of,
    query_address,
    query_of,
    shelf_of,
)
from converter.shelf.facts import Item
from converter.shelf.library import PAGE, Page
from converter.shelf.making import COVERS

_ATOM = "application/atom+xml;profile=opds-catalog;kind="
_JSON = "application/opds+json"
_DESCRIPTION = "application/opensearchdescription+xml"
_ACQUISITION = "http://opds-spec.org/acquisition/open-access"
_NEWEST = "http://opds-spec.org/sort/new"


class Way(Struct, frozen=True):
    """A link to another list."""

    title: str
    address: str
    content: str
    """What is to be found there."""
    holds_books: bool
    count: int | None = None
    """How many books, where that is known."""
    relation: str = "subsection"


class Feed(Struct, frozen=True):
    """One page of a list: either of books, or of ways to other lists."""

    root: str
    """The address that the catalogue has in the form that is asked for."""
    title: str
    page: Page[Any]
    """``Item``s or ``Way``s."""
    turn: Callable[[int], str]
    """The address of another page."""
    holds_books: bool


def routes() -> list[Route]:
    """The addresses of the catalogue in both forms."""
    lists = [("", start), ("/books", books), ("/authors", names), ("/series", names)]
    return [
        *(Route(f"/opds{form}{place}", answer) for form in ("", "/2") for place, answer in lists),
        Route("/opds/search.xml", search),
    ]


async def start(request: Request) -> Response:
    """The lists that there are."""
    root = _root(request)
    ways = (
        Way("Titles", f"{root}/books", "All books, by title", holds_books=True),
        Way("Newest", f"{root}/books?sort=new", "What was added last", holds_books=True, relation=_NEWEST),
        Way("Authors", f"{root}/authors", "Books by their authors", holds_books=False),
        Way("Series", f"{root}/series", "Series in their order", holds_books=False),
    )
    return _answer(request, Feed(root, "Shelf", Page(ways, 1, len(ways)), lambda _: root, holds_books=False))


async def books(request: Request) -> Response:
    """A page of books."""
    root, query = _root(request), query_of(request)
    title = query.words or query.author or query.series or ("Newest" if query.newest else "Titles")
    turn = partial(query_address, query, base=f"{root}/books")
    return _answer(request, Feed(root, title, shelf_of(request).library.books(query), turn, holds_books=True))


async def names(request: Request) -> Response:
    """A page of authors, or of series."""
    root = _root(request)
    kind = "author" if request.url.path.endswith("/authors") else "series"
    found = shelf_of(request).library.names(kind, number_of(request, "page"))
    ways = tuple(
        Way(
            name,
            f"{root}/books?{urlencode({kind: name})}",
            counted(count, "book"),
            holds_books=True,
            count=count,
        )
        for name, count in found.entries
    )
    path = request.url.path
    return _answer(
        request,
        Feed(
            root,
            "Authors" if kind == "author" else "Series",
            Page(ways, found.number, found.total),
            lambda number: f"{path}?page={number}",
            holds_books=False,
        ),
    )


async def search(request: Request) -> Response:
    """How to search the Atom form (OpenSearch 1.1)."""
    return browse.render(
        request,
        "search.xml",
        media_type=_DESCRIPTION,
        address=f"{request.base_url}opds/books?q={{searchTerms}}",
    )


def _root(request: Request) -> str:
    return "/opds/2" if request.url.path.startswith("/opds/2") else "/opds"


def _answer(request: Request, feed: Feed) -> Response:
    """The feed in its form, or word that it is the one that the client has."""
    shelf = shelf_of(request)
    shelf.look()
    if feed.root == "/opds":
        answer = _atom(request, feed)
    else:
        answer = Response(json.dumps(_publication_list(feed)), media_type=_JSON)
    headers = {
        "cache-control": "private, no-cache",
        "etag": f'"{sha256(bytes(answer.body)).hexdigest()}"',
        "last-modified": formatdate(shelf.library.changed, usegmt=True),
    }
    if browse.is_known(request, headers):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def _atom(request: Request, feed: Feed) -> Response:
    kind = "acquisition" if feed.holds_books else "navigation"
    return browse.render(
        request,
        "feed.xml",
        media_type=f"{_ATOM}{kind}",
        feed=feed,
        kind=kind,
        identify=partial(_identify, request),
        moment=_moment,
        types=TYPES,
        page_size=PAGE,
        acquisition=_ACQUISITION,
        atom=_ATOM,
        neighbours=_neighbours,
    )


def _identify(request: Request, name: str) -> str:
    """An identifier that stays the same from run to run (RFC 9562, version 5)."""
    plain = name.encode("utf-8", "backslashreplace").decode()  # names of files may be no text
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{shelf_of(request).identity}/{plain}").urn


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _publication_list(feed: Feed) -> dict[str, Any]:
    """The feed in the form of OPDS 2.0."""
    page = feed.page
    links = [
        _link("self", feed.turn(page.number)),
        _link("start", feed.root),
        {**_link("search", f"{feed.root}/books{{?query}}"), "templated": True},
        *({**_link(relation, feed.turn(number))} for relation, number in _neighbours(page)),
    ]
    metadata = {
        "title": feed.title,
        "numberOfItems": page.total,
        "itemsPerPage": PAGE,
        "currentPage": page.number,
    }
    if not page.entries:  # no list may be empty, but there may be no groups
        return {"metadata": metadata, "links": links, "groups": []}
    if feed.holds_books:
        return {
            "metadata": metadata,
            "links": links,
            "publications": [_publication(item) for item in page.entries],
        }
    return {"metadata": metadata, "links": links, "navigation": [_way(way) for way in page.entries]}


def _neighbours(page: Page[Any]) -> Iterator[tuple[str, int]]:
    if page.number > 1:
        yield "first", 1
        yield "previous", page.number - 1
    if page.number < page.last:
        yield "next", page.number + 1
        yield "last", page.last


def _link(relation: str, address: str, media_type: str = _JSON) -> dict[str, Any]:
    return {"rel": relation, "href": address, "type": media_type}


def _way(way: Way) -> dict[str, Any]:
    link = {**_link(way.relation, way.address), "title": way.title}
    return link if way.count is None else {**link, "properties": {"numberOfItems": way.count}}


def _publication(item: Item) -> dict[str, Any]:
    """A book as OPDS 2.0 describes it, after the Readium Web Publication Manifest."""
    facts = item.facts
    metadata: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "title": facts.title,
        "author": [{"name": name} for name in facts.authors],
        "language": facts.language,
        "description": facts.summary,
        "modified": _moment(item.modified),
    }
    if facts.series:
        place = {"position": float(facts.position)} if facts.position.isdecimal() else {}
        metadata["belongsTo"] = {"series": [{"name": facts.series, **place}]}
    return {
        "metadata": {key: value for key, value in metadata.items() if value},
        "links": [
            {**_link(_ACQUISITION, download_address(item, name), TYPES[name]), "title": LABELS[name]}
            for name in item.formats
        ],
        "images": [
            {"href": f"/books/{item.id}/{name}.jpg", "type": "image/jpeg", "width": width, "height": height}
            for name, (width, height) in COVERS.items()
        ],
    }
