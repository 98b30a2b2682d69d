"""The pages that every browser shows, those of old e-readers as well: lists, books, downloads, covers.

They need neither scripts nor colours; what they link to ends in the suffix by which e-readers know a book.
"""

import re
from email.utils import formatdate
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from converter.errors import counted
from converter.languages import format_date, full_name
from converter.names import safe_name
from converter.shelf.facts import FORMATS, Item, format_of
from converter.shelf.library import Query
from converter.shelf.making import COVERS, Failure
from converter.shelf.shelf import Shelf
from converter.shelf.workshop import State

TYPES = {"epub": "application/epub+zip", "kepub": "application/epub+zip", "pdf": "application/pdf"}
"""Media types; a KEPUB is an EPUB by its type, only its name tells."""
LABELS = {"epub": "EPUB", "kepub": "KEPUB", "pdf": "PDF"}
"""What the formats are called on pages."""

_FOREVER = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"
_LONGEST_QUERY = 200


class _Number(Convertor[int]):
    """A number in an address that a database takes."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", _Number())


def routes() -> list[Route]:
    """The addresses of these pages."""
    return [
        Route("/", books, name="books"),
        Route("/authors", names, name="authors"),
        Route("/series", names, name="series"),
        Route("/books/{id:number}", book, name="book"),
        Route("/books/{id:number}/{product}.jpg", picture),
        Route("/books/{id:number}/{name}", download, name="download"),
    ]


async def books(request: Request) -> Response:
    """A page of the list of books, or of those that are searched for."""
    shelf = shelf_of(request)
    shelf.look()
    query = query_of(request)
    page = shelf.library.books(query)
    return render(request, "books.html", page=page, query=query, waiting=shelf.library.count_unread())


async def names(request: Request) -> Response:
    """A page of the list of authors, or of series."""
    shelf = shelf_of(request)
    kind = "author" if request.url.path == "/authors" else "series"
    page = shelf.library.names(kind, number_of(request, "page"))
    return render(
        request, "names.html", page=page, kind=kind, names_address=f"{request.url.path}?page={{}}".format
    )


async def book(request: Request) -> Response:
    """All about one book, and the links to its files."""
    item = await item_of(request)
    return render(request, "book.html", item=item, formats=formats(request, item))


async def picture(request: Request) -> Response:
    """A cover in one of its sizes."""
    product = request.path_params["product"]
    if product not in COVERS:
        raise HTTPException(404, "There is no such picture.")
    item = await readable_item_of(request)
    headers = {
        "cache-control": _FOREVER if "v" in request.query_params else _ASK_AGAIN,
        "etag": f'"{shelf_of(request).workshop.tag(item, product)}"',
    }
    if is_known(request, headers):
        return Response(status_code=304, headers=headers)
    place = await shelf_of(request).workshop.product(item, product)
    if isinstance(place, Failure):
        raise HTTPException(404, place.text)
    return FileResponse(place, media_type="image/jpeg", headers=headers)


async def download(request: Request) -> Response:
    """A book in the format that the suffix of the address tells; made first, if need be."""
    wanted = format_of(request.path_params["name"])
    item = await readable_item_of(request)
    if wanted not in item.formats:
        raise HTTPException(404, "There is no such book.")
    shelf = shelf_of(request)
    headers = {
        "cache-control": _ASK_AGAIN,
        "etag": f'"{shelf.workshop.tag(item, wanted)}"',
        "last-modified": formatdate(item.modified, usegmt=True),
    }
    if is_known(request, headers):
        return Response(status_code=304, headers=headers)
    name = file_name(item, wanted)
    if request.method == "HEAD" and shelf.workshop.state(item, wanted) is not State.READY:
        # Tells all but the length, for which the book would have to be made.
        headers["content-disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
        answer = Response(media_type=TYPES[wanted], headers=headers)
        del answer.headers["content-length"]
        return answer
    place = await shelf.workshop.product(item, wanted)
    if isinstance(place, Failure):
        raise HTTPException(503, place.text)
    return FileResponse(place, media_type=TYPES[wanted], headers=headers, filename=name)


def shelf_of(request: Request) -> Shelf:
    """The shelf that is served."""
    shelf: Shelf = request.app.state.shelf
    return shelf


async def item_of(request: Request) -> Item:
    """The book that the address names, after it has been looked into; 404 without one."""
    item = await shelf_of(request).item(request.path_params["id"])
    if item is None:
        raise HTTPException(404, "There is no such book; it may have been moved.")
    return item


async def readable_item_of(request: Request) -> Item:
    """The same; 404 with the reason as well when nothing can be made of it."""
    item = await item_of(request)
    if item.error:
        raise HTTPException(404, item.error)
    return item


def query_of(request: Request) -> Query:
    """The query that the address holds."""
    given = request.query_params
    return Query(
        (given.get("q") or given.get("query", "")).strip()[:_LONGEST_QUERY],
        given.get("author", ""),
        given.get("series", ""),
        given.get("sort") == "new",
        number_of(request, "page"),
    )


def number_of(request: Request, name: str) -> int:
    """A number from 1 on that the address holds, or else 1."""
    text = request.query_params.get(name, "1")
    return max(1, int(text)) if re.fullmatch("[0-9]{1,9}", text) else 1


def query_address(query: Query, page: int, base: str = "/") -> str:
    """The address of another page of what a query finds."""
    values = {
        "q": query.words,
        "author": query.author,
        "series": query.series,
        "sort": "new" if query.newest else "",
        "page": str(page) if page > 1 else "",
    }
    text = urlencode({key: value for key, value in values.items() if value})
    return f"{base}?{text}" if text else base


def formats(request: Request, item: Item) -> tuple[str, ...]:
    """The formats of a book, that for the e-reader which asks first."""
    if "Kobo" in request.headers.get("user-agent", ""):
        return tuple(sorted(item.formats, key=lambda name: name != "kepub"))
    return item.formats


def file_name(item: Item, wanted: str) -> str:
    """What a book is called when it is downloaded."""
    return f"{_base_name(item.facts.title, item.byline)}{FORMATS[wanted]}"


@lru_cache(4096)  # for lists, which name every book in every format
def _base_name(title: str, author: str) -> str:
    return safe_name(f"{title} - {author}" if author else title) or "book"


def download_address(item: Item, wanted: str) -> str:
    """Where a book is to be had."""
    return f"/books/{item.id}/{quote(file_name(item, wanted), safe='')}"


def is_known(request: Request, headers: dict[str, str]) -> bool:
    """Whether the client has what these headers are for (RFC 9110 section 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(known & {"*", headers["etag"]})
    date = request.headers.get("if-modified-since")
    return date is not None and date == headers.get("last-modified")


def render(
    request: Request, template: str, status: int = 200, media_type: str = "text/html", **values: Any
) -> Response:
    """A page, or a feed."""
    shelf = shelf_of(request)
    common = {
        "shelf": shelf,
        "tag": shelf.workshop.tag,
        "address": download_address,
        "query_address": query_address,
        "partial": partial,
        "labels": LABELS,
        "counted": counted,
        "language_name": lambda tag: full_name(tag, tag),
        "date": format_date,
    }
    return _templates().TemplateResponse(
        request, template, {**common, **values}, status, {"cache-control": _ASK_AGAIN}, media_type
    )


@cache
def _templates() -> Jinja2Templates:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    return Jinja2Templates(env=environment)
