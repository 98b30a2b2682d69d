"""The whole of a batch: what is due is converted, and each story recorded as it is finished."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from converter import names
from converter.batch.digests import common_digest, story_digest
from converter.batch.places import Places, give_places
from converter.batch.report import REPORTS
from converter.batch.stories import Done, State, Story, failed
from converter.batch.work import ask_name, convert_story
from converter.batch.workers import Task, pool
from converter.book import Metadata
from converter.conversion import Settings
from converter.errors import ConverterError
from converter.files import remove_unfinished
from converter.ledger import Entry, Ledger
from converter.plugins import load_writer
from converter.source import read_file, stem


def convert_stories(
    folder: Path,
    sources: Sequence[str],
    output: Path,
    settings: Settings,
    *,
    template: str = names.DEFAULT,
    jobs: int = 1,
    force: bool = False,
) -> Iterator[Story]:
    """Make the books of the stories that are not up to date; each story once, as it is finished.

    :param sources: paths in ``folder``, from ``find_stories``.
    :param template: what books are called; see ``names.py``.
    :param jobs: how many processes work.
    :param force: whether to make the books that are up to date as well.
    :raises OutputUnwritable: the ledger cannot be kept, so a later run would not know what is done.
    """
    needs_reading = names.needs_reading(template)
    common = common_digest(settings, template)
    with Ledger(output) as ledger:
        entries = ledger.entries()
        due = {}
        for source in sources:
            entry = entries.get(source)
            try:
                digest = story_digest(common, source, read_file(folder / source))
            except ConverterError as error:
                yield failed(source, error)
                continue
            if entry and entry.digest == digest and _is_whole(entry, output) and not force:
                yield _recorded(entry)
            else:
                due[source] = digest
        if not due:
            return
        with pool(min(jobs, len(due)), settings.formats) as run:
            wanted = {source: names.fill_template(template, stem(source), Metadata()) for source in due}
            if needs_reading:
                for source, answer in run(partial(ask_name, folder, settings, template), _untold(due)):
                    if isinstance(answer, Done):
                        _keep(ledger, due[source], answer, wanted.pop(source), output)
                        yield answer.story
                    else:
                        wanted[source] = answer
            given = Places(tuple(load_writer(name).suffix for name in settings.formats))
            given.take([*REPORTS, *(sources if output.resolve() == folder.resolve() else ())])
            places = give_places(given, wanted, entries)
            tasks = [(source, given.files(place)) for source, place in places.items()]
            with _swept({(output / place).parent for place in places.values()}):
                for source, done in run(partial(convert_story, folder, output, settings), tasks):
                    _keep(ledger, due[source], done, wanted[source], output, places[source])
                    yield done.story


def _is_whole(entry: Entry, output: Path) -> bool:
    """Whether the books of a record are all there, of the sizes that they had."""
    outputs, sizes = entry.record["story"]["outputs"], entry.record["sizes"]
    try:
        return bool([(output / path).stat().st_size for path in outputs] == sizes)
    except OSError:
        return False


def _recorded(entry: Entry) -> Story:
    """The story of a record; one that failed has failed again."""
    kept: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.record["story"].items()
    }
    return Story(**kept, state=State.FAILED if kept["error"] else State.UNCHANGED)


def _keep(ledger: Ledger, digest: str, done: Done, wanted: str, output: Path, place: str = "") -> None:
    if not done.is_lasting:
        return
    kept = asdict(done.story)
    del kept["state"]
    sizes = [(output / path).stat().st_size for path in done.story.outputs]
    record = {"wanted": wanted, "place": place, "sizes": sizes, "story": kept}
    ledger.keep(done.story.source, Entry(digest, record))


def _untold(sources: Iterable[str]) -> Iterator[Task]:
    """Tasks that write nothing."""
    return ((source, ()) for source in sources)


@contextmanager
def _swept(folders: set[Path]) -> Iterator[None]:
    """Leave nothing unfinished in these folders, neither of an earlier run nor of a worker that died."""
    remove_unfinished(folders)
    try:
        yield
    finally:
        remove_unfinished(folders)
