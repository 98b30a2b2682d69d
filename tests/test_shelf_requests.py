"""Whatever a client may send, to every address of the shelf: no defect comes of it, and nothing gets out.

The addresses are taken from the application itself, so that a new one is asked like the others.
"""

import re
import shutil
import socket
from collections.abc import Iterator, Mapping
from itertools import product
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from converter import convert
from converter.shelf import browse, desk, opds
from tests.conftest import ROOT
from tests.shelf import BOUNDARY, PATIENCE, Running, multipart, running

SECRET = b"Title: Secret\nAuthor: Nobody\n\nNot for the shelf.\n"
ADDRESSES = sorted(
    {route.path for route in (*browse.routes(), *opds.routes(), *desk.routes(is_read_only=False))}
    | {"/static/{name}"}
)
PARAMETER = re.compile(r"{[^}]+}")
METHODS = ("GET HEAD POST PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND get G\u00cbT " + "M" * 300).split()
USUAL = {"{id:number}": "2", "{name}": "x.epub", "{product}": "cover"}
"""What stands in an address where nothing else is tried; books are numbered by the names of their files."""
OUTSIDE = [
    "..", "../../secret.txt", "..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt", "..\\..\\secret.txt",
    "..%5c..%5csecret.txt", "....//....//secret.txt", "%252e%252e%252fsecret.txt", "..%c0%afsecret.txt",
    "..;/secret.txt", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd", "C:%5cboot.ini",
    "%5c%5chost%5cshare", "secret.txt%00.epub", "x.epub%00", "%00", "~/secret.txt", "CON", "NUL.epub",
    ".fascicle-shelf/shelf.sqlite3", "..%2f.fascicle-shelf%2fshelf.sqlite3", "link.txt",
    "x.epub/../../link.txt",
]  # fmt: skip
"""Ways out of a folder."""
INJECTED = [
    "1%20OR%201=1", "1;DROP%20TABLE%20books", "'", "%22", "1%27%20UNION%20SELECT%20value%20FROM%20settings--",
    "%25", "_", "{{7*7}}", "%7B%7B7*7%7D%7D", "${7*7}", "<script>", "%3Cscript%3Ealert(1)%3C/script%3E",
    "%0d%0aSet-Cookie:%20x=1", "%0aX:1", "|ls", "$(ls)", "`ls`", "-1", "0", "1e3", "0x1", "1.0", "+1", "%201",
    "%D9%A1", "NaN", "9" * 18, "9" * 19, "9" * 5000, "a" * 20_000, "%F0%9F%A6%89", "%ff%fe", "%", "%zz",
    "%E2%80%AE", "%ED%A0%80", "",
]  # fmt: skip
"""What means something to databases, templates, shells, pages or numbers."""
HEADERS = {
    "Host": [
        "localhost", "", "evil.example", "localhost:99999", "[::1", "localhost, evil.example", "\u00e9",
        "a" * 9000,
    ],
    "Range": [
        "bytes=0-9", "bytes=-0", "bytes=9-1", "bytes=-", "bytes=" + "0-0," * 500 + "1-1", "bytes=9999999999-",
        "lines=1", "bytes=a-b", "bytes=0-" + "9" * 400, "bytes=-" + "9" * 400, "", "\u00b2",
    ],
    "If-Range": ['"x"', "Mon, 23 Nov 2026 00:00:00 GMT", "yesterday", ""],
    "If-None-Match": ["*", '"', 'W/"', '"a", "b"', "a" * 9000, "", ",,,", "\u00ff"],
    "If-Modified-Since": ["yesterday", "Mon, 99 Nov 9999 99:99:99 GMT", "-1", ""],
    "Accept": ["application/json", "*/*", ";;;", "text/html;q=\u00e9", "a" * 9000],
    "Accept-Encoding": ["identity", "gzip;q=0", "*;q=0"],
    "Authorization": ["Basic", "Basic ===", "Basic Og==", "Bearer x", "Basic " + "A" * 9000],
    "Content-Type": [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 500,
        f"multipart/form-data; boundary={BOUNDARY}", f"multipart/form-data; boundary={BOUNDARY}; charset=x",
        f"multipart/form-data; boundary={BOUNDARY}; boundary=other", "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-7", "application/json", "text/plain; charset=\u00e9",
        "x", "",
    ],
    "Cookie": ["a=b", ";;;", "\u00e9=\u00ff"],
    "Expect": ["100-continue", "the unexpected"],
    "Forwarded": ["for=127.0.0.1;host=evil.example"],
    "Origin": ["null", "http://evil.example", "http://[", "http://localhost", ""],
    "Transfer-Encoding": ["chunked", "gzip, chunked", "identity", "\u00e9"],
    "Upgrade": ["websocket", "h2c", "TLS/1.0"],
    "User-Agent": ["Kobo", "", "\u00ff" * 100],
    "X-Forwarded-For": ["../../etc/passwd"],
    "X-HTTP-Method-Override": ["DELETE"],
}  # fmt: skip
"""By the names of headers; written as Latin-1."""
NAMES = "q query author series sort page v format id title language style device token story".split()


