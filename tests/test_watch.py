"""A folder that is watched: what arrives becomes books, once it is whole, until Ctrl-C."""

import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.conftest import Run, eventually

STORY = "Title: The Owl\nAuthor: B\n\nThe owl said nothing.\n"


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A watching batch that converts from ``in`` to ``out``, and tells the file ``log`` of it."""
    command = ["converter", "batch", "in", "-o", "out", "--no-cover", "--jobs", "1", "--watch", *arguments]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", *command],
            cwd=folder,
            stdout=log,
            stderr=log,
            # A shell that runs the tests in the background has told them to ignore it.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def words(book: Path) -> str:
    """All documents of a book that is whole; nothing of one that is not there yet."""
    if not book.is_file():
        return ""
    archive = zipfile.ZipFile(book)
    return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))


def test_what_arrives_is_converted_until_ctrl_c(tmp_path: Path) -> None:
    folder, books = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    with watching(tmp_path) as process:
        (folder / "first.txt").write_text(STORY)
        eventually(lambda: words(books / "first.epub"))
        (folder / "first.txt").write_text(STORY.replace("nothing", "something"))
        eventually(lambda: "something" in words(books / "first.epub"))
        (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
        (tmp_path / "elsewhere" / "deep" / "moved.txt").write_text(STORY)
        (folder / "picture.png").write_bytes(b"\x89PNG")
        (tmp_path / "elsewhere").rename(folder / "elsewhere")
        eventually(lambda: words(books / "elsewhere" / "deep" / "moved.epub"))
        (folder / "bad.txt").write_bytes(b"%PDF-1.7")
        eventually(lambda: "bad.txt" in (books / "report.json").read_text())
        time.sleep(1)  # else Ctrl-C might come before the round is over, and interrupt it
        process.send_signal(signal.SIGINT)
        assert process.wait() == 1
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log and "picture" not in log
    assert {line.split()[1] for line in log.splitlines() if line.startswith("1/1 ")} == {"made", "failed"}
    assert sorted(path.name for path in books.iterdir() if path.suffix == ".epub") == ["first.epub"]


def test_a_file_that_is_still_copied_waits(tmp_path: Path) -> None:
    folder, books = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "before.txt").write_text(STORY)
    with watching(tmp_path), (folder / "long.txt").open("w", buffering=1) as growing:
        eventually(lambda: words(books / "before.epub") or growing.write("The owl said nothing. " * 9))
        growing.write("\n\nThe end.\n")
        eventually(lambda: words(books / "long.epub"))
        assert "The end." in words(books / "long.epub")
        eventually(lambda: (tmp_path / "log").read_text().count("long.txt") == 1)


def test_a_watch_is_taken_up_where_it_ended(fascicle: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "owl.txt").write_text(STORY)
    fascicle("batch", "in", "-o", "out", "--no-cover", "--jobs", "1")
    with watching(tmp_path) as process:
        eventually(lambda: "1/1 unchanged owl.txt" in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


def test_what_cannot_be_watched(fascicle: Run) -> None:
    for folder, code in (("nowhere", 3), ("memory://shelf", 2)):
        done = fascicle("batch", folder, "-o", "out", "--watch")
        assert (done.returncode, done.stderr.count("\n")) == (code, 1)
