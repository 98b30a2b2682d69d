"""The shelf's other processes, and what it reads piece by piece: nothing that hangs or dies holds it up."""

import asyncio
import os
import shutil
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest
from msgspec.structs import replace
from pebble import ProcessPool
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from converter.shelf import connection, safety, workshop
from converter.shelf.facts import Choices, Facts, Item
from converter.shelf.folder import find_files
from converter.shelf.library import Library, Query
from converter.shelf.making import Failure, Read
from converter.shelf.workshop import State, Workshop
from tests.conftest import ROOT

ORCHARD = "the-clockmakers-orchard.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "examples" / ORCHARD, tmp_path)
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    it = Library(folder)
    it.update(find_files(folder))
    yield it
    it.close()


def test_what_hangs_is_given_up_and_the_next_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> None:
        found = await workshop._in_time(pool, time.sleep, 3600)
        assert isinstance(found, Failure)
        assert "seconds" in found.text
        assert await workshop._in_time(pool, abs, -3) == 3

    monkeypatch.setattr(workshop, "TIME_LIMIT", 2.0)
    with ProcessPool(1, 1, context=get_context("forkserver")) as pool:
        asyncio.run(ask())


def test_what_dies_is_told_and_the_next_one_is_made() -> None:
    async def ask() -> None:
        found = await workshop._in_time(pool, os._exit, 1)
        assert isinstance(found, Failure)
        assert "died" in found.text
        assert await workshop._in_time(pool, abs, -3) == 3

    with ProcessPool(1, 1, context=get_context("forkserver")) as pool:
        asyncio.run(ask())


def test_a_book_is_made_once_and_kept_by_what_it_is_made_of(library: Library) -> None:
    async def ask() -> None:
        item = library.unread()
        assert item
        found = await shop.read(item)
        assert isinstance(found, Read)
        library.keep(item, found.digest, found.facts)
        item = library.find(item.id)
        assert item
        assert shop.state(item, "epub") is State.ABSENT
        shop.start(item, "epub")
        assert shop.state(item, "epub") is State.MAKING
        first, second = await asyncio.gather(shop.product(item, "epub"), shop.product(item, "epub"))
        assert first == second
        assert isinstance(first, Path)
        assert shop.state(item, "epub") is State.READY
        stamp = first.stat().st_ino
        assert await shop.product(item, "epub") == first
        assert first.stat().st_ino == stamp
        for other in (replace(item, digest="another"), replace(item, choices=Choices(title="Another"))):
            assert shop.state(other, "epub") is State.ABSENT
            assert shop.tag(other, "epub") != shop.tag(item, "epub")
        await shop.rest()
        assert await shop.read(item) == found

    shop = Workshop(library.folder, library.place / "made", 1)
    try:
        asyncio.run(ask())
    finally:
        shop.close()


def test_a_book_that_cannot_be_made_is_told_with_the_reason(library: Library) -> None:
    async def ask() -> None:
        item = library.unread()
        assert item
        broken = replace(item, choices=Choices(style="none such"), digest="x")
        failure = await shop.product(broken, "epub")
        assert isinstance(failure, Failure)
        assert shop.state(broken, "epub") is State.FAILED
        assert "none such" in shop.failure(broken, "epub") == failure.text

    shop = Workshop(library.folder, library.place / "made", 1)
    try:
        asyncio.run(ask())
    finally:
        shop.close()


def test_what_was_read_before_a_correction_is_not_kept(library: Library) -> None:
    item = library.unread()
    assert item
    library.choose(item, Choices(title="Corrected"))
    library.keep(item, "digest", Facts("Read Before"))
    (unread,) = library.books(Query()).entries
    assert (unread.digest, unread.choices.title) == ("", "Corrected")
    library.update({})
    library.keep(unread, "digest", Facts("Gone"))
    assert library.books(Query()).entries == ()


def test_a_book_that_comes_back_has_its_corrections(library: Library, folder: Path) -> None:
    item = library.at(ORCHARD)
    assert item
    library.choose(item, Choices(title="Corrected"))
    library.update({})
    assert library.at(ORCHARD) is None
    library.update(find_files(folder))
    again = library.at(ORCHARD)
    assert again
    assert again.choices.title == "Corrected"
    assert again.id != item.id


def test_only_what_changed_is_read_again(library: Library, folder: Path) -> None:
    item = library.unread()
    assert item
    library.keep(item, "digest", Facts("Title"))
    assert not library.update(find_files(folder))
    assert library.unread() is None
    (folder / ORCHARD).write_text("Title: Other\nAuthor: B\n\nOnce.\n")
    assert library.update(find_files(folder))
    again = library.unread()
    assert again
    assert (again.id, again.facts.title) == (item.id, "Title")


def _sender(*messages: Message) -> Receive:
    waiting = list(messages)

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    return receive


async def _take_all(receive: Receive) -> int:
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message["body"])
        more = message.get("more_body", False)
    return size


def test_whoever_stops_sending_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.05)
    begun = {"type": "http.request", "body": b"x", "more_body": True}
    with pytest.raises(HTTPException) as caught:
        asyncio.run(_take_all(safety._bounded(_sender(begun))))
    assert caught.value.status_code == 408


def test_whoever_sends_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "LARGEST_REQUEST", 10)
    piece = {"type": "http.request", "body": b"1234", "more_body": True}
    end = {"type": "http.request", "body": b"12"}
    assert asyncio.run(_take_all(safety._bounded(_sender(piece, piece, end)))) == 10
    with pytest.raises(HTTPException) as caught:
        asyncio.run(_take_all(safety._bounded(_sender(piece, piece, piece, end))))
    assert caught.value.status_code == 413


def test_whoever_only_reads_is_given_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.01)

    async def ask() -> None:
        receive = safety._bounded(_sender({"type": "http.request", "body": b""}))
        await receive()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receive(), 0.1)

    asyncio.run(ask())


def test_a_file_of_no_known_format_is_passed_over(folder: Path) -> None:
    for name in ("notes.doc", "A.epub", "A.pdf", "A.kepub.epub", "B.EPUB", "b.txt"):
        (folder / name).write_bytes(b"x")
    (folder / "sub").mkdir()
    (folder / "sub" / "dir.txt").mkdir()
    found = find_files(folder)
    assert {path: one.files for path, one in found.items()} == {
        ORCHARD: (ORCHARD,),
        "A.epub": ("A.epub", "A.kepub.epub", "A.pdf"),
        "B.EPUB": ("B.EPUB",),
        "b.txt": ("b.txt",),
    }


def test_an_item_offers_the_formats_of_its_files() -> None:
    item = Item(1, ("A.pdf", "A.epub"), False, "", "", 0, Facts("A"), Choices())
    assert item.formats == ("epub", "pdf")
