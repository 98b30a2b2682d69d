"""The whole of a batch: what is due is converted, and each story recorded as it is finished."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import asdict

from converter import names
from converter.batch.digests import common_digest, volume_digest
from converter.batch.places import Places, give_places
from converter.batch.records import open_ledger
from converter.batch.report import REPORTS
from converter.batch.series import Membership, volumes
from converter.batch.stories import Done, State, Story, Volume
from converter.batch.work import ask_digest, ask_membership, ask_name, convert_volume, safely
from converter.batch.workers import Run, Task
from converter.bind import natural_key
from converter.book import Metadata
from converter.ledger import Entry, Ledger
from converter.plugins import load_writer
from converter.preparation import Settings
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
    bind_series: bool = False,
) -> Iterator[Story]:
    """Make the books of the stories that are not up to date; each story once, as it is finished.

    :param sources: paths in ``folder``, from ``find_stories``.
    :param run: the workers, from ``processes`` or ``cluster``.
    :param template: what books are called; see ``names.py``.
    :param force: whether to make the books that are up to date as well.
    :param bind_series: whether stories of one series become one book; see ``series.py``.
    :raises OutputUnwritable: the ledger cannot be kept, so a later run would not know what is done.
    """
    with open_ledger(output) as ledger:
        entries = ledger.entries()
        whole = frozenset() if force else _whole(entries, sources, output)
        ask = partial(ask_digest, folder, common_digest(settings, template), settings.max_size)
        digests = yield from _digests(ask, sources, run if folder.is_remote else None, keep_all=bind_series)
        told = _memberships(folder, settings, run, ledger, digests) if bind_series else {}
        due = {}
        for volume in volumes(told) if bind_series else _alone(sorted(digests)):
            digest = volume_digest(volume, digests)
            if all(source in whole and entries[source].digest == digest for source in volume.sources):
                yield from (_recorded(entries[source]) for source in volume.sources)
            else:
                due[volume] = digest
        keep = partial(_keep, ledger, _described(told, digests))
        wanted = {volume: _name(template, volume) for volume in due}
        if names.needs_reading(template):
            for volume, answer in _asked(partial(ask_name, folder, settings, template), list(wanted), run):
                if isinstance(answer, Done):
                    keep(due[volume], answer, wanted.pop(volume))
                    yield from answer.stories
                else:
                    wanted[volume] = answer
        given = Places(tuple(load_writer(name).suffix for name in settings.formats))
        given.take([*REPORTS, *_in_the_way(folder, sources, output)])
        places = give_places(given, wanted, entries)
        tasks: list[Task] = [(volume, given.files(place)) for volume, place in places.items()]
        with _swept(output, list(places.values())):
            for volume, done in run(partial(convert_volume, folder, output, settings), tasks):
                keep(due[volume], done, wanted[volume], places[volume])
                yield from done.stories


def _digests(
    ask: Callable[..., Any], sources: Sequence[str], run: Run | None, *, keep_all: bool
) -> Generator[Story, None, dict[str, str]]:
    """Digests by their sources, after the stories that have none, since they cannot be read.

    With ``keep_all`` these have an empty one: their series, if one is known, must not be made without them.
    """
    digests: dict[str, str] = {}
    for volume, digest in _asked(ask, _alone(sources), run):
        if not isinstance(digest, Done):
            digests[volume.sources[0]] = digest
        elif keep_all:
            digests[volume.sources[0]] = ""
        else:
            yield from digest.stories
    return digests


def _alone(sources: Iterable[str]) -> list[Volume]:
    return [Volume((source,)) for source in sources]


def _asked(ask: Any, books: Sequence[Volume], run: Run | None) -> Iterator[tuple[Volume, Any]]:
    """Each volume with the answer, or ``Done`` where there is none; asked here when there is no ``run``."""
    if run:
        return run(ask, [(volume, ()) for volume in books])
    return ((volume, safely(ask, volume, ())) for volume in books)


def _memberships(
    folder: Store, settings: Settings, run: Run, ledger: Ledger, digests: dict[str, str]
) -> dict[str, Membership]:
    """What each story says of its series, by the ledger, or else read and recorded where there is a record.

    A story that can't be read any more belongs to what it did.
    """
    entries = ledger.entries()
    known = {
        source: entries[source].record["membership"]
        for source in digests
        if source in entries and "membership" in entries[source].record
    }
    told = {
        source: Membership(tuple(known[source]["series"]), tuple(known[source]["authors"]))
        if source in known
        else Membership((), ())
        for source in sorted(digests, key=natural_key)
    }
    unread = [s for s in told if s not in known or known[s]["digest"] != digests[s]]
    for volume, answer in _asked(partial(ask_membership, folder, settings), _alone(unread), run):
        (source,) = volume.sources
        if isinstance(answer, Done):
            continue
        told[source] = answer
        if source in entries:
            entry = entries[source]
            described = _described({source: answer}, digests)[source]
            ledger.keep(source, Entry(entry.digest, {**entry.record, **described}))
    return told


def _described(told: dict[str, Membership], digests: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What records have of memberships, with the digest of the story that told it."""
    return {
        source: {"membership": {"digest": digests[source], **asdict(membership)}}
        for source, membership in told.items()
    }


def _name(template: str, volume: Volume) -> str:
    """What a book is called by what is known of it without reading."""
    return names.fill_template(template, volume.series or stem(volume.sources[0]), Metadata())


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


def _keep(
    ledger: Ledger,
    described: dict[str, dict[str, Any]],
    digest: str,
    done: Done,
    wanted: str,
    place: str = "",
) -> None:
    if not done.is_lasting:
        return
    for story in done.stories:
        kept = asdict(story)
        del kept["state"]
        record = {"wanted": wanted, "place": place, "sizes": done.sizes, "story": kept}
        ledger.keep(story.source, Entry(digest, {**record, **described.get(story.source, {})}))


@contextmanager
def _swept(output: Store, paths: Sequence[str]) -> Iterator[None]:
    """Leave nothing unfinished beside these, neither of an earlier run nor of a worker that died."""
    output.sweep(paths)
    try:
        yield
    finally:
        output.sweep(paths)
