"""The ledger of a folder of books, wherever that is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.errors import SourceMissing
from converter.ledger import FILE, Entry, Ledger
from converter.stores import Folder, Store

_PUT_AFTER = 60
"""Seconds after which a ledger is put back where it came from: what a run that is killed has to do again."""
_LARGEST = 100_000
"""Megabytes of a ledger."""


@contextmanager
def open_ledger(output: Store) -> Iterator[Ledger]:
    """The ledger of these books. One behind a URL is fetched first, and put back now and then and at the end.

    :raises OutputUnwritable: see ``Ledger``.
    """
    if isinstance(output, Folder):
        with Ledger(output.path) as ledger:
            yield ledger
        return
    with TemporaryDirectory(prefix="fascicle-") as name:
        folder = Path(name)
        with suppress(SourceMissing):
            (folder / FILE).write_bytes(output.read(FILE, _LARGEST))
        with _Fetched(folder, output) as ledger:
            try:
                yield ledger
            finally:
                ledger.put_back()


class _Fetched(Ledger):
    """A ledger that lies elsewhere as well."""

    def __init__(self, folder: Path, store: Store) -> None:
        super().__init__(folder)
        self._store = store
        self._put = time.monotonic()

    def keep(self, source: str, entry: Entry) -> None:
        """See ``Ledger``."""
        super().keep(source, entry)
        if time.monotonic() - self._put > _PUT_AFTER:
            self.put_back()

    def put_back(self) -> None:
        """Let the next run, wherever it is, know what this one has recorded.

        :raises OutputUnwritable: it cannot be written there.
        """
        self._store.write([(FILE, self.data())])
        self._put = time.monotonic()
