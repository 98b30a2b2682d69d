"""A folder of stories to a folder of books: what is due, in many processes, one record a story.

A story is up to date when the digest of its bytes, the options, the style and the version is the one in
the ledger, and its books are there. No time stamp is asked. Names are given out before books are made,
in the order of the sources, so that they do not depend on which process is first.
"""

import csv
import io
import json
import multiprocessing
import os
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import Enum
from fnmatch import fnmatchcase
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Any

from converter import names
from converter.book import Metadata
from converter.conversion import Settings, make_books, read_story
from converter.errors import (
    ConverterError,
    Level,
    SourceBinary,
    SourceEmpty,
    SourceMissing,
    SourceUndecodable,
    StrictRefusal,
)
from converter.files import remove_unfinished, write_files
from converter.inspection import count_story
from converter.ledger import Entry, Ledger
from converter.plugins import load_writer, plugin_versions, reader_suffixes, writer_module
from converter.source import read_file, stem

_RECYCLED_AFTER = 500
"""Stories after which a worker makes room for a fresh one, since engines keep memory."""
_REPORTS = ("report.json", "report.csv")
_LASTING = (SourceEmpty, SourceBinary, SourceUndecodable, StrictRefusal)
"""Errors that come again as long as neither the story nor the options change."""


class State(Enum):
    """How a story came out of a run."""

    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Story:
    """What became of one story."""

    source: str
    """Its path in the folder, with ``/``."""
    state: State
    outputs: tuple[str, ...] = ()
    """Its books' paths in the folder of books, with ``/``."""
    words: int = 0
    chapters: int = 0
    notices: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    seconds: float = 0.0
    """What it took when it was last made."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a worker sends back."""

    story: Story
    is_lasting: bool
    """Whether the same would come out again."""


_Task = tuple[str, tuple[str, ...]]
"""A story's source, and the paths in the folder of books that its books go to."""
_Work = Callable[[str, tuple[str, ...]], Any]
"""What a worker does with a task."""
_Run = Callable[[_Work, Iterable[_Task]], Iterator[tuple[str, Any]]]
"""Work for the pool, and its tasks, to sources with what the work gave, as each is finished."""


@dataclass(slots=True)
class _Names:
    """Names that are given out, each to one story."""

    suffixes: tuple[str, ...]
    taken: set[str] = field(default_factory=set)
    """Paths in the folder of books, as ``names.same_file`` gives them."""
    offers: dict[str, Iterator[str]] = field(default_factory=dict)
    """Of each path that was wanted the alternatives that are left: one that was taken stays so."""

    def take(self, paths: Iterable[str]) -> None:
        """Let nobody else have these paths."""
        self.taken |= {names.same_file(path) for path in paths}

    def give(self, source: str, wanted: str) -> str:
        """The path for a story's books, without suffix: the wanted name, or the nearest that is free."""
        above = "".join(f"{names.safe_name(part) or '_'}/" for part in PurePosixPath(source).parts[:-1])
        offer = self.offers.setdefault(f"{above}{wanted}", names.alternatives(f"{above}{wanted}"))
        place = next(filter(self.is_free, offer))
        self.take(self.files(place))
        return place

    def files(self, place: str) -> tuple[str, ...]:
        """The files of the books at a path without suffix."""
        return tuple(f"{place}{suffix}" for suffix in self.suffixes)

    def is_free(self, place: str) -> bool:
        """Whether nobody has any of the files there."""
        return not any(names.same_file(path) in self.taken for path in self.files(place))


