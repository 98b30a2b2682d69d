"""The index of a folder: which stories and books there are, and what was read in them.

The index is a database beside the books, so that a restart reads only what is new. It also keeps what people
decided: corrections, and the shelf's own password. Only one task at a time uses it; every call is short.
"""

import json
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from converter.database import Hints, open_database, unwritable
from converter.filing import filing_name, filing_title
from converter.shelf.facts import Choices, Facts, Item, clean, key
from converter.shelf.folder import Found
from converter.source import stem

PLACE = ".fascicle-shelf"
"""The folder for all that the shelf keeps, inside the folder that it shows."""
PAGE = 24
"""Entries of a list on one page."""

_SCHEMA = """
PRAGMA foreign_keys = ON;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS books (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, files TEXT, stamp TEXT, is_story INTEGER,
    digest TEXT, error TEXT, modified REAL, facts TEXT, title TEXT, text TEXT);
CREATE INDEX IF NOT EXISTS by_title ON books (error, title, id);
CREATE INDEX IF NOT EXISTS by_date ON books (error, modified, id);
CREATE INDEX IF NOT EXISTS by_age ON books (is_story, modified, id);
CREATE INDEX IF NOT EXISTS unread ON books (id) WHERE digest = '';
CREATE TABLE IF NOT EXISTS names (
    kind TEXT, name TEXT, sorted TEXT, place REAL, book INTEGER REFERENCES books ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS by_name ON names (kind, name, place);
CREATE INDEX IF NOT EXISTS by_sorting ON names (kind, sorted, name);
CREATE INDEX IF NOT EXISTS by_book ON names (book);
CREATE TABLE IF NOT EXISTS choices (path TEXT PRIMARY KEY, choices TEXT);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT);
"""
_HINTS = Hints(
    held="Another shelf shows that folder: stop it first.",
    full="The disk or quota is full: free some space and start again.",
    damaged="It is damaged: delete it, and the folder is read anew; corrections are lost.",
    other="The shelf keeps its index there: check that the folder is yours to write.",
)
_SELECT = """
SELECT books.id, files, is_story, digest, error, modified, facts, choices, stamp
FROM books LEFT JOIN choices USING (path)"""

_T = TypeVar("_T")


class Query(Struct, frozen=True):
    """Which books are wanted, and in what order."""

    words: str = ""
    """Words that are all to be found among title, authors and series."""
    author: str = ""
    series: str = ""
    newest: bool = False
    """Whether the newest come first; else titles go by the alphabet, and a series by its own order."""
    page: int = 1


class Page(Struct, Generic[_T], frozen=True):
    """One page of a list."""

    entries: tuple[_T, ...]
    number: int
    total: int
    """Entries on all pages."""

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


