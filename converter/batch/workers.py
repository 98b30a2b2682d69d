"""The processes that do the work: warm, replaced in time, and none of them missed when it dies."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Any

from converter.batch.stories import Done, failed
from converter.errors import SourceBinary, SourceEmpty, SourceUndecodable, StrictRefusal
from converter.plugins import writer_module

_RECYCLED_AFTER = 500
"""Stories after which a worker makes room for a fresh one, since engines keep memory."""
_LASTING = (SourceEmpty, SourceBinary, SourceUndecodable, StrictRefusal)
"""Errors that come again as long as neither the story nor the options change."""

Task = tuple[str, tuple[str, ...]]
"""A story's source, and the paths in the folder of books that its books go to."""
Work = Callable[[str, tuple[str, ...]], Any]
"""What a worker does with a task."""
Run = Callable[[Work, Iterable[Task]], Iterator[tuple[str, Any]]]
"""Work for the pool, and its tasks, to sources with what the work gave, as each is finished."""


class _Worker:
    """A process that is sent one story at a time, and is replaced when it is old or dies."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.replace()

    def replace(self) -> None:
        """Begin anew in a fresh process."""
        self._executor = ProcessPoolExecutor(1, self._context, _follow_parent)
        self._converted = 0

    def submit(self, work: Work, task: Task) -> Future[Any]:
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
def pool(jobs: int, formats: Iterable[str]) -> Iterator[Run]:
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


def _run(workers: Sequence[_Worker], work: Work, tasks: Iterable[Task]) -> Iterator[tuple[str, Any]]:
    """See ``Run``; each worker has one task, so that memory stays flat and a death concerns one story.

    What kills a worker is seldom the story that it was at, so that gets a second chance.
    """
    waiting = iter(tasks)
    running = {
        worker.submit(work, task): (worker, task) for worker, task in zip(workers, waiting, strict=False)
    }
    retried: set[Task] = set()
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            worker, task = running.pop(future)
            error = future.exception()
            following: Task | None = None
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
                yield task[0], Done(failed(task[0], error), False) if error else future.result()


def _safely(work: Work, source: str, targets: tuple[str, ...]) -> Any:
    """In a worker: what the work gives, or how the story failed."""
    try:
        return work(source, targets)
    except Exception as error:  # noqa: BLE001 — the last border before the other stories
        return Done(failed(source, error), isinstance(error, _LASTING))
