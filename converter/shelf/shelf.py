"""A shelf at work: the library with the workshop, and the task that keeps the one up to date by the other."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from converter.errors import ConverterError
from converter.shelf.facts import Item
from converter.shelf.folder import find_files, is_unchanged
from converter.shelf.library import Library
from converter.shelf.making import Failure
from converter.shelf.workshop import Workshop

_log = logging.getLogger(__name__)

_LOOK_AGAIN = 10.0
"""Seconds in which the folder is looked through only once, however many ask."""


class Shelf:
    """What all pages share; every call comes from one event loop."""

    def __init__(self, library: Library, workshop: Workshop, *, is_read_only: bool) -> None:
        self.library = library
        self.workshop = workshop
        self.is_read_only = is_read_only
        self.token = library.setting("token")
        """What a form has to send along, so that no page of others can send it."""
        self.identity = library.setting("identity")
        """What tells this shelf's catalogue from all others."""
        self._looked = 0.0
        self._wake = asyncio.Event()
        self._reading: dict[int, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Keep the index up to date for as long as the context lasts; it ends all that is under way."""
        task = asyncio.create_task(self._work())
        self._wake.set()
        try:
            yield
        finally:
            under_way = [task, *self._reading.values(), *self.workshop.tasks.values()]
            for one in under_way:
                one.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            await anyio.to_thread.run_sync(self.workshop.close)
            self.library.close()

    def look(self) -> None:
        """See soon whether anything in the folder is new; who asks does not wait for it."""
        if time.monotonic() - self._looked > _LOOK_AGAIN:
            self._wake.set()

    async def look_now(self) -> None:
        """See at once whether anything in the folder is new."""
        self._looked = time.monotonic()
        found = await anyio.to_thread.run_sync(find_files, self.library.folder)
        self.library.update(found)

    async def item(self, number: int) -> Item | None:
        """The book of that number as it is now, after it has been looked into."""
        item = self.library.find(number)
        if item and not await anyio.to_thread.run_sync(is_unchanged, self.library.folder, item):
            try:
                await self.look_now()
            except ConverterError:  # the whole folder is gone
                return None
            item = self.library.find(number)
        if item and not item.digest:
            await self._read(item)
            item = self.library.find(number)
        return item

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.look_now()
                while unread := self.library.unread():
                    await self._read(unread)
                await self.workshop.rest()
            except ConverterError as error:
                _log.warning("%s", error.message)
            except Exception as error:  # noqa: BLE001 — the shelf goes on with what it knows
                _log.warning("The folder could not be looked through: %s", error)

    async def _read(self, item: Item) -> None:
        """Look into a book, once, however many wait for it."""
        if item.id not in self._reading:
            self._reading[item.id] = asyncio.create_task(self._read_once(item))
        await asyncio.shield(self._reading[item.id])

    async def _read_once(self, item: Item) -> None:
        try:
            found = await self.workshop.read(item)
            if isinstance(found, Failure):
                self.library.keep(item, "", None, found.text)
            else:
                self.library.keep(item, found.digest, found.facts)
        finally:
            del self._reading[item.id]
