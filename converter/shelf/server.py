"""The parts of the shelf put together, and run: an application, a socket, an address to tell."""

import asyncio
import io
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import segno
import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from converter.errors import AddressTaken, OutputUnwritable
from converter.shelf import browse, desk, opds
from converter.shelf.connection import Connection
from converter.shelf.folder import find_files
from converter.shelf.library import Library
from converter.shelf.safety import Guard, make_password
from converter.shelf.shelf import Shelf
from converter.shelf.workshop import Workshop

_log = logging.getLogger(__name__)

_LOOPBACK = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"  # noqa: S104 — only when the user asks for it
_MOST_CLIENTS = 400
"""Connections at once, beyond which the server says that it is busy."""
_HEADINGS = {404: "Not found", 413: "Too large", 503: "Not to be had"}
_NOWHERE = ("192.0.2.1", 9)
"""An address that no packet is sent to (RFC 5737); asked only which way it would go."""


class Announcement(Struct, frozen=True):
    """What whoever starts a shelf has to know."""

    address: str
    password: str | None
    code: str
    """The address as a QR code, drawn with blocks; empty on this machine alone."""


def serve(
    folder: Path,
    announce: Callable[[Announcement], None],
    *,
    port: int,
    in_network: bool = False,
    read_only: bool = False,
    password: str | None = None,
) -> None:
    """Show a folder until Ctrl-C.

    :param announce: told where the shelf is, as soon as it can be asked.
    :param port: where to listen; 0 takes any that is free.
    :param in_network: whether other devices may ask; then a password is needed, and made if there is none.
    :param read_only: whether nobody may add or correct anything.
    :raises SourceMissing: there is no such folder.
    :raises OutputUnwritable: the index cannot be kept there.
    :raises AddressTaken: another program listens at that port.
    """
    # A form that is broken is answered, not logged.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    found = find_files(folder)
    with _listen(_EVERYWHERE if in_network else _LOOPBACK, port) as listener:
        library = Library(folder)
        library.update(found)
        if in_network and password is None:
            password = library.setting("password", make_password())
        workshop = Workshop(folder, library.place / "made", os.cpu_count() or 1)
        application = make_application(
            Shelf(library, workshop, is_read_only=read_only),
            password,
            ["*"] if in_network else ["localhost", _LOOPBACK],
        )
        host = _own_address() if in_network else _LOOPBACK
        address = f"http://{host}:{listener.getsockname()[1]}/"
        announcement = Announcement(address, password, _draw(address) if in_network else "")

        async def run() -> None:
            announce(announcement)  # in here, where Ctrl-C already ends all there is
            await _server(application).serve([listener])

        asyncio.run(run())


def make_application(shelf: Shelf, password: str | None, hosts: list[str]) -> Starlette:
    """The application over a shelf.

    :param hosts: names by which it may be asked; any with ``*``.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with shelf.at_work():
            yield

    application = Starlette(
        routes=[
            *browse.routes(),
            *opds.routes(),
            *desk.routes(is_read_only=shelf.is_read_only),
            Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
        ],
        middleware=[
            Middleware(Guard, password=password),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        ],
        exception_handlers={
            HTTPException: _explain,
            OutputUnwritable: _regret,
            ClientDisconnect: _let_go,
            Exception: _admit,
        },
        lifespan=lifespan,
    )
    application.state.shelf = shelf
    return application


def _server(application: Starlette) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            application,
            lifespan="on",
            http=Connection,
            ws="none",
            access_log=False,
            log_level="critical",  # what goes wrong is told by ``_admit``, in a line
            proxy_headers=False,
            server_header=False,
            limit_concurrency=_MOST_CLIENTS,
            timeout_graceful_shutdown=3,
        )
    )


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is asked already; requests wait until they are answered."""
    try:
        return socket.create_server((host, port), backlog=_MOST_CLIENTS)
    except OSError as error:
        raise AddressTaken(
            f"Port {port} cannot be listened at: {os.strerror(error.errno or 0)}.",
            "Name another one with --port.",
        ) from None


def _own_address() -> str:
    """The address of this machine in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_NOWHERE)
            return str(asked.getsockname()[0])
        except OSError:  # no way leads anywhere: a network without a router, or none
            return socket.gethostname()


def _draw(address: str) -> str:
    drawn = io.StringIO()
    segno.make_qr(address).terminal(drawn, compact=True)
    return drawn.getvalue()


async def _admit(request: Request, error: Exception) -> Response:
    """Tell of a defect: its kind to whoever runs the shelf, no more than that to whoever asks."""
    _log.error("internal error at %s: %s: %s", request.url.path, type(error).__name__, error)
    return PlainTextResponse("This is a defect of Fascicle; please report it.\n", 500)


async def _regret(request: Request, error: Exception) -> Response:
    """Say that nothing could be kept; where, is told to whoever runs the shelf."""
    _log.warning("%s", error)
    return await _explain(
        request, HTTPException(503, "Nothing can be kept: the disk of the shelf may be full.")
    )


async def _let_go(_: Request, __: Exception) -> Response:
    """An answer that nobody hears: whoever sent something went before all of it was here."""
    return Response(status_code=400)


async def _explain(request: Request, error: Exception) -> Response:
    """Say what is wrong on a page; an application gets the words alone."""
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    if request.url.path.startswith("/opds"):
        return PlainTextResponse(f"{error.detail}\n", status, error.headers)
    heading = _HEADINGS.get(status, HTTPStatus(status).phrase)
    return browse.render(request, "message.html", status, heading=heading, text=error.detail)
