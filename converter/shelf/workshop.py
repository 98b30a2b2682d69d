"""Has things made by other processes: each within a time limit, each once, kept by what it was made of.

The cache is a folder of files under digests. It holds no more than it has to; what is gone is made again.
"""

import asyncio
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
from pebble import ProcessExpired, ProcessPool

from converter.files import remove_unfinished
from converter.plugins import plugin_versions, writer_module
from converter.shelf.facts import FORMATS, Item, format_of
from converter.shelf.making import PRODUCTS, Failure, Read, make, read

TIME_LIMIT = 180.0
"""Seconds after which a process is ended, whatever it is at."""

_LARGEST_CACHE = 2 << 30
"""Bytes that are kept from one run to the next."""
_READ_BY_ONE = 500
"""Stories after which the process that reads makes room for a fresh one."""
_MOST_FAILURES = 1000
"""Failures that are remembered."""


class State(Enum):
    """How far a product is."""

    ABSENT = "absent"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Workshop:
    """Processes at work for the shelf, until ``close``; all calls come from one event loop.

    One reads. Books are made by others, each of which ends after one: engines do not give memory back.
    """

    def __init__(self, folder: Path, cache: Path, makers: int) -> None:
        self._folder = folder
        self._cache = cache
        self._cache.mkdir(exist_ok=True)
        _tidy(cache)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([make.__module__, *map(writer_module, ("epub", "kepub"))])
        self._context = context
        self._makers = ProcessPool(makers, 1, context=context)
        self._readings = 0
        self._is_rested = True
        self._readers = self._new_readers()
        self.tasks: dict[str, asyncio.Task[Failure | None]] = {}
        """What is being made, by its key."""
        self._failures: OrderedDict[str, Failure] = OrderedDict()
        self._versions = plugin_versions()

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for pool in (self._readers, self._makers):
            _end(pool)

    async def rest(self) -> None:
        """End the process that reads, which grows large, until there is something to read again."""
        if self._readings or self._is_rested:
            return
        self._is_rested = True
        used, self._readers = self._readers, self._new_readers()
        await anyio.to_thread.run_sync(_end, used)

    def _new_readers(self) -> ProcessPool:
        return ProcessPool(1, _READ_BY_ONE, context=self._context)  # starts when it is asked

    async def read(self, item: Item) -> Read | Failure:
        """Have a story or a book looked into."""
        self._readings += 1
        try:
            found: Read | Failure = await _in_time(self._readers, read, self._folder, item)
            return found
        finally:
            self._readings -= 1
            self._is_rested = False

    async def product(self, item: Item, product: str) -> Path | Failure:
        """A file of the product of an item that has been read; made now, unless there is one."""
        if not item.is_story and product in FORMATS:
            return self._folder / next(path for path in item.files if format_of(path) == product)
        key = self._key(item, product)
        place = self._place(key, product)
        if place.is_file():
            with suppress(OSError):
                os.utime(place)  # the files that nobody asks for are the ones to go
            return place
        if key not in self.tasks:
            self.tasks[key] = asyncio.create_task(self._make(key, item, product, place))
        failure = await asyncio.shield(self.tasks[key])  # who asked may go; the next will want it too
        return failure or place

    def start(self, item: Item, product: str) -> None:
        """Have a product made, without waiting for it."""
        if self.state(item, product) is State.ABSENT:
            key = self._key(item, product)
            self.tasks[key] = asyncio.create_task(self._make(key, item, product, self._place(key, product)))

    def state(self, item: Item, product: str) -> State:
        """How far the product of an item is."""
        if not item.is_story and product in FORMATS:
            return State.READY
        key = self._key(item, product)
        if key in self.tasks:
            return State.MAKING
        if key in self._failures:
            return State.FAILED
        return State.READY if self._place(key, product).is_file() else State.ABSENT

    def failure(self, item: Item, product: str) -> str:
        """Why a product could not be made; empty unless it has failed."""
        failure = self._failures.get(self._key(item, product))
        return failure.text if failure else ""

    def tag(self, item: Item, product: str) -> str:
        """What changes whenever the product would come out another, for ``ETag``."""
        return self._key(item, product)

    async def _make(self, key: str, item: Item, product: str, place: Path) -> Failure | None:
        try:
            failure: Failure | None = await _in_time(self._makers, make, self._folder, item, product, place)
        finally:
            del self.tasks[key]
        self._failures.pop(key, None)
        if failure:
            self._failures[key] = failure
            if len(self._failures) > _MOST_FAILURES:
                self._failures.popitem(last=False)
        return failure

    def _key(self, item: Item, product: str) -> str:
        everything = (item.digest, product, item.choices, item.facts, self._versions)
        return sha256(repr(everything).encode()).hexdigest()

    def _place(self, key: str, product: str) -> Path:
        return self._cache / f"{key}{PRODUCTS[product]}"


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # Pebble has types for the rest
    pool.join()


async def _in_time(pool: ProcessPool, function: Callable[..., Any], *arguments: object) -> Any:
    """What a function gives in another process, or the failure to."""
    try:
        return await asyncio.wrap_future(pool.schedule(function, args=arguments, timeout=TIME_LIMIT))
    except TookTooLong:
        return Failure(f"It took more than {TIME_LIMIT:.0f} seconds, so it was given up.")
    except (ProcessExpired, BrokenProcessPool):
        return Failure("The process that was at it died; there may be too little memory.")


def _tidy(cache: Path) -> None:
    """Remove what was left unfinished, and the oldest files when there are too many."""
    remove_unfinished([cache])
    kept = 0
    stats = [(path, path.stat()) for path in cache.iterdir()]
    for path, stat in sorted(stats, key=lambda one: one[1].st_mtime, reverse=True):
        kept += stat.st_size
        if kept > _LARGEST_CACHE:
            path.unlink()
