"""A stand-in for the web interface of a reMarkable, and what is uploaded to it."""

import json
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from converter import convert
from converter.errors import BookRefused, ConnectionFailed, DeliveryRefused
from converter.sending import Parcel, find_destination
from converter.sending.remarkable import ADDRESS, Remarkable
from tests.conftest import Run


class Tablet(ThreadingHTTPServer):
    """What it was asked, what it was sent, and what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), TabletHandler)
        self.asked: list[str] = []
        self.uploads: list[tuple[str, str, bytes]] = []
        self.documents: object = []
        self.answer: int | None = 201

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class TabletHandler(BaseHTTPRequestHandler):
    server: Tablet

    def do_GET(self) -> None:
        self.server.asked.append(f"GET {self.path}")
        self.say(200, self.server.documents)

    def do_POST(self) -> None:
        self.server.asked.append(f"POST {self.path}")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.answer is None:
            self.close_connection = True  # the cable was pulled
            return
        form = message_from_bytes(b"Content-Type: %s\r\n\r\n" % self.headers["Content-Type"].encode() + body)
        (part,) = form.get_payload()
        assert isinstance(part, Message)
        assert part.get_param("name", header="content-disposition") == "file"
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        self.server.uploads.append((part.get_filename() or "", part.get_content_type(), data))
        self.say(self.server.answer, {"status": "Upload successful"})

    def say(self, status: int, data: object) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing goes to the terminal."""


@pytest.fixture
def tablet() -> Iterator[Tablet]:
    with Tablet() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


OWL = Parcel("The Owl", "pdf", b"%PDF-1.7\n\x00\r\n--\xff")


def test_its_usual_address_is_that_of_its_cable() -> None:
    destination = find_destination("remarkable")
    assert (destination.description, destination.device) == (
        f"reMarkable at http://{ADDRESS}",
        "remarkable-2",
    )
    assert find_destination("remarkable-paper-pro").device == "remarkable-paper-pro"


def test_a_story_arrives_as_pdf_of_the_screens_size(tablet: Tablet, fascicle: Run, tmp_path: Path) -> None:
    story = tmp_path / "owl.txt"
    story.write_text("Title: The Owl\nAuthor: B\nLanguage: English\n\nThe owl said nothing.\n")
    done = fascicle("send", "owl.txt", "--to", f"remarkable-paper-pro-move:{tablet.address}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"To reMarkable at http://{tablet.address}",
        "Sent The Owl.pdf",
        "It shows them at once, in “My files”.",
    ]
    assert tablet.asked == ["GET /documents/", "POST /upload"], (
        "the root is listed first, so it is the folder"
    )
    convert(story, device="remarkable-paper-pro-move")
    assert tablet.uploads == [("The Owl.pdf", "application/pdf", story.with_suffix(".pdf").read_bytes())]


def test_bytes_arrive_as_they_are_and_names_in_any_script(tablet: Tablet) -> None:
    sent = [OWL, Parcel("梟「夜」", "epub", b"PK\r\n--x\r\n\x00")]
    list(Remarkable("remarkable-2", tablet.address).deliver(sent))
    assert [data for _, _, data in tablet.uploads] == [parcel.data for parcel in sent]
    assert [kind for _, kind, _ in tablet.uploads] == ["application/pdf", "application/epub+zip"]


def test_another_document_of_the_name_is_not_hidden(tablet: Tablet) -> None:
    tablet.documents = [{"VissibleName": "the owl", "Type": "DocumentType"}]
    assert list(Remarkable("", tablet.address).deliver([OWL, OWL])) == [
        "Sent The Owl (2).pdf",
        "Sent The Owl (3).pdf",
    ]


@pytest.mark.parametrize("listing", [None, 3, {"error": "x"}, [1], [{"ID": "x"}]])
def test_a_listing_that_says_nothing_stops_nobody(listing: object, tablet: Tablet) -> None:
    tablet.documents = listing
    assert list(Remarkable("", tablet.address).deliver([OWL])) == ["Sent The Owl.pdf"]


@pytest.mark.parametrize("status", [400, 404, 413, 500, 507, 302])
def test_a_refusal_is_told(status: int, tablet: Tablet) -> None:
    tablet.answer = status
    with pytest.raises(DeliveryRefused, match=str(status)):
        list(Remarkable("", tablet.address).deliver([OWL]))


def test_a_cable_pulled_midway_is_told_and_what_arrived_before(tablet: Tablet) -> None:
    delivery = Remarkable("", tablet.address).deliver([OWL, OWL])
    assert next(delivery) == "Sent The Owl.pdf"
    tablet.answer = None
    with pytest.raises(ConnectionFailed, match="connection was lost"):
        next(delivery)


def test_no_tablet_is_told(fascicle: Run, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (tmp_path / "owl.pdf").write_bytes(OWL.data)
        done = fascicle("send", "owl.pdf", "--to", f"remarkable:{address}")
    assert done.returncode == ConnectionFailed.exit_code
    assert (
        "does not answer (no connection). Plug it in, wake it, and turn on “USB web interface”" in done.stderr
    )


def test_a_tablet_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ConnectionFailed, match="not in time"):
            list(Remarkable("", address, patience=0.2).deliver([OWL]))


@pytest.mark.parametrize("address", ["no such host", "[", "a:b", "127.0.0.1:99999999"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ConnectionFailed):
        list(Remarkable("", address, patience=2).deliver([OWL]))


def test_what_is_too_large_for_it_is_refused() -> None:
    with pytest.raises(BookRefused, match="no more than 100"):
        Remarkable("").check(Parcel("The Owl", "pdf", bytes((100 << 20) + 1)))
    assert Remarkable("").check(OWL) == ()
