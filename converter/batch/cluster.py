"""Workers of a Dask cluster, in place of processes of this machine. The only place that knows Dask."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any

from converter.batch.workers import TIME_LIMIT, Run, run_tasks
from converter.errors import ClusterUnusable, needs_extra
from converter.plugins import plugin_versions


class _Seat:
    """A place in the cluster's queue. Its scheduler itself sends the stories of a dead worker to others."""

    is_shared = True

    def __init__(self, submit: Callable[..., Future[Any]], deaths: tuple[type[BaseException], ...]) -> None:
        self.submit = submit
        self.deaths = deaths

    def replace(self) -> None:
        """Nothing to do: the cluster replaces its workers."""


@contextmanager
def cluster(address: str, time_limit: int = TIME_LIMIT) -> Iterator[Run]:
    """The workers that the scheduler at that address has, for as long as the context lasts.

    :param time_limit: seconds that a story may take.
    :raises ExtraMissing: Dask is not installed.
    :raises ClusterUnusable: nothing answers there, it has no workers, or not with this Fascicle.
    """
    with needs_extra("cluster", "For a cluster"):
        from distributed import Client, KilledWorker  # noqa: PLC0415 — an extra, and slow to load
    try:
        client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, ImportError) as error:
        raise ClusterUnusable(
            f"No scheduler answers at “{address}”: {error}.", "Name the address that “dask scheduler” shows."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        _check_workers(client, address)
        submit = client.get_executor(pure=False).submit
        seats = [_Seat(submit, (KilledWorker,)) for _ in range(threads)]
        yield partial(run_tasks, seats, time_limit)


def _check_workers(client: Any, address: str) -> None:
    """Make sure that there are workers, and that each makes the books that this Fascicle makes."""
    try:
        versions = client.run(plugin_versions)
    except Exception as error:
        raise ClusterUnusable(
            f"The workers of “{address}” cannot load Fascicle: {error}.", "Install it there."
        ) from error
    if not versions:
        raise ClusterUnusable(f"“{address}” has no workers.", "Start some with “dask worker”.")
    if any(version != plugin_versions() for version in versions.values()):
        raise ClusterUnusable(
            f"The workers of “{address}” have other versions of Fascicle or its plug-ins.",
            "Install the same there as here.",
        )
