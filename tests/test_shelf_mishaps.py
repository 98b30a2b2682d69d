"""What happens to a shelf in a house: many ask at once, files change and vanish, the disk is full."""

import html
import io
import os
import re
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import psutil
import pytest
from lxml import etree

from converter import convert
from converter.errors import OutputUnwritable
from converter.shelf.facts import Choices
from converter.shelf.folder import find_files
from converter.shelf.library import Library
from tests.shelf import Answer, Running, running

CLIENTS = 50


def _story(folder: Path, title: str, text: str = "Once.") -> Path:
    path = folder / f"{title}.txt"
    path.write_text(f"Title: {title}\nAuthor: Ada Quill\nLanguage: English\n\n{text}\n")
    return path


def _document(book: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(book)).read("EPUB/chapter-1.xhtml").decode()


def test_fifty_clients_at_once_all_get_what_they_ask_for(tmp_path: Path) -> None:
    for number in range(60):
        _story(tmp_path, f"Tale {number}")
    shared = ["/", "/?page=2", "/?q=tale+1", "/authors", "/opds/books", "/opds/2/books?page=3", "/desk/list"]
    made = [f"/books/{number}/x.epub" for number in (1, 2, 3)] + ["/books/4/thumbnail.jpg", "/desk/5/preview"]
    paths = [*shared, *made]

    def client(number: int) -> list[tuple[str, Answer]]:
        own = paths[number % len(paths) :] + paths[: number % len(paths)]
        return [(path, shelf.ask(path)) for path in own]

    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = [answer for answers in clients.map(client, range(CLIENTS)) for answer in answers]
        kept = list((tmp_path / ".fascicle-shelf" / "made").iterdir())
    assert len(answers) == CLIENTS * len(paths)
    assert {answer.status for _, answer in answers} == {200}
    for path in made:
        assert len({answer.body for asked, answer in answers if asked == path}) == 1, path
    assert len(kept) == len(made), "each was made once"


def test_a_book_that_is_gone_is_not_given(tmp_path: Path) -> None:
    story = _story(tmp_path, "Story")
    convert(_story(tmp_path, "Finished"), tmp_path / "finished book.epub")
    (tmp_path / "Finished.txt").unlink()
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        numbers = [shelf.number(title) for title in ("Story", "Finished")]
        assert shelf.ask(f"/books/{numbers[0]}/x.epub").status == 200
        story.unlink()
        (tmp_path / "finished book.epub").unlink()
        for number in numbers:
            for path in ("", "/x.epub", "/x.kepub.epub", "/cover.jpg"):
                assert shelf.ask(f"/books/{number}{path}").status == 404, path
            for path in (f"{number}", f"{number}/preview", f"books.zip?format=epub&id={number}"):
                assert shelf.ask(f"/desk/{path}").status == 404, path
        assert 'class="title"' not in shelf.get("/").text


def test_a_book_that_became_a_link_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "secret.epub").write_bytes(b"PK secret")
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "a.epub").write_bytes(b"PK open")
    with running(folder) as shelf:
        shelf.wait_until_read()
        assert shelf.get("/books/1/x.epub").body == b"PK open"
        (folder / "a.epub").unlink()
        (folder / "a.epub").symlink_to(tmp_path / "secret.epub")
        assert shelf.ask("/books/1/x.epub").status == 404


def test_a_story_that_was_edited_is_never_given_as_it_was(tmp_path: Path) -> None:
    before = _story(tmp_path, "Story", "Once it was so.").read_bytes()
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        for text in ("Then it was otherwise.", "Once it was so."):
            first = shelf.get("/books/1/x.epub")
            _story(tmp_path, "Story", text)
            again = shelf.get("/books/1/x.epub", If_None_Match=first.headers["etag"])
            assert text in _document(again.body)
            assert text not in _document(first.body)
        assert (tmp_path / "Story.txt").read_bytes() == before


