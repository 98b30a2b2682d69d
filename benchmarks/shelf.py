"""What a shelf costs: ten thousand made-up stories, one reader, then fifty at once, then a restart.

``python benchmarks/shelf.py --stories 10000``, with the extras ``shelf`` and ``send``. Numbers are only worth
something on a machine that does nothing else. The stories are the same every time: a few sentences each, by
300 authors, a third of them in series.
"""

import argparse
import asyncio
import http.client
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import psutil
from msgspec import Struct

SEED = 7
WARM = 20
"""Requests after which nothing is met for the first time."""
MEASURED = 200
CLIENTS = 50
EACH = 40
"""Requests of each of those clients."""

_THINGS = (
    "Ferry Lamp Orchard Clock Letter River Baker Owl Winter Garden Kettle Harbour Stair Bell Map Coat".split()
)
_PLACES = "Sea Stairs Old Town Lane Mill Roof Valley Market Bridge Lighthouse".split()
_FIRST = "Ada Ben Clara Dov Esme Finn Greta Hugo Ines Jonas Kaja Leo Mina Noor Otto".split()
_LAST = (
    "Quill Marrow Tide Fennel Harrow Pike Sorrel Wren Alder Birch Cole Drift Ember Frost Glen Hale Ivory Jay"
    " Knot Lark"
).split()


class Shelf(Struct, frozen=True):
    """A shelf at work."""

    port: int
    process: psutil.Process

    def ask(self, path: str) -> bytes:
        """A page that has to be there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body

    def memory(self) -> str:
        """What the server holds, and all of its processes; shared memory counts for each by its part."""
        every = (self.process, *self.process.children(recursive=True))
        parts = [one.memory_full_info().pss for one in every]
        return (
            f"the server holds {self.process.memory_info().rss / 2**20:.0f} MiB (RSS);"
            f" its {len(every)} processes {sum(parts) / 2**20:.0f} MiB together (PSS)"
        )


def make_stories(folder: Path, number: int) -> None:
    """Stories in sub-folders of a hundred."""
    dice = random.Random(SEED)
    for index in range(number):
        first, second = dice.sample(_THINGS, 2)
        title = f"The {first} and the {second} of the {dice.choice(_PLACES)} {index}"
        series = (
            f"Series: Part {index % 9 + 1} of {second} Tales {index // 9 % 99}\n" if index % 3 == 0 else ""
        )
        text = (
            f"Title: {title}\nAuthor: {dice.choice(_FIRST)} {dice.choice(_LAST)}\n{series}Language: English\n"
            f"\nOnce there was a {first.lower()} that waited for a {second.lower()}.\n\nIn the end it came.\n"
        )
        path = folder / f"{index // 100:03}" / f"story-{index:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@contextmanager
def running(folder: Path) -> Iterator[Shelf]:
    """A shelf as ``fascicle shelf`` runs one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "converter", "shelf", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = re.search(r":([0-9]+)/", process.stdout.readline() if process.stdout else "")
        if not found:
            raise RuntimeError("The shelf does not start.")
        yield Shelf(int(found[1]), psutil.Process(process.pid))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_until_read(shelf: Shelf) -> float:
    """Seconds until every story has been looked into."""
    start = time.perf_counter()
    while b"still to be looked into" in shelf.ask("/"):
        time.sleep(0.5)
    return time.perf_counter() - start


def milliseconds(shelf: Shelf, path: str) -> str:
    """How long a page takes one reader after another, connections and all."""
    times = []
    for _ in range(WARM + MEASURED):
        start = time.perf_counter()
        shelf.ask(path)
        times.append((time.perf_counter() - start) * 1000)
    return _spread(times[WARM:])


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return (
        f"{ordered[0]:.1f} ms at best, {statistics.median(ordered):.1f} in the middle,"
        f" {ordered[len(ordered) * 99 // 100]:.1f} at the 99th of 100, {ordered[-1]:.1f} at worst"
    )


async def crowd(shelf: Shelf, paths: list[str]) -> tuple[list[float], list[str]]:
    """Milliseconds of all requests of clients that keep their connections, and what went wrong."""
    times: list[float] = []
    faults: list[str] = []
    await asyncio.gather(
        *(_client(shelf, paths[number:] + paths[:number], times, faults) for number in range(CLIENTS))
    )
    return times, faults


async def _client(shelf: Shelf, paths: Sequence[str], times: list[float], faults: list[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", shelf.port)
    for index in range(EACH):
        path = paths[index % len(paths)]
        start = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: ([0-9]+)", head)
        if not head.startswith(b"HTTP/1.1 200 ") or not length:
            faults.append(f"{path}: {head[:40]!r}")
            break
        await reader.readexactly(int(length[1]))
        times.append((time.perf_counter() - start) * 1000)
    writer.close()


def kept(shelf: Shelf) -> list[bytes]:
    """What a restart has to keep: lists, numbers of books, the catalogue's identifiers, a book's page."""
    pages = [
        shelf.ask(path) for path in ("/", "/?page=200", "/authors", "/series", "/opds/books", "/opds/2/books")
    ]
    number = re.search(rb'href="/books/([0-9]+)"', pages[0])
    return [*pages, shelf.ask(f"/books/{number[1].decode()}" if number else "/")]


def main() -> None:
    """Print a line for each number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    number = parser.parse_args().stories
    words = [{"q": "ferry"}, {"q": "owl valley"}, {"author": "Ada Quill"}, {"sort": "new"}, {"page": "99"}]
    lists = [f"{base}?{urlencode(query)}" for base in ("/", "/opds/books") for query in words]
    paths = ["/", "/authors", "/series", "/opds", "/opds/2/books", "/books/1", "/static/shelf.css", *lists]
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_stories(folder, number)
        with running(folder) as shelf:
            print(f"{number} stories, all looked into after {wait_until_read(shelf):.0f} s")
            print(f"at rest, {shelf.memory()}")
            for path in ("/", "/?q=owl+valley", "/opds/books"):
                print(f"{path}: {milliseconds(shelf, path)}")
            start = time.perf_counter()
            times, faults = asyncio.run(crowd(shelf, paths))
            seconds = time.perf_counter() - start
            print(f"{CLIENTS} clients at once: {len(times)} answers, {len(faults)} faults {faults[:3]}")
            print(f"{len(times) / seconds:.0f} requests a second: {_spread(times)}")
            print(f"after that, {shelf.memory()}")
            before = kept(shelf)
        start = time.perf_counter()
        with running(folder) as shelf:
            shelf.ask("/")
            seconds = time.perf_counter() - start
            print(f"started anew in {seconds:.1f} s; to read again: {wait_until_read(shelf):.0f} s")
            print("everything was kept" if kept(shelf) == before else "SOMETHING WAS LOST")


if __name__ == "__main__":
    main()
