"""A shelf that runs as a user's does, in processes of its own, and is asked over a socket."""

import base64
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

PATIENCE = 90
"""Seconds that an answer may take on a busy machine."""
BOUNDARY = "a-boundary-of-our-own"


class Answer(Struct, frozen=True):
    """What the shelf answered."""

    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Running(Struct, frozen=True):
    """A shelf at work."""

    folder: Path
    printed: str
    """What the command told."""
    host: str
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Where a browser finds it, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; ``path`` goes out as it stands, and ``_`` in names of headers as a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders(body)
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page that has to be there."""
        answer = self.ask(path, **headers)
        assert answer.status == 200, f"{path}: {answer.status} {answer.text}"
        return answer

    def token(self) -> str:
        """What a form has to send along."""
        found = re.search(r'name="token" value="([^"]+)"', self.get("/desk").text)
        assert found
        return found[1]

    def send(self, path: str, parts: Sequence[tuple[str, str | None, bytes]], **headers: str) -> Answer:
        """Send a form: names of fields, with the name of a file or None, and what they hold."""
        body = multipart(parts)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask(path, "POST", body, Content_Type=kind, **headers)

    def add(self, name: str, story: bytes, *fields: tuple[str, str]) -> Answer:
        """Send one story, as the desk does."""
        rest = [(key, None, value.encode()) for key, value in (("token", self.token()), *fields)]
        return self.send("/desk", [*rest, ("story", name, story)])

    def number(self, title: str) -> int:
        """The number of the book of that title."""
        page = self.get(f"/?{urlencode({'q': title})}").text
        listed = re.findall(r'href="/books/(\d+)">.*?class="title">(.*?)</span>', page, re.DOTALL)
        return next(int(number) for number, text in listed if unescape(text) == title)

    def wait_until_read(self) -> None:
        """Wait until every book has been looked into."""
        give_up = time.monotonic() + PATIENCE
        while "still to be looked into" in self.get("/").text:
            assert time.monotonic() < give_up
            time.sleep(0.05)


def multipart(parts: Sequence[tuple[str, str | None, bytes]]) -> bytes:
    """A form as browsers send one with files (RFC 7578)."""
    body = b""
    for name, file, content in parts:
        named = f'; filename="{file}"' if file is not None else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def credentials(password: str, user: str = "reader") -> str:
    """The header of HTTP Basic authentication."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@contextmanager
def running(folder: Path, *options: str, said: str = "", **variables: str) -> Iterator[Running]:
    """A shelf over a folder, for as long as the context lasts.

    ``said`` is a pattern of what it has to tell of meanwhile, which is nothing in most cases.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "converter", "shelf", str(folder), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    printed = ""
    try:
        assert process.stdout
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C"):
                break
        found = re.search(r"http://\S+", printed)
        assert found, process.communicate()
        where = urlsplit(found[0])
        assert where.hostname
        assert where.port
        yield Running(folder, printed, where.hostname, where.port, process)
    finally:
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert re.fullmatch(said, told), told
    assert process.returncode == 130