def find_stories(
    folder: Path, output: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[str]:
    """The stories in a folder and those below it, as sorted paths with ``/``.

    Hidden files, links and ``output`` are passed over.

    :param include: patterns of names or paths; when empty, files with the suffixes that readers claim.
    :param exclude: patterns of names or paths, of files or folders.
    :raises SourceMissing: there is no such folder, or no story in it.
    """
    if not os.path.isdir(folder):
        raise SourceMissing(f"There is no folder “{folder}”.", "Name the folder that holds the stories.")
    wanted = include or [f"*.{suffix}" for suffix in ("txt", *reader_suffixes())]
    books = output.resolve()
    found = []
    for place, below, files in os.walk(folder):
        here = Path(place)
        below[:] = sorted(
            name for name in below if not name.startswith(".") and (here / name).resolve() != books
        )
        for name in files:
            path = (here / name).relative_to(folder).as_posix()
            if _matches(path, wanted) and not _matches(path, exclude) and _is_story(here / name):
                found.append(path)
    if not found:
        raise SourceMissing(
            f"There are no stories in “{folder}”.", f"Looked for {', '.join(wanted)}; see --include."
        )
    return sorted(found)


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
    common = _common_digest(settings, template)
    with Ledger(output) as ledger:
        entries = ledger.entries()
        due = {}
        for source in sources:
            entry = entries.get(source)
            try:
                digest = _digest(common, source, read_file(folder / source))
            except ConverterError as error:
                yield _failed(source, error)
                continue
            if entry and entry.digest == digest and _is_whole(entry, output) and not force:
                yield _recorded(entry)
            else:
                due[source] = digest
        if not due:
            return
        with _pool(min(jobs, len(due)), settings.formats) as run:
            wanted = {source: names.fill_template(template, stem(source), Metadata()) for source in due}
            if needs_reading:
                for source, answer in run(partial(_ask_name, folder, settings, template), _untold(due)):
                    if isinstance(answer, _Done):
                        _keep(ledger, due[source], answer, wanted.pop(source), output)
                        yield answer.story
                    else:
                        wanted[source] = answer
            given = _Names(tuple(load_writer(name).suffix for name in settings.formats))
            given.take([*_REPORTS, *(sources if output.resolve() == folder.resolve() else ())])
            places = _give_names(given, wanted, entries)
            tasks = [(source, given.files(place)) for source, place in places.items()]
            with _swept({(output / place).parent for place in places.values()}):
                for source, done in run(partial(_convert, folder, output, settings), tasks):
                    _keep(ledger, due[source], done, wanted[source], output, places[source])
                    yield done.story


def write_report(output: Path, stories: Iterable[Story]) -> None:
    """What became of the stories, for programs and spreadsheets; untouched when nothing is different.

    :raises OutputUnwritable: see ``write_files``.
    """
    rows = []
    for story in sorted(stories, key=lambda story: story.source):
        row = asdict(story)
        del row["state"]
        rows.append(row)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, [field.name for field in fields(Story) if field.name != "state"])
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {key: "\n".join(row[key]) for key in ("outputs", "notices")})
    contents = [
        (output / "report.json", f"{json.dumps({'stories': rows}, indent=1)}\n".encode()),
        (output / "report.csv", table.getvalue().encode(errors="backslashreplace")),
    ]
    write_files([(path, data) for path, data in contents if not _holds(path, data)])


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, a folder it is in, or the name of either is one that a pattern is for."""
    whole = PurePosixPath(path.casefold())
    places = [whole, *whole.parents][:-1]
    candidates = {str(place) for place in places} | {place.name for place in places}
    return any(fnmatchcase(one, pattern.casefold()) for one in candidates for pattern in patterns)


def _is_story(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file() and not path.is_symlink()


def _common_digest(settings: Settings, template: str) -> str:
    """A digest of everything but the story itself that its books depend on."""
    everything = [asdict(settings), template, plugin_versions()]
    return sha256(json.dumps(everything, default=_plain, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> Any:
    """Fonts and pictures count by what they hold, wherever they are."""
    match value:
        case Path():
            return sha256(value.read_bytes()).hexdigest()
        case bytes():
            return sha256(value).hexdigest()
        case re.Pattern(pattern=pattern):
            return pattern
        case frozenset():
            return sorted(value)
        case datetime():
            return value.isoformat()
    raise TypeError(value)


def _digest(common: str, source: str, data: bytes) -> str:
    return sha256(b"\0".join((common.encode(), os.fsencode(source), data))).hexdigest()


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


def _keep(ledger: Ledger, digest: str, done: _Done, wanted: str, output: Path, place: str = "") -> None:
    if not done.is_lasting:
        return
    kept = asdict(done.story)
    del kept["state"]
    sizes = [(output / path).stat().st_size for path in done.story.outputs]
    record = {"wanted": wanted, "place": place, "sizes": sizes, "story": kept}
    ledger.keep(done.story.source, Entry(digest, record))


def _untold(sources: Iterable[str]) -> Iterator[_Task]:
    """Tasks that write nothing."""
    return ((source, ()) for source in sources)


def _give_names(given: _Names, wanted: dict[str, str], entries: dict[str, Entry]) -> dict[str, str]:
    """Paths without suffix for books: what a story had if it wants the same name still, or a free one."""
    places = {}
    for source, entry in entries.items():
        if source not in wanted:
            given.take(entry.record["story"]["outputs"])
    for source, entry in entries.items():
        place = entry.record["place"]
        if place and entry.record["wanted"] == wanted.get(source) and given.is_free(place):
            given.take(given.files(place))
            places[source] = place
    for source, name in wanted.items():
        if source not in places:
            places[source] = given.give(source, name)
    return places


@contextmanager
def _swept(folders: set[Path]) -> Iterator[None]:
    """Leave nothing unfinished in these folders, neither of an earlier run nor of a worker that died."""
    remove_unfinished(folders)
    try:
        yield
    finally:
        remove_unfinished(folders)


class _Worker:
    """A process that is sent one story at a time, and is replaced when it is old or dies."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.replace()

    def replace(self) -> None:
        """Begin anew in a fresh process."""
        self._executor = ProcessPoolExecutor(1, self._context, _follow_parent)
        self._converted = 0

    def submit(self, work: _Work, task: _Task) -> Future[Any]:
        """Send the process a story."""
        if self._converted == _RECYCLED_AFTER:
            self.stop()
            self.replace()
        self._converted += 1
        try:
            return self._executor.submit(_safely, work, *task)
        except BrokenProcessPool:  # it died while it had nothing to do
            self.replace()
            return self._executor.submit(_safely, work, *task)

    def stop(self) -> None:
        """End the process, after the story that it is at."""
        self._executor.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when it has ended, however that came."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _pool(jobs: int, formats: Iterable[str]) -> Iterator[_Run]:
    """Processes that have loaded what they need, for as long as the context lasts."""
    context: Any = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([__name__, *map(writer_module, formats)])
    workers = [_Worker(context) for _ in range(jobs)]
    try:
        yield partial(_run, workers)
    finally:
        for worker in workers:
            worker.stop()


