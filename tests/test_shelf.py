"""``fascicle shelf``: what a browser, an e-reader and whoever means harm get from it.

The shelf runs in processes of its own; requests go over a socket, byte by byte where that matters.
"""

import io
import re
import shutil
import socket
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from converter import convert
from tests.conftest import EXAMPLES, Run
from tests.shelf import BOUNDARY, Running, credentials, multipart, running

KOBO = "Mozilla/5.0 (Linux; U; Android 2.0; en-us;) AppleWebKit/538.1 (KHTML, like Gecko) (Kobo Touch)"
ORCHARD = "The Clockmaker's Orchard"
CATALOGUE = "A Catalogue of Small Storms: Being an Honest Account of the Weather Office & Its Cat"
HOSTILE_TITLE = '<script>alert(1)</script> & "more"'
HOSTILE = """Title: <script>alert(1)</script> & "more"
Author: '"><img src=x onerror=alert(2)>

<script>alert(3)</script> said the <b>owl</b>.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shelf over our examples, a finished book, a damaged one, an empty story, and one of thirty."""
    folder = tmp_path_factory.mktemp("house") / "shelf"
    (folder / "below").mkdir(parents=True)
    (folder.parent / "secret.txt").write_text("Title: Secret\nAuthor: Nobody\n\nNot for the shelf.\n")
    for example in EXAMPLES:
        shutil.copy(example, folder)
    convert(_story(folder.parent, "Finished Tale"), folder / "below" / "other name.epub")
    convert(EXAMPLES[0], folder / f"{EXAMPLES[0].stem}.epub")
    (folder / "Nobody Knows - A. Stranger.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 no more")
    (folder / "empty.txt").write_bytes(b"\n")
    (folder / ".hidden.txt").write_text("Title: Hidden\nAuthor: B\n\nOnce.\n")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "hostile.txt").write_text(HOSTILE)
    for number in range(30):
        _story(folder, f"Tale {number}", f"Series: Part {30 - number} of Tales\n")
    with running(folder) as it:
        it.wait_until_read()
        yield it


def _story(folder: Path, title: str, more: str = "") -> Path:
    path = folder / f"{title}.txt"
    path.write_text(
        f"Title: {title}\nAuthor: Ada Quill\n{more}Language: English\n\nOnce there was a {title}.\n"
    )
    return path


def _titles(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'class="title">(.*?)</span>', page)]


# What is on the shelf


def test_the_first_page_has_titles_in_their_order(shelf: Running) -> None:
    titles = _titles(shelf.get("/").text)
    assert len(titles) == 24
    assert titles[:4] == [HOSTILE_TITLE, "broken", CATALOGUE, ORCHARD]
    assert titles.index("the last ferry") < titles.index("Die Laterne am Pier") < titles.index("Tale 0")


