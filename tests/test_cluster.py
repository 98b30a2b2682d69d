"""The work of a batch on a real Dask cluster, from and to a real server."""

import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from converter.batch import find_stories
from converter.errors import ClusterUnusable, ExtraMissing, OutputUnwritable, SourceError, UsageError
from converter.stores import Bucket, Folder, open_store
from tests.conftest import Run, eventually

MANY = 60


@contextmanager
def started(*command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", *map(str, command)], stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def is_open(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server's URL, and the folder that lies behind it."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started("pyftpdlib", "-i", "127.0.0.1", "-p", str(port), "-w", "-d", folder):
        eventually(lambda: is_open(port))
        yield f"ftp://127.0.0.1:{port}", folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """A scheduler's address, and the processes of its two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    with ExitStack() as running:
        start = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        running.enter_context(started(*start, "--scheduler-file", file))
        worker = (
            "distributed.cli.dask_worker",
            "--scheduler-file",
            file,
            "--nthreads",
            "1",
            "--no-dashboard",
        )
        options = ("--no-nanny", "--local-directory", folder)
        workers = [running.enter_context(started(*worker, *options)).pid for _ in range(2)]
        eventually(file.is_file)
        yield json.loads(file.read_text())["address"], workers


def stories(folder: Path, number: int) -> None:
    folder.mkdir(parents=True)
    for n in range(number):
        text = f"Title: Tale {n}\nAuthor: B\n\nThe owl said nothing, {n} times.\n"
        (folder / f"s{n:03}.txt").write_text(text, encoding="utf-8")


def sound(folder: Path) -> set[str]:
    """The books of a folder and those below, each of them whole."""
    books = {path for path in folder.rglob("*") if path.suffix not in (".json", ".csv", ".sqlite3")}
    for book in books:
        assert book.is_dir() or zipfile.ZipFile(book).testzip() is None, book
    return {str(book.relative_to(folder)) for book in books if book.is_file()}


def test_no_book_is_missed_when_a_worker_is_killed(
    cluster: tuple[str, list[int]], served: tuple[str, Path], fascicle: Run, tmp_path: Path
) -> None:
    address, workers = cluster
    url, folder = served
    stories(folder / "in", MANY // 2)
    stories(folder / "in" / "deep", MANY // 2)
    arguments = ["batch", f"{url}/in", "-o", f"{url}/out", "--no-cover", "--cluster", address]
    command = [sys.executable, "-u", "-m", "converter", *arguments]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        log = []
        for line in run.stdout:
            log.append(line)
            if len(log) == MANY // 4:
                os.kill(workers[0], signal.SIGKILL)
    assert run.returncode == 0, log[-5:]
    names = {f"s{n:03}.epub" for n in range(MANY // 2)}
    assert sound(folder / "out") == names | {f"deep/{name}" for name in names}
    rows = json.loads((folder / "out" / "report.json").read_text())["stories"]
    assert len(rows) == MANY and not any(row["error"] for row in rows)
    again = fascicle(*arguments)
    assert again.returncode == 0 and again.stdout.count(f"/{MANY} unchanged ") == MANY


def test_books_of_a_cluster_are_those_of_this_machine(
    cluster: tuple[str, list[int]], fascicle: Run, tmp_path: Path
) -> None:
    stories(tmp_path / "in", 3)
    (tmp_path / "in" / "void.txt").write_bytes(b"")
    named = ("--name", "{title}", "--no-cover")
    done = fascicle("batch", "in", "-o", "there", "--cluster", cluster[0], *named)
    assert (done.returncode, done.stderr) == (1, "") and "failed void.txt: The story is empty" in done.stdout
    fascicle("batch", "in", "-o", "here", *named)
    assert sound(tmp_path / "there") == {f"Tale {n}.epub" for n in range(3)} == sound(tmp_path / "here")
    for name in sound(tmp_path / "here"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_a_server_serves_without_a_cluster(served: tuple[str, Path], fascicle: Run, tmp_path: Path) -> None:
    url, folder = served
    stories(tmp_path / "in", 2)
    (folder / "alone").mkdir()
    (folder / "alone" / ".fascicle-0123456789ab.part").write_bytes(b"of a worker that died")
    arguments = ("batch", "in", "-o", f"{url}/alone", "--no-cover", "--jobs", "1")
    assert fascicle(*arguments).returncode == 0
    assert sound(folder / "alone") == {"s000.epub", "s001.epub"}
    (folder / "alone" / "s001.epub").unlink()
    assert " made s001.txt" in fascicle(*arguments).stdout
    assert sound(folder / "alone") == {"s000.epub", "s001.epub"}


def test_what_cannot_be_reached(fascicle: Run, tmp_path: Path) -> None:
    stories(tmp_path / "in", 1)
    for arguments, code, message in (
        (("-o", "out", "--cluster", "tcp://127.0.0.1:9"), ClusterUnusable.exit_code, "No scheduler answers"),
        (("-o", "ftp://127.0.0.1:9/x"), SourceError.exit_code, "cannot be reached"),
        (("-o", "carrier-pigeon://x"), UsageError.exit_code, "cannot be reached"),
        (("-o", "s3://x"), ExtraMissing.exit_code, "Install what it names"),
        (("-o", "out", "--cluster", "x", "--jobs", "2"), UsageError.exit_code, "Leave out"),
    ):
        done = fascicle("batch", "in", *arguments)
        assert done.stderr.startswith("fascicle: ") and message in done.stderr, done.stderr
        assert done.returncode == code or (code == 1 and done.returncode == 5)


# Stores


def test_an_object_store_is_a_folder_too() -> None:
    store = open_store("memory://shelf/")
    store.write([("a/one.txt", b"1"), (".hidden/two.txt", b"22"), ("books/three.txt", b"333")])
    assert isinstance(store, Bucket)
    assert sorted(store.paths(without=frozenset(["books"]))) == ["a/one.txt"]
    assert store.read("books/three.txt") == b"333"
    assert store.sizes(["a/one.txt", "nowhere"]) == {"a/one.txt": 1}
    store.sweep(["a/one.txt"])
    assert find_stories(store, open_store("memory://shelf/books")) == ["a/one.txt"]


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        ("memory://a/b", "memory://a", "b"),
        ("memory://a", "memory://a", ""),
        ("memory://ab", "memory://a", None),
        ("memory://a/b", "a", None),
        ("a/b", "memory://a", None),
        ("a/b/../c", "a", "c"),
        ("file:///a", "/a", ""),
        ("/a", "/a/b", None),
    ],
)
def test_where_a_folder_lies_in_another(one: str, other: str, place: str | None) -> None:
    assert open_store(one).place_in(open_store(other)) == place


def test_a_store_says_what_it_cannot_do(served: tuple[str, Path], tmp_path: Path) -> None:
    url, folder = served
    (folder / "large.txt").write_bytes(b"x" * 1_000_001)
    store = open_store(url)
    with pytest.raises(SourceError, match="There is no file"):
        store.read("nowhere.txt")
    with pytest.raises(SourceError, match="has more than 1 MB"):
        store.read("large.txt", 1)
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        store.write([("large.txt/below", b"")])
    with pytest.raises(SourceError, match="There is no folder"):
        list(open_store(f"{url}/nowhere").paths())
    with pytest.raises(SourceError, match="There is no folder"):
        list(Folder(tmp_path / "nowhere").paths())
