"""What became of each story of a folder, kept beside the books: a later run does only what is left.

Each record is in the database before the next story is asked for, so a run may end at any moment.
"""

import json
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from converter.database import Hints, open_database, unwritable
from converter.errors import OutputUnwritable

FILE = ".fascicle.sqlite3"

_SCHEMA = "CREATE TABLE IF NOT EXISTS stories (source TEXT PRIMARY KEY, digest TEXT, record TEXT)"
_HINTS = Hints(
    held="Another run is at work in that folder: wait for it, or name another with -o.",
    full="The disk or quota is full: free some space and run the same again.",
    damaged="It is damaged: delete it, and all stories are converted anew.",
    other="Check that the folder is yours to write, or name another with -o.",
)


class Entry(Struct, frozen=True):
    """What was last recorded of one story."""

    digest: str
    """Of all that its books depend on."""
    record: dict[str, Any]
    """Plain data, of whatever kind the owner of the ledger keeps."""


class Ledger:
    """The records of the books in a folder; held by one run at a time.

    :raises OutputUnwritable: on entering or recording, when the file is held by another run, cannot be
        written, or the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = open_database(self._path, _SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise self._unwritable(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def entries(self) -> dict[str, Entry]:
        """Every record, by the story's source."""
        try:
            rows = self._database.execute("SELECT source, digest, record FROM stories").fetchall()
        except sqlite3.Error as error:
            raise self._unwritable(error) from None
        return {json.loads(source): Entry(digest, json.loads(record)) for source, digest, record in rows}

    def keep(self, source: str, entry: Entry) -> None:
        """Record what became of a story, in place of what was known of it."""
        row = (json.dumps(source), entry.digest, json.dumps(entry.record))  # ASCII, whatever a name holds
        try:
            self._database.execute("INSERT OR REPLACE INTO stories VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise self._unwritable(error) from None

    def data(self) -> bytes:
        """The whole ledger, as a file would hold it."""
        return bytes(self._database.serialize())

    def _unwritable(self, error: Exception) -> OutputUnwritable:
        if isinstance(error, FileExistsError):
            return OutputUnwritable(
                f"“{self._path.parent}” is a file, not a folder.", "Name a folder with -o."
            )
        return unwritable(self._path, error, _HINTS)