def test_pages_follow_one_another(shelf: Running) -> None:
    titles, path = [], "/"
    while path:
        page = shelf.get(path).text
        titles += _titles(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert titles.index("Tale 9") < titles.index("Tale 10")
    assert len(titles) == len(set(titles)) == 30 + len(EXAMPLES) + 4
    assert "Finished Tale" in titles
    assert "Nobody Knows" in titles
    assert not {"Hidden", "Secret", "empty"} & set(titles)


def test_a_search_finds_words_of_title_author_and_series(shelf: Running) -> None:
    assert _titles(shelf.get("/?q=ORCHARD+marrow+valley").text) == [ORCHARD]
    assert _titles(shelf.get("/?q=STRANGER").text) == ["Nobody Knows"]
    assert _titles(shelf.get("/?q=orchard+nowhere").text) == []
    assert "No title" in shelf.get("/?q=%25").text


def test_authors_and_series_lead_to_their_books(shelf: Running) -> None:
    authors = shelf.get("/authors").text
    assert "31 books" in authors
    assert _titles(authors)[1:] == [
        "drizzle_clerk", "Tilda Marrow", "moewe_mit_muetze", "pear_and_pendulum", "postcard_heron",
        "Ada Quill", "A. Stranger", "tidetable_otter",
    ]  # fmt: skip
    assert '"/?author=Ada+Quill"' in authors or '"/?author=Ada%20Quill"' in authors
    assert _titles(shelf.get("/?series=Tales").text)[:2] == ["Tale 29", "Tale 28"]


def test_the_newest_come_first(shelf: Running) -> None:
    assert _titles(shelf.get("/?sort=new").text)[0] == "Tale 29"


def test_a_book_tells_what_is_known_of_it(shelf: Running) -> None:
    page = shelf.get(f"/books/{shelf.number(ORCHARD)}").text
    for told in ("pear_and_pendulum", "Tilda Marrow", "The Valley Almanac 2", "3,375 words", "5 chapters"):
        assert told in page


# Books, as e-readers fetch them


@pytest.mark.parametrize(
    ("suffix", "kind", "opening"),
    [
        (".epub", "application/epub+zip", b"PK"),
        (".kepub.epub", "application/epub+zip", b"PK"),
        (".pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_a_story_is_fetched_as_a_book(shelf: Running, suffix: str, kind: str, opening: bytes) -> None:
    page = shelf.get(f"/books/{shelf.number(ORCHARD)}").text
    (link,) = re.findall(rf'href="(/books/[^"]+Marrow{re.escape(suffix)})"', page)
    book = shelf.get(link)
    assert book.headers["content-type"] == kind
    assert book.headers["content-disposition"].endswith(suffix)
    assert book.body.startswith(opening)
    if opening == b"PK":
        names = zipfile.ZipFile(io.BytesIO(book.body)).namelist()
        spans = zipfile.ZipFile(io.BytesIO(book.body)).read("EPUB/chapter-1.xhtml").count(b"koboSpan")
        assert names[0] == "mimetype"
        assert bool(spans) == (suffix == ".kepub.epub")


def test_a_finished_book_is_given_as_it_is(shelf: Running) -> None:
    path = f"/books/{_only(shelf, 'Finished')}"
    assert shelf.get(f"{path}/x.epub").body == (shelf.folder / "below" / "other name.epub").read_bytes()
    assert shelf.ask(f"{path}/x.pdf").status == 404
    assert shelf.ask(f"/desk/{_only(shelf, 'Finished')}").status == 404


def _only(shelf: Running, words: str) -> int:
    (number,) = re.findall(r'href="/books/(\d+)"', shelf.get(f"/?q={words}").text)
    return int(number)


def test_a_kobo_is_offered_kepub_first(shelf: Running) -> None:
    path = f"/books/{shelf.number(ORCHARD)}"
    for agent, first in ((KOBO, ".kepub.epub"), ("Mozilla/5.0", "Marrow.epub")):
        links = re.findall(r'class="button" href="(/books/[^"]+)"', shelf.get(path, User_Agent=agent).text)
        assert len(links) == 3
        assert links[0].endswith(first)


@pytest.mark.parametrize("title", [ORCHARD, "Nobody Knows", "broken", "Finished Tale"])
def test_every_book_has_a_cover(shelf: Running, title: str) -> None:
    number = shelf.number(title) if title == ORCHARD else _only(shelf, title.replace(" ", "+"))
    for picture in ("cover", "thumbnail"):
        answer = shelf.get(f"/books/{number}/{picture}.jpg")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.body.startswith(b"\xff\xd8\xff")


def test_what_is_known_is_not_sent_again(shelf: Running) -> None:
    for path in ("/opds/books", "/opds/2/books", f"/books/{shelf.number(ORCHARD)}/x.epub"):
        first = shelf.get(path)
        tag, date = first.headers["etag"], first.headers["last-modified"]
        for headers in ({"If_None_Match": f'"other", W/{tag}'}, {"If_Modified_Since": date}):
            again = shelf.ask(path, **headers)
            assert (again.status, again.body) == (304, b"")
        assert shelf.ask(path, If_None_Match='"other"', If_Modified_Since=date).status == 200
        head = shelf.ask(path, "HEAD")
        assert (head.status, head.body) == (200, b"")
        assert (head.headers["etag"], head.headers["content-length"]) == (tag, str(len(first.body)))


def test_a_part_of_a_book_can_be_had(shelf: Running) -> None:
    path = f"/books/{shelf.number(ORCHARD)}/x.epub"
    whole = shelf.get(path).body
    part = shelf.ask(path, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole[10:20])


def test_asking_about_a_book_does_not_make_it(shelf: Running) -> None:
    made = shelf.folder / ".fascicle-shelf" / "made"
    before = set(made.iterdir())
    head = shelf.ask(f"/books/{shelf.number('Die Laterne am Pier')}/x.pdf", "HEAD")
    assert (head.status, head.headers["content-type"]) == (200, "application/pdf")
    assert "content-length" not in head.headers
    assert set(made.iterdir()) == before


# The desk


def test_a_preview_is_our_own_page_and_nothing_runs_in_it(shelf: Running) -> None:
    number = _only(shelf, "script")
    answer = shelf.get(f"/desk/{number}/preview")
    assert answer.headers["content-type"].startswith("application/xhtml+xml")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert "alert(3)&lt;/script&gt; said the" in re.sub("<[^>]*>", "", answer.text)


@pytest.mark.parametrize(
    "path", ["/?q=script", "/authors", "/desk", "/desk/{}", "/books/{}", "/opds/books?q=script"]
)
def test_markup_of_a_story_is_text_everywhere(shelf: Running, path: str) -> None:
    page = shelf.get(path.format(_only(shelf, "script"))).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "alert(" in page


def test_the_desk_shows_what_was_read(shelf: Running) -> None:
    page = shelf.get(f"/desk/{shelf.number(ORCHARD)}").text
    for told in ("utf-8", "3,375", "Chapter", 'sandbox=""', "Preview"):
        assert told in page


def test_a_story_that_cannot_be_read_is_told_with_its_reason(shelf: Running) -> None:
    assert "The story is empty" in shelf.get("/desk/list").text.replace("&#39;", "'")


def test_several_books_come_in_one_archive(shelf: Running) -> None:
    numbers = [shelf.number(ORCHARD), _only(shelf, "Finished"), 10**17]
    answer = shelf.get(f"/desk/books.zip?format=epub&id=abc&id={'&id='.join(map(str, numbers))}")
    names = zipfile.ZipFile(io.BytesIO(answer.body)).namelist()
    assert sorted(names) == [
        "Finished Tale - Ada Quill.epub",
        "The Clockmaker's Orchard - pear_and_pendulum, Tilda Marrow.epub",
    ]
    assert {path.name for path in (shelf.folder / ".fascicle-shelf").iterdir()} <= {
        "made", "sent", "shelf.sqlite3", "shelf.sqlite3-wal"
    }  # fmt: skip
    assert shelf.ask("/desk/books.zip?format=epub&id=abc").status == 404


def test_a_correction_changes_the_book_and_never_the_story(tmp_path: Path) -> None:
    story = _story(tmp_path, "The Wrong Nmae")
    before = story.read_bytes()
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        number = shelf.number("The Wrong Nmae")
        fields = [
            ("title", "The Right Name"),
            ("language", "de"),
            ("device", "kobo-clara"),
            ("token", shelf.token()),
        ]
        answer = shelf.send(f"/desk/{number}", [(key, None, value.encode()) for key, value in fields])
        assert (answer.status, answer.headers["location"]) == (303, f"/desk/{number}")
        assert "The Right Name" in shelf.get(f"/desk/{number}").text
        assert shelf.number("The Right Name") == number
        book = shelf.get(f"/books/{number}/x.epub").body
    package = zipfile.ZipFile(io.BytesIO(book)).read("EPUB/content.opf").decode()
    assert "The Right Name" in package
    assert "<dc:language>de</dc:language>" in package
    assert "Ada Quill" in package
    assert story.read_bytes() == before
    with running(tmp_path, "--read-only") as shelf:
        assert "The Right Name" in shelf.get("/").text
        assert shelf.get(f"/books/{number}/x.epub").body == book


def test_a_story_that_is_sent_comes_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "A Tale.epub").write_bytes(b"PK")
    story = b"Title: Sent\nAuthor: B\n\nOnce.\n"
    with running(tmp_path) as shelf:
        for name in ("../../../A Tale.txt", "..\\A Tale.txt", "A Tale.txt"):
            assert shelf.add(name, story, ("format", "epub")).status == 303
        assert shelf.add("A Tale.txt", story + b"Twice.\n").status == 303
        assert shelf.get("/?q=sent").text.count('class="title"') == 2
        assert shelf.get(f"/books/{_only(shelf, 'a+tale')}").status == 200
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert kept == {"A Tale.epub": b"PK", "A Tale (2).txt": story, "A Tale (3).txt": story + b"Twice.\n"}
    assert not list(tmp_path.parent.glob("A Tale*"))
    assert not list((tmp_path / ".fascicle-shelf" / "sent").iterdir())


def test_what_is_no_story_is_refused_with_the_reason(tmp_path: Path) -> None:
    with running(tmp_path) as shelf:
        for name, data, reason in (
            ("picture.txt", b"\x89PNG\r\n", "It is a PNG picture"),
            ("empty.txt", b"", "The story is empty"),
            ("program.exe", b"MZ", "is no story"),
            ("..", b"Once.", "is no story"),
            ("a\x00b.exe", b"Once.", "is no story"),
        ):
            answer = shelf.add(name, data)
            assert answer.status == 422, name
            assert reason in answer.text, name
        answer = shelf.send("/desk", [("token", None, shelf.token().encode())])
        assert "No story was chosen" in answer.text
    assert [path.name for path in tmp_path.iterdir()] == [".fascicle-shelf"]


# Whoever means harm


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/%2e%2e/server.py",
        "/static//etc/passwd",
        "/static/..\\server.py",
        "/static/%00",
        "/books/1/../../secret.txt",
        "/books/1/..%2f..%2fsecret.txt",
        "/books/1/%2e%2e%2fsecret.epub%00.txt",
        "/books/-1",
        "/books/1e3",
        "/books/0",
        "/books/999999999999999999",
        "/books/99999999999999999999999999",
        f"/books/{'9' * 5000}",
        "/books/%D9%A1",
        "/books/1%20OR%201=1",
        "/books/1/x.epub;ls",
        "/books/1/cover.jpg/../../../secret.txt",
        "/books/1/nothing.jpg",
        "/desk/1/preview/../../..",
        "/desk/999999/preview",
        "/desk/books.zip",
        "/desk/books.zip?format=../x&id=1",
        "/opds/../../secret.txt",
        "/opds/3",
        "//evil.example/",
        "/.fascicle-shelf/shelf.sqlite3",
        "/%ff%fe",
    ],
)  # fmt: skip
def test_a_hostile_address_gets_nothing(shelf: Running, path: str) -> None:
    answer = shelf.ask(path)
    assert answer.status in (400, 404, 405), path
    assert b"Not for the shelf" not in answer.body
    assert b"root:" not in answer.body
    assert b"import" not in answer.body


@pytest.mark.parametrize(
    "value",
    [
        *"' '%20OR%201=1-- %22;DROP%20TABLE%20books;-- %00 % _ -1 0 1e9 %F0%9F%A6%89 %ff {{7*7}}".split(),
        *r"\ <script> [] %E2%80%AE %0d%0aSet-Cookie:x=1 ../../etc/passwd".split(),
        "a" * 5000,
        "9" * 40,
    ],
)
def test_a_hostile_query_is_a_query(shelf: Running, value: str) -> None:
    query = "&".join(f"{name}={value}" for name in ("author", "series", "page", "sort", "v", value))
    for path in ("/?q=", "/authors?q=", "/opds/books?q=", "/opds/2/books?query=", "/opds/2/series?q="):
        answer = shelf.ask(f"{path}{value}&{query}")
        assert answer.status == 200, (path, answer.text)
        assert "<script>" not in answer.text or answer.headers["content-type"] == "application/opds+json"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize(
    "path", ["/", "/books/1", "/books/1/x.epub", "/opds", "/desk", "/desk/1", "/static/shelf.css"]
)
def test_no_method_does_harm(shelf: Running, method: str, path: str) -> None:
    assert shelf.ask(path, method, b"x").status in (400, 403, 404, 405)


def test_forms_come_from_our_own_pages_only(shelf: Running) -> None:
    story = ("story", "x.txt", b"Title: X\nAuthor: Y\n\nOnce.\n")
    token = ("token", None, shelf.token().encode())
    number = shelf.number(ORCHARD)
    assert shelf.send("/desk", [story]).status == 403
    assert shelf.send("/desk", [("token", None, b"guessed"), story]).status == 403
    assert shelf.send("/desk", [token, story], Origin="http://evil.example").status == 403
    assert shelf.send("/desk", [token, story], Origin="null").status == 403
    assert shelf.send(f"/desk/{number}", [("title", None, b"Mine now")]).status == 403
    assert not (shelf.folder / "x.txt").exists()


def test_another_name_for_this_machine_is_not_answered(shelf: Running) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[::1]"):
        assert shelf.ask("/", host=host).status == 400, host
    assert shelf.ask("/", host=f"localhost:{shelf.port}").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        multipart([("story", "x.txt", b"Once.")])[:-30],
        f"--{BOUNDARY}\r\n".encode() * 400,
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\n".encode(),
        multipart([("token", None, b"x" * (2 << 20))]),
        multipart([(f"field-{number}", None, b"") for number in range(60)]),
        multipart([("story", f"{number}.txt", b"") for number in range(120)]),
    ],
    ids=["empty", "no form", "cut", "boundaries", "no name", "large field", "many fields", "many files"],
)
def test_a_broken_form_is_refused(shelf: Running, body: bytes) -> None:
    for kind in (f"multipart/form-data; boundary={BOUNDARY}", "multipart/form-data", "text/plain", ""):
        assert shelf.ask("/desk", "POST", body, Content_Type=kind).status in (400, 403), kind


