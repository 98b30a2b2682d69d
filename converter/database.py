"""A file of SQLite that one process holds at a time, and what to do where it cannot be had."""

import sqlite3
from pathlib import Path

from msgspec import Struct

from converter.errors import OutputUnwritable


class Hints(Struct, frozen=True):
    """What to do, in the words of whoever keeps the file."""

    held: str
    """Another process has it."""
    full: str
    """There is no room on the disk."""
    damaged: str
    """It is no database, or no longer."""
    other: str


def open_database(path: Path, schema: str, *, any_thread: bool = False) -> sqlite3.Connection:
    """The database in that file, with the tables of its schema, held until it is closed.

    Each change is in the file when the call that makes it ends, unless a transaction was begun.

    :raises sqlite3.Error: it is held by another process, cannot be written, or is none.
    """
    database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=not any_thread)
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(schema)
    database.execute("BEGIN EXCLUSIVE")  # reading alone would hold nothing
    database.execute("COMMIT")
    return database


def unwritable(path: Path, error: Exception, hints: Hints) -> OutputUnwritable:
    """The error for one of SQLite or of the file system."""
    match getattr(error, "sqlite_errorcode", None):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            hint = hints.held
        case sqlite3.SQLITE_FULL:
            hint = hints.full
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            hint = hints.damaged
        case _:
            hint = hints.other
    reason = getattr(error, "strerror", None) or error
    return OutputUnwritable(f"“{path}” cannot be written: {reason}.", hint)