def test_a_folder_that_is_gone_is_told_and_not_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    _story(folder, "Story")
    with running(folder, said="(There is no folder .*\n)*") as shelf:
        shelf.wait_until_read()
        token = ("token", None, shelf.token().encode())
        shutil.rmtree(folder)
        for path in ("/", "/opds", "/desk"):
            assert shelf.ask(path).status == 200, path
        for path in ("/books/1", "/books/1/x.epub", "/desk/1", "/desk/books.zip?format=epub&id=1"):
            assert shelf.ask(path).status == 404, path
        answer = shelf.send("/desk", [token, ("story", "new.txt", b"Title: N\nAuthor: B\n\nOnce.\n")])
        assert (answer.status, "The folder of this shelf is gone" in answer.text) == (422, True)
    assert not folder.exists()


def _fill(shelf: Running, room: int) -> None:
    """Let the server write no file beyond that many bytes, as if there were no more on the disk."""
    psutil.Process(shelf.process.pid).rlimit(psutil.RLIMIT_FSIZE, (room, psutil.RLIM_INFINITY))


def test_a_full_disk_is_told_and_does_no_harm(tmp_path: Path) -> None:
    _story(tmp_path, "Story")
    with running(tmp_path, said="(“.*” cannot be written: .*\n)+") as shelf:
        shelf.wait_until_read()
        assert shelf.get("/books/1/x.epub").body.startswith(b"PK")
        fields = [("token", None, shelf.token().encode()), ("title", None, b"Corrected")]
        _fill(shelf, 100)
        for _ in range(2):
            answer = shelf.send("/desk/1", fields)
            assert (answer.status, "the disk of the shelf may be full" in answer.text) == (503, True)
            assert shelf.ask("/desk/books.zip?format=epub&id=1").status == 503
            answer = shelf.send(
                "/desk", [fields[0], ("story", "n.txt", b"Title: N\nAuthor: B\n\nOnce. " * 9)]
            )
            assert answer.status == 422
            assert shelf.get("/books/1/x.epub").status == 200
            assert shelf.number("Story") == 1
        _fill(shelf, psutil.RLIM_INFINITY)
        assert shelf.send("/desk/1", fields).status == 303
        assert shelf.get("/desk/1").text.count("Corrected") > 1
        assert shelf.number("Corrected") == 1
    assert not list(tmp_path.glob("n*"))


def test_a_change_that_does_not_fit_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    _story(tmp_path, "Story")
    library = Library(tmp_path)
    library.update(find_files(tmp_path))
    item = library.unread()
    assert item
    (pages,) = library._database.execute("PRAGMA page_count").fetchone()
    library._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OutputUnwritable, match="is full") as refusal:
        library.choose(item, Choices(title="x" * 100_000))
    assert "free some space" in refusal.value.hint
    library.choose(item, Choices(title="Short"))
    again = library.find(item.id)
    assert again and again.choices.title == "Short"
    library.close()


NAMES = [
    "  .txt", "a\nb.txt", "Ünïcödé 日本.txt", "a" * 240 + ".txt", "x&y<z>.txt", "%2e%2e.txt", "B.TXT",
    "c#d?.txt", "-rf.txt", "q\\w.txt", 'quo"te.txt', "\u202eevil.txt", os.fsdecode(b"no text \xff.txt"),
]  # fmt: skip


def test_books_of_any_name_are_listed_and_given(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        (tmp_path / name).write_text(f"Title: Tale {number} “<&\nAuthor: B/C\n\nOnce.\n")
    os.mkfifo(tmp_path / "pipe.txt")
    with running(tmp_path) as shelf:
        shelf.wait_until_read()
        feed = etree.fromstring(shelf.get("/opds/books").body)
        links = feed.xpath("//*[local-name() = 'link'][contains(@rel, 'acquisition')]/@href")
        assert len(links) == 3 * len(NAMES)
        assert len(set(feed.xpath("//*[local-name() = 'id']/text()"))) == len(NAMES) + 1
        assert shelf.get("/opds/2/books").status == shelf.get("/desk").status == 200
        listed = re.findall(r'href="(/books/\d+)"', shelf.get("/").text)
        assert len(listed) == len(NAMES)
        page = shelf.get(listed[0]).text
        (link,) = re.findall(r'class="button" href="([^"]+C\.epub)"', page)
        book = shelf.get(html.unescape(link))
        assert unquote(book.headers["content-disposition"]).endswith("Tale 0 “_& - B_C.epub")