def _start_method() -> str:
    """A server from which loaded processes are forked, without our threads; fresh ones on Windows."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _run(workers: Sequence[_Worker], work: _Work, tasks: Iterable[_Task]) -> Iterator[tuple[str, Any]]:
    """See ``_Run``; each worker has one task, so that memory stays flat and a death concerns one story.

    What kills a worker is seldom the story that it was at, so that gets a second chance.
    """
    waiting = iter(tasks)
    running = {
        worker.submit(work, task): (worker, task) for worker, task in zip(workers, waiting, strict=False)
    }
    retried: set[_Task] = set()
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            worker, task = running.pop(future)
            error = future.exception()
            following: _Task | None = None
            if isinstance(error, BrokenProcessPool):
                worker.replace()
                if task not in retried:
                    retried.add(task)
                    following = task
            is_over = following is None
            following = following or next(waiting, None)
            if following:
                running[worker.submit(work, following)] = worker, following
            if is_over:
                yield task[0], _Done(_failed(task[0], error), False) if error else future.result()


def _safely(work: _Work, source: str, targets: tuple[str, ...]) -> Any:
    """In a worker: what the work gives, or how the story failed."""
    try:
        return work(source, targets)
    except Exception as error:  # noqa: BLE001 — the last border before the other stories
        return _Done(_failed(source, error), isinstance(error, _LASTING))


def _ask_name(folder: Path, settings: Settings, template: str, source: str, _: tuple[str, ...]) -> str:
    """In a worker: what the books of a story want to be called."""
    parsed = read_story(
        folder / source, reading=settings.reading, encoding=settings.encoding, repair=settings.repair
    )
    return names.fill_template(template, stem(source), parsed.book.metadata)


def _convert(folder: Path, output: Path, settings: Settings, source: str, targets: tuple[str, ...]) -> _Done:
    """In a worker: the books of a story."""
    start = time.perf_counter()
    result = make_books(folder / source, [output / path for path in targets], settings)
    story = Story(
        source,
        State.MADE,
        targets,
        words=count_story(result.book),
        chapters=sum(not chapter.is_part for chapter in result.book.chapters),
        notices=tuple(str(notice) for notice in result.notices if notice.level is not Level.DETAIL),
        seconds=round(time.perf_counter() - start, 3),
    )
    return _Done(story, True)


def _failed(source: str, error: BaseException) -> Story:
    match error:
        case ConverterError(message=message, hint=hint):
            pass
        case BrokenProcessPool():
            message = "The process that converted it died, twice."
            hint = "It may need more memory than there is: try it alone, or with fewer --jobs."
        case _:
            message = f"internal error: {type(error).__name__}: {error}."
            hint = "This is a defect of Fascicle; please report it with the story's first lines."
    return Story(source, State.FAILED, error=message, hint=hint)
