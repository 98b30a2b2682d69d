"""What stands before every page: who may come in, how much may be sent, what a browser may do with it."""

import base64
import binascii
import secrets
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from converter.shelf import connection

LARGEST_STORY = 32 << 20
"""Bytes of a story that may be sent."""
LARGEST_REQUEST = 4 * LARGEST_STORY
"""Bytes of all that may be sent at once."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody takes for one another, in lower case, as the keyboard of an e-reader begins with it."""
_PASSWORD_LENGTH = 10
"""Signs of a password of ours: 49 bits."""
_PAUSE = 1.0
"""Seconds that a wrong password costs."""
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
_TOO_LARGE = f"No more than {LARGEST_REQUEST >> 20} MB can be sent at once."
_HEADERS = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}


def make_password() -> str:
    """A password that can be typed on an e-reader."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PASSWORD_LENGTH))


class Guard:
    """Lets a request pass, or answers it: 401, 403 or 413. Adds headers to every answer.

    ``password`` is asked by HTTP Basic authentication (RFC 7617), under any user name; None asks nothing.
    """

    def __init__(self, app: ASGIApp, password: str | None) -> None:
        self._app = app
        self._password = password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        answer = await self._refuse(scope["method"], headers)
        if answer:
            await answer(scope, receive, send_guarded)
        else:
            await self._app(scope, _bounded(receive), send_guarded)

    async def _refuse(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if self._password is not None and not _knows(headers.get("authorization", ""), self._password):
            if "authorization" in headers:
                await anyio.sleep(_PAUSE)
            challenge = 'Basic realm="Fascicle", charset="UTF-8"'
            return PlainTextResponse(
                "This shelf asks for a password.\n", 401, {"www-authenticate": challenge}
            )
        if method not in ("GET", "HEAD") and not _is_own_page(headers):
            return PlainTextResponse("That was sent from a page of somebody else's.\n", 403)
        if _length(headers) > LARGEST_REQUEST:
            return PlainTextResponse(_TOO_LARGE, 413)
        return None


def _knows(authorization: str, password: str) -> bool:
    """Whether the header of that content gives the password."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        given = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and secrets.compare_digest(given.partition(b":")[2], password.encode())


def _is_own_page(headers: Headers) -> bool:
    """Whether a page of ours sent this; old browsers do not tell, so that forms carry a token as well."""
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    """The same pieces of what is sent, as long as they come in time and are not too much."""
    size = 0
    is_complete = False

    async def receive_bounded() -> Message:
        nonlocal size, is_complete
        if is_complete:  # nothing is left but to wait for the client to go
            return await receive()
        with anyio.move_on_after(connection.PATIENCE):
            message = await receive()
            size += len(message.get("body", b""))
            is_complete = not message.get("more_body", False)
            if size > LARGEST_REQUEST:
                raise HTTPException(413, _TOO_LARGE)
            return message
        raise HTTPException(408, "Nothing more came for a long time.")

    return receive_bounded