class Library:
    """The index of a folder.

    :raises OutputUnwritable: on opening, when the folder cannot be written or another shelf serves it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / PLACE
        try:
            self.place.mkdir(mode=0o700, exist_ok=True)
            self._database = open_database(self.place / "shelf.sqlite3", _SCHEMA, any_thread=True)
            self._database.execute("UPDATE books SET digest = '' WHERE error != ''")  # it may go better now
        except (sqlite3.Error, OSError) as error:
            raise unwritable(self.place, error, _HINTS) from None

    def close(self) -> None:
        """Let another shelf have the folder."""
        self._database.close()

    def setting(self, name: str, first: str = "") -> str:
        """What is kept under that name; at first what is given, or else a secret of its own."""
        rows = self._database.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchall()
        if not rows:
            rows = [(first or secrets.token_urlsafe(24),)]
            self._database.execute("INSERT INTO settings VALUES (?, ?)", (name, *rows[0]))
        return str(rows[0][0])

    @property
    def changed(self) -> int:
        """When a list last changed, in seconds since 1970."""
        return int(self.setting("changed", "0"))

    def update(self, found: dict[str, Found]) -> bool:
        """Take note of what is in the folder; whether anything is different."""
        known = dict(self._database.execute("SELECT path, files || stamp FROM books"))
        rows = {json.dumps(path): one for path, one in found.items()}
        gone = known.keys() - rows.keys()
        news = {path: one for path, one in rows.items() if known.get(path) != f"{_paths(one)}{one.stamp}"}
        if not (gone or news):
            return False
        with self._change():
            self._database.executemany("DELETE FROM books WHERE path = ?", [(path,) for path in gone])
            for path, one in news.items():
                row = (path, _paths(one), one.stamp, one.is_story, one.modified)
                self._database.execute(
                    "INSERT INTO books (path, files, stamp, is_story, modified, digest, error)"
                    " VALUES (?, ?, ?, ?, ?, '', '') ON CONFLICT (path) DO UPDATE SET files = excluded.files,"
                    " stamp = excluded.stamp, is_story = excluded.is_story, modified = excluded.modified,"
                    " digest = '', error = ''",
                    row,
                )
                if path not in known:
                    self._describe(path, Facts(clean(stem(one.files[0])) or "?"))
        return True

    def unread(self) -> Item | None:
        """A book that nobody has looked into yet."""
        row = self._database.execute(f"{_SELECT} WHERE digest = '' LIMIT 1").fetchone()
        return _item(row) if row else None

    def count_unread(self) -> int:
        """How many those are."""
        return int(self._database.execute("SELECT count(*) FROM books WHERE digest = ''").fetchone()[0])

    def keep(self, item: Item, digest: str, facts: Facts | None, error: str = "") -> None:
        """Note what was read in a book, or why nothing could be; unless the book is another meanwhile."""
        known = self.find(item.id)
        if known is None or replace(known, digest="", facts=item.facts) != replace(item, digest=""):
            return
        with self._change():
            self._database.execute(
                "UPDATE books SET digest = ?, error = ? WHERE id = ?", (digest or "-", error, item.id)
            )
            if facts:
                self._describe(json.dumps(item.files[0]), facts)
            else:
                self._database.execute("DELETE FROM names WHERE book = ?", (item.id,))

    def choose(self, item: Item, choices: Choices) -> None:
        """Note what a person decided about a story; it is to be read again with that in mind."""
        with self._change():
            self._database.execute(
                "INSERT OR REPLACE INTO choices VALUES (?, ?)",
                (json.dumps(item.files[0]), json.dumps(asdict(choices))),
            )
            self._database.execute("UPDATE books SET digest = '' WHERE id = ?", (item.id,))

    def find(self, number: int) -> Item | None:
        """The book of that number."""
        row = self._database.execute(f"{_SELECT} WHERE books.id = ?", (number,)).fetchone()
        return _item(row) if row else None

    def at(self, path: str) -> Item | None:
        """The book at that path in the folder."""
        row = self._database.execute(f"{_SELECT} WHERE path = ?", (json.dumps(path),)).fetchone()
        return _item(row) if row else None

    def latest_stories(self, number: int) -> list[Item]:
        """The stories that were added or changed last, those among them of which no book can be made."""
        rows = self._database.execute(
            f"{_SELECT} WHERE is_story = 1 ORDER BY modified DESC, books.id DESC LIMIT ?", (number,)
        )
        return [_item(row) for row in rows]

    def books(self, query: Query) -> Page[Item]:
        """The books that a query is for."""
        tables, conditions, values = "books", ["error = ''"], []
        order = "books.title, books.id"
        for kind, name in (("author", query.author), ("series", query.series)):
            if name:
                tables += f" JOIN names {kind} ON {kind}.book = books.id AND {kind}.kind = '{kind}'"
                conditions.append(f"{kind}.name = ?")
                values.append(name)
                order = f"{kind}.place, {order}"
        for word in key(query.words).split():
            conditions.append("instr(text, ?)")
            values.append(word)
        if query.newest:
            order = "modified DESC, books.id DESC"
        # Only words of ours are put together here; what was asked for goes in as values.
        where = f"FROM {tables} WHERE {' AND '.join(conditions)}"
        total = self._database.execute(f"SELECT count(*) {where}", values).fetchone()[0]
        chosen = self._database.execute(
            f"SELECT books.id {where} ORDER BY {order} LIMIT ? OFFSET ?", (*values, PAGE, _offset(query.page))
        )
        found = [self.find(number) for (number,) in chosen.fetchall()]
        return Page(tuple(item for item in found if item), query.page, total)

    def names(self, kind: str, page: int) -> Page[tuple[str, int]]:
        """The names of all authors or series, ``kind``, by the alphabet, each with its number of books."""
        total = self._database.execute(
            "SELECT count(*) FROM (SELECT DISTINCT sorted, name FROM names WHERE kind = ?)", (kind,)
        ).fetchone()[0]
        rows = self._database.execute(
            "SELECT name, count(*) FROM names WHERE kind = ? GROUP BY sorted, name ORDER BY sorted, name"
            " LIMIT ? OFFSET ?",
            (kind, PAGE, _offset(page)),
        )
        return Page(tuple(rows), page, total)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A transaction, which leaves its time behind.

        :raises OutputUnwritable: nothing was changed, since the disk is full or the folder gone.
        """
        try:
            self._database.execute("BEGIN")
            yield
            self._database.execute(
                "INSERT OR REPLACE INTO settings VALUES ('changed', ?)", (int(time.time()),)
            )
            self._database.execute("COMMIT")
        except BaseException as error:
            if self._database.in_transaction:  # which a full disk has ended already
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise unwritable(self.place, error, _HINTS) from None
            raise

    def _describe(self, path: str, facts: Facts) -> None:
        """Put a book in its places in all lists."""
        language = facts.language or "en"
        text = key(" ".join((facts.title, *facts.authors, facts.series)))
        self._database.execute(
            "UPDATE books SET facts = ?, title = ?, text = ? WHERE path = ?",
            (json.dumps(asdict(facts)), _sorted(filing_title(facts.title, language)), text, path),
        )
        (number,) = self._database.execute("SELECT id FROM books WHERE path = ?", (path,)).fetchone()
        self._database.execute("DELETE FROM names WHERE book = ?", (number,))
        rows = [
            ("author", name, self._place("author", name, filing_name(name, language)), 0.0, number)
            for name in dict.fromkeys(facts.authors)
        ]
        if facts.series:
            place = self._place("series", facts.series, facts.series)
            rows.append(("series", facts.series, place, _number(facts.position), number))
        self._database.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)

    def _place(self, kind: str, name: str, filed: str) -> str:
        """What a name is sorted by: as where it was met first, whatever the language of another book says."""
        query = "SELECT sorted FROM names WHERE kind = ? AND name = ? LIMIT 1"
        row = self._database.execute(query, (kind, name)).fetchone()
        return str(row[0]) if row else _sorted(filed)


def _paths(found: Found) -> str:
    return json.dumps(found.files)


def _offset(page: int) -> int:
    return (page - 1) * PAGE


def _sorted(text: str) -> str:
    """What a text is sorted by: numbers by their value."""
    return re.sub("[0-9]+", lambda number: number[0].zfill(9), key(text))


def _number(position: str) -> float:
    try:
        return float(position)
    except ValueError:
        return 0.0


def _item(row: tuple[Any, ...]) -> Item:
    number, files, is_story, digest, error, modified, facts, choices, stamp = row
    described = json.loads(facts)
    return Item(
        number,
        tuple(json.loads(files)),
        bool(is_story),
        digest,
        error,
        modified,
        Facts(**{**described, "authors": tuple(described["authors"])}),
        Choices(**json.loads(choices)) if choices else Choices(),
        stamp,
    )
