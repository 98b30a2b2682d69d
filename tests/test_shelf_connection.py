"""Clients that never finish: each is cut off in the end, whatever it keeps the shelf waiting with."""

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from converter.shelf import connection
from converter.shelf.server import _admit, _let_go, _server

PATIENCE = 0.15
PIECE = b"x" * (1 << 16)
PIECES = 512
"""More than systems keep of what nobody takes."""
ASKED = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SENT = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", PATIENCE)
    monkeypatch.setattr(connection, "LONGEST_UPLOAD", 2 * PATIENCE)


async def _greet(_: Request) -> Response:
    return Response("hello")


async def _take(request: Request) -> Response:
    return Response(str(len(await request.body())))


async def _give(_: Request) -> Response:
    return StreamingResponse(iter([PIECE] * PIECES), headers={"content-length": str(PIECES * len(PIECE))})


def _run(client: Coroutine[Any, Any, None], listener: socket.socket) -> None:
    """Run a server for as long as a client is at it."""

    async def both() -> None:
        server = _server(
            Starlette(
                routes=[
                    Route("/", _greet, methods=["GET", "POST"]),
                    Route("/take", _take, methods=["POST"]),
                    Route("/large", _give),
                ],
                exception_handlers={ClientDisconnect: _let_go, Exception: _admit},
            )
        )
        serving = asyncio.create_task(server.serve([listener]))
        try:
            await asyncio.wait_for(client, 60)
        finally:
            server.should_exit = True
            await serving

    with listener:
        asyncio.run(both())


async def _all_of(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the server ends the connection, in whichever way."""
    got = b""
    try:
        while piece := await reader.read(1 << 16):
            got += piece
    except ConnectionError:
        pass
    return got


@pytest.mark.parametrize(
    ("begun", "again", "answers"),
    [
        (b"", b"", 0),
        (b"GET / HT", b"", 0),
        (b"GET / HTTP/1.1\r\nX: ", b"y", 0),
        (ASKED + b"GET / HT", b"", 1),
        (ASKED + b"GET / HTTP/1.1\r\nX: ", b"y", 1),
        (SENT, b"x", 1),
        (SENT.replace(b"/", b"/take", 1), b"x", 0),
        (SENT.replace(b"Content-Length: 1000000", b"Transfer-Encoding: chunked") + b"1", b"", 1),
    ],
)
def test_a_client_that_never_finishes_is_cut_off(begun: bytes, again: bytes, answers: int) -> None:
    """``begun`` is sent, then ``again`` over and over: a piece now and then wins no time."""

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(begun)
        coming = asyncio.create_task(_all_of(reader))
        while not coming.done():
            writer.write(again)
            await asyncio.wait([coming], timeout=PATIENCE / 6)
        writer.close()
        assert coming.result().count(b"HTTP/1.1 200 OK") == answers

    listener = socket.create_server(("127.0.0.1", 0))
    _run(client(), listener)


CHUNKED = b"POST %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "awaited", "status"),
    [
        (CHUNKED % b"/take" + b"no chunk\r\n", b"", b"400"),
        (CHUNKED % b"/" + b"no chunk\r\n", b"", b"400"),
        (CHUNKED % b"/", b"hello", b"200"),
        (CHUNKED.replace(b"POST", b"GET") % b"/large", b"xxx", b"200"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"", b"400"),
    ],
)
def test_what_is_no_http_is_refused_once_and_is_no_defect(
    begun: bytes, awaited: bytes, status: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """``begun`` is sent, what is ``awaited`` is waited for, and then comes what means nothing."""

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(begun)
        got = await reader.readuntil(awaited) if awaited else b""
        writer.write(b"no chunk either\r\n")
        got += await _all_of(reader)
        writer.close()
        assert got.startswith(b"HTTP/1.1 " + status)
        assert got.count(b"HTTP/1.1 ") == 1

    listener = socket.create_server(("127.0.0.1", 0))
    _run(client(), listener)
    assert caplog.messages == []


def test_a_client_that_takes_nothing_is_cut_off() -> None:
    async def client() -> None:
        with socket.create_connection(listener.getsockname()) as link:
            link.sendall(ASKED.replace(b"/", b"/large", 1))
            link.setblocking(False)
            await asyncio.sleep(3 * PATIENCE)
            got = 0
            try:
                while piece := await asyncio.get_running_loop().sock_recv(link, 1 << 20):
                    got += len(piece)
            except ConnectionError:
                pass
            assert got < PIECES * len(PIECE)

    listener = socket.create_server(("127.0.0.1", 0))
    _run(client(), listener)


def test_a_client_that_takes_its_time_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than the patience all in all, never so for a single piece."""
    monkeypatch.setattr(connection, "PATIENCE", 1.0)

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(ASKED.replace(b"/", b"/large", 1))
        await reader.readuntil(b"\r\n\r\n")
        got = 0
        while got < PIECES * len(PIECE):
            if got % (PIECES * len(PIECE) // 8) == 0:
                await asyncio.sleep(0.2)
            got += (await reader.readexactly(len(PIECE))).count(b"x")
        writer.close()

    listener = socket.create_server(("127.0.0.1", 0))
    _run(client(), listener)