def test_more_than_anyone_needs_is_not_taken(shelf: Running) -> None:
    assert shelf.ask("/desk", "POST", b"x", Content_Type="text/plain").status == 403
    with socket.create_connection(("127.0.0.1", shelf.port), timeout=30) as link:
        link.sendall(b"POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")
        assert link.recv(100).startswith(b"HTTP/1.1 413 ")


def test_clients_that_never_finish_keep_nobody_waiting(shelf: Running) -> None:
    links = [socket.create_connection(("127.0.0.1", shelf.port), timeout=30) for _ in range(60)]
    try:
        for number, link in enumerate(links):
            link.sendall(
                b"POST /desk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\nx"[: 20 + number]
            )
        assert shelf.get("/").status == 200
    finally:
        for link in links:
            link.close()
    assert shelf.get("/").status == 200


def test_every_answer_forbids_what_no_page_of_ours_does(shelf: Running) -> None:
    for path in ("/", "/opds", "/desk", "/books/1/cover.jpg", "/static/desk.js", "/nowhere"):
        headers = shelf.ask(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers


# The house


def test_in_the_network_a_password_is_asked_for(tmp_path: Path) -> None:
    _story(tmp_path, "Tale")
    for variables in ({}, {"FASCICLE_SHELF_PASSWORD": "Käse:und Brot"}):
        with running(tmp_path, "--lan", **variables) as shelf:
            found = re.search(r"^Password: (.+) \(", shelf.printed, re.MULTILINE)
            assert found
            password = found[1]
            assert "█" in shelf.printed or "▀" in shelf.printed
            refused = shelf.ask("/opds", Accept_Encoding="identity")
            assert (refused.status, refused.headers["www-authenticate"]) == (
                401,
                'Basic realm="Fascicle", charset="UTF-8"',
            )
            assert shelf.get("/opds", Authorization=credentials(password), host="my-house:8484").status == 200
            assert shelf.get("/static/shelf.css", Authorization=credentials(password, "")).status == 200
            wrong = credentials(password[:-1]) if variables else "Basic %%%"
            assert shelf.ask("/static/shelf.css", Authorization=wrong).status == 401
    assert password == "Käse:und Brot"


def test_the_password_that_was_made_stays(tmp_path: Path) -> None:
    printed = []
    for _ in range(2):
        with running(tmp_path, "--lan") as shelf:
            printed.append(re.findall(r"^Password: .*", shelf.printed, re.MULTILINE))
    assert len(printed[0]) == 1
    assert printed[0] == printed[1]
    assert (tmp_path / ".fascicle-shelf").stat().st_mode & 0o077 == 0


def test_alone_on_this_machine_none_is_needed_and_others_cannot_ask(shelf: Running) -> None:
    assert "Password" not in shelf.printed
    assert shelf.host == "127.0.0.1"


def test_where_nothing_may_change_nothing_can(tmp_path: Path) -> None:
    _story(tmp_path, "Tale")
    with running(tmp_path, "--read-only") as shelf:
        shelf.wait_until_read()
        number = shelf.number("Tale")
        assert "Desk" not in shelf.get("/").text
        assert "<form class" not in shelf.get(f"/desk/{number}").text
        assert shelf.ask("/desk").status == 404
        for path in ("/desk", f"/desk/{number}"):
            assert shelf.send(path, [("title", None, b"Mine")]).status in (404, 405)


def test_what_changes_in_the_folder_is_seen(tmp_path: Path) -> None:
    first, second = _story(tmp_path, "First"), tmp_path / "Second.txt"
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        number = shelf.number("First")
    first.rename(second)
    first = _story(tmp_path, "Third")
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        titles = _titles(shelf.get("/").text)
        assert titles == ["First", "Third"]
        assert shelf.ask(f"/books/{number}").status == 404


def test_errors_are_told_in_a_line(fascicle: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = fascicle("shelf", tmp_path, "--port", taken.getsockname()[1])
    assert (done.returncode, done.stderr.count("\n")) == (25, 1)
    assert "Address already in use. Name another one with --port." in done.stderr
    (tmp_path / ".fascicle-shelf").write_text("no folder")
    done = fascicle("shelf", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (13, 1)
    assert ".fascicle-shelf” cannot be written: File exists. The shelf keeps its index there" in done.stderr
    for folder in ("nowhere", EXAMPLES[0]):
        done = fascicle("shelf", folder)
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_folder_has_one_shelf_at_a_time(fascicle: Run, tmp_path: Path) -> None:
    with running(tmp_path):
        done = fascicle("shelf", tmp_path, "--port", "0")
    assert done.returncode == 13
    assert "Another shelf" in done.stderr