class Sent(Struct, frozen=True):
    """A request as it goes out."""

    method: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    missing: int = 0
    """Bytes of the body that are announced and do not come."""

    def data(self) -> bytes:
        """All of it; the headers that every request needs stand below those that are tried."""
        given = {name for name, _ in self.headers}
        lines = [f"{name}: {value}" for name, value in self.headers]
        lines += ["Host: localhost"] if "Host" not in given else []
        length = len(self.body) + self.missing
        lines += [f"Content-Length: {length}"] if length and "Transfer-Encoding" not in given else []
        head = "\r\n".join([f"{self.method} {self.address} HTTP/1.1", *lines, "Connection: close"])
        return head.encode("latin-1") + b"\r\n\r\n" + self.body


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shelf over two stories, a finished book and a story that cannot be read; beside it, a secret."""
    folder = tmp_path_factory.mktemp("house") / "shelf"
    folder.mkdir()
    (folder.parent / "secret.txt").write_bytes(SECRET)
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    shutil.copy(ROOT / "examples" / "the-last-ferry.txt", folder)
    (folder / "owl.txt").write_text("Title: Owl\nAuthor: Ada Quill\nSeries: Part 1 of Owls\n\nOnce.\n")
    (folder / "void.txt").write_bytes(b"\n")
    convert(folder / "the-last-ferry.txt", folder / "finished.epub")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with running(folder) as it:
        it.wait_until_read()
        yield it
        assert it.get("/").text.count('class="title"') >= 3
    assert sorted(path.name for path in folder.parent.iterdir()) == ["secret.txt", "shelf"]
    assert (folder.parent / "secret.txt").read_bytes() == SECRET
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert all(path.is_file() or path.name == ".fascicle-shelf" for path in folder.iterdir())


def answer(shelf: Running, sent: Sent) -> tuple[int, bytes]:
    """Status and all that came back; 0 when there was no answer."""
    got = b""
    with socket.create_connection(("127.0.0.1", shelf.port), timeout=PATIENCE) as link:
        try:
            link.sendall(sent.data())
            if sent.missing:
                link.shutdown(socket.SHUT_WR)
            while piece := link.recv(1 << 16):
                got += piece
        except ConnectionError:  # refused before all of it was sent
            pass
    got = re.sub(rb"^HTTP/1\.1 100 [^\r]*\r\n\r\n", b"", got)  # an invitation to send the body
    first = re.match(rb"HTTP/1\.1 ([2-5][0-9][0-9]) ", got)
    return int(first[1]) if first else 0, got


def check(shelf: Running, sent: Sent) -> int:
    """Send it; the status, which is no defect. Nothing of what lies outside the folder is in the answer."""
    status, got = answer(shelf, sent)
    assert 200 <= status < 500 or (status == 0 and sent.missing), (sent, status, got[:200])
    for kept in (b"Not for the shelf", b"root:", b"SQLite format", b"Traceback", b"import "):
        assert kept not in got, (sent, kept)
    assert b"\r\nset-cookie:" not in got.lower().partition(b"\r\n\r\n")[0]
    return status


def filled(address: str, values: Mapping[str, str]) -> str:
    """An address with its parameters in place."""
    return PARAMETER.sub(lambda found: values.get(found[0], USUAL[found[0]]), address)


def test_every_address_answers(shelf: Running) -> None:
    """The table is that of the application: what is asked below is really there."""
    assert len(ADDRESSES) >= 18
    assert shelf.number("Owl") == int(USUAL["{id:number}"])
    whole = {"/static/{name}": "/static/shelf.css", "/desk/books.zip": "/desk/books.zip?id=2&format=epub"}
    for address in ADDRESSES:
        asked = whole.get(address, filled(address, {}))
        assert check(shelf, Sent("GET", asked)) == 200, asked


def test_nothing_is_made_of_what_cannot_be_read(shelf: Running) -> None:
    for address in ("/books/4/x.epub", "/books/4/cover.jpg", "/desk/4/preview"):
        status, got = answer(shelf, Sent("GET", address))
        assert (status, b"The story is empty" in got) == (404, True), address


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_method_at_every_address(shelf: Running, address: str) -> None:
    for method, body in product(METHODS, (b"", b"x" * 100, multipart([("token", None, b"guessed")]))):
        kind = (("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),) if body else ()
        status = check(shelf, Sent(method, filled(address, {}), kind, body))
        if method not in ("GET", "HEAD"):
            assert status in (400, 403, 404, 405), (method, address)


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "{" in address])
def test_no_address_leads_out_of_the_folder(shelf: Running, address: str) -> None:
    for parameter, value in product(PARAMETER.findall(address), [*OUTSIDE, *INJECTED]):
        check(shelf, Sent("GET", filled(address, {parameter: value})))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_query_does_harm(shelf: Running, address: str) -> None:
    for value in (*OUTSIDE, *INJECTED):
        query = "&".join(f"{name}={value}" for name in NAMES)
        check(shelf, Sent("GET", f"{filled(address, {})}?{query}"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_header_does_harm(shelf: Running, address: str) -> None:
    for name, values in HEADERS.items():
        for value in values:
            check(shelf, Sent("GET", filled(address, {}), ((name, value),)))
            if address.startswith("/desk"):
                body = multipart([("token", None, b"guessed")])
                check(shelf, Sent("POST", filled(address, {}), ((name, value),), body))


def test_a_form_that_breaks_off_leaves_nothing(shelf: Running) -> None:
    whole = multipart(
        [
            ("token", None, shelf.token().encode()),
            ("story", "broken.txt", b"Title: B\nAuthor: B\n\nOnce.\n" * 9),
        ]
    )
    kind = (("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),)
    for length in range(0, len(whole), 37):
        for address in ("/desk", "/desk/1"):
            check(shelf, Sent("POST", address, kind, whole[:length], missing=len(whole) - length))
    assert not list(shelf.folder.glob("broken*"))
    assert not list(shelf.folder.glob(".fascicle-shelf/sent/*"))


SEGMENTS = st.sampled_from(
    [*OUTSIDE, *INJECTED, *USUAL.values(), "1", "4", "x.pdf", "thumbnail"]
) | st.binary(max_size=20).map(quote_from_bytes)
QUERIES = st.lists(st.tuples(st.sampled_from([*NAMES, "%00"]), SEGMENTS), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
FILES = ["a.txt", "../../b.txt", "..\\c.txt", "CON.txt", "/etc/d.txt", "e.html", "f.exe", "x" * 300]
VALUES = [b"Title: A\nAuthor: B\n\nOnce.\n", b"epub", b"de", b"classic", b"1"]
FIELDS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.none() | st.sampled_from(FILES),
        st.binary(max_size=60) | st.sampled_from(VALUES),
    ),
    max_size=5,
)


@st.composite
def requests(draw: st.DrawFn, token: str) -> Sent:
    """A request in which anything may be wrong, or nothing; many a form has the right token."""
    address = PARAMETER.sub(lambda _: draw(SEGMENTS), draw(st.sampled_from(ADDRESSES)))
    if query := draw(QUERIES):
        address += f"?{query}"
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), unique=True, max_size=3))
    headers = {name: draw(st.sampled_from(HEADERS[name])) for name in names}
    method = draw(st.sampled_from([*METHODS, *["POST"] * 6]))
    body = b""
    if method == "POST":
        body = multipart([("token", None, token.encode()), *draw(FIELDS)])
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
        if draw(st.booleans()) and "Transfer-Encoding" in headers:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    return Sent(method, address, tuple(headers.items()), body, draw(st.sampled_from([0, 0, 0, 1, 1000])))


@settings(max_examples=200)
@given(st.data())
def test_anything_at_all_does_no_harm(shelf: Running, data: st.DataObject) -> None:
    check(shelf, data.draw(requests(shelf.token())))
