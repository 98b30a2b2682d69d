"""The whole of a batch: what is due is converted, and each story recorded as it is finished."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from converter import names
from converter.batch.digests import common_digest
from converter.batch.places import Places, give_places
from converter.batch.records import open_ledger
from converter.batch.report import REPORTS
from converter.batch.stories import Done, State, Story
from converter.batch.work import ask_digest, ask_name, convert_story, safely
from converter.batch.workers import Run, Task
from converter.book import Metadata
from converter.conversion import Settings
from converter.ledger import Entry, Ledger
from converter.plugins import load_writer
from converter.source import stem
from converter.stores import Store


def convert_stories(
    folder: Store,
    sources: Sequence[str],
    output: Store,
    settings: Settings,
    run: Run,
    *,
    template: str = names.DEFAULT,
    force: bool = False,
) -> Iterator[Story]:
    """Make the books of the stories that are not up to date; each story once, as it is finished.

    :param sources: paths in ``folder``, from ``find_stories``.
    :param run: the workers, from ``processes`` or ``cluster``.
    :param template: what books are called; see ``names.py``.
    :param force: whether to make the books that are up to date as well.
    :raises OutputUnwritable: the ledger cannot be kept, so a later run would not know what is done.
    """
    needs_reading = names.needs_reading(template)
    with open_ledger(output) as ledger:
        entries = ledger.entries()
        whole = frozenset() if force else _whole(entries, sources, output)
        due = {}
        ask = partial(ask_digest, folder, common_digest(settings, template), settings.max_size)
        for source, digest in _asked(ask, sources, run if folder.is_remote else None):
            if isinstance(digest, Done):
                yield digest.story
            elif source in whole and entries[source].digest == digest:
                yield _recorded(entries[source])
            else:
                due[source] = digest
        wanted = {source: names.fill_template(template, stem(source), Metadata()) for source in sorted(due)}
        if needs_reading:
            for source, answer in _asked(partial(ask_name, folder, settings, template), list(wanted), run):
                if isinstance(answer, Done):
                    _keep(ledger, due[source], answer, wanted.pop(source))
                    yield answer.story
                else:
                    wanted[source] = answer
        given = Places(tuple(load_writer(name).suffix for name in settings.formats))
        given.take([*REPORTS, *_in_the_way(folder, sources, output)])
        places = give_places(given, wanted, entries)
        tasks: list[Task] = [(source, given.files(place)) for source, place in places.items()]
        with _swept(output, list(places.values())):
            for source, done in run(partial(convert_story, folder, output, settings), tasks):
                _keep(ledger, due[source], done, wanted[source], places[source])
                yield done.story


def _asked(ask: Any, sources: Sequence[str], run: Run | None) -> Iterator[tuple[str, Any]]:
    """Each source with the answer, or ``Done`` where there is none; asked here when there is no ``run``."""
    if run:
        return run(ask, [(source, ()) for source in sources])
    return ((source, safely(ask, source, ())) for source in sources)


def _in_the_way(folder: Store, sources: Iterable[str], output: Store) -> Iterator[str]:
    """The paths in the folder of books that stories have, where that holds the stories as well."""
    above = folder.place_in(output)
    return iter(()) if above is None else (str(PurePosixPath(above, source)) for source in sources)


def _whole(entries: dict[str, Entry], sources: Iterable[str], output: Store) -> frozenset[str]:
    """The stories whose books are all there, of the sizes that they had; one that failed has none."""
    records = {source: entries[source].record for source in sources if source in entries}
    sizes = output.sizes(path for record in records.values() for path in record["story"]["outputs"])
    return frozenset(
        source
        for source, record in records.items()
        if [sizes.get(path) for path in record["story"]["outputs"]] == record["sizes"]
    )


def _recorded(entry: Entry) -> Story:
    """The story of a record; one that failed has failed again."""
    kept: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.record["story"].items()
    }
    return Story(**kept, state=State.FAILED if kept["error"] else State.UNCHANGED)


def _keep(ledger: Ledger, digest: str, done: Done, wanted: str, place: str = "") -> None:
    if not done.is_lasting:
        return
    kept = asdict(done.story)
    del kept["state"]
    record = {"wanted": wanted, "place": place, "sizes": done.sizes, "story": kept}
    ledger.keep(done.story.source, Entry(digest, record))


@contextmanager
def _swept(output: Store, paths: Sequence[str]) -> Iterator[None]:
    """Leave nothing unfinished beside these, neither of an earlier run nor of a worker that died."""
    output.sweep(paths)
    try:
        yield
    finally:
        output.sweep(paths)
