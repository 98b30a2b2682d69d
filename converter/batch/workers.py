"""The processes that do the work: warm, replaced in time, and none of them missed when it dies."""

import faulthandler
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from queue import SimpleQueue
from tempfile import gettempdir
from threading import Thread
from typing import Any, Protocol

from converter.batch.stories import Done, TimeExceeded, Volume, WorkerDied, failed
from converter.batch.work import Work, safely
from converter.errors import ClusterUnusable
from converter.plugins import writer_module

TIME_LIMIT = 600
"""Seconds that a story may take: hundreds of times what a novel takes."""
_ATTEMPTS = 2
"""How often a story is tried before it counts as what kills processes."""
_LONGEST_FOLDER = 60
"""Characters of a folder's name that leave room for a socket's below it, of the 104 there are on macOS."""
_RECYCLED_AFTER = 500
"""Stories after which a worker makes room for a fresh one, since engines keep memory."""
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**25), "MALLOC_TRIM_THRESHOLD_": str(2**26)}
"""What keeps memory for the next story (mallopt(3)); to take what a cover needs anew costs a tenth."""

Task = tuple[Volume, tuple[str, ...]]
"""What is to become a book, and the paths in the folder of books that it goes to in each format."""
Run = Callable[[Work, Iterable[Task]], Iterator[tuple[Volume, Any]]]
"""Work, and its tasks, to volumes with what the work gave, as each is finished."""


class Seat(Protocol):
    """Where one story at a time is worked on."""

    is_shared: bool
    """Whether the process has other stories as well, which may be what it died of."""
    deaths: tuple[type[BaseException], ...]
    """The errors of a future whose process has died."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Send it a story."""

    def replace(self) -> None:
        """Be ready again after a death."""


class _Process:
    """A process of this machine that is sent one story at a time, and is replaced when it is old or dies."""

    is_shared = False
    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, context: Any) -> None:
        self._context = context
        self.replace()

    def replace(self) -> None:
        """Begin anew in a fresh process."""
        self._executor = ProcessPoolExecutor(1, self._context, _follow_parent)
        self._converted = 0

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Send the process a story."""
        if self._converted == _RECYCLED_AFTER:
            self.stop()
            self.replace()
        self._converted += 1
        try:
            return self._executor.submit(work, *arguments)
        except BrokenProcessPool:  # it died while it had nothing to do
            self.replace()
            return self._executor.submit(work, *arguments)

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
def processes(jobs: int, formats: Iterable[str], time_limit: int = TIME_LIMIT) -> Iterator[Run]:
    """That many processes of this machine, which have loaded what they need, while the context lasts.

    :param time_limit: seconds that a story may take.
    """
    context: Any = multiprocessing.get_context(_start_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([__name__, *map(writer_module, formats)])
        with _environment(_MEMORY):
            forkserver.ensure_running()
    seats = [_Process(context) for _ in range(jobs)]
    try:
        yield partial(run_tasks, seats, time_limit)
    finally:
        for seat in seats:
            seat.stop()


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Variables for the processes that are started meanwhile, unless the user has set them."""
    added = {name: value for name, value in variables.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _start_method() -> str:
    """A server from which loaded processes are forked, without our threads; else fresh processes.

    Windows has no such server, and it is reached by a socket in the folder for temporary files.
    """
    can_fork = "forkserver" in multiprocessing.get_all_start_methods()
    return "forkserver" if can_fork and len(gettempdir()) <= _LONGEST_FOLDER else "spawn"


def run_tasks(
    seats: Sequence[Seat], time_limit: int, work: Work, tasks: Iterable[Task]
) -> Iterator[tuple[Volume, Any]]:
    """See ``Run``; each seat has one task, so that memory stays flat and a death concerns one story.

    What kills a process is seldom the story that it was at, so that gets another chance.

    :raises ClusterUnusable: the seats are gone.
    """
    finished: SimpleQueue[Future[Any]] = SimpleQueue()
    running: dict[Future[Any], tuple[Seat, Task, int, float]] = {}

    def send(seat: Seat, task: Task, attempt: int = 1) -> None:
        future = seat.submit(_within, time_limit, work, *task)
        running[future] = seat, task, attempt, time.monotonic()
        future.add_done_callback(finished.put)

    waiting = iter(tasks)
    for seat, task in zip(seats, waiting, strict=False):
        send(seat, task)
    while running:
        future = finished.get()
        seat, task, attempt, start = running.pop(future)
        answer = _answer(future, seat)
        if isinstance(answer, WorkerDied):
            seat.replace()
            is_late = time.monotonic() - start >= time_limit
            if attempt < _ATTEMPTS and (seat.is_shared or not is_late):
                send(seat, task, attempt + 1)
                continue
            answer = TimeExceeded(time_limit) if is_late else answer
        for following in waiting:
            send(seat, following)
            break
        yield task[0], Done(failed(task[0], answer), False) if isinstance(answer, Exception) else answer


def _answer(future: Future[Any], seat: Seat) -> Any:
    """What the work gave, or the error that ended it."""
    if future.cancelled():
        raise ClusterUnusable("The cluster is gone.", "Run the same again when it is back; it does the rest.")
    error = future.exception()
    return WorkerDied() if isinstance(error, seat.deaths) else error or future.result()


def _within(time_limit: int, work: Work, volume: Volume, targets: tuple[str, ...]) -> Any:
    """In a worker: the work, which takes the process with it when it takes too long.

    Nothing gentler stops an engine that does not return to Python.
    """
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(time_limit, exit=True, file=nowhere)
        try:
            return safely(work, volume, targets)
        finally:
            faulthandler.cancel_dump_traceback_later()
